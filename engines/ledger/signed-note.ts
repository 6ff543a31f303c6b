// C2SP signed notes (c2sp.org/signed-note): text, an empty line, then one line per signature. A note may carry several
// signatures; keys are told apart by name and key id together, and the first byte of a key's data names its algorithm.
// So a witness's line, or an ML-DSA line beside the Ed25519 one, is one more signer and changes nothing here.
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { LedgerRefusal, quote } from "./ledger.errors.ts";
import { readBase64 } from "./read-field.ts";
import { sha256 } from "./sha256.ts";

const ED25519 = 0x01;
// The specification wants 16 signatures accepted and speaks of 5 kB for one; the note ends well before a megabyte.
const MAX_SIGNATURES = 16;
export const MAX_NOTE_CHARACTERS = 128 * 1024;
export const MAX_KEY_CHARACTERS = 1024;
const SIGNATURE_LINE = /^\u2014 (?<name>[^\s+]+) (?<signature>[A-Za-z0-9+/]+=*)$/u;
const VERIFIER_KEY = /^(?<name>[^+]+)\+(?<keyId>[0-9a-f]{8})\+(?<data>[A-Za-z0-9+/]{44})$/u;
const SIGNER_KEY = /^PRIVATE\+KEY\+(?<name>[^+]+)\+(?<keyId>[0-9a-f]{8})\+(?<data>[A-Za-z0-9+/]{44})$/u;
// RFC 8410: what stands before the 32 bytes of an Ed25519 key in DER.
const PKCS8_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");
const SPKI_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

export interface NoteSigner {
  readonly name: string;
  /** Four bytes, as eight hex digits. */
  readonly keyId: string;
  /** `name+keyId+base64`, to hand to everybody who verifies. */
  readonly verifierKey: string;
  readonly sign: (text: string) => Uint8Array;
}

export interface NoteVerifier {
  readonly name: string;
  readonly keyId: string;
  readonly verifierKey: string;
  readonly verify: (text: string, signature: Uint8Array) => boolean;
}

/** A signer's two texts. `signerKey` is secret: keep it encrypted, never log it. */
export interface NoteKey {
  readonly verifierKey: string;
  readonly signerKey: string;
}

/** A new Ed25519 key for notes. The name is the log's origin, such as `ledger.example.org/breakwater`. */
export function generateNoteKey(name: string): NoteKey {
  requireName(name);
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const point = publicKey.export({ format: "der", type: "spki" }).subarray(SPKI_PREFIX.length);
  const seed = privateKey.export({ format: "der", type: "pkcs8" }).subarray(PKCS8_PREFIX.length);
  const keyId = computeKeyId(name, point);
  return {
    verifierKey: `${name}+${keyId}+${withType(point)}`,
    signerKey: `PRIVATE+KEY+${name}+${keyId}+${withType(seed)}`,
  };
}

/** Reads a signer key as `generateNoteKey` and Go's sumdb/note write it. The message of a refusal never shows the key. */
export function parseSignerKey(text: string): NoteSigner {
  const fields = SIGNER_KEY.exec(text)?.groups;
  if (!fields) throw new LedgerRefusal("bad-key", "signer key must read PRIVATE+KEY+name+id+base64; generate a new one");
  const name = requireName(fields["name"] ?? "");
  const seed = readKeyData(fields["data"] ?? "", "signer key");
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: "der", type: "pkcs8" });
  const point = createPublicKey(privateKey).export({ format: "der", type: "spki" }).subarray(SPKI_PREFIX.length);
  const keyId = requireKeyId(name, point, fields["keyId"] ?? "");
  return {
    name,
    keyId,
    verifierKey: `${name}+${keyId}+${withType(point)}`,
    sign: (note) => sign(null, Buffer.from(note), privateKey),
  };
}

