import { open, stat, type FileHandle } from "node:fs/promises";
import { join } from "node:path";

import type { LoggedEvent, SampleKey } from "../logs/event.types.ts";
import { indexJournal, JOURNAL_FILE, readChain, type Chains } from "../logs/journal-index.ts";
import { LogError } from "../logs/log.errors.ts";
import { openLog, openWindow, toShown, type LogSummary, type OpenLog, type ShownSample } from "../logs/open-log.ts";
import { readRunFile } from "../logs/run-file.ts";
import { isBeingWritten, isSystemError } from "../logs/writer-lock.ts";
import { RunState } from "./run-state.ts";
import type { FollowedLog, RunStatus, ViewedRun, ViewedSample } from "./view.types.ts";

/** Read at one look, in some 50 ms; a line is no longer than this. */
const MOST_LOOK_BYTES = 16 * 1024 * 1024 + 1;

/** Any log, to look at while it grows. @throws {LogError} */
export async function followLog(path: string): Promise<FollowedLog> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new LogError("unreadable", path, "there is no such file or folder, or this user may not see it", { cause });
  });
  return found.isDirectory() ? followFolder(path) : followArchive(path);
}

/** No file stays open between looks: a run's folder may be removed at any time. */
async function followFolder(path: string): Promise<FollowedLog> {
  const run = await readRunFile(path);
  const name = join(path, JOURNAL_FILE);
  const openJournal = (): Promise<FileHandle> =>
    open(name, "r").catch((cause: unknown) => {
      throw isSystemError(cause, "ENOENT") ? new LogError("unreadable", name, "is not there: the run has not begun", { cause }) : cause;
    });
  const chains: Chains = new Map();
  const state = new RunState(run);
  let end = 0;
  let newestAt: string | null = null;
  let looking: Promise<ViewedRun> | undefined;

  const visit = ({ sample, kind }: { readonly sample: SampleKey | null; readonly kind: string }, line: Buffer): void => {
    if (sample !== null) state.note(sample);
    const at = line.indexOf(AT) + AT.length;
    newestAt = line.toString("latin1", at, at + INSTANT_LENGTH);
    // Whether it is what was appended is looked at when its sample is opened, and by `log verify`.
    if (kind === "model-replied" && sample !== null && takeUsage(state, sample, line)) return;
    if (RunState.tells(sample, kind)) state.take(toShown(parseLine(line, name)), sample);
  };
  const readOn = async (): Promise<ViewedRun> => {
    await using file = await openJournal();
    // Asked before the size: a run that ends in between is said to be running once more, and not to be interrupted.
    const isWritten = await isBeingWritten(path);
    const { size } = await file.stat();
    const upTo = Math.min(size, end + MOST_LOOK_BYTES);
    end = await indexJournal(file, { name, from: end, size: upTo, runId: run.runId, chains, check: "frames", visit });
    return state.view({ isWritten, newestAt, shareRead: upTo === size ? 1 : end / size });
  };
  await (await openJournal()).close();
  return {
    path,
    // Two who look at the same time share what is read.
    look: () => (looking ??= readOn().finally(() => (looking = undefined))),
    async readWindow(sample, from, count) {
      const chain = chains.get(sample as SampleKey);
      if (!chain) throw new LogError("unknown-sample", path, `holds no sample ${sample}`);
      await using file = await openJournal();
      const window = openWindow(count);
      for await (const event of readChain(file, { name, chain, from })) if (!window.takes(toShown(event))) break;
      return { events: window.events, total: chain.events };
    },
    close: () => Promise.resolve(),
  };
}
const AT = '"at":"';
const INSTANT_LENGTH = "2026-01-01T00:00:00.000Z".length;

/*
 * Most of a journal are replies, of which a list needs two numbers. They stand behind the texts; within a text every quote has
 * a backslash before it, so that no text can hold the bytes that are looked for.
 */
const USAGE = '"usage":{';
const USAGE_AND_COST = /^"usage":\{[^{}]*"total":(\d{1,15})\},"costMicroUsd":(null|\d{1,15}(?:\.\d{1,9})?),/;
const LONGEST_USAGE = 400;

function takeUsage(state: RunState, sample: SampleKey, line: Buffer): boolean {
  const at = line.lastIndexOf(USAGE);
  const found = at === -1 ? null : USAGE_AND_COST.exec(line.toString("latin1", at, at + LONGEST_USAGE));
  if (!found) return false;
  state.takeReply(sample, { tokens: Number(found[1]), costMicroUsd: found[2] === "null" ? null : Number(found[2]) });
  return true;
}

function parseLine(line: Buffer, name: string): LoggedEvent {
  try {
    return JSON.parse(line.toString("utf8")) as LoggedEvent;
  } catch (cause) {
    throw new LogError("corrupt", name, "holds a line that is not JSON", { cause });
  }
}

const STATUS: Readonly<Record<string, RunStatus>> = { success: "finished", cancelled: "stopped", error: "failed", started: "interrupted" };

/** An archive is whole when it is there; one that was replaced since is opened anew. */
async function followArchive(path: string): Promise<FollowedLog> {
  let seen = "";
  let log: OpenLog | undefined;
  let view: ViewedRun | undefined;
  const reopen = async (): Promise<{ readonly log: OpenLog; readonly view: ViewedRun }> => {
    const { size, mtimeMs, ino } = await stat(path);
    const found = `${ino} ${size} ${mtimeMs}`;
    if (log && view && found === seen) return { log, view };
    await log?.close();
    log = undefined;
    log = await openLog(path);
    view = toView(await log.summarise(), await log.listSamples());
    seen = found;
    return { log, view };
  };
  await reopen();
  return {
    path,
    look: async () => (await reopen()).view,
    readWindow: async (sample, from, count) => (await reopen()).log.readWindow(sample, from, count),
    close: async () => log?.close(),
  };
}

function toView(summary: LogSummary, samples: readonly ShownSample[]): ViewedRun {
  const known = samples.flatMap(({ tokens }) => tokens ?? []);
  return {
    form: "eval", status: STATUS[summary.status] ?? "failed", reason: null, shareRead: 1,
    set: summary.task, marking: summary.marking, model: summary.model, agent: null, begunAt: summary.createdAt, newestAt: null, expected: summary.samples,
    spent: { tokens: known.length === 0 ? null : known.reduce((sum, one) => sum + one, 0), costMicroUsd: null },
    isolation: null, limits: {}, happenings: [],
    samples: samples.map((sample): ViewedSample => ({ costMicroUsd: null, refused: false, ...sample })),
  };
}
