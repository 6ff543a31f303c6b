// Both ends of c2sp.org/tlog-witness, `add-checkpoint`, as texts: what a log asks, what a witness answers, and what the log
// may believe of the answer. Each end takes what the other says as attacker-controlled. Pure; the HTTP is the caller's.
import { openCheckpoint } from "./checkpoint.ts";
import type { TreeHead } from "./checkpoint.ts";
import { LedgerRefusal, quote } from "./ledger.errors.ts";
import { parseWitnessKey } from "./note-key.ts";
import type { NoteSigner, NoteVerifier } from "./note-key.ts";
import { readBase64 } from "./read-field.ts";
import { MAX_NOTE_CHARACTERS, MAX_SIGNATURES, readNote, readSignatureLine } from "./signed-note.ts";
import { readTreeHead } from "./tree-head.ts";
import { checkCosignatures, cosignCheckpoint } from "./witness.ts";

export const SIZE_MEDIA_TYPE = "text/x.tlog.size";
/** The largest question that has a meaning: a note, and a line for every hash. */
export const MAX_QUESTION_BYTES = MAX_NOTE_CHARACTERS + 64 * 46;
/** The largest answer: sixteen signature lines, of which one of ML-DSA-44 has about 3.3 kB. */
export const MAX_ANSWER_BYTES = 64 * 1024;
// Of the specification; 54 is all that a tree of ours can need.
const MOST_PROOF_LINES = 63;

export interface AddCheckpoint {
  /** The size that the witness is thought to have cosigned last; 0 before its first. */
  readonly oldSize: number;
  readonly proof: readonly Uint8Array[];
  readonly checkpoint: string;
}

export function writeAddCheckpoint({ oldSize, proof, checkpoint }: AddCheckpoint): string {
  return `old ${oldSize}\n${proof.map((hash) => `${Buffer.from(hash).toString("base64")}\n`).join("")}\n${checkpoint}`;
}

/** @throws LedgerRefusal `malformed` */
export function parseAddCheckpoint(body: string): AddCheckpoint {
  const border = body.indexOf("\n\n");
  const [first = "", ...lines] = body.slice(0, Math.max(0, border)).split("\n");
  const oldSize = readSize(/^old (?<size>.+)$/.exec(first)?.groups?.["size"] ?? "");
  if (border < 0 || oldSize === undefined) throw new LedgerRefusal("malformed", "the first line must read `old SIZE`, with an empty line before the checkpoint");
  if (lines.length > MOST_PROOF_LINES) throw new LedgerRefusal("malformed", `there are more than ${MOST_PROOF_LINES} lines of proof`);
  if (oldSize === 0 && lines.length > 0) throw new LedgerRefusal("malformed", "from the size 0 there is nothing to prove");
  const proof = lines.map((line) => {
    const hash = readBase64(line, "a line of the proof", 44);
    if (hash.length !== 32) throw new LedgerRefusal("malformed", "a line of the proof is not 32 bytes of base64");
    return hash;
  });
  return { oldSize, proof, checkpoint: body.slice(border + 2) };
}

export interface WitnessAnswer {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422;
  readonly mediaType: string;
  readonly body: string;
  /** The head to keep, on the disk, before this answer leaves. */
  readonly kept?: { readonly head: TreeHead; readonly checkpoint: string };
  /** Two heads that the log has signed, of which one does not continue the other. */
  readonly evidence?: { readonly code: string; readonly message: string; readonly seen: TreeHead; readonly question: AddCheckpoint };
}

export interface WitnessTurn {
  readonly body: string;
  /** Keys of all logs that this witness follows. */
  readonly logKeys: readonly NoteVerifier[];
  /** The head cosigned last of the log of this origin; null before the first. */
  readonly seen: (origin: string) => TreeHead | null;
  readonly signers: readonly NoteSigner[];
  /** Now, POSIX. */
  readonly seconds: number;
}

/** A witness's answer to an attacker-controlled question. One at a time: between `seen` and the keeping nothing else may be answered. */
export function answerAddCheckpoint({ body, logKeys, seen, signers, seconds }: WitnessTurn): WitnessAnswer {
  const refuse = (status: WitnessAnswer["status"], error: unknown): WitnessAnswer => {
    if (!(error instanceof LedgerRefusal)) throw error;
    return { status, mediaType: "text/plain; charset=utf-8", body: `${error.message}\n` };
  };
  let question: AddCheckpoint;
  let shown: TreeHead;
  try {
    question = parseAddCheckpoint(body);
    shown = readTreeHead(readNote(question.checkpoint).text);
  } catch (error) {
    return refuse(400, error);
  }
  const { oldSize, proof, checkpoint } = question;
  const ownKeys = logKeys.filter(({ name }) => name === shown.origin);
  if (ownKeys.length === 0) return refuse(404, new LedgerRefusal("untrusted-key", `this witness does not follow the log ${quote(shown.origin)}`));
  try {
    // Whose checkpoint it is comes first: a stranger learns no size, and fills nobody's evidence.
    openCheckpoint(checkpoint, ownKeys);
  } catch (error) {
    return refuse(403, error);
  }
  const last = seen(shown.origin);
  if (oldSize > shown.size) return refuse(400, new LedgerRefusal("out-of-range", `the old size ${oldSize} is larger than the checkpoint's, ${shown.size}`));
  if (oldSize !== (last?.size ?? 0)) return { status: 409, mediaType: SIZE_MEDIA_TYPE, body: `${last?.size ?? 0}\n` };
  try {
    const { lines, head } = cosignCheckpoint({ seen: last, checkpoint, proof, logKeys: ownKeys, signers, seconds });
    return { status: 200, mediaType: "text/plain; charset=utf-8", body: lines.join(""), kept: { head, checkpoint } };
  } catch (error) {
    const refused = refuse(error instanceof LedgerRefusal && error.code === "log-forked" ? 409 : 422, error);
    return last && error instanceof LedgerRefusal ? { ...refused, evidence: { code: error.code, message: error.message, seen: last, question } } : refused;
  }
}

