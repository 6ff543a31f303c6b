import { createPublicKey } from "node:crypto";
import { EXCHANGE_PAYLOAD_TYPE, fromEnclave, toEnclave, type ForEnclave, type FromEnclave } from "#contracts/exchange";
import { computeKeyId, generateSigningKey, LedgerRefusal, signStatement, verifyStatement } from "#engines/ledger";
import { BUNDLE_BYTES, type Services } from "#rooms/platform";
import { z } from "zod";

/*
 * The low side's guard. What comes from the enclave is hostile until it is small, signed by the pinned key and of exactly
 * the listed fields; what goes to it is held to the same closed schema.
 */

export type RefusedCode = "too-large" | "not-json" | "not-signed" | "not-in-schema" | "another-key";

export type IncomingVerdict =
  | { readonly ok: true; readonly bundle: FromEnclave }
  /** `no-key-yet`: nobody can say until the enclave's keys are here. */
  | { readonly ok: false; readonly code: RefusedCode | "no-key-yet" };

/** Judges the bytes of a file from the enclave. `pinnedKey` is null until a first `enclave-keys` bundle was taken in. */
export function judgeIncoming(bytes: Uint8Array, pinnedKey: string | null): IncomingVerdict {
  if (bytes.length > BUNDLE_BYTES) return { ok: false, code: "too-large" };
  const envelope = parseJson(bytes);
  if (envelope === undefined) return { ok: false, code: "not-json" };
  const key = pinnedKey ?? readAnnouncedKey(envelope);
  if (key === undefined) return { ok: false, code: "no-key-yet" };
  const payload = openEnvelope(envelope, key);
  if (payload === undefined) return { ok: false, code: readAnnouncedKey(envelope) === undefined ? "not-signed" : "another-key" };
  const parsed = fromEnclave.safeParse(payload);
  if (!parsed.success) return { ok: false, code: "not-in-schema" };
  if (parsed.data.kind === "enclave-keys" && !holdsItsKeys(parsed.data, key)) return { ok: false, code: "another-key" };
  return { ok: true, bundle: parsed.data };
}

/** Signs something for the enclave. Only what the closed schema lists can leave. */
export function sealOutgoing(services: Services, bundle: ForEnclave): string {
  return JSON.stringify(signStatement({ payloadType: EXCHANGE_PAYLOAD_TYPE, payload: toEnclave.parse(bundle) }, transportKey(services).privateKeyPem));
}

/** The low side's own key, made on first use; says only that a bundle came from here. */
export function transportKey(services: Services): { readonly publicKeyPem: string; readonly privateKeyPem: string } {
  const privateKeyPem = services.keys.secret("low-transport", () => generateSigningKey().privateKeyPem);
  return { privateKeyPem, publicKeyPem: createPublicKey(privateKeyPem).export({ format: "pem", type: "spki" }).toString() };
}

function holdsItsKeys(keys: Extract<FromEnclave, { kind: "enclave-keys" }>, signedWith: string): boolean {
  try {
    return keys.transportKey === signedWith && computeKeyId(keys.directorKey) === keys.directorKeyId && createPublicKey(keys.sealingKey).asymmetricKeyType === "x25519";
  } catch {
    return false; // Not keys at all, which the caller's verdict tells.
  }
}

/** The payload, or undefined unless the key signed it. The key itself may come from an attacker. */
function openEnvelope(envelope: unknown, key: string): unknown {
  try {
    const verdict = verifyStatement(envelope, [key], EXCHANGE_PAYLOAD_TYPE);
    return verdict.ok ? verdict.payload : undefined;
  } catch (error) {
    if (error instanceof LedgerRefusal) return undefined;
    throw error;
  }
}

const unverified = z.object({ payload: z.base64() });

/** The key that an envelope of kind `enclave-keys` announces; nothing has been verified yet. */
function readAnnouncedKey(envelope: unknown): string | undefined {
  const shape = unverified.safeParse(envelope);
  const payload = shape.success ? fromEnclave.safeParse(parseJson(Buffer.from(shape.data.payload, "base64"))) : undefined;
  return payload?.success && payload.data.kind === "enclave-keys" ? payload.data.transportKey : undefined;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined; // The other side's fault, told by the caller's verdict.
  }
}
