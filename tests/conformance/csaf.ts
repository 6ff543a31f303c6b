// The official CSAF validator test files: a folder with testcases.json beside the documents it names. A failing document must
// be caught by the test it is for (some fail others as well, whatever the suite says of them as a whole); a valid one must be
// accepted, and that test must not find anything. A folder without testcases.json is a corpus: every document must be valid.
import { readFile, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { validateCsaf, type CsafValidation } from "#engines/advisories";
import type { ConformanceFailure, RunSuite } from "./suite.ts";

interface Case {
  readonly name: string;
  readonly valid: boolean;
}

interface TestCases {
  readonly tests: readonly { readonly id: string; readonly failures?: readonly Case[]; readonly valid?: readonly Case[] }[];
}

interface Count {
  passed: number;
  skipped: number;
  readonly failures: ConformanceFailure[];
}

// Whether a URL resolves is only known offline where its name never can.
const NEEDS_THE_NETWORK = new Set(["6.3.6", "6.3.7"]);

/** Where a failure of this test is told. */
function findingsOf(id: string, { errors, warnings, infos }: CsafValidation) {
  const family = id.startsWith("6.1.") ? errors : id.startsWith("6.2.") ? warnings : infos;
  return family.filter(({ test }) => test === id);
}

const brief = ({ valid, errors }: CsafValidation) => ({ valid, errors: errors.slice(0, 3).map(({ test, path, message }) => `${test} ${path}: ${message}`) });

async function judge(folder: string, id: string, { name, valid }: Case, isFailure: boolean, count: Count): Promise<void> {
  const result = validateCsaf(JSON.parse(await readFile(join(folder, name), "utf8")));
  const found = findingsOf(id, result);
  const isRight = isFailure ? found.length > 0 && (valid || !result.valid) : found.length === 0 && result.valid === valid;
  if (isRight) count.passed += 1;
  else if (isFailure && NEEDS_THE_NETWORK.has(id)) count.skipped += 1;
  else count.failures.push({ id: `${id} ${name}`, expected: isFailure ? { valid, test: id } : { valid }, got: { ...brief(result), found: found.slice(0, 2).map(({ path, message }) => `${path}: ${message}`) } });
}

async function runOfficial(file: string, count: Count): Promise<void> {
  const { tests } = JSON.parse(await readFile(file, "utf8")) as TestCases;
  for (const { id, failures = [], valid = [] } of tests) {
    for (const one of failures) await judge(dirname(file), id, one, true, count);
    for (const one of valid) await judge(dirname(file), id, one, false, count);
  }
}

async function runCorpus(folder: string, files: readonly string[], count: Count): Promise<void> {
  for (const name of files) {
    const result = validateCsaf(JSON.parse(await readFile(join(folder, name), "utf8")), { tests: "basic" });
    if (result.valid) count.passed += 1;
    else count.failures.push({ id: name, expected: { valid: true }, got: brief(result) });
  }
}

export const run: RunSuite = async (paths) => {
  const count: Count = { passed: 0, skipped: 0, failures: [] };
  for (const path of paths) {
    const names = path.endsWith(".json") ? [] : (await readdir(path, { recursive: true })).toSorted();
    const suites = path.endsWith("testcases.json") ? [path] : names.filter((name) => name.endsWith("testcases.json")).map((name) => join(path, name));
    for (const suite of suites) await runOfficial(suite, count);
    const corpus = suites.length > 0 ? [] : names.filter((name) => name.endsWith(".json"));
    if (suites.length === 0 && corpus.length === 0) count.skipped += 1;
    await runCorpus(path, corpus, count);
  }
  return { suite: "csaf", passed: count.passed, failed: count.failures.length, skipped: count.skipped, failures: count.failures };
};
