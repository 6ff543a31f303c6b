import { createPrivateKey, createPublicKey, createHash, sign, verify, type KeyObject } from "node:crypto";
import { z } from "zod";
import { AttestationError } from "./attestation.errors.ts";
import { toSafeLine } from "./hostile-text.rules.ts";
import type { PatchVerdict, Reproduction } from "./verification.types.ts";

// Results as in-toto statements (Statement v1, github.com/in-toto/attestation) in DSSE envelopes (1.0.2,
// github.com/secure-systems-lab/dsse), signed with Ed25519: anyone checks them offline, by ours or by other tools.

const PAYLOAD_TYPE = "application/vnd.in-toto+json";
const STATEMENT_TYPE = "https://in-toto.io/Statement/v1";
export const REPRODUCTION_PREDICATE = "urn:breakwater:reproduction:1";
export const PATCH_PREDICATE = "urn:breakwater:patch-verdict:1";
const MOST_PAYLOAD_CHARACTERS = 8 * 1024 * 1024;

export interface Attestation {
  readonly payloadType: string;
  /** Base64 of the statement. */
  readonly payload: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

export interface AttestedStatement {
  readonly _type: typeof STATEMENT_TYPE;
  /** What the result is about, by digest: the bundle, and for a verdict the patch. */
  readonly subject: readonly { readonly name: string; readonly digest: { readonly sha256: string } }[];
  readonly predicateType: string;
  readonly predicate: Readonly<Record<string, unknown>>;
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** What was printed is hostile and may be large: it is named by digest, and kept beside. */
function toDigests(logs: Reproduction["logs"]) {
  return logs.map(({ step, argv, ended, wallMs, stdout, stderr }) => ({ step, argv, ended, wallMs, stdout: { sha256: sha256(stdout) }, stderr: { sha256: sha256(stderr) } }));
}

/** The statement that a bundle was run, and what was seen. */
export function stateReproduction({ bundleDigest, outcome, signature, site, grade, environment, startedAt, isolation, logs }: Reproduction): AttestedStatement {
  return {
    _type: STATEMENT_TYPE,
    subject: [{ name: "bundle", digest: { sha256: bundleDigest } }],
    predicateType: REPRODUCTION_PREDICATE,
    predicate: { ...outcome, signature, site, grade, environment, startedAt, isolation, runs: toDigests(logs) },
  };
}

/** The statement that a patch was judged by a bundle, and how. */
export function statePatchVerdict({ verdict, reason, evidence }: PatchVerdict): AttestedStatement {
  const { bundleDigest, patchDigest, filesChanged, steps, variants, controls, isolation, logs } = evidence;
  return {
    _type: STATEMENT_TYPE,
    subject: [{ name: "patch", digest: { sha256: patchDigest } }, { name: "bundle", digest: { sha256: bundleDigest } }],
    predicateType: PATCH_PREDICATE,
    predicate: { verdict, reason, filesChanged, steps, variants, controls, isolation, runs: toDigests(logs) },
  };
}

/** DSSE's pre-authentication encoding: lengths in bytes keep a type and a payload from being shifted into each other. */
function encodeForSigning(payloadType: string, payload: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${payload.length} `), payload]);
}

function requireEd25519(key: KeyObject, field: string): KeyObject {
  if (key.asymmetricKeyType !== "ed25519") throw new AttestationError("wrong-key", `${field} is a key for ${key.asymmetricKeyType ?? "something else"}; give an Ed25519 key in PEM`);
  return key;
}

function readKey(pem: string, field: string, read: (pem: string) => KeyObject): KeyObject {
  let key: KeyObject;
  try {
    key = read(pem);
  } catch (cause) {
    throw new AttestationError("wrong-key", `${field} cannot be read; give an Ed25519 key in PEM`, { cause });
  }
  return requireEd25519(key, field);
}

/** SHA-256, hex, of the public key's DER form. A hint only: whoever checks tries the keys they trust. */
export function attestationKeyId(publicKey: KeyObject): string {
  return createHash("sha256").update(publicKey.export({ type: "spki", format: "der" })).digest("hex");
}

/** Signs a statement with an Ed25519 private key (PKCS #8, PEM). Throws `AttestationError` where the key is another. */
export function signAttestation(statement: AttestedStatement, privateKeyPem: string): Attestation {
  const key = readKey(privateKeyPem, "the private key", createPrivateKey);
  const payload = Buffer.from(JSON.stringify(statement));
  const signature = sign(null, encodeForSigning(PAYLOAD_TYPE, payload), key);
  return { payloadType: PAYLOAD_TYPE, payload: payload.toString("base64"), signatures: [{ keyid: attestationKeyId(createPublicKey(key)), sig: signature.toString("base64") }] };
}

const envelope = z.object({
  payloadType: z.literal(PAYLOAD_TYPE),
  payload: z.base64().max(MOST_PAYLOAD_CHARACTERS),
  signatures: z.array(z.object({ keyid: z.string().max(256).default(""), sig: z.base64().max(8192) })).min(1).max(16),
});
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const statementSchema = z.object({
  _type: z.literal(STATEMENT_TYPE),
  subject: z.array(z.object({ name: z.string().max(1000), digest: z.object({ sha256: digest }) })).min(1).max(16),
  predicateType: z.enum([REPRODUCTION_PREDICATE, PATCH_PREDICATE]),
  predicate: z.record(z.string(), z.unknown()),
}) satisfies z.ZodType<AttestedStatement>;

function parse<Value>(schema: z.ZodType<Value>, value: unknown, where: string): Value {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new AttestationError("malformed", `${toSafeLine([where, ...(issue?.path ?? []).map(String)].join("."))}: ${toSafeLine(issue?.message ?? "is not readable")}`, { cause: parsed.error });
}

/**
 * Checks an attestation, attacker-controlled, offline against the public keys one trusts (SPKI, PEM), and gives what it
 * states. Where the bundle's digest is given, the statement must be about it. Throws `AttestationError`.
 */
export function verifyAttestation(value: unknown, publicKeyPems: readonly string[], about?: { readonly sha256: string }): AttestedStatement {
  const { payload, payloadType, signatures } = parse(envelope, value, "attestation");
  const bytes = Buffer.from(payload, "base64");
  const signed = encodeForSigning(payloadType, bytes);
  const keys = publicKeyPems.map((pem) => readKey(pem, "a public key", createPublicKey));
  if (!keys.some((key) => signatures.some(({ sig }) => verify(null, signed, key, Buffer.from(sig, "base64")))))
    throw new AttestationError("not-signed", "none of the trusted keys signed this: it was changed, or somebody else signed it");
  const statement = parse(statementSchema, parseJson(bytes), "statement");
  if (about && !statement.subject.some((subject) => subject.digest.sha256 === about.sha256)) throw new AttestationError("other-subject", `this is signed, but about something else than sha256 ${about.sha256}`);
  return statement;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new AttestationError("malformed", "the statement is signed, but is not JSON in UTF-8", { cause });
  }
}
