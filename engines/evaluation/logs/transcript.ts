import { createHash } from "node:crypto";

import { canonicalJson } from "../canonical-json.rules.ts";
import type { Transcript, TranscriptEntry } from "../evaluation.types.ts";

/** Writes a sample's log; each entry's digest covers the one before, so none can be changed, dropped or moved unseen. */
export class TranscriptWriter {
  readonly #entries: TranscriptEntry[] = [];
  readonly #subject: { readonly taskId: string; readonly epoch: number };
  readonly #now: () => Date;

  constructor(subject: { readonly taskId: string; readonly epoch: number }, now: () => Date) {
    this.#subject = subject;
    this.#now = now;
  }

  append(kind: TranscriptEntry["kind"], data: Readonly<Record<string, unknown>>): void {
    const body = { sequence: this.#entries.length, at: this.#now().toISOString(), kind, data, previous: this.head };
    this.#entries.push({ ...body, digest: digestOf(body) });
  }

  /** Digest of the last entry; before the first, of the subject, so that a chain belongs to one sample. */
  get head(): string {
    return this.#entries.at(-1)?.digest ?? genesisOf(this.#subject);
  }

  finish(): Transcript {
    return { taskId: this.#subject.taskId, epoch: this.#subject.epoch, entries: [...this.#entries] };
  }
}

/**
 * Whether a transcript is whole and, when `expectedHead` is given (a sample's `transcriptDigest`), the one that was cited.
 * `brokenAt` is the sequence number of the first entry that does not follow.
 */
export function verifyTranscript(transcript: Transcript, expectedHead?: string): { readonly intact: true } | { readonly intact: false; readonly brokenAt: number } {
  let previous = genesisOf(transcript);
  for (const [index, { digest, ...body }] of transcript.entries.entries()) {
    if (body.sequence !== index || body.previous !== previous || digestOf(body) !== digest) return { intact: false, brokenAt: index };
    previous = digest;
  }
  if (expectedHead !== undefined && previous !== expectedHead) return { intact: false, brokenAt: transcript.entries.length };
  return { intact: true };
}

const digestOf = (body: Omit<TranscriptEntry, "digest">): string => createHash("sha256").update(canonicalJson(body)).digest("hex");

const genesisOf = ({ taskId, epoch }: { readonly taskId: string; readonly epoch: number }): string =>
  createHash("sha256").update(canonicalJson({ taskId, epoch })).digest("hex");
