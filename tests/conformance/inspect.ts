// Inspect's .eval logs: each is to be listed and each of its samples read to the last event, with nothing left condensed;
// prints how many samples and events that are.
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { openLog } from "#engines/evaluation";
import type { ConformanceFailure, RunSuite } from "./suite.ts";

const WINDOW = 500;
const CONDENSED = /"(?:attachment|tc):\/\/|"input_refs":|"call_refs":/;

export const run: RunSuite = async (paths) => {
  const logs = (await Promise.all(paths.map(listLogs))).flat();
  const failures: ConformanceFailure[] = [];
  let samples = 0;
  let events = 0;
  for (const path of logs) {
    try {
      const log = await openLog(path);
      try {
        const summary = await log.summarise();
        const listed = await log.listSamples();
        if (listed.length !== summary.samples) throw new Error(`lists ${listed.length} of ${summary.samples} samples`);
        for (const { sample } of listed) {
          let read = 0;
          for (let total = 1; read < total; ) {
            const window = await log.readWindow(sample, read, WINDOW);
            if (window.events.length === 0) throw new Error(`${sample} ends at event ${read} of ${window.total}`);
            if (CONDENSED.test(JSON.stringify(window.events))) throw new Error(`${sample} has events that are still condensed`);
            read += window.events.length;
            ({ total } = window);
          }
          events += read;
        }
        samples += listed.length;
      } finally {
        await log.close();
      }
    } catch (error) {
      failures.push({ id: path, expected: "a log that is read to its end", got: error instanceof Error ? error.message : String(error) });
    }
  }
  return { suite: "inspect", passed: logs.length - failures.length, failed: failures.length, skipped: 0, samples, events, failures };
};

async function listLogs(path: string): Promise<readonly string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  return (await readdir(path)).filter((name) => name.endsWith(".eval")).toSorted().map((name) => join(path, name));
}
