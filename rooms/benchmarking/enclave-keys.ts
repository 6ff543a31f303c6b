import { createPublicKey } from "node:crypto";
import { computeKeyId, generateSigningKey, type SigningKey } from "#engines/ledger";
import { generateSealingKey, type SealingKey, type Services } from "#rooms/platform";

/*
 * Two keys of the enclave itself, made on first use and kept sealed outside the database: one signs what crosses, one opens
 * what the low side seals for us. The Director's is neither: it is made by two people (key-ceremony.ts).
 */

/** Signs every bundle that leaves; says only that it came from this enclave. */
export function transportKey(services: Services): SigningKey {
  return toSigningKey(services.keys.secret("enclave-transport", () => generateSigningKey().privateKeyPem));
}

/** Opens the credentials that developers sealed to this enclave. */
export function sealingKey(services: Services): SealingKey {
  const privateKeyPem = services.keys.secret("enclave-sealing", () => generateSealingKey().privateKeyPem);
  return { privateKeyPem, publicKeyPem: createPublicKey(privateKeyPem).export({ format: "pem", type: "spki" }).toString() };
}

function toSigningKey(privateKeyPem: string): SigningKey {
  const publicKeyPem = createPublicKey(privateKeyPem).export({ format: "pem", type: "spki" }).toString();
  return { keyId: computeKeyId(publicKeyPem), publicKeyPem, privateKeyPem };
}
