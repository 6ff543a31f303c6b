import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { run } from "./vers.ts";

const SUITE = join(import.meta.dirname, "../../../shared/data/vers-spec");

const tests = [
  { test_type: "comparison", input: { input_scheme: "intdot", versions: ["1.10", "1.9"] }, expected_output: ["1.9", "1.10"] },
  { test_type: "comparison", input: { input_scheme: "nuget", versions: ["1.0.1", "1.0.0-A"] }, expected_output: ["1.0.0-a", "1.0.1"] },
  { test_type: "equality", input: { input_scheme: "pypi", versions: ["1.0", "1.0.0"] }, expected_output: true },
  { test_type: "parse", input: "vers:npm/1.0.0", expected_output: { type: "npm", constraints: [["", "1.0.0"]] } },
  { test_type: "parse", input: "vers:npm/2|1", expected_failure: true },
  { test_type: "build", input: { type: "npm", constraints: [["<", "2"], ["", "1"]] }, expected_output: "vers:npm/1|<2" },
  { test_type: "validate", input: "vers:npm/2|1", expected_output: "vers:npm/1|2" },
  { test_type: "containment", input: { vers: "vers:npm/>=1", version: "blue" }, expected_output: true },
  { test_type: "from_native", input: { scheme: "npm", native_range: "banana" }, expected_output: "vers:npm/*" },
  { test_type: "parse", input: "vers:npm/1", expected_failure: true },
  { test_type: "merge", input: [], expected_output: "" },
];

describe("the suite vers", () => {
  it("judges every kind of case, and shows what differs", async () => {
    const folder = await mkdtemp(join(tmpdir(), "breakwater-vers-"));
    await writeFile(join(folder, "cases.json"), JSON.stringify({ tests }));
    await writeFile(join(folder, "schema.json"), "{}");
    expect(await run([folder])).toEqual({
      suite: "vers",
      passed: 7,
      failed: 3,
      skipped: 2,
      failures: [
        { id: 'cases.json 8 containment {"vers":"vers:npm/>=1","version":"blue"}', expected: true, got: "undetermined" },
        { id: 'cases.json 9 from_native {"scheme":"npm","native_range":"banana"}', expected: "vers:npm/*", got: expect.stringContaining("cannot be read") as string },
        { id: 'cases.json 10 parse "vers:npm/1"', expected: "to be refused", got: { type: "npm", constraints: [["=", "1"]] } },
      ],
    });
    await rm(folder, { recursive: true });
  });

  // Skipped where the official tests do not lie beside the repository.
  it.skipIf(!existsSync(SUITE))("passes every given official test", async () => {
    expect(await run([SUITE])).toEqual({ suite: "vers", passed: 1360, failed: 0, skipped: 0, failures: [] });
  });
});
