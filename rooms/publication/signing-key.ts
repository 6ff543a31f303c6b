import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import type { Services } from "#rooms/platform";

/** The key that signs published documents, and signs nothing else: its signatures are over bare bytes, without a context. */
export function documentKey(services: Services): KeyObject {
  const make = () => generateKeyPairSync("ed25519").privateKey.export({ format: "pem", type: "pkcs8" }).toString();
  return createPrivateKey(services.keys.secret("publication-documents", make));
}

/** The public half, for anyone who checks a signature. */
export function documentPublicKey(services: Services): { readonly alg: "Ed25519"; readonly keyId: string; readonly publicKeyPem: string } {
  const publicKey = createPublicKey(documentKey(services));
  const keyId = createHash("sha256").update(publicKey.export({ type: "spki", format: "der" })).digest("hex");
  return { alg: "Ed25519", keyId, publicKeyPem: publicKey.export({ format: "pem", type: "spki" }).toString() };
}
