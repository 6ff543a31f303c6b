import { plainText } from "#contracts/access";
import { determinationPayload } from "#contracts/benchmarking";
import { EXCHANGE_PAYLOAD_TYPE, fromEnclave, toEnclave, type FromEnclave, type ToEnclave } from "#contracts/exchange";
import {
  computeKeyId, DETERMINATION_PAYLOAD_TYPE, LedgerRefusal, openDelegation, openDelegationEnd, openDeterminationAct, openKeyRotation, verifyStatement, signStatement, type Envelope,
} from "#engines/ledger";
import { BUNDLE_BYTES, newId, type Services, type Transaction } from "#rooms/platform";
import { z } from "zod";
import { insertOutgoing } from "./benchmarking.store.ts";
import { transportKey } from "./enclave-keys.ts";
import { findUnreleasable } from "./releasable-text.rules.ts";

/*
 * The guard: the one place where anything crosses. What comes in is hostile until it is small, signed by the pinned key
 * and of exactly the listed fields. What goes out is held to the same closed schema, so that a field nobody listed (a
 * score, say) has no way out.
 */

export type IncomingCode = "too-large" | "not-json" | "not-signed" | "not-in-schema" | "another-key";

export type IncomingVerdict =
  | { readonly ok: true; readonly bundle: ToEnclave }
  /** `no-key-yet`: nobody can say until the low side's key is here. */
  | { readonly ok: false; readonly code: IncomingCode | "no-key-yet" };

/** Judges the bytes of a file from the low side. `pinnedKey` is null until a first `low-keys` bundle was taken in. */
export function judgeIncoming(bytes: Uint8Array, pinnedKey: string | null): IncomingVerdict {
  if (bytes.length > BUNDLE_BYTES) return { ok: false, code: "too-large" };
  const envelope = parseJson(bytes);
  if (envelope === undefined) return { ok: false, code: "not-json" };
  const announced = pinnedKey === null ? readAnnouncedKey(envelope) : undefined;
  const key = pinnedKey ?? announced;
  if (key === undefined) return { ok: false, code: "no-key-yet" };
  const verdict = verifyEnvelope(envelope, key);
  if (verdict === undefined) return { ok: false, code: readAnnouncedKey(envelope) === undefined ? "not-signed" : "another-key" };
  const parsed = toEnclave.safeParse(verdict);
  if (!parsed.success) return { ok: false, code: "not-in-schema" };
  // Pinned on first sight: a new key takes more than a bundle, even one that the old key signed.
  if (parsed.data.kind === "low-keys" && parsed.data.transportKey !== key) return { ok: false, code: "another-key" };
  return { ok: true, bundle: parsed.data };
}

/** The payload, or undefined unless the key signed it. The key itself may come from an attacker. */
function verifyEnvelope(envelope: unknown, key: string): unknown {
  try {
    const verdict = verifyStatement(envelope, [key], EXCHANGE_PAYLOAD_TYPE);
    return verdict.ok ? verdict.payload : undefined;
  } catch (error) {
    if (error instanceof LedgerRefusal) return undefined;
    throw error;
  }
}

const unverified = z.object({ payload: z.base64() });

/** The key that an envelope of kind `low-keys` announces; nothing has been verified yet. */
function readAnnouncedKey(envelope: unknown): string | undefined {
  const shape = unverified.safeParse(envelope);
  const payload = shape.success ? toEnclave.safeParse(parseJson(Buffer.from(shape.data.payload, "base64"))) : undefined;
  return payload?.success && payload.data.kind === "low-keys" ? payload.data.transportKey : undefined;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined; // The other side's fault, told by the caller's verdict.
  }
}

const WRITE_BUNDLE = "benchmarking.write-bundle";

/** Hands something to the guard in the act's own transaction; it is judged and written by a job. False when it was there already. */
export async function sendBundle(services: Services, tx: Transaction, fileName: string, bundle: FromEnclave): Promise<boolean> {
  const id = newId("out");
  if ((await insertOutgoing(tx.asSystem("what is to leave is the guard's alone"), { id, fileName, bundle, at: services.clock() })) === 0) return false;
  await services.jobs.enqueue(tx, { name: WRITE_BUNDLE }, { outgoingId: id });
  return true;
}

export type OutgoingCode = "not-in-schema" | "not-signed-by-the-director" | "not-releasable";

export type OutgoingVerdict =
  | { readonly ok: true; readonly bundle: FromEnclave; readonly text: string }
  | { readonly ok: false; readonly code: OutgoingCode };

