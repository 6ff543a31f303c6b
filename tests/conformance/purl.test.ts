import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { run } from "./purl.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "breakwater-purl-"));
  const base = { test_group: "required", expected_failure: false };
  await writeFile(join(folder, "gem-test.json"), JSON.stringify({ tests: [
    { ...base, description: "parse", test_type: "parse", input: "pkg:gem/moor@1", expected_output: { type: "gem", namespace: null, name: "moor", version: "1", qualifiers: null, subpath: null } },
    { ...base, description: "build", test_type: "build", input: { type: "gem", name: "moor", version: null }, expected_output: "pkg:gem/moor" },
    { ...base, description: "canonical", test_type: "validate", input: "pkg:GEM/moor?Platform=x", expected_output: "pkg:gem/moor?platform=x" },
    { ...base, description: "refused", test_type: "parse", input: "pkg:gem", expected_failure: true },
    { ...base, description: "wrong on purpose", test_type: "build", input: { type: "gem", name: "moor" }, expected_output: "pkg:gem/mooring" },
    { ...base, description: "of a kind not known", test_type: "guess", input: "pkg:gem/moor", expected_output: null },
  ] }));
});
afterAll(() => rm(folder, { recursive: true }));

test("each official package URL test passes, fails with what came out, or is counted as skipped", async () => {
  const failure = { id: "gem-test.json:5 wrong on purpose", expected: "pkg:gem/mooring", got: "pkg:gem/moor" };
  const result = { suite: "purl", passed: 4, skipped: 1, failed: 1, failures: [failure] };
  expect([await run([folder]), await run([join(folder, "gem-test.json")])]).toEqual([result, result]);
});
