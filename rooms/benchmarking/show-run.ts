import type { z } from "zod";
import type { runProgress, runSamples, transcript } from "#contracts/benchmarking";
import { describeEvent, followLog, LogError, type FollowedLog } from "#engines/evaluation";
import { notFound, type Services } from "#rooms/platform";
import { BenchmarkingRefusal } from "./benchmarking.errors.ts";
import { findFinishedRun, findNewestRun } from "./benchmarking.store.ts";
import type { SealedResults } from "./benchmarking.types.ts";
import { runFolder, type Transcript } from "./run-folder.ts";
import { openResults } from "./sealed-records.ts";

/*
 * What the enclave's people see of a run: while it goes on, how far it is and nothing that it found, because results are
 * sealed before anybody has looked at them; once it is sealed, each sample and its transcript; of one that ended without
 * results nothing, because that is quarantined.
 */

const SAMPLES_PER_PAGE = 50;
const EVENTS_PER_WINDOW = 25;

/** Null unless a run goes on and has written something. Kept from look to look, so that each reads only what is new. */
export function createProgressWatch(): (services: Services, requestId: string) => Promise<z.infer<typeof runProgress> | null> {
  let watched: { readonly folder: string; readonly log: FollowedLog } | undefined;
  return async (services, requestId) => {
    const run = await findNewestRun(services.db, requestId);
    if (run?.state !== "running") return null;
    const folder = runFolder(services, run.id);
    try {
      if (watched?.folder !== folder) watched = { folder, log: await followLog(folder) };
      const { expected, samples, spent, isolation, newestAt } = await watched.log.look();
      const ended = samples.filter(({ state }) => state === "ended").length;
      return { expected, begun: samples.length, ended, tokens: spent.tokens ?? 0, probes: { rounds: isolation?.rounds ?? 0, failed: isolation?.roundsFailed ?? 0, alarms: isolation?.alarms ?? 0 }, newestAt };
    } catch (error) {
      watched = undefined;
      // Not begun to write, or removed between the two looks.
      if (error instanceof LogError && error.code === "unreadable") return null;
      throw error;
    }
  };
}

export async function listRunSamples(services: Services, input: { readonly requestId: string; readonly from: number; readonly outcome: string | null; readonly flag: string | null }): Promise<z.infer<typeof runSamples>> {
  const { requestId, from, outcome, flag } = input;
  const { samples, transcripts } = await requireResults(services, requestId);
  const flagsOf = new Map(transcripts.map(({ taskId, epoch, flags = [] }) => [toKey({ taskId, epoch }), [...flags]]));
  const listed = samples.map((sample) => ({
    sample: toKey(sample), kind: sample.kind, outcome: sample.outcome, passed: sample.score === 1, turns: sample.turns, tokens: sample.tokens, attempts: sample.attempts, flags: flagsOf.get(toKey(sample)) ?? [],
  }));
  const chosen = listed.filter((sample) => (outcome === null || sample.outcome === outcome) && (flag === null || sample.flags.includes(flag)));
  return {
    outcomes: count(listed.map((sample) => sample.outcome)).map(([word, number]) => ({ outcome: word, samples: number })),
    flags: count(listed.flatMap(({ flags }) => flags)).map(([word, number]) => ({ flag: word, samples: number })),
    from,
    total: chosen.length,
    samples: chosen.slice(from, from + SAMPLES_PER_PAGE),
  };
}

export async function showTranscript(services: Services, { requestId, sample, from }: { readonly requestId: string; readonly sample: string; readonly from: number }): Promise<z.infer<typeof transcript>> {
  const { transcripts } = await requireResults(services, requestId);
  const kept = transcripts.find((one) => toKey(one) === sample);
  if (!kept) throw notFound();
  const { entries } = JSON.parse((await services.artefacts.get(kept.artefact)).toString("utf8")) as Transcript;
  const events = entries.slice(from, from + EVENTS_PER_WINDOW).map(({ sequence, at, kind, data, digest }) => describeEvent({ sequence, at, kind, data: data as Readonly<Record<string, unknown>>, digest, withheld: [] }));
  return { sample, from, total: entries.length, events: events.map(({ facts, texts, stages, withheld, ...event }) => ({ ...event, facts: [...facts], texts: [...texts], stages: [...stages], withheld: [...withheld] })) };
}

async function requireResults(services: Services, requestId: string): Promise<SealedResults> {
  const run = await findFinishedRun(services.db, requestId);
  if (!run) throw new BenchmarkingRefusal("wrong-state", "No run of this request is finished and sealed; nothing of it is shown before.");
  return openResults(services, run).value;
}

const toKey = ({ taskId, epoch }: { readonly taskId: string; readonly epoch: number }): string => `${taskId}#${epoch}`;

function count(words: readonly string[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].toSorted(([, often], [, less]) => less - often);
}
