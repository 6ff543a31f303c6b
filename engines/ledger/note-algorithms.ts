// The kinds of signature a note of ours may carry. The first byte of a key's data names the kind (c2sp.org/signed-note):
// 0x01 Ed25519 over the text; 0x04 and 0x06 a witness's timestamped cosignature (c2sp.org/tlog-cosignature) with Ed25519
// and ML-DSA-44; 0xff a kind that the specification gives no byte, ours of ML-DSA-65 (FIPS 204) over the text.
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { cosignedMessage, cosignedText, readTimestamp, writeTimestamp } from "./cosigned-message.ts";
import { LedgerRefusal } from "./ledger.errors.ts";

export type NoteAlgorithm = "ed25519" | "ml-dsa-65" | "cosignature-ed25519" | "cosignature-ml-dsa-44";

interface Scheme {
  readonly type: "ed25519" | "ml-dsa-44" | "ml-dsa-65";
  /** What stands before the raw public key, and before the 32-byte seed, in DER (RFC 8410, RFC 9881). */
  readonly spki: Buffer;
  readonly pkcs8: Buffer;
  readonly publicKeyBytes: number;
  readonly signatureBytes: number;
}

const ED25519: Scheme = {
  type: "ed25519", publicKeyBytes: 32, signatureBytes: 64,
  spki: Buffer.from("302a300506032b6570032100", "hex"), pkcs8: Buffer.from("302e020100300506032b657004220420", "hex"),
};
const ML_DSA_44: Scheme = {
  type: "ml-dsa-44", publicKeyBytes: 1312, signatureBytes: 2420,
  spki: Buffer.from("30820532300b06096086480165030403110382052100", "hex"), pkcs8: Buffer.from("3034020100300b060960864801650304031104228020", "hex"),
};
const ML_DSA_65: Scheme = {
  type: "ml-dsa-65", publicKeyBytes: 1952, signatureBytes: 3309,
  spki: Buffer.from("308207b2300b0609608648016503040312038207a100", "hex"), pkcs8: Buffer.from("3034020100300b060960864801650304031204228020", "hex"),
};

interface Kind {
  readonly scheme: Scheme;
  /** In words, for messages. */
  readonly words: string;
  /** What stands before the key in its text form and in its id. */
  readonly mark: Buffer;
  /** Null for a signature over the text as it is; else what is signed for a cosigner of this name at this time. */
  readonly cosigned: ((input: { readonly text: string; readonly name: string; readonly seconds: number }) => Buffer) | null;
}

export const KINDS: Readonly<Record<NoteAlgorithm, Kind>> = {
  ed25519: { scheme: ED25519, words: "Ed25519", mark: Buffer.of(0x01), cosigned: null },
  "ml-dsa-65": { scheme: ML_DSA_65, words: "ML-DSA-65", mark: Buffer.concat([Buffer.of(0xff), Buffer.from("breakwater/ml-dsa-65/v1\n")]), cosigned: null },
  "cosignature-ed25519": { scheme: ED25519, words: "Ed25519 cosignature", mark: Buffer.of(0x04), cosigned: ({ text, seconds }) => cosignedText(text, seconds) },
  "cosignature-ml-dsa-44": { scheme: ML_DSA_44, words: "ML-DSA-44 cosignature", mark: Buffer.of(0x06), cosigned: cosignedMessage },
};

export const isCosignature = (algorithm: NoteAlgorithm): boolean => KINDS[algorithm].cosigned !== null;

/** The kind of a key by its data: mark and key bytes, whose length must be right too. */
export function readKind(data: Uint8Array, lengthOf: (scheme: Scheme) => number): { readonly algorithm: NoteAlgorithm; readonly raw: Uint8Array } | undefined {
  for (const [algorithm, { mark, scheme }] of Object.entries(KINDS) as [NoteAlgorithm, Kind][]) {
    const fits = data.length === mark.length + lengthOf(scheme) && mark.equals(data.subarray(0, mark.length));
    if (fits) return { algorithm, raw: data.subarray(mark.length) };
  }
  return undefined;
}

export const publicKeyLength = ({ publicKeyBytes }: Scheme): number => publicKeyBytes;
export const seedLength = (): number => 32;

export function toPublicKey(algorithm: NoteAlgorithm, raw: Uint8Array): KeyObject {
  const { scheme } = KINDS[algorithm];
  return orUnsupported(scheme, () => createPublicKey({ key: Buffer.concat([scheme.spki, raw]), format: "der", type: "spki" }));
}

export function toPrivateKey(algorithm: NoteAlgorithm, seed: Uint8Array): KeyObject {
  const { scheme } = KINDS[algorithm];
  return orUnsupported(scheme, () => createPrivateKey({ key: Buffer.concat([scheme.pkcs8, seed]), format: "der", type: "pkcs8" }));
}

/** The raw public key of a private one. */
export function rawPublicKey(algorithm: NoteAlgorithm, privateKey: KeyObject): Buffer {
  return createPublicKey(privateKey).export({ format: "der", type: "spki" }).subarray(KINDS[algorithm].scheme.spki.length);
}

/** 32 bytes of which the whole key pair follows. */
export function generateSeed(algorithm: NoteAlgorithm): Buffer {
  const { scheme } = KINDS[algorithm];
  const { privateKey } = orUnsupported(scheme, () => generateKeyPairSync(scheme.type as "ed25519"));
  const jwk = privateKey.export({ format: "jwk" }) as { readonly d?: string; readonly priv?: string };
  return Buffer.from(jwk.priv ?? jwk.d ?? "", "base64url");
}

/** A signature as it stands in a note behind the key's id. `seconds` is POSIX time, and matters to cosigners alone. */
export function signWith(algorithm: NoteAlgorithm, privateKey: KeyObject, input: { readonly text: string; readonly name: string; readonly seconds: number }): Buffer {
  const { cosigned } = KINDS[algorithm];
  if (!cosigned) return sign(null, Buffer.from(input.text), privateKey);
  return Buffer.concat([writeTimestamp(input.seconds), sign(null, cosigned(input), privateKey)]);
}

/** Whether an attacker-controlled signature fits the text; of a cosignature, also when it was made. */
export function verifyWith(algorithm: NoteAlgorithm, publicKey: KeyObject, input: { readonly text: string; readonly name: string; readonly signature: Uint8Array }): { readonly seconds: number | null } | null {
  const { cosigned, scheme } = KINDS[algorithm];
  const { text, name, signature } = input;
  if (!cosigned) return signature.length === scheme.signatureBytes && verify(null, Buffer.from(text), publicKey, signature) ? { seconds: null } : null;
  const seconds = signature.length === 8 + scheme.signatureBytes ? readTimestamp(signature) : null;
  if (seconds === null) return null;
  return verify(null, cosigned({ text, name, seconds }), publicKey, signature.subarray(8)) ? { seconds } : null;
}

/** OpenSSL before 3.5, and Node before 24.6, know no ML-DSA. */
function orUnsupported<Result>({ type }: Scheme, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw new LedgerRefusal("unsupported", `${type.toUpperCase()} signatures cannot be made or checked by Node ${process.version}; use Node 24.6 or later`, { cause: error });
  }
}
