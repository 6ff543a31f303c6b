import type { FileHandle } from "node:fs/promises";

import { genesisOf, readEvent } from "./event-chain.ts";
import type { EventKind, LoggedEvent, SampleHead, SampleKey } from "./event.types.ts";
import { readLines } from "./journal-file.ts";
import { LogError } from "./log.errors.ts";

export const JOURNAL_FILE = "journal.ndjson";
/** Of a chain, the place of each so many-th event is kept, so that a window is found without reading what is before it. */
const EVENTS_PER_MARK = 64;
// Of nearly every chain: one array for all.
const NO_MARKS: readonly number[] = [];

/** What is known of a chain: a few numbers, however long it is, since a run keeps this of each of its samples. */
export interface Chain {
  readonly sample: SampleKey | null;
  /** Appended, perhaps not yet on disk. */
  next: number;
  head: string;
  /** On disk. */
  events: number;
  durableHead: string;
  state: SampleHead["state"];
  /** Of its lines. */
  bytes: number;
  /** Begin of its first line in the file, and end of its last. */
  begin: number;
  end: number;
  /** Begin of each `EVENTS_PER_MARK`th line behind the first. */
  marks: readonly number[];
}
export type Chains = Map<SampleKey | null, Chain>;

export function beginChain(chains: Chains, runId: string, sample: SampleKey | null): Chain {
  const head = genesisOf(runId, sample);
  const chain: Chain = { sample, next: 0, head, events: 0, durableHead: head, state: "open", bytes: 0, begin: 0, end: 0, marks: NO_MARKS };
  chains.set(sample, chain);
  return chain;
}

/** An event of the chain is on disk. */
export function noteEvent(chain: Chain, { kind, digest, offset, bytes }: { readonly kind: string; readonly digest: string; readonly offset: number; readonly bytes: number }): void {
  if (chain.events === 0) chain.begin = offset;
  else if (chain.events % EVENTS_PER_MARK === 0) chain.marks = [...chain.marks, offset];
  chain.events += 1;
  chain.durableHead = digest;
  chain.bytes += bytes;
  chain.end = offset + bytes;
  if (kind === ("sample-ended" satisfies EventKind)) chain.state = "ended";
  if (kind === ("requeued" satisfies EventKind)) chain.state = "open";
}

export const toHead = ({ sample, events, durableHead, state }: Chain): SampleHead => ({ sample, events, head: durableHead, state });

/** What of a line says where it belongs. */
export type LineFrame = Pick<LoggedEvent, "sample" | "sequence" | "previous" | "digest"> & { readonly kind: string };

interface IndexOptions {
  /** Of the file, for what is said of it. */
  readonly name: string;
  readonly size: number;
  /** Where an earlier reading into the same chains ended; default the file's begin. */
  readonly from?: number;
  readonly runId: string;
  readonly chains: Chains;
  /** `events`: every byte is checked. `frames`: that the lines follow one another, for who looks at the events later. */
  readonly check: "events" | "frames";
  /** Given each line in the order of the file; with `events` the frame is the whole event. */
  readonly visit?: (frame: LineFrame, line: Buffer) => void;
}

/** Reads a journal into `chains` and returns where its last whole line ends. @throws {LogError} naming the line, or the byte where it was not read from its begin */
export async function indexJournal(file: FileHandle, { name, size, from = 0, runId, chains, check, visit }: IndexOptions): Promise<number> {
  let end = from;
  let number = 0;
  for await (const lines of readLines(file, { name, from, to: size })) {
    for (const { bytes, offset } of lines) {
      number += 1;
      const read = check === "events" ? readEvent(bytes) : readFrame(bytes);
      const where = from === 0 ? `${name}, line ${number}` : `${name}, byte ${offset}`;
      if (!read.ok) throw new LogError("corrupt", where, read.problem);
      const { sample, sequence, previous, digest, kind } = read.event;
      const chain = chains.get(sample) ?? beginChain(chains, runId, sample);
      if (sequence !== chain.next || previous !== chain.head) throw new LogError("corrupt", where, `event ${sequence} of ${sample ?? "the run"} does not follow what is before it: event ${chain.next} does`);
      chain.next += 1;
      chain.head = digest;
      noteEvent(chain, { kind, digest, offset, bytes: bytes.length + 1 });
      end = offset + bytes.length + 1;
      visit?.(read.event, bytes);
    }
  }
  return end;
}

const FRAME = /^\{"sample":(?:null|"([\w.#@-]{1,180})"),"sequence":(\d{1,15}),"at":"[^"]{24}","kind":"([a-z-]{1,41})",/;
const LONGEST_FRAME = 400;
/** `","digest":"` and `"}` around the digest's 64 digits at the end of a line, and the 64 of the one before it. */
const DIGEST_AT = -66;
const PREVIOUS_AT = DIGEST_AT - 12 - 64;

function readFrame(line: Buffer): { readonly ok: true; readonly event: LineFrame } | { readonly ok: false; readonly problem: string } {
  const found = FRAME.exec(line.toString("latin1", 0, Math.min(LONGEST_FRAME, line.length)));
  if (!found || line.length < LONGEST_FRAME / 2) return { ok: false, problem: "is not an event of a journal" };
  const [, sample, sequence, kind = ""] = found;
  const { length } = line;
  const event = { sample: (sample ?? null) as SampleKey | null, sequence: Number(sequence), kind, previous: line.toString("latin1", length + PREVIOUS_AT, length + PREVIOUS_AT + 64), digest: line.toString("latin1", length + DIGEST_AT, length + DIGEST_AT + 64) };
  return { ok: true, event };
}

/** The lines of some chains, in one reading of the part of the file where they are. */
export async function readChains(file: FileHandle, name: string, chains: readonly Chain[]): Promise<ReadonlyMap<SampleKey | null, readonly Buffer[]>> {
  const found = new Map<SampleKey | null, Buffer[]>(chains.map(({ sample }) => [sample, []]));
  const from = Math.min(...chains.map(({ begin }) => begin));
  const to = Math.max(...chains.map(({ end }) => end));
  for await (const lines of readLines(file, { name, from, to })) {
    for (const { bytes } of lines) {
      const sample = bytes[SAMPLE_AT - 1] === QUOTE ? (bytes.toString("latin1", SAMPLE_AT, bytes.indexOf(QUOTE, SAMPLE_AT)) as SampleKey) : null;
      // Copied, so that a line does not keep all that was read with it.
      found.get(sample)?.push(Buffer.from(bytes));
    }
  }
  return found;
}
const QUOTE = 0x22;
const SAMPLE_AT = '{"sample":"'.length;

/** The events of a chain that were on disk when this was called, from the one with sequence `from` on, each checked by itself. */
export async function* readChain(file: FileHandle, { name, chain, from = 0 }: { readonly name: string; readonly chain: Chain; readonly from?: number }): AsyncGenerator<LoggedEvent> {
  if (from >= chain.events) return;
  const prefix = Buffer.from(`{"sample":${JSON.stringify(chain.sample)},`);
  const mark = Math.floor(from / EVENTS_PER_MARK);
  for await (const lines of readLines(file, { name, from: chain.marks[mark - 1] ?? chain.begin, to: chain.end })) {
    for (const { bytes, offset } of lines) {
      if (!bytes.subarray(0, prefix.length).equals(prefix)) continue;
      const read = readEvent(bytes);
      if (!read.ok) throw new LogError("corrupt", `${name}, byte ${offset}`, read.problem);
      if (read.event.sequence >= from) yield read.event;
    }
  }
}
