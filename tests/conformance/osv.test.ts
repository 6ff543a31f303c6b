import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { run } from "./osv.ts";

const DATA = join(import.meta.dirname, "../../../shared/data");
const record = { id: "GHSA-aaaa-bbbb-cccc", modified: "2026-01-02T00:00:00Z" };
const schema = { $schema: "https://json-schema.org/draft/2020-12/schema", type: "object", required: ["id", "modified"], properties: { id: { type: "string" }, modified: { type: "string" }, summary: { type: ["string", "null"] } } };

describe("the suite osv", () => {
  it("passes what is read, judged as the schema does and written again, and shows what is not", async () => {
    const folder = await mkdtemp(join(tmpdir(), "breakwater-osv-"));
    await writeFile(join(folder, "records.jsonl"), `${JSON.stringify(record)}\n${JSON.stringify({ ...record, modified: "never" })}\n`);
    await writeFile(join(folder, "other.json"), JSON.stringify({ nothing: true }));
    expect(await run([folder])).toMatchObject({ suite: "osv", passed: 1, failed: 1, skipped: 1, schema: false, failures: [{ expected: "to be read" }] });
    await writeFile(join(folder, "schema.json"), JSON.stringify(schema));
    await writeFile(join(folder, "records.jsonl"), JSON.stringify({ ...record, summary: null }));
    expect(await run([folder])).toMatchObject({ passed: 0, failed: 1, skipped: 2, schema: true, failures: [{ expected: { valid: true }, got: { valid: false } }] });
    await rm(folder, { recursive: true });
  });

  // Skipped where the records do not lie beside the repository.
  it.skipIf(!existsSync(join(DATA, "osv")))("reads every given record, and judges and writes each as OSV's own schema demands", async () => {
    const { passed, failures, schema: hasSchema } = await run([join(DATA, "osv-schema"), join(DATA, "osv"), join(DATA, "oss-fuzz-vulns")]);
    expect({ failures, hasSchema }).toEqual({ failures: [], hasSchema: true });
    expect(passed).toBeGreaterThanOrEqual(9355);
  }, 120_000);
});
