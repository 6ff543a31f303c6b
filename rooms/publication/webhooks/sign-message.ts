import { createHmac, createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign, type KeyObject } from "node:crypto";
import type { Services } from "#rooms/platform";

const SECRET_PREFIX = "whsec_";
// Standard Webhooks 1.0 takes 24 to 64 bytes.
const SECRET_BYTES = 32;

export function newWebhookSecret(): string {
  return `${SECRET_PREFIX}${randomBytes(SECRET_BYTES).toString("base64")}`;
}

/** The key of this installation for all its webhooks, and for nothing else: it proves to anyone who knows no secret. */
function webhookKey({ keys }: Services): KeyObject {
  return createPrivateKey(keys.secret("publication-webhooks", () => generateKeyPairSync("ed25519").privateKey.export({ format: "pem", type: "pkcs8" }).toString()));
}

/** `whpk_` and the raw key in base64. */
export function webhookPublicKey(services: Services): string {
  const { x } = createPublicKey(webhookKey(services)).export({ format: "jwk" });
  return `whpk_${Buffer.from(x ?? "", "base64url").toString("base64")}`;
}

/** The headers of a message (Standard Webhooks 1.0): one signature by each secret in force, and one by our key. */
export function signMessage(services: Services, { id, timestamp, body, secrets }: { readonly id: string; readonly timestamp: number; readonly body: string; readonly secrets: readonly string[] }): Readonly<Record<string, string>> {
  const signed = Buffer.from(`${id}.${timestamp}.${body}`);
  const symmetric = secrets.map((secret) => `v1,${createHmac("sha256", Buffer.from(secret.slice(SECRET_PREFIX.length), "base64")).update(signed).digest("base64")}`);
  const asymmetric = `v1a,${sign(null, signed, webhookKey(services)).toString("base64")}`;
  return { "webhook-id": id, "webhook-timestamp": String(timestamp), "webhook-signature": [...symmetric, asymmetric].join(" ") };
}
