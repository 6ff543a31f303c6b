import { determinationPayload } from "#contracts/benchmarking";
import { EXCHANGE_PAYLOAD_TYPE, fromEnclave, toEnclave, type FromEnclave, type ToEnclave } from "#contracts/exchange";
import { DETERMINATION_PAYLOAD_TYPE, LedgerRefusal, verifyStatement, signStatement } from "#engines/ledger";
import { BUNDLE_BYTES, newId, type Services, type Transaction } from "#rooms/platform";
import { z } from "zod";
import { insertOutgoing } from "./benchmarking.store.ts";
import { directorKey, transportKey } from "./enclave-keys.ts";
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

export type OutgoingVerdict =
  | { readonly ok: true; readonly bundle: FromEnclave; readonly text: string }
  | { readonly ok: false; readonly code: "not-in-schema" | "not-signed-by-the-director" | "not-releasable" };

const envelopeSchema = z.strictObject({
  payloadType: z.literal(DETERMINATION_PAYLOAD_TYPE),
  payload: z.base64(),
  signatures: z.array(z.strictObject({ keyid: z.string(), sig: z.base64() })).length(1),
});

/** Judges what is to leave and, if it may, signs it for the way. `value` comes from the database and is not trusted. */
export function judgeOutgoing(services: Services, value: unknown): OutgoingVerdict {
  const parsed = fromEnclave.safeParse(value);
  if (!parsed.success) return { ok: false, code: "not-in-schema" };
  if (parsed.data.kind === "determination-signed") {
    const code = judgeDetermination(services, parsed.data.determination);
    if (code) return { ok: false, code };
  }
  const envelope = signStatement({ payloadType: EXCHANGE_PAYLOAD_TYPE, payload: parsed.data }, transportKey(services).privateKeyPem);
  return { ok: true, bundle: parsed.data, text: JSON.stringify(envelope) };
}

function judgeDetermination(services: Services, determination: unknown) {
  const envelope = envelopeSchema.safeParse(determination);
  if (!envelope.success) return "not-in-schema" as const;
  const verdict = verifyStatement(envelope.data, [directorKey(services).publicKeyPem], DETERMINATION_PAYLOAD_TYPE);
  if (!verdict.ok) return "not-signed-by-the-director" as const;
  const payload = determinationPayload.safeParse(verdict.payload);
  if (!payload.success) return "not-in-schema" as const;
  return findUnreleasable(payload.data.releasableText, { names: namesOf(payload.data) }) === undefined ? undefined : ("not-releasable" as const);
}

/** Names that may stand in a releasable text although they hold figures. */
export function namesOf({ standard, benchmarkSet }: { readonly standard: { id: string; version: string }; readonly benchmarkSet: { id: string; version: string } }): readonly string[] {
  return [standard.id, `version ${standard.version}`, benchmarkSet.id, `version ${benchmarkSet.version}`];
}
