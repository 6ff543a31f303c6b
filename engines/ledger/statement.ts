// DSSE envelopes, protocol and JSON form of version 1.0.2 (github.com/secure-systems-lab/dsse), signed with Ed25519.
import { createPublicKey, sign, verify } from "node:crypto";
import { canonicalJson } from "./canonical-json.ts";
import { LedgerRefusal, quote } from "./ledger.errors.ts";
import { readBase64, readList, readObject, readText } from "./read-field.ts";
import { keyIdOf, parsePrivateKey, parsePublicKey } from "./signing-key.ts";
import type { KeyId } from "./signing-key.ts";

/** Room for a bundle with the manifests of a few hundred runs. */
const MAX_PAYLOAD_CHARACTERS = 8 * 1024 * 1024;
const MAX_SIGNATURES = 16;

export interface Envelope {
  readonly payloadType: string;
  /** Base64 of the payload's bytes. */
  readonly payload: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

export type StatementCode = "malformed" | "wrong-type" | "not-signed-by-these-keys" | "payload-not-json";

export type StatementVerdict =
  | { readonly ok: true; readonly payload: unknown; readonly signedBy: readonly KeyId[] }
  | { readonly ok: false; readonly code: StatementCode; readonly message: string };

export interface Statement {
  /** What the payload means, and for what: e.g. `application/vnd.breakwater.lease+json`. */
  readonly payloadType: string;
  /** Any JSON value. */
  readonly payload: unknown;
}

/** Signs a statement with an Ed25519 key; the payload is spelled canonically. */
export function signStatement({ payloadType, payload }: Statement, privateKeyPem: string): Envelope {
  const privateKey = parsePrivateKey(privateKeyPem);
  const bytes = Buffer.from(canonicalJson(payload));
  const signature = sign(null, preAuthenticationEncoding(payloadType, bytes), privateKey);
  const envelope: Envelope = {
    payloadType,
    payload: bytes.toString("base64"),
    signatures: [{ keyid: keyIdOf(createPublicKey(privateKey)), sig: signature.toString("base64") }],
  };
  parseEnvelope(envelope, "statement");
  return envelope;
}

/**
 * Checks an attacker-controlled envelope against the keys that may have signed it. The caller names the payload type it
 * expects, so that a statement made for one purpose is never read as another. Parses the payload only once the signature
 * is good; its shape is still the caller's to check.
 */
export function verifyStatement(envelope: unknown, publicKeyPems: readonly string[], payloadType: string): StatementVerdict {
  const keys = publicKeyPems.map(parsePublicKey);
  let parsed: ParsedEnvelope;
  try {
    parsed = parseEnvelope(envelope, "envelope");
  } catch (error) {
    if (!(error instanceof LedgerRefusal)) throw error;
    return { ok: false, code: "malformed", message: error.message };
  }
  if (parsed.payloadType !== payloadType) {
    const message = `envelope.payloadType is ${quote(parsed.payloadType)}, expected ${payloadType}`;
    return { ok: false, code: "wrong-type", message };
  }
  const signed = preAuthenticationEncoding(parsed.payloadType, parsed.payload);
  // `keyid` is an unsigned hint, so it decides nothing: every key is tried on every signature.
  const signedBy = keys.filter((key) => parsed.signatures.some((signature) => verify(null, signed, key, signature))).map(keyIdOf);
  if (signedBy.length === 0) {
    const message = "the envelope carries no valid signature by the expected key: it was changed, or somebody else signed it";
    return { ok: false, code: "not-signed-by-these-keys", message };
  }
  return parsePayload(parsed.payload, signedBy);
}

/** PAE of the DSSE protocol: lengths in bytes keep a type and a payload from being shifted into each other. */
export function preAuthenticationEncoding(payloadType: string, payload: Uint8Array): Buffer {
  const head = `DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${payload.length} `;
  return Buffer.concat([Buffer.from(head), payload]);
}

interface ParsedEnvelope {
  readonly payloadType: string;
  readonly payload: Buffer;
  readonly signatures: readonly Buffer[];
}

/** Bounds and shape; `where` begins the name of the field in a refusal. */
export function parseEnvelope(value: unknown, where: string): ParsedEnvelope {
  const fields = readObject(value, where, ["payloadType", "payload", "signatures"]);
  return {
    payloadType: readText(fields.payloadType, `${where}.payloadType`, 256),
    payload: readBase64(fields.payload, `${where}.payload`, MAX_PAYLOAD_CHARACTERS),
    signatures: readList(fields.signatures, `${where}.signatures`, {
      maxItems: MAX_SIGNATURES,
      item: (one, field) => {
        const { keyid, sig } = readObject(one, field, ["keyid", "sig"]);
        readText(keyid, `${field}.keyid`, 256);
        return readBase64(sig, `${field}.sig`, 8192);
      },
    }),
  };
}

function parsePayload(payload: Uint8Array, signedBy: readonly KeyId[]): StatementVerdict {
  try {
    return { ok: true, payload: JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload)), signedBy };
  } catch {
    return { ok: false, code: "payload-not-json", message: "the envelope is signed, but its payload is not JSON" };
  }
}
