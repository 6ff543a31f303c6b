// The official package URL tests (purl-spec's test JSON files), each of the type its file says: parse to parts, build from
// parts, round trip to the canonical text. Every part must be equal, and what must be refused must be refused.
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { buildPurl, canonicalPurl, IdentifierError, parsePurl, type PurlParts } from "#engines/exposure";
import type { ConformanceFailure, RunSuite } from "./suite.ts";

interface OfficialTest {
  readonly description: string;
  readonly test_type: string;
  readonly input: string | PurlParts;
  readonly expected_output: unknown;
  readonly expected_failure: boolean;
}

const REFUSED = "refused";

async function listFiles(path: string): Promise<readonly string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  return (await readdir(path, { recursive: true })).filter((name) => name.endsWith(".json")).toSorted().map((name) => join(path, name));
}

function perform({ test_type: type, input }: OfficialTest): unknown {
  try {
    if (typeof input !== "string") return buildPurl(input);
    // A text is taken apart, or taken through both ways where its canonical form is asked for.
    return type === "parse" ? parsePurl(input) : canonicalPurl(input);
  } catch (error) {
    if (error instanceof IdentifierError) return REFUSED;
    throw error;
  }
}

const PERFORMED: ReadonlySet<string> = new Set(["parse", "build", "roundtrip", "validate", "validation"]);

function isRight(expected: unknown, got: unknown): boolean {
  if (typeof expected !== "object" || expected === null || typeof got !== "object" || got === null) return expected === got;
  const [wanted, given] = [expected, got].map((parts) => Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== null && value !== undefined)));
  return isDeepStrictEqual(wanted, given);
}

export const run: RunSuite = async (paths) => {
  const count = { passed: 0, skipped: 0 };
  const failures: ConformanceFailure[] = [];
  for (const file of (await Promise.all(paths.map(listFiles))).flat()) {
    const { tests } = JSON.parse(await readFile(file, "utf8")) as { readonly tests?: readonly OfficialTest[] };
    for (const [index, test] of (tests ?? []).entries()) {
      if (!PERFORMED.has(test.test_type)) {
        count.skipped += 1;
        continue;
      }
      const expected = test.expected_failure ? REFUSED : test.expected_output;
      const got = perform(test);
      if (isRight(expected, got)) count.passed += 1;
      else failures.push({ id: `${basename(file)}:${index + 1} ${test.description}`, expected, got });
    }
  }
  return { suite: "purl", ...count, failed: failures.length, failures };
};
