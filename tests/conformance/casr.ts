// A folder of CASR's crash reports: each is to be read as a crash with a stack; prints how many are unique and how many
// clusters they form, which CASR's own tests state for its data.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { findDuplicates, readCrashFile, type CrashRecord } from "#engines/verification";
import type { ConformanceFailure, RunSuite } from "./suite.ts";

export const run: RunSuite = async (paths) => {
  const records: CrashRecord[] = [];
  const failures: ConformanceFailure[] = [];
  let skipped = 0;
  for (const folder of paths) {
    for (const name of (await readdir(folder)).toSorted()) {
      if (!name.endsWith(".casrep")) {
        skipped += 1;
        continue;
      }
      const file = await readCrashFile(join(folder, name), new Uint8Array(await readFile(join(folder, name))));
      if (file.kind === "reports" && file.records.every(({ trace }) => trace.stack.length > 0)) records.push(...file.records);
      else failures.push({ id: name, expected: "a crash with a stack", got: file.kind === "unreadable" ? file.reason : file.kind });
    }
  }
  const { unique, clusters } = findDuplicates(records);
  return { suite: "casr", passed: records.length, failed: failures.length, skipped, unique: unique.length, clusters: clusters.length, failures };
};
