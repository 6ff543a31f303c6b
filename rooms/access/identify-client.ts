import { NOBODY, type Actor, type Presented, type Services } from "#rooms/platform";
import { AccessRefusal } from "./access.errors.ts";
import { findClientToken, touchClient } from "./clients.store.ts";
import { genuinePrincipals, isSealed } from "./row-seals.ts";
import { verifyProof } from "./verify-proof.ts";

const TOUCH_SECONDS = 60;

/**
 * The machine client of an access token, with a proof by the key that the token is bound to. It acts under its own name,
 * with the roles that both it and whoever made it hold now, and within its token's scopes.
 */
export async function identifyClient(services: Services, token: string, presented: Presented): Promise<Actor> {
  const now = services.clock();
  const tokenHash = hashClientToken(services, token);
  const row = await findClientToken(services.db, tokenHash, now);
  if (!row || (row.exercise && !services.configuration.exercise)) return NOBODY;
  for (const [table, id] of [["client_token", tokenHash], ["client", row.client_id], ["person", row.person_id], ["person", row.made_by]] as const) {
    if (!(await isSealed(services, services.db, table, id))) return NOBODY;
  }
  const thumbprint = await verifyProof(services, { proof: presented.header("dpop"), method: presented.method, path: presented.path, token });
  if (thumbprint !== row.key_thumbprint) throw new AccessRefusal("proof-not-valid", "DPoP: the proof was not accepted: the token is bound to another key.", { field: "DPoP" });
  if (row.last_used_at === null || now.getTime() - Date.parse(row.last_used_at) >= TOUCH_SECONDS * 1000) await touchClient(services.db, row.client_id, now);
  const principals = await genuinePrincipals(services, row.organisation_id, row.principals);
  return {
    personId: row.person_id, organisationId: row.organisation_id, sessionId: row.client_id, scopes: row.scopes,
    roles: row.roles.filter((role) => row.maker_roles.includes(role)),
    ...(principals.length > 0 ? { principals } : {}),
  };
}

export function hashClientToken(services: Services, token: string): string {
  return services.keys.keyedHash("client-token", token);
}
