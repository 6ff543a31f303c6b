import { stat } from "node:fs/promises";
import { randomUUID } from "node:crypto";

import { RunError } from "../evaluation.errors.ts";
import { escapeControls } from "../hostile-text.rules.ts";
import type { ChainedLog } from "../logs/chained-log.types.ts";
import type { JournalEvent, SampleKey } from "../logs/event.types.ts";
import { withLog } from "../logs/export-log.ts";
import { openJournal, type Journal } from "../logs/journal.ts";
import { LogError } from "../logs/log.errors.ts";
import { computeRunRoot } from "../logs/run-root.ts";
import { createModelClient } from "../models/model-client.ts";
import type { ModelClient, ModelEndpoint } from "../models/model.types.ts";
import { createSpending } from "../models/spending.ts";
import { accessTo, requireAccess } from "../sets/require-access.ts";
import type { AccessMode, BenchmarkSet } from "../sets/set.types.ts";
import { reviewByModel, type ModelReview } from "./review-by-model.ts";
import { reviewJournal, type RunReview, type SampleReview } from "./review-journal.ts";
import type { HumanVerdict } from "./review.types.ts";

const LONGEST_NAME = 200;
const LONGEST_REASON = 2_000;

/**
 * Reviews a log of ours, a run's folder or an `.eval`, as `reviewJournal` does a journal.
 * @throws {LogError} also where a part is withheld: what was left out may be what shows it
 */
export function reviewLog(path: string, set: BenchmarkSet | null): Promise<RunReview> {
  return withLog(path, {
    chained: (log) => reviewChained(log, set),
    other: () => Promise.reject(new LogError("not-a-log", path, "its events are not chained; only logs that Breakwater wrote are reviewed")),
  });
}

/** @throws {LogError} as `reviewLog`, and where the log is of another set */
export function reviewChained(log: Pick<ChainedLog, "path" | "run" | "heads" | "readEvents">, set: BenchmarkSet | null): Promise<RunReview> {
  requireSameSet(log, set);
  return reviewJournal({ journal: { heads: () => log.heads, readSample: (sample) => readWhole(log, sample) }, set });
}

function requireSameSet({ path, run }: Pick<ChainedLog, "path" | "run">, set: BenchmarkSet | null): void {
  if (set && set.digest !== run.set.digest) throw new LogError("not-a-log", path, `is of ${run.set.id} ${run.set.version} with another digest than the set that was given`);
}

async function* readWhole(log: Pick<ChainedLog, "path" | "readEvents">, sample: SampleKey | null): AsyncGenerator<JournalEvent> {
  for await (const event of log.readEvents(sample)) {
    if (event.withheld && Object.keys(event.withheld).length > 0) throw new LogError("withheld", log.path, `event ${event.sequence} of ${sample ?? "the run"} (${event.kind}) is withheld in part; a review needs all of it, so review the run's own folder`);
    // Whole, it has the shape of its kind.
    yield event as JournalEvent;
  }
}

export interface RecordedVerdict {
  readonly sample: SampleKey;
  readonly verdict: Omit<HumanVerdict, "at">;
  /** Its place in the sample's chain, and what the chain now ends with. */
  readonly sequence: number;
  readonly digest: string;
  /** Of the run, which a verdict changes. */
  readonly root: string;
}

/**
 * Adds a person's verdict to the chain of a sample that has ended, flagged or not, in the run's own folder. A later verdict
 * takes the place of an earlier one, which stays in the journal. On refusal nothing is added.
 * @throws {RunError} `bad-argument`
 * @throws {LogError} `sealed` for an archive, `in-use` while another process writes the folder, `unknown-sample`, `not-ended`
 */
export async function recordVerdict(folder: string, sample: SampleKey, { by, decision, reason }: Omit<HumanVerdict, "at">, now: () => Date = () => new Date()): Promise<RecordedVerdict> {
  const verdict = { by: requireWords(by, "by", LONGEST_NAME), decision, reason: requireWords(reason, "reason", LONGEST_REASON) };
  return withJournal(folder, now, async (journal) => {
    const state = journal.head(sample)?.state;
    if (state === undefined) throw new LogError("unknown-sample", folder, `holds no sample ${sample}`);
    if (state === "open") throw new LogError("not-ended", folder, `${sample} has not ended; a verdict is passed on what a sample came to`);
    const { sequence, digest } = await journal.append(sample, "verdict", verdict);
    return { sample, verdict, sequence, digest, root: computeRunRoot(journal.heads()) };
  });
}

function requireWords(text: string, field: string, most: number): string {
  const words = escapeControls(text.trim());
  if (words === "" || words.length > most) throw new RunError("bad-argument", `${field}: give 1 to ${most} characters`);
  return words;
}

export interface JudgedSample {
  readonly sample: SampleKey;
  readonly review: ModelReview;
}

/**
 * Lets a model look at each sample whose flags wait for a person, and records what it suspects as a flag of `reviewer-model`
 * in the sample's chain. That it suspects nothing is told and not recorded: it clears nobody. A sample that this model has
 * flagged before is passed over.
 * @throws as `recordVerdict`; {RunError} `access-refused` where the set may not be shown to the model; {ModelError} where the
 * model does not answer or the cap is spent: what was recorded by then stays
 */
export async function reviewFlaggedByModel(folder: string, { set, model, maxTokens, signal, onJudged, access = accessTo(model.url), now = () => new Date() }: {
  readonly set: BenchmarkSet;
  readonly model: ModelEndpoint;
  /** Of all its calls together. */
  readonly maxTokens?: number | undefined;
  /** How the model is reached; default by the address. */
  readonly access?: AccessMode;
  readonly signal: AbortSignal;
  readonly onJudged?: (judged: JudgedSample) => void;
  readonly now?: () => Date;
}): Promise<readonly JudgedSample[]> {
  // It is shown what the model that was measured was shown.
  requireAccess(set, access);
  const client = createModelClient(model, maxTokens === undefined ? {} : { spending: createSpending({ cap: { tokens: maxTokens } }) });
  return withJournal(folder, now, async (journal) => {
    requireSameSet({ path: folder, run: journal.run }, set);
    const { samples } = await reviewJournal({ journal, set });
    const judged: JudgedSample[] = [];
    for (const { sample } of samples.filter((one) => one.state === "flagged" && !hasFlagged(client, one))) {
      const events = [];
      for await (const event of journal.readSample(sample)) events.push(event);
      const review = await reviewByModel({ client, events, nonce: randomUUID(), signal });
      if (review.flag) await journal.append(sample, "flagged", review.flag);
      judged.push({ sample, review });
      onJudged?.({ sample, review });
    }
    return judged;
  });
}

const hasFlagged = ({ name }: ModelClient, { flags }: SampleReview): boolean =>
  flags.some(({ detector, evidence }) => detector === "reviewer-model" && evidence.startsWith(escapeControls(`${name}: `)));

async function withJournal<Result>(folder: string, now: () => Date, use: (journal: Journal) => Promise<Result>): Promise<Result> {
  const found = await stat(folder).catch((cause: unknown) => {
    throw new LogError("unreadable", folder, "there is no such folder, or this user may not see it", { cause });
  });
  if (!found.isDirectory()) throw new LogError("sealed", folder, "is a file, to which nothing is added; what is made of its samples is recorded in the run's own folder, from which an .eval is exported anew");
  const journal = await openJournal(folder, { now });
  try {
    return await use(journal);
  } finally {
    await journal.close();
  }
}
