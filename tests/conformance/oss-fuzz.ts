// OSS-Fuzz's records in OSV, one a line: each is to be read as a crash; prints pairwise precision, recall and F1 of the
// clusters against which commit fixed what, beside those of simple rules.
import { readFile } from "node:fs/promises";
import { readCrashFile } from "#engines/verification";
import { scoreOssFuzz } from "../../benchmarks/oss-fuzz-duplicates.ts";
import type { ConformanceFailure, RunSuite } from "./suite.ts";

export const run: RunSuite = async (paths) => {
  const lines: string[] = [];
  for (const path of paths) lines.push(...(await readFile(path, "utf8")).split("\n").filter((line) => line !== ""));
  const failures: ConformanceFailure[] = [];
  for (const [index, line] of lines.entries()) {
    const file = await readCrashFile(`line ${index + 1}`, new TextEncoder().encode(line));
    if (file.kind !== "reports") failures.push({ id: `line ${index + 1}`, expected: "a crash with its state", got: file.kind === "unreadable" ? file.reason : file.kind });
  }
  const { records, left, pairs, ...scores } = await scoreOssFuzz(lines);
  return { suite: "oss-fuzz", passed: lines.length - failures.length, failed: failures.length, skipped: 0, judged: records, notJudged: left, pairs, ...scores, failures };
};
