import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openJournal, reviewJournal, toSampleKey, type BenchmarkSet, type JournalEvent, type SampleKey } from "#engines/evaluation";
import { newSecret, type Services } from "#rooms/platform";

/*
 * While a run is under way its journal lies in a folder of its own below the enclave's data, readable to nobody but the
 * enclave's account, so that a run which was cut off goes on where it was. When it has ended, what counts is sealed and the
 * folder is removed.
 */

const SEED_FILE = "seed.sealed";

export const runFolder = (services: Services, runId: string): string => join(services.configuration.dataDirectory, "runs", runId);

/** What the run's flags derive from: made at its first attempt, the same at every later one, and sealed to the run. */
export async function keepSeed(services: Services, runId: string): Promise<string> {
  const folder = runFolder(services, runId);
  const path = join(folder, SEED_FILE);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    return services.keys.open("benchmarking.seed", runId, await readFile(path, "utf8")).toString("utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const seed = newSecret();
  await writeFile(`${path}.new`, services.keys.seal("benchmarking.seed", runId, seed), { mode: 0o600 });
  await rename(`${path}.new`, path);
  return seed;
}

export const removeRunFolder = (services: Services, runId: string): Promise<void> => rm(runFolder(services, runId), { recursive: true, force: true });

/** What the detectors make of every ended sample, by rules alone: names of those that saw something. */
export type RunFlags = ReadonlyMap<SampleKey, readonly string[]>;

export async function reviewRun(services: Services, runId: string, set: BenchmarkSet): Promise<RunFlags> {
  const journal = await openJournal(runFolder(services, runId), { now: services.clock });
  try {
    const { samples } = await reviewJournal({ journal, set });
    return new Map(samples.map(({ sample, flags }) => [sample, [...new Set(flags.map(({ detector }) => detector))]]));
  } finally {
    await journal.close();
  }
}

export const flagsOf = (flags: RunFlags, { taskId, epoch }: { readonly taskId: string; readonly epoch: number }): readonly string[] => flags.get(toSampleKey({ taskId, epoch, variant: null })) ?? [];

export interface Transcript {
  readonly taskId: string;
  readonly epoch: number;
  readonly entries: readonly JournalEvent[];
}

/** Each sample's events, one sample at a time. */
export async function* readTranscripts(services: Services, runId: string): AsyncGenerator<Transcript> {
  const journal = await openJournal(runFolder(services, runId), { now: services.clock });
  try {
    for (const { sample } of journal.heads()) {
      if (sample === null) continue;
      const [taskId = "", epoch = ""] = sample.split(/[#@]/);
      const entries: JournalEvent[] = [];
      for await (const event of journal.readSample(sample)) entries.push(event);
      yield { taskId, epoch: Number(epoch), entries };
    }
  } finally {
    await journal.close();
  }
}
