import { identifier } from "#contracts/access";
import { newSecret, PlatformRefusal, equalSecrets, type Services } from "#rooms/platform";
import { createLocalJWKSet, jwtVerify } from "jose";
import { z } from "zod";
import { AccessRefusal } from "./access.errors.ts";
import { findLiveClient, insertClientToken, type ClientRow } from "./clients.store.ts";
import { hashClientToken } from "./identify-client.ts";
import { isSealed, sealRow } from "./row-seals.ts";
import { useOnce, verifyProof } from "./verify-proof.ts";

const TOKEN_SECONDS = 600;
const ASSERTION_SECONDS = 300;
const PATH = "/api/oauth/token";
const JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

export interface TokenRequest {
  /** application/x-www-form-urlencoded, as it came. */
  readonly form: string;
  readonly authorization: string | undefined;
  readonly proof: string | undefined;
}

const requested = z.object({
  grant_type: z.literal("client_credentials", "ask with client_credentials"),
  scope: z.string().max(2000).optional(),
  client_id: identifier.optional(),
  client_secret: z.string().max(200).optional(),
  client_assertion_type: z.literal(JWT_BEARER).optional(),
  client_assertion: z.string().max(8000).optional(),
});
type Requested = z.infer<typeof requested>;

/**
 * Gives a machine client an access token for ten minutes, bound to the key of its proof: OAuth 2.0 client credentials
 * (RFC 6749 section 4.4) by secret (section 2.3.1) or private_key_jwt (RFC 7523 section 2.2), with DPoP (RFC 9449 section 5).
 */
export async function issueToken(services: Services, request: TokenRequest) {
  const asked = readForm(request);
  const client = asked.client_assertion ? await verifyAssertion(services, asked.client_assertion) : await verifySecret(services, asked);
  if (!(await isSealed(services, services.db, "client", client.id))) throw notValid();
  const keyThumbprint = await verifyProof(services, { proof: request.proof, method: "POST", path: PATH });
  const scopes = narrow(client.scopes, asked.scope);
  const token = newSecret();
  const at = services.clock();
  // Never beyond the client's own end.
  const expiresAt = new Date(Math.min(at.getTime() + TOKEN_SECONDS * 1000, Date.parse(client.expires_at)));
  const tokenHash = hashClientToken(services, token);
  await services.db.inTransaction(async (tx) => {
    const house = tx.asSystem("whoever asks for a token is nobody yet");
    await insertClientToken(house, { tokenHash, clientId: client.id, keyThumbprint, scopes, at, expiresAt });
    await sealRow(services, house, "client_token", tokenHash);
  });
  return { access_token: token, token_type: "DPoP" as const, expires_in: Math.floor((expiresAt.getTime() - at.getTime()) / 1000), scope: scopes.join(" ") };
}

/** The secret of a client is only ever compared as a keyed hash. */
export function hashClientSecret(services: Services, clientId: string, secret: string): string {
  return services.keys.keyedHash("client-secret", `${clientId} ${secret}`);
}

function readForm({ form, authorization }: TokenRequest): Requested {
  const fields = new URLSearchParams(form);
  const names = [...fields.keys()];
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new PlatformRefusal("invalid-input", "form: a field was sent twice; send each once", { field: "form" });
  const parsed = requested.safeParse({ ...Object.fromEntries(fields), ...readBasic(authorization) });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = String(issue?.path[0] ?? "form");
  throw new PlatformRefusal("invalid-input", `${field}: ${issue?.message ?? "not valid"}`, { field });
}

/** RFC 6749 section 2.3.1: both parts are form-encoded before they are joined. */
function readBasic(authorization: string | undefined): { readonly client_id?: string; readonly client_secret?: string } {
  const encoded = /^Basic ([A-Za-z0-9+/=]{1,800})$/.exec(authorization ?? "")?.[1];
  if (!encoded) return {};
  const [id, secret] = Buffer.from(encoded, "base64").toString("utf8").split(":").map((part) => new URLSearchParams(`part=${part}`).get("part") ?? "");
  return id && secret ? { client_id: id, client_secret: secret } : {};
}

async function verifySecret(services: Services, { client_id: id, client_secret: secret }: Requested): Promise<ClientRow> {
  const client = id ? await findLiveClient(services.db.asSystem("whoever asks for a token is nobody yet"), id, services.clock()) : undefined;
  // Compared in any case: an unknown client takes as long as a wrong secret.
  const matches = equalSecrets(hashClientSecret(services, id ?? "", secret ?? ""), client?.secret_hash ?? "");
  if (!client || !matches) throw notValid();
  return client;
}

/** Audience: this endpoint, or the installation itself. */
async function verifyAssertion(services: Services, assertion: string): Promise<ClientRow> {
  const now = services.clock();
  const id = readIssuer(assertion);
  const client = id === undefined ? undefined : await findLiveClient(services.db.asSystem("whoever asks for a token is nobody yet"), id, now);
  if (!client?.public_key) throw notValid();
  const { publicUrl } = services.configuration;
  const { jti, exp } = await jwtVerify(assertion, createLocalJWKSet({ keys: [client.public_key as never] }), {
    issuer: client.id, subject: client.id, audience: [`${publicUrl}${PATH}`, publicUrl], currentDate: now, clockTolerance: 5, requiredClaims: ["exp", "jti"],
    algorithms: ["ES256", "ES384", "EdDSA", "Ed25519"],
  }).then(({ payload }) => payload, (error: unknown) => {
    throw notValid(error);
  });
  if (typeof exp !== "number" || exp > now.getTime() / 1000 + ASSERTION_SECONDS || typeof jti !== "string" || jti.length > 200) throw notValid();
  await useOnce(services, `assertion ${client.id} ${jti}`, new Date((exp + 5) * 1000));
  return client;
}

/** Whose assertion it claims to be, before anything in it was verified. */
function readIssuer(assertion: string): string | undefined {
  try {
    const { iss } = JSON.parse(Buffer.from(assertion.split(".")[1] ?? "", "base64url").toString("utf8")) as { iss?: unknown };
    return identifier.safeParse(iss).data;
  } catch (error) {
    throw notValid(error);
  }
}

function narrow(held: readonly string[], scope: string | undefined): readonly string[] {
  const asked = (scope ?? "").split(" ").filter(Boolean);
  const foreign = asked.some((one) => !held.includes(one));
  if (foreign) throw new AccessRefusal("scope-not-yours", "scope: this client was not made for all of these; ask for fewer, or leave the field away", { field: "scope" });
  return asked.length === 0 ? held : [...new Set(asked)];
}

function notValid(cause?: unknown): AccessRefusal {
  return new AccessRefusal("client-not-valid", "client_id: this client, or its proof of who it is, was not accepted.", { field: "client_id", cause });
}
