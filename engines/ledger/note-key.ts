// The text forms of note keys (c2sp.org/signed-note, "Verifier keys"): `name+id+base64`, and `PRIVATE+KEY+…` as Go's
// sumdb/note writes the secret half. A key id is the first four bytes of SHA-256(name, line break, mark, public key).
import { generateSeed, isCosignature, KINDS, publicKeyLength, rawPublicKey, readKind, seedLength, signWith, toPrivateKey, toPublicKey, verifyWith } from "./note-algorithms.ts";
import type { NoteAlgorithm } from "./note-algorithms.ts";
import { LedgerRefusal, quote } from "./ledger.errors.ts";
import { readBase64 } from "./read-field.ts";
import { sha256 } from "./sha256.ts";

/** An ML-DSA-65 key has 2,638 characters of base64, before a name of 256. */
export const MAX_KEY_CHARACTERS = 4096;
const VERIFIER_KEY = /^(?<name>[^+]+)\+(?<keyId>[0-9a-f]{8})\+(?<data>[A-Za-z0-9+/]+={0,2})$/u;
const SIGNER_KEY = /^PRIVATE\+KEY\+(?<name>[^+]+)\+(?<keyId>[0-9a-f]{8})\+(?<data>[A-Za-z0-9+/]+={0,2})$/u;

interface NamedKey {
  readonly name: string;
  /** Four bytes, as eight hex digits. */
  readonly keyId: string;
  readonly algorithm: NoteAlgorithm;
  /** `name+keyId+base64`, to hand to everybody who verifies. */
  readonly verifierKey: string;
}

export interface NoteSigner extends NamedKey {
  /** The signature of a note's text; a cosigner's states `seconds`, POSIX time, which it refuses to go without. */
  readonly sign: (text: string, seconds?: number) => Uint8Array;
}

export interface NoteVerifier extends NamedKey {
  /** Null when the signature does not fit; else when a cosigner made it, in POSIX seconds. */
  readonly check: (text: string, signature: Uint8Array) => { readonly seconds: number | null } | null;
}

/** A signer's two texts. `signerKey` is secret: keep it encrypted, never log it. */
export interface NoteKey {
  readonly verifierKey: string;
  readonly signerKey: string;
}

/** A new key for notes. The name is the log's origin, such as `ledger.example.org/breakwater`, or the witness's own. */
export function generateNoteKey(name: string, algorithm: NoteAlgorithm = "ed25519"): NoteKey {
  requireName(name);
  const seed = generateSeed(algorithm);
  const { keyId, verifierKey } = nameKey(name, algorithm, rawPublicKey(algorithm, toPrivateKey(algorithm, seed)));
  return { verifierKey, signerKey: `PRIVATE+KEY+${name}+${keyId}+${withMark(algorithm, seed)}` };
}

/** Reads a signer key as `generateNoteKey` and Go's sumdb/note write it. The message of a refusal never shows the key. */
export function parseSignerKey(text: string): NoteSigner {
  const fields = text.length > MAX_KEY_CHARACTERS ? undefined : SIGNER_KEY.exec(text)?.groups;
  if (!fields) throw new LedgerRefusal("bad-key", "signer key must read PRIVATE+KEY+name+id+base64; generate a new one");
  const name = requireName(fields["name"] ?? "");
  const { algorithm, raw } = readKeyData(fields["data"] ?? "", "signer key", seedLength);
  const privateKey = toPrivateKey(algorithm, raw);
  const named = requireKeyId(nameKey(name, algorithm, rawPublicKey(algorithm, privateKey)), fields["keyId"] ?? "");
  return { ...named, sign: (note, seconds = 0) => signWith(algorithm, privateKey, { text: note, name, seconds }) };
}

/** Reads a verifier key in its text form `name+keyId+base64`. */
export function parseVerifierKey(text: string): NoteVerifier {
  const fields = text.length > MAX_KEY_CHARACTERS ? undefined : VERIFIER_KEY.exec(text)?.groups;
  if (!fields) throw new LedgerRefusal("bad-key", `verifier key must read name+id+base64, not ${quote(text)}`);
  const name = requireName(fields["name"] ?? "");
  const { algorithm, raw } = readKeyData(fields["data"] ?? "", "verifier key", publicKeyLength);
  const named = requireKeyId(nameKey(name, algorithm, raw), fields["keyId"] ?? "");
  const publicKey = toPublicKey(algorithm, raw);
  return { ...named, check: (note, signature) => verifyWith(algorithm, publicKey, { text: note, name, signature }) };
}

/** A witness's key, as opposed to a log's. */
export function parseWitnessKey(text: string): NoteVerifier {
  const verifier = parseVerifierKey(text);
  if (!isCosignature(verifier.algorithm)) throw new LedgerRefusal("bad-key", `${quote(verifier.name)} is a log's key, not a witness's: a witness's is of type 04 or 06`);
  return verifier;
}

function nameKey(name: string, algorithm: NoteAlgorithm, point: Uint8Array): NamedKey {
  const keyId = sha256(Buffer.concat([Buffer.from(`${name}\n`), KINDS[algorithm].mark, point])).subarray(0, 4).toString("hex");
  return { name, keyId, algorithm, verifierKey: `${name}+${keyId}+${withMark(algorithm, point)}` };
}

function requireName(name: string): string {
  if (name === "" || name.length > 256 || /[\s+\p{Cc}]/u.test(name) || !name.isWellFormed()) {
    throw new LedgerRefusal("bad-key", `key name must be 1 to 256 characters without spaces or plus signs, not ${quote(name)}`);
  }
  return name;
}

function readKeyData(base64: string, what: string, lengthOf: Parameters<typeof readKind>[1]): NonNullable<ReturnType<typeof readKind>> {
  const kind = readKind(readKeyBytes(base64, what), lengthOf);
  if (!kind) throw new LedgerRefusal("bad-key", `${what} is of no kind that is known here: Ed25519, ML-DSA-65, or a cosigner's Ed25519 or ML-DSA-44`);
  return kind;
}

function readKeyBytes(base64: string, what: string): Buffer {
  try {
    return readBase64(base64, what, MAX_KEY_CHARACTERS);
  } catch (error) {
    // Whatever is wrong with a key is wrong with a key; nothing of a secret one is in the cause's message.
    if (error instanceof LedgerRefusal) throw new LedgerRefusal("bad-key", error.message, { cause: error });
    throw error;
  }
}

function requireKeyId<Key extends NamedKey>(key: Key, claimed: string): Key {
  if (key.keyId !== claimed) {
    throw new LedgerRefusal("bad-key", `the key of ${quote(key.name)} has the id ${key.keyId}, not ${claimed}: name or key was changed`);
  }
  return key;
}

const withMark = (algorithm: NoteAlgorithm, key: Uint8Array): string => Buffer.concat([KINDS[algorithm].mark, key]).toString("base64");