/**
 * What became of a head that was pushed:
 * - `cosigned`: the lines are checked, and the witness's.
 * - `other-size`: it has cosigned another size last; ask again with a proof from there.
 * - `unavailable`: it cannot answer now; ask again later.
 * - `refused`: it does not know the log or its key, or did not find the proof good.
 * - `ahead`: it says to have cosigned more entries than the log has: the log was rolled back, or it does not say the truth.
 * - `disputed`: it has cosigned another history of this very size: the log has forked, or it does not say the truth.
 * - `false-answer`: what it answers is none, or does not fit what it was asked.
 */
export type PushVerdict =
  | { readonly outcome: "cosigned"; readonly lines: readonly { readonly verifierKey: string; readonly line: string }[] }
  | { readonly outcome: "other-size"; readonly size: number }
  | { readonly outcome: "unavailable" | "refused" | "ahead" | "disputed" | "false-answer"; readonly problem: string };

export interface WitnessReply {
  readonly status: number;
  readonly mediaType: string;
  readonly body: string;
}

/** Judges a witness's attacker-controlled answer to a question; `witnessKeys` are the keys it was named with. */
export function judgeWitnessReply({ status, mediaType, body }: WitnessReply, { question, witnessKeys }: { readonly question: AddCheckpoint; readonly witnessKeys: readonly string[] }): PushVerdict {
  const { size } = readTreeHead(readNote(question.checkpoint).text);
  const say = (outcome: "unavailable" | "refused" | "ahead" | "disputed" | "false-answer", problem: string): PushVerdict => ({ outcome, problem });
  if (status === 200) return judgeLines(body, question.checkpoint, witnessKeys);
  if (status === 409) {
    const seen = isSizeReply(mediaType) ? readSize(body.endsWith("\n") ? body.slice(0, -1) : "") : undefined;
    if (question.oldSize === size && (seen === undefined || seen === size)) return say("disputed", `it has cosigned another history of ${size} entries`);
    if (seen === undefined) return say("false-answer", `it names no size that it has cosigned last, but ${quote(body, 40)}`);
    if (seen > size) return say("ahead", `it says to have cosigned ${seen} entries, and the log shows ${size}`);
    if (seen === question.oldSize) return say("false-answer", `it says that ${seen} is not the size it has cosigned last, and that it is`);
    return { outcome: "other-size", size: seen };
  }
  const refusal = REFUSALS.get(status);
  if (refusal !== undefined) return say("refused", refusal);
  return status === 429 || status >= 500 ? say("unavailable", `it answered ${status}`) : say("false-answer", `it answered ${status}, which means nothing here`);
}

const REFUSALS: ReadonlyMap<number, string> = new Map([
  [400, "it cannot read what it was asked (400)"],
  [403, "it knows no key of this log that has signed the head (403)"],
  [404, "it does not follow this log, or is not at this address (404)"],
  [422, "it does not find that the head continues the one before (422)"],
]);

const isSizeReply = (mediaType: string): boolean => mediaType.split(";")[0]?.trim().toLowerCase() === SIZE_MEDIA_TYPE;

function readSize(text: string): number | undefined {
  const size = /^(0|[1-9]\d{0,15})$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(size) ? size : undefined;
}

/** Lines by keys that nobody named are left out unread, as the specification asks; a false one by a named key spoils the answer. */
function judgeLines(body: string, checkpoint: string, witnessKeys: readonly string[]): PushVerdict {
  const named = witnessKeys.map(parseWitnessKey);
  const isNamed = (line: string): boolean => {
    const { name, keyId } = readSignatureLine(line.slice(0, -1));
    return named.some((key) => key.name === name && key.keyId === keyId);
  };
  try {
    const lines = body.match(/[^\n]*\n/g) ?? [];
    if (lines.join("") !== body || lines.length > MAX_SIGNATURES) throw new LedgerRefusal("malformed", `its answer is not 1 to ${MAX_SIGNATURES} signature lines`);
    const checked = checkCosignatures(checkpoint, lines.filter(isNamed), witnessKeys);
    if (checked.length === 0) throw new LedgerRefusal("untrusted-key", "it has signed with no key that it was named with");
    if (checked.some(({ seconds }) => !seconds)) throw new LedgerRefusal("malformed", "its cosignature does not say when it was made");
    return { outcome: "cosigned", lines: checked.map(({ verifier, line }) => ({ verifierKey: verifier.verifierKey, line })) };
  } catch (error) {
    if (!(error instanceof LedgerRefusal)) throw error;
    return { outcome: "false-answer", problem: error.message };
  }
}
