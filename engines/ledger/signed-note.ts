// C2SP signed notes (c2sp.org/signed-note): text, an empty line, then one line per signature. A note may carry several
// signatures; keys are told apart by name and key id together, so lines of unknown keys change nothing.
import { LedgerRefusal, quote } from "./ledger.errors.ts";
import { isCosignature, KINDS } from "./note-algorithms.ts";
import type { NoteSigner, NoteVerifier } from "./note-key.ts";
import { readBase64 } from "./read-field.ts";

export { MAX_KEY_CHARACTERS } from "./note-key.ts";

// The specification wants 16 signatures accepted and speaks of 5 kB for one; the note ends well before a megabyte.
export const MAX_SIGNATURES = 16;
export const MAX_NOTE_CHARACTERS = 128 * 1024;
const SIGNATURE_LINE = /^\u2014 (?<name>[^\s+]+) (?<signature>[A-Za-z0-9+/]+=*)$/u;

/** A signature that was checked and fits. */
export interface NoteSignature {
  readonly verifier: NoteVerifier;
  /** When a cosigner made it, POSIX seconds. */
  readonly seconds: number | null;
}

export interface OpenedNote {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
  /** Lines of keys that the reader did not name: nothing is known about them. */
  readonly unchecked: readonly { readonly name: string; readonly keyId: string }[];
}

/** The text with one signature line per signer. The text ends with a line break. */
export function signNote(text: string, signers: readonly NoteSigner[]): string {
  requireNoteText(text);
  return `${text}\n${signers.map((signer) => signatureLine(signer, signer.sign(text))).join("")}`;
}

export function signatureLine({ name, keyId }: Pick<NoteSigner, "name" | "keyId">, signature: Uint8Array): string {
  return `\u2014 ${name} ${Buffer.concat([Buffer.from(keyId, "hex"), signature]).toString("base64")}\n`;
}

/**
 * The text of a note, attacker-controlled until this returns, and the signatures that were checked. Signatures of unknown
 * keys are told apart and not judged; a false signature under a known key refuses the whole note.
 */
export function openNote(note: string, verifiers: readonly NoteVerifier[]): OpenedNote {
  const { text, lines } = readNote(note);
  const good: NoteSignature[] = [];
  const bad: NoteVerifier[] = [];
  const unchecked: { name: string; keyId: string }[] = [];
  for (const { name, keyId, signature } of lines) {
    const verifier = verifiers.find((known) => known.name === name && known.keyId === keyId);
    const checked = verifier?.check(text, signature);
    if (!verifier) unchecked.push({ name, keyId });
    else if (!checked) bad.push(verifier);
    else if (!good.some((one) => one.verifier === verifier)) good.push({ verifier, seconds: checked.seconds });
  }
  if (bad.length > 0) throw new LedgerRefusal("bad-signature", falseSignatures(bad, good));
  if (good.length === 0) throw new LedgerRefusal("untrusted-key", "no key that you trust has signed this note");
  return { text, signatures: good, unchecked };
}

/** A note with lines added that somebody else signed, each once. */
export function addSignatures(note: string, lines: readonly string[]): string {
  readNote(note);
  const added = `${note}${lines.filter((line) => !note.includes(line)).join("")}`;
  readNote(added);
  return added;
}

/** Parts of an attacker-controlled note; nothing is checked but the form. */
export function readNote(note: string): { readonly text: string; readonly lines: readonly ReturnType<typeof readSignatureLine>[] } {
  const refuse = (problem: string): never => {
    throw new LedgerRefusal("malformed", `the signed note ${problem}`);
  };
  if (note.length > MAX_NOTE_CHARACTERS) refuse(`is longer than ${MAX_NOTE_CHARACTERS} characters`);
  // The text may hold empty lines of its own: the last one is the border.
  const border = note.lastIndexOf("\n\n");
  if (border < 0) refuse("has no empty line before its signatures");
  if (!note.endsWith("\n")) refuse("does not end with a line break");
  const text = note.slice(0, border + 1);
  requireNoteText(text);
  const lines = note.slice(border + 2, -1).split("\n");
  if (lines.length > MAX_SIGNATURES) refuse(`has more than ${MAX_SIGNATURES} signatures`);
  return { text, lines: lines.map(readSignatureLine) };
}

export function readSignatureLine(line: string): { readonly name: string; readonly keyId: string; readonly signature: Buffer } {
  const fields = SIGNATURE_LINE.exec(line)?.groups;
  if (!fields) throw new LedgerRefusal("malformed", `a signature line of the note cannot be read: ${quote(line)}`);
  const bytes = readBase64(fields["signature"], "note signature", MAX_NOTE_CHARACTERS);
  if (bytes.length <= 4) throw new LedgerRefusal("malformed", "a signature of the note is empty");
  return { name: fields["name"] ?? "", keyId: bytes.subarray(0, 4).toString("hex"), signature: bytes.subarray(4) };
}

/** Plain about which signature is broken and which beside it is not: the two together tell a forger from a slip. */
function falseSignatures(bad: readonly NoteVerifier[], good: readonly NoteSignature[]): string {
  const [first] = bad;
  const whose = bad.map(({ name, algorithm }) => `the ${inWords(algorithm)} of ${quote(name)}`).join(" and ");
  const beside = good.filter(({ verifier }) => verifier.name === first?.name).map(({ verifier }) => KINDS[verifier.algorithm].words);
  const though = beside.length > 0 ? `, though the ${beside.join(" and ")} one beside it does` : "";
  return `${whose} does not fit the text${though}: one of them was changed`;
}

function inWords(algorithm: NoteVerifier["algorithm"]): string {
  return isCosignature(algorithm) ? KINDS[algorithm].words : `${KINDS[algorithm].words} signature`;
}

function requireNoteText(text: string): void {
  const isNoteText = text.endsWith("\n") && text.isWellFormed() && !/[\x00-\x09\x0b-\x1f]/.test(text);
  if (!isNoteText) {
    throw new LedgerRefusal("malformed", "the note's text must be well-formed, end with a line break and hold no other control character");
  }
}