/** Reads a verifier key in its text form `name+keyId+base64`. */
export function parseVerifierKey(text: string): NoteVerifier {
  const fields = VERIFIER_KEY.exec(text)?.groups;
  if (!fields || text.length > MAX_KEY_CHARACTERS) throw new LedgerRefusal("bad-key", `verifier key must read name+id+base64, not ${quote(text)}`);
  const name = requireName(fields["name"] ?? "");
  const point = readKeyData(fields["data"] ?? "", "verifier key");
  const keyId = requireKeyId(name, point, fields["keyId"] ?? "");
  const publicKey: KeyObject = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, point]), format: "der", type: "spki" });
  return { name, keyId, verifierKey: text, verify: (note, signature) => verify(null, Buffer.from(note), publicKey, signature) };
}

/** The text with one signature line per signer. The text ends with a line break. */
export function signNote(text: string, signers: readonly NoteSigner[]): string {
  requireNoteText(text);
  const lines = signers.map(({ name, keyId, sign: signText }) => {
    const signature = Buffer.concat([Buffer.from(keyId, "hex"), signText(text)]);
    return `\u2014 ${name} ${signature.toString("base64")}\n`;
  });
  return `${text}\n${lines.join("")}`;
}

/**
 * The text of a note, attacker-controlled until this returns, and the verifiers whose signature was checked.
 * Signatures of unknown keys are ignored; a false signature under a known key refuses the whole note.
 */
export function openNote(note: string, verifiers: readonly NoteVerifier[]): { text: string; signedBy: readonly NoteVerifier[] } {
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

  const signedBy = new Set<NoteVerifier>();
  for (const line of lines) {
    const { name, keyId, signature } = parseSignatureLine(line);
    const verifier = verifiers.find((known) => known.name === name && known.keyId === keyId);
    if (!verifier) continue;
    if (!verifier.verify(text, signature)) {
      throw new LedgerRefusal("bad-signature", `the signature of ${quote(name)} does not fit the text: one of them was changed`);
    }
    signedBy.add(verifier);
  }
  if (signedBy.size === 0) throw new LedgerRefusal("untrusted-key", "no key that you trust has signed this note");
  return { text, signedBy: [...signedBy] };
}

function parseSignatureLine(line: string): { name: string; keyId: string; signature: Buffer } {
  const fields = SIGNATURE_LINE.exec(line)?.groups;
  if (!fields) throw new LedgerRefusal("malformed", `a signature line of the note cannot be read: ${quote(line)}`);
  const bytes = readBase64(fields["signature"], "note signature", MAX_NOTE_CHARACTERS);
  if (bytes.length <= 4) throw new LedgerRefusal("malformed", "a signature of the note is empty");
  return { name: fields["name"] ?? "", keyId: bytes.subarray(0, 4).toString("hex"), signature: bytes.subarray(4) };
}

function requireNoteText(text: string): void {
  const isNoteText = text.endsWith("\n") && text.isWellFormed() && !/[\x00-\x09\x0b-\x1f]/.test(text);
  if (!isNoteText) {
    throw new LedgerRefusal("malformed", "the note's text must be well-formed, end with a line break and hold no other control character");
  }
}

function requireName(name: string): string {
  if (name === "" || name.length > 256 || /[\s+\p{Cc}]/u.test(name) || !name.isWellFormed()) {
    throw new LedgerRefusal("bad-key", `key name must be 1 to 256 characters without spaces or plus signs, not ${quote(name)}`);
  }
  return name;
}

function readKeyData(base64: string, what: string): Buffer {
  const data = readBase64(base64, what, 64);
  if (data.length !== 33 || data[0] !== ED25519) throw new LedgerRefusal("bad-key", `${what} is not an Ed25519 key`);
  return data.subarray(1);
}

function requireKeyId(name: string, point: Uint8Array, claimed: string): string {
  const keyId = computeKeyId(name, point);
  if (keyId !== claimed) {
    throw new LedgerRefusal("bad-key", `the key of ${quote(name)} has the id ${keyId}, not ${claimed}: name or key was changed`);
  }
  return keyId;
}

function computeKeyId(name: string, point: Uint8Array): string {
  return sha256(Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(ED25519), point])).subarray(0, 4).toString("hex");
}

const withType = (key: Uint8Array): string => Buffer.concat([Buffer.of(ED25519), key]).toString("base64");
