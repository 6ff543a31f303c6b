import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "./cvss.ts";

const VECTORS = join(import.meta.dirname, "../../../shared/data/cvss-vectors");

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "breakwater-cvss-"));
  await writeFile(join(folder, "vectors"), [
    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H - (9.8, 9.8, 9.8)",
    "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:H/VA:L/SC:N/SI:H/SA:L - (9.2,)",
    "AV:L/AC:H/Au:M/C:N/I:N/A:N - (-0.0, None, None)",
    "AV:L/AC:H/Au:M/C:N/I:N/A:P - (0.9, None, None)",
    "CVSS:3.1/AV:N - 4.0",
    "# not one of them",
    "",
  ].join("\n"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("the suite cvss", () => {
  it("compares every score that is stated, and names the line of one that differs", async () => {
    expect(await run([folder])).toEqual({
      suite: "cvss",
      passed: 3,
      failed: 2,
      skipped: 1,
      failures: [
        { id: "vectors:4", expected: [0.9, null, null], got: [0.8, null, null] },
        { id: "vectors:5", expected: [4], got: expect.stringContaining("is no CVSS vector") as string },
      ],
    });
  });

  // Skipped where the vectors do not lie beside the repository.
  it.skipIf(!existsSync(VECTORS))("finds every published score of all four versions", async () => {
    expect(await run([VECTORS])).toEqual({ suite: "cvss", passed: 7667, failed: 0, skipped: 0, failures: [] });
  });
});
