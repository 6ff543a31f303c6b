// Files of CVSS vectors with their scores, `VECTOR - (base, temporal, environmental)` or `VECTOR - score` a line: every score
// that is stated must be ours, and one that is stated as None must not be there.
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { AdvisoryError, cvssScores } from "#engines/advisories";
import type { ConformanceFailure, RunSuite } from "./suite.ts";

const LINE = /^(\S+) - \(?([^()]+?),?\)?$/;

async function listFiles(path: string): Promise<readonly string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  return (await readdir(path)).toSorted().map((name) => join(path, name));
}

/** A stated score; -0.0 is nothing but 0. */
function readScore(text: string): number | null {
  return text.trim() === "None" ? null : Math.abs(Number(text));
}

/** As many scores as were stated: the vector's own in version 4, else base, temporal, environmental. */
function score(vector: string, stated: number): readonly (number | null)[] | string {
  try {
    const { version, base, threat, environmental, overall } = cvssScores(vector);
    return version === "4.0" ? [overall] : [base, threat, environmental].slice(0, stated);
  } catch (error) {
    if (error instanceof AdvisoryError) return error.message;
    throw error;
  }
}

export const run: RunSuite = async (paths) => {
  const count = { passed: 0, skipped: 0 };
  const failures: ConformanceFailure[] = [];
  for (const file of (await Promise.all(paths.map(listFiles))).flat()) {
    for (const [index, line] of (await readFile(file, "utf8")).split("\n").entries()) {
      if (line.trim() === "") continue;
      const [, vector, scores] = LINE.exec(line.trim()) ?? [];
      if (vector === undefined || scores === undefined) {
        count.skipped += 1;
        continue;
      }
      const expected = scores.split(",").map(readScore);
      const got = score(vector, expected.length);
      if (JSON.stringify(got) === JSON.stringify(expected)) count.passed += 1;
      else failures.push({ id: `${basename(file)}:${index + 1}`, expected, got });
    }
  }
  return { suite: "cvss", ...count, failed: failures.length, failures };
};
