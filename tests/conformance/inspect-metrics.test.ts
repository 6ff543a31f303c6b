import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { run } from "./inspect-metrics.ts";

const METRICS = join(import.meta.dirname, "../../../shared/data/inspect/metrics.json");

describe("the suite inspect-metrics", () => {
  it("passes what agrees, and shows what does not", async () => {
    const folder = await mkdtemp(join(tmpdir(), "breakwater-metrics-"));
    const file = join(folder, "metrics.json");
    await writeFile(file, JSON.stringify({ metrics: [{ values: [0, 1], cluster: [0, 1], accuracy: 0.5, stderr: 0.25, ci: {} }], reducers: [{ values: [1, 0], mean: 0.5, pass_at_2: 1, unheard_of: 3 }] }));
    expect(await run([file])).toEqual({ suite: "inspect-metrics", passed: 3, failed: 1, skipped: 1, failures: [{ id: "metrics.0.stderr", expected: 0.25, got: 0.5 }] });
    await rm(folder, { recursive: true });
  });

  // Skipped where Inspect's figures do not lie beside the repository.
  it.skipIf(!existsSync(METRICS))("finds every figure of Inspect's own", async () => {
    const { failed, skipped, passed } = await run([METRICS]);
    expect({ failed, skipped }).toEqual({ failed: 0, skipped: 0 });
    expect(passed).toBeGreaterThan(300);
  });
});
