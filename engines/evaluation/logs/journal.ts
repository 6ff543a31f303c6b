import { fdatasync, write } from "node:fs";
import { mkdir, open, type FileHandle } from "node:fs/promises";
import { randomUUID } from "node:crypto";
import { join } from "node:path";

import { MOST_LINE_BYTES, writeEvent } from "./event-chain.ts";
import type { EventData, EventKind, JournalEvent, SampleHead, SampleKey } from "./event.types.ts";
import { beginChain, indexJournal, JOURNAL_FILE, noteEvent, readChain, toHead, type Chain, type Chains } from "./journal-index.ts";
import { LogError } from "./log.errors.ts";
import { readRunFile, syncFolder, writeRunFile, type RunFile } from "./run-file.ts";
import { lockForWriting } from "./writer-lock.ts";

const MOST_WINDOW = 1_000;

export interface Appended {
  readonly sequence: number;
  readonly digest: string;
}

/** The one writer of a run's events, and a reader of those that are on disk. */
export interface Journal {
  readonly folder: string;
  readonly run: RunFile;
  /** Bytes of a torn last line that opening cut off. */
  readonly droppedBytes: number;
  /**
   * Resolves when the event is on disk; all that wait are written and flushed together. Events stand in the order of the
   * calls. `data` must not change afterwards. A failure to write is final: this and all later appends reject.
   */
  append<Kind extends EventKind>(sample: SampleKey | null, kind: Kind, data: EventData[Kind]): Promise<Appended>;
  /** Where each chain stands, in the order of their beginning. Counts what is on disk. */
  heads(): Iterable<SampleHead>;
  head(sample: SampleKey | null): SampleHead | undefined;
  /** The sample's events that were on disk when this was called. Refuses a sample that has none. */
  readSample(sample: SampleKey | null): AsyncGenerator<JournalEvent>;
  /** At most `count` (and 1,000) events from the one with sequence `from` on. */
  readWindow(sample: SampleKey | null, from: number, count: number): Promise<readonly JournalEvent[]>;
  close(): Promise<void>;
}

interface Waiting {
  readonly chain: Chain;
  readonly bytes: Buffer;
  readonly kind: EventKind;
  readonly appended: Appended;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (cause: unknown) => void;
}

type NewRun = Omit<RunFile, "schema" | "runId" | "createdAt">;

/** Begins a run in a folder that holds none; the folder is made. */
export async function createJournal(folder: string, run: NewRun, options: { readonly now: () => Date; readonly runId?: string }): Promise<Journal> {
  await mkdir(folder, { recursive: true });
  await writeRunFile(folder, { schema: "breakwater-run/1", runId: options.runId ?? randomUUID(), createdAt: options.now().toISOString(), ...run });
  return openJournal(folder, options);
}

/**
 * Opens a run's journal to read it and append to it. Every event is checked: what was changed, dropped or moved is refused
 * with its line. Only a torn last line, which nobody was told of, is cut off. `onEvent` is given every event in the order of
 * the file, as the check passes it.
 */
export async function openJournal(folder: string, { now, onEvent }: { readonly now: () => Date; readonly onEvent?: (event: JournalEvent) => void }): Promise<Journal> {
  const run = await readRunFile(folder);
  const unlock = await lockForWriting(folder);
  try {
    const name = join(folder, JOURNAL_FILE);
    const file = await open(name, "a+");
    try {
      await syncFolder(folder);
      const chains = new Map() as Chains;
      const { size } = await file.stat();
      const end = await indexJournal(file, { name, size, chains, runId: run.runId, check: "events", visit: (event) => onEvent?.(event as JournalEvent) });
      if (end < size) {
        await file.truncate(end);
        await file.datasync();
      }
      return makeJournal({ folder, run, now, name, file, chains, end, droppedBytes: size - end, unlock });
    } catch (error) {
      await file.close();
      throw error;
    }
  } catch (error) {
    await unlock();
    throw error;
  }
}