/** Whose signatures may leave, in PEM: the Director's keys, former ones too, and those of the delegates they named. */
export interface OutgoingKeys {
  readonly director: readonly string[];
  readonly delegates: readonly string[];
}

const envelopeSchema = z.strictObject({
  payloadType: z.literal(DETERMINATION_PAYLOAD_TYPE),
  payload: z.base64(),
  signatures: z.array(z.strictObject({ keyid: z.string(), sig: z.base64() })).length(1),
});

/** Judges what is to leave and, if it may, signs it for the way. `value` comes from the database and is not trusted. */
export function judgeOutgoing(services: Services, value: unknown, keys: OutgoingKeys): OutgoingVerdict {
  const parsed = fromEnclave.safeParse(value);
  if (!parsed.success) return { ok: false, code: "not-in-schema" };
  const code = judgeSigned(parsed.data, keys);
  if (code) return { ok: false, code };
  const envelope = signStatement({ payloadType: EXCHANGE_PAYLOAD_TYPE, payload: parsed.data }, transportKey(services).privateKeyPem);
  return { ok: true, bundle: parsed.data, text: JSON.stringify(envelope) };
}

/** What says that the Director signed it leaves only if the Director, or a delegate, did: every word of it, and no more words. */
function judgeSigned(bundle: FromEnclave, { director, delegates }: OutgoingKeys): OutgoingCode | undefined {
  switch (bundle.kind) {
    case "determination-signed":
      return judgeDetermination(bundle.determination, [...director, ...delegates]);
    case "determination-act": {
      const act = openWith([...director, ...delegates], (key) => openDeterminationAct(bundle.act, key));
      if (!act) return "not-signed-by-the-director";
      return plainText(4000).safeParse(act.releasableText).success && findUnreleasable(act.releasableText, { names: [] }) === undefined ? undefined : "not-releasable";
    }
    case "director-key-rotated":
      return openWith(director, (key) => openKeyRotation(bundle.rotation, key)) ? undefined : "not-signed-by-the-director";
    case "delegation-made":
      return openWith(director, (key) => openDelegation(bundle.delegation, key)) ? undefined : "not-signed-by-the-director";
    case "delegation-ended":
      return openWith(director, (key) => openDelegationEnd(bundle.end, key)) ? undefined : "not-signed-by-the-director";
    case "enclave-keys":
    case "director-key-offered":
      return director.includes(bundle.directorKey) && isKeyOf(bundle) ? undefined : "not-signed-by-the-director";
    default:
      return undefined;
  }
}

const isKeyOf = ({ directorKey, directorKeyId }: { readonly directorKey: string; readonly directorKeyId: string }): boolean => computeKeyId(directorKey) === directorKeyId;

/** What it says, if one of these keys signed it and nothing else. */
function openWith<Statement>(keys: readonly string[], open: (key: string) => Statement): Statement | undefined {
  for (const key of keys) {
    try {
      return open(key);
    } catch (error) {
      if (!(error instanceof LedgerRefusal)) throw error;
    }
  }
  return undefined;
}

function judgeDetermination(determination: unknown, keys: readonly string[]): OutgoingCode | undefined {
  const envelope = envelopeSchema.safeParse(determination);
  if (!envelope.success) return "not-in-schema";
  const verdict = verifyStatement(envelope.data, keys, DETERMINATION_PAYLOAD_TYPE);
  // A signature does not cover its own `keyid`.
  if (!verdict.ok || envelope.data.signatures[0]?.keyid !== verdict.signedBy[0]) return "not-signed-by-the-director";
  const payload = determinationPayload.safeParse(verdict.payload);
  if (!payload.success) return "not-in-schema";
  return findUnreleasable(payload.data.releasableText, { names: namesOf(payload.data) }) === undefined ? undefined : "not-releasable";
}

/** As the closed schema of the exchange wants an envelope: a copy, without readonly lists. */
export function toWire({ payloadType, payload, signatures }: Envelope) {
  return { payloadType, payload, signatures: signatures.map(({ keyid, sig }) => ({ keyid, sig })) };
}

/** Names that may stand in a releasable text although they hold figures. */
export function namesOf({ standard, benchmarkSet }: { readonly standard: { id: string; version: string }; readonly benchmarkSet: { id: string; version: string } }): readonly string[] {
  return [standard.id, `version ${standard.version}`, benchmarkSet.id, `version ${benchmarkSet.version}`];
}
