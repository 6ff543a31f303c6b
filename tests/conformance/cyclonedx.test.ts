import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { run } from "./cyclonedx.ts";

const DATA = join(import.meta.dirname, "../../../shared/data");
const bill = (components: unknown) => JSON.stringify({ bomFormat: "CycloneDX", specVersion: "1.4", version: 1, components });
const hash = [{ alg: "MD5", content: "none" }];

describe("the suite cyclonedx", () => {
  it("passes valid bills that are read and invalid ones that are refused, and shows the others", async () => {
    const folder = await mkdtemp(join(tmpdir(), "breakwater-cyclonedx-"));
    await writeFile(join(folder, "valid-a.json"), bill([{ type: "library", name: "a" }]));
    await writeFile(join(folder, "invalid-b.json"), bill([{ type: "library", name: "b", hashes: hash }]));
    await writeFile(join(folder, "real-c.json"), bill([{ type: "library", name: "c", hashes: hash }]));
    await writeFile(join(folder, "skip_invalid-d.json"), "{}");
    expect(await run([folder])).toEqual({ suite: "cyclonedx", passed: 3, failed: 0, skipped: 1, failures: [] });
    await writeFile(join(folder, "valid-b.json"), bill([{ type: "library", name: "b", hashes: hash }]));
    await writeFile(join(folder, "invalid-a.xml"), '<bom xmlns="http://cyclonedx.org/schema/bom/1.4" version="1"><components><component type="library"><name>a</name></component></components></bom>');
    expect(await run([folder])).toMatchObject({
      passed: 3, failed: 2, failures: [{ expected: "to be refused with a reason", got: { read: 1 } }, { expected: "to be read with nothing left out", got: { refused: expect.stringContaining("hashes[0].content") } }],
    });
    await rm(folder, { recursive: true });
  });

  // Skipped where the bills do not lie beside the repository.
  it.skipIf(!existsSync(join(DATA, "cyclonedx-spec")))("judges every given test of the standard rightly, and reads every real bill whole", async () => {
    const { passed, failures } = await run([join(DATA, "cyclonedx-spec"), join(DATA, "cyclonedx-boms")]);
    expect(failures).toEqual([]);
    expect(passed).toBeGreaterThanOrEqual(241);
  }, 60_000);
});