interface Opened {
  readonly folder: string;
  readonly run: RunFile;
  readonly now: () => Date;
  readonly name: string;
  readonly file: FileHandle;
  readonly chains: Chains;
  readonly end: number;
  readonly droppedBytes: number;
  readonly unlock: () => Promise<void>;
}

function makeJournal({ folder, run, now, name, file, chains, end: begin, droppedBytes, unlock }: Opened): Journal {
  let end = begin;
  let waiting: Waiting[] = [];
  let flushing: Promise<void> | undefined;
  let failure: LogError | undefined;

  const flushAll = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        if (failure) throw failure;
        await writeThrough(file.fd, batch.map(({ bytes }) => bytes));
      } catch (cause) {
        failure ??= new LogError("write-failed", name, "could not be written; free space or mend the disk, then resume the run", { cause });
        for (const { reject } of batch) reject(failure);
        continue;
      }
      for (const { chain, bytes, kind, appended, resolve } of batch) {
        noteEvent(chain, { kind, digest: appended.digest, offset: end, bytes: bytes.length });
        end += bytes.length;
        resolve(appended);
      }
    }
    flushing = undefined;
  };

  const requireChain = (sample: SampleKey | null): Chain => {
    const chain = chains.get(sample);
    if (chain && chain.events > 0) return chain;
    throw new LogError("unknown-sample", name, `holds no event of ${sample ?? "the run"}`);
  };
  // What is checked on opening, or written here, has the shape of its kind.
  const read = (chain: Chain, from: number) => readChain(file, { name, chain, from }) as AsyncGenerator<JournalEvent>;

  return {
    folder,
    run,
    droppedBytes,
    append(sample, kind, data) {
      if (failure) return Promise.reject(failure);
      const chain = chains.get(sample) ?? beginChain(chains, run.runId, sample);
      const { line, digest } = writeEvent({ sample, sequence: chain.next, at: now().toISOString(), kind, previous: chain.head }, data);
      const bytes = Buffer.from(`${line}\n`);
      if (bytes.length > MOST_LINE_BYTES) return Promise.reject(new LogError("too-large", name, `an event of kind ${kind} has ${bytes.length} bytes; ${MOST_LINE_BYTES} is the most, so bound its texts`));
      const appended = { sequence: chain.next, digest };
      chain.next += 1;
      chain.head = digest;
      return new Promise((resolve, reject) => {
        waiting.push({ chain, bytes, kind, appended, resolve, reject });
        // Begun when nothing else can be appended without waiting for something; no timer, so that an idle disk is not waited for.
        flushing ??= nextTurn().then(flushAll);
      });
    },
    *heads() {
      for (const chain of chains.values()) if (chain.events > 0) yield toHead(chain);
    },
    head(sample) {
      const chain = chains.get(sample);
      return chain && chain.events > 0 ? toHead(chain) : undefined;
    },
    async *readSample(sample) {
      yield* read(requireChain(sample), 0);
    },
    async readWindow(sample, from, count) {
      const events: JournalEvent[] = [];
      const most = Math.min(count, MOST_WINDOW);
      if (most <= 0) return events;
      for await (const event of read(requireChain(sample), from)) {
        events.push(event);
        if (events.length >= most) break;
      }
      return events;
    },
    async close() {
      await flushing;
      failure ??= new LogError("write-failed", name, "is closed");
      await file.close();
      await unlock();
    },
  };
}

/** Behind all promises that are settled now, and those that they settle. */
const nextTurn = (): Promise<void> => new Promise((resolve) => queueMicrotask(() => process.nextTick(resolve)));

/** Callbacks, since this is the hot path: one write and one flush for all lines, and no promise for each. */
function writeThrough(fd: number, lines: readonly Buffer[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const bytes = lines.length === 1 ? (lines[0] as Buffer) : Buffer.concat(lines);
    const writeFrom = (at: number): void => {
      write(fd, bytes, at, bytes.length - at, null, (error, written) => {
        if (error) return reject(error);
        if (at + written < bytes.length) return writeFrom(at + written);
        fdatasync(fd, (failed) => (failed ? reject(failed) : resolve()));
      });
    };
    writeFrom(0);
  });
}
