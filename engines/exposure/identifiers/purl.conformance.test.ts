import { existsSync, readFileSync, readdirSync } from "node:fs";
import { expect, it } from "vitest";
import type { PurlParts } from "./purl.ts";
import { buildPurl, canonicalPurl, parsePurl } from "./purl.ts";

const FOLDER = new URL("../../../../shared/data/purl-spec/", import.meta.url);

interface OfficialCase {
  readonly description: string;
  readonly test_type: "parse" | "build" | "validate";
  readonly input: string | PurlParts;
  readonly expected_output: unknown;
  readonly expected_failure: boolean;
}

const OPERATIONS = {
  parse: (input: string | PurlParts) => parsePurl(input as string),
  build: (input: string | PurlParts) => buildPurl(input as PurlParts),
  validate: (input: string | PurlParts) => canonicalPurl(input as string),
} as const;

function run(test: OfficialCase): unknown {
  try {
    return OPERATIONS[test.test_type](test.input);
  } catch (error) {
    return { refused: (error as Error).name };
  }
}

it.skipIf(!existsSync(FOLDER))("every official package URL test we were given passes (skipped where ../shared/data/purl-spec is absent)", () => {
  const failures: unknown[] = [];
  let count = 0;
  for (const file of readdirSync(FOLDER).filter((name) => name.endsWith(".json"))) {
    const { tests } = JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")) as { tests: readonly OfficialCase[] };
    for (const test of tests) {
      count++;
      const got = run(test);
      const expected = test.expected_failure ? { refused: "IdentifierError" } : test.expected_output;
      if (JSON.stringify(sortKeys(got)) !== JSON.stringify(sortKeys(expected))) failures.push({ file, description: test.description, input: test.input, expected, got });
    }
  }
  expect(failures).toEqual([]);
  expect(count).toBeGreaterThan(200);
});

function sortKeys(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sortKeys(inner)]));
}
