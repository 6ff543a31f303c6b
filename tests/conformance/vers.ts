// The official VERS tests (package-url/vers-spec, schema 0.2 and the words of 0.1): every file is a list of cases. Compared, parsed,
// built, read from native ranges and looked up; a case that must fail must be refused by our own error.
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { z } from "zod";
import { compareVersions, nativeToVers, parseVers, readVers, schemeOfPurlType, versContains, VersError, writeVers, type VersComparator } from "#engines/exposure";
import type { ConformanceFailure, RunSuite } from "./suite.ts";

const testCase = z.object({
  test_type: z.string(), input: z.unknown(), expected_output: z.unknown().optional(), expected_failure: z.boolean().default(false),
});
const file = z.object({ tests: z.array(testCase) });
const versions = z.object({ input_scheme: z.string(), versions: z.array(z.string()) });
const native = z.object({ scheme: z.string(), native_range: z.string() });
const containment = z.object({ vers: z.string(), version: z.string() });
const constraintList = z.array(z.tuple([z.string(), z.string()]));
const components = z.union([
  z.object({ scheme: z.string(), version_constraints: constraintList }).transform(({ scheme, version_constraints }) => ({ type: scheme, constraints: version_constraints })),
  z.object({ type: z.string(), constraints: constraintList }),
]);

function order(scheme: string, a: string, b: string): number {
  const found = compareVersions(schemeOfPurlType(scheme), a, b);
  if (found === undefined) throw new VersError("not-vers", `${scheme} cannot order ${a} and ${b}`);
  return found;
}

/** Equality has two spellings, nothing and "="; the asterisk is a comparator or a version. */
function plain(parts: z.output<typeof components>): unknown {
  return { type: parts.type, constraints: parts.constraints.map(([comparator, version]) => (comparator === "*" || version === "*" ? ["*", ""] : [comparator === "" ? "=" : comparator, version])) };
}

const SUITES: Readonly<Record<string, (input: unknown) => unknown>> = {
  equality: (input) => {
    const { input_scheme: scheme, versions: [a = "", b = ""] } = versions.parse(input);
    return order(scheme, a, b) === 0;
  },
  comparison: (input) => {
    const { input_scheme: scheme, versions: unsorted } = versions.parse(input);
    return unsorted.toSorted((a, b) => order(scheme, a, b));
  },
  from_native: (input) => {
    const { scheme, native_range: range } = native.parse(input);
    return nativeToVers(scheme, range);
  },
  containment: (input) => {
    const { vers, version } = containment.parse(input);
    return { in: true, out: false, undetermined: "undetermined" }[versContains(readVers(vers), version)];
  },
  parse: (input) => {
    const { type, constraints } = parseVers(z.string().parse(input));
    return { type, constraints: constraints.map(({ comparator, version }) => [comparator, version]) };
  },
  build: (input) => {
    const { type, constraints } = components.parse(input);
    return writeVers({ type, constraints: constraints.map(([comparator, version]) => ({ comparator: (comparator || "=") as VersComparator, version })) });
  },
  validate: (input) => writeVers(readVers(z.string().parse(input))),
  roundtrip: (input) => writeVers(readVers(z.string().parse(input))),
};

function answer(test: z.infer<typeof testCase>): unknown {
  try {
    return SUITES[test.test_type]?.(test.input);
  } catch (error) {
    if (error instanceof VersError) return error;
    throw error;
  }
}

/** What the expected output says, in our spelling; versions without regard to case where the type has none (NuGet). */
function normalise(type: string, input: unknown, output: unknown): unknown {
  if (type === "parse") return components.safeParse(output).success ? plain(components.parse(output)) : output;
  const isCaseless = versions.safeParse(input).data?.input_scheme === "nuget";
  return isCaseless && Array.isArray(output) ? output.map((version) => String(version).toLowerCase()) : output;
}

function judge(test: z.infer<typeof testCase>, id: string): ConformanceFailure | undefined {
  const got = answer(test);
  const told = got instanceof VersError ? got.message : got;
  if (test.expected_failure) return got instanceof VersError ? undefined : { id, expected: "to be refused", got: told };
  const [ours, theirs] = [told, test.expected_output].map((output) => JSON.stringify(normalise(test.test_type, test.input, output)));
  return ours === theirs ? undefined : { id, expected: test.expected_output, got: told };
}

async function listFiles(path: string): Promise<readonly string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  return (await readdir(path)).filter((name) => name.endsWith(".json")).toSorted().map((name) => join(path, name));
}

export const run: RunSuite = async (paths) => {
  const count = { passed: 0, skipped: 0 };
  const failures: ConformanceFailure[] = [];
  for (const path of (await Promise.all(paths.map(listFiles))).flat()) {
    const read = file.safeParse(JSON.parse(await readFile(path, "utf8")));
    if (!read.success) {
      count.skipped += 1;
      continue;
    }
    for (const [index, test] of read.data.tests.entries()) {
      if (!(test.test_type in SUITES)) {
        count.skipped += 1;
        continue;
      }
      const failure = judge(test, `${basename(path)} ${index + 1} ${test.test_type} ${JSON.stringify(test.input)}`);
      if (failure) failures.push(failure);
      else count.passed += 1;
    }
  }
  return { suite: "vers", passed: count.passed, failed: failures.length, skipped: count.skipped, failures };
};
