import { open, stat } from "node:fs/promises";
import { join } from "node:path";

import type { LoggedEvent, SampleKey } from "../logs/event.types.ts";
import { indexJournal, JOURNAL_FILE, readChain, type Chains } from "../logs/journal-index.ts";
import { LogError } from "../logs/log.errors.ts";
import { openLog, openWindow, toShown, type LogSummary, type OpenLog, type ShownSample } from "../logs/open-log.ts";
import { readRunFile } from "../logs/run-file.ts";
import { isBeingWritten, isSystemError } from "../logs/writer-lock.ts";
import { RunState } from "./run-state.ts";
import type { FollowedLog, RunStatus, ViewedRun, ViewedSample } from "./view.types.ts";

/** Read at one look: some 0.1 s. */
const MOST_LOOK_BYTES = 32 * 1024 * 1024;

/** Any log, to look at while it grows. @throws {LogError} */
export async function followLog(path: string): Promise<FollowedLog> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new LogError("unreadable", path, "there is no such file or folder, or this user may not see it", { cause });
  });
  return found.isDirectory() ? followFolder(path) : followArchive(path);
}

async function followFolder(path: string): Promise<FollowedLog> {
  const run = await readRunFile(path);
  const name = join(path, JOURNAL_FILE);
  const file = await open(name, "r").catch((cause: unknown) => {
    throw isSystemError(cause, "ENOENT") ? new LogError("unreadable", name, "is not there: the run has not begun", { cause }) : cause;
  });
  const chains: Chains = new Map();
  const state = new RunState(run);
  let end = 0;
  let newestAt: string | null = null;

  const visit = ({ sample, kind }: { readonly sample: SampleKey | null; readonly kind: string }, line: Buffer): void => {
    if (sample !== null) state.note(sample);
    newestAt = line.toString("latin1", line.indexOf(AT) + AT.length, line.indexOf(AT) + AT.length + 24);
    // Whether it is what was appended is looked at when its sample is opened, and by `log verify`.
    if (RunState.tells(sample, kind)) state.take(toShown(parseLine(line, name)), sample);
  };
  return {
    path,
    async look() {
      // Asked before the size: a run that ends in between is said to be running once more, and not to be interrupted.
      const isWritten = await isBeingWritten(path);
      const { size } = await file.stat();
      const upTo = Math.min(size, end + MOST_LOOK_BYTES);
      end = await indexJournal(file, { name, from: end, size: upTo, runId: run.runId, chains, check: "frames", visit });
      return state.view({ isWritten, newestAt, shareRead: upTo === size ? 1 : end / size });
    },
    async readWindow(sample, from, count) {
      const chain = chains.get(sample as SampleKey);
      if (!chain) throw new LogError("unknown-sample", path, `holds no sample ${sample}`);
      const window = openWindow(count);
      for await (const event of readChain(file, { name, chain, from })) if (!window.takes(toShown(event))) break;
      return { events: window.events, total: chain.events };
    },
    close: () => file.close(),
  };
}
const AT = '"at":"';

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
