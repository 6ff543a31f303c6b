import { appendEntry } from "#rooms/audit";
import { newId, newSecret, notFound, notify, type Actor, type Services } from "#rooms/platform";
import { AccessRefusal } from "./access.errors.ts";
import { findPerson, insertPerson } from "./access.store.ts";
import { deleteTokensOf, findClient, insertClient, replaceClientSecret, revokeClient, type ClientRow } from "./clients.store.ts";
import { hashClientSecret } from "./issue-token.ts";
import { mayEver } from "./permission.ts";
import { listActions } from "./policy-engine.ts";
import { sealRow } from "./row-seals.ts";

const LONGEST_DAYS = 366;

export interface ClientWish {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly expiresAt: Date;
  /** For private_key_jwt; null for a secret. */
  readonly publicKey: Readonly<Record<string, unknown>> | null;
}

/**
 * Makes a machine client that may do some of what its maker may, under its own name and until an end. What asks for a
 * fresh proof of a person is never a machine's.
 * @returns its secret, which nobody sees again; null for a client that signs with a key
 */
export function makeClient(services: Services, actor: Actor, wish: ClientWish): Promise<{ readonly client: ClientRow; readonly secret: string | null }> {
  const at = services.clock();
  const foreign = wish.scopes.find((scope) => !listPossibleScopes(actor).includes(scope));
  if (foreign !== undefined) throw new AccessRefusal("scope-not-yours", `scopes: ${foreign} is not among what you may hand on; GET /clients lists it`, { field: "scopes" });
  if (wish.expiresAt <= at || wish.expiresAt.getTime() > at.getTime() + LONGEST_DAYS * 86_400_000) throw endNotValid("expiresAt", LONGEST_DAYS);
  return services.db.inTransaction(async (tx) => {
    const id = newId("cli");
    const personId = newId("per");
    const secret = wish.publicKey === null ? newSecret() : null;
    await insertPerson(tx, { id: personId, organisationId: actor.organisationId, name: wish.name, email: `${id}@clients.invalid`, roles: actor.roles, isClient: true, at });
    await sealRow(services, tx, "person", personId);
    await insertClient(tx, {
      id, personId, organisationId: actor.organisationId, madeBy: actor.personId, name: wish.name, scopes: [...new Set(wish.scopes)], at, expiresAt: wish.expiresAt,
      secretHash: secret === null ? null : hashClientSecret(services, id, secret), publicKey: wish.publicKey,
    });
    await sealRow(services, tx, "client", id);
    await appendEntry(services, tx, { kind: "access.client-made", subject: id, by: actor, data: { personId, scopes: [...wish.scopes], expiresAt: wish.expiresAt.toISOString() } });
    const maker = await findPerson(tx, actor.personId);
    if (maker) await notify(services, tx, { to: { personId: maker.id, email: maker.email }, kind: "access.client-made", params: { name: wish.name }, link: "/account/clients" });
    const client = await findClient(tx, id);
    if (!client) throw notFound();
    return { client, secret };
  });
}

/** Gives a client a new secret; the one before and every token end at once. */
export function rotateClientSecret(services: Services, actor: Actor, clientId: string): Promise<{ readonly client: ClientRow; readonly secret: string }> {
  return services.db.inTransaction(async (tx) => {
    const client = await requireManaged(services, tx, actor, clientId);
    const secret = newSecret();
    await replaceClientSecret(tx, clientId, hashClientSecret(services, clientId, secret));
    await sealRow(services, tx, "client", clientId);
    await deleteTokensOf(tx.asSystem("tokens are kept by the house alone"), clientId);
    await appendEntry(services, tx, { kind: "access.client-secret-rotated", subject: clientId, by: actor, data: {} });
    return { client: { ...client, secret_hash: "", public_key: null }, secret };
  });
}

/** Ends a client and its tokens now. */
export function endClient(services: Services, actor: Actor, clientId: string): Promise<void> {
  return services.db.inTransaction(async (tx) => {
    await requireManaged(services, tx, actor, clientId);
    await revokeClient(tx, clientId, services.clock());
    await deleteTokensOf(tx.asSystem("tokens are kept by the house alone"), clientId);
    await appendEntry(services, tx, { kind: "access.client-revoked", subject: clientId, by: actor, data: {} });
  });
}

// A second person's word is a person's.
const NEVER_A_SCOPE: ReadonlySet<string> = new Set(["engagement:second"]);

/** What the actor may hand on to a machine: what they may do without proving anew that it is they. */
export function listPossibleScopes(actor: Actor): readonly string[] {
  const plain: Actor = { ...actor, steppedUp: false };
  return listActions().filter((action) => !action.startsWith("access:") && !action.startsWith("labels:") && !NEVER_A_SCOPE.has(action) && mayEver(plain, action));
}

export function endNotValid(field: string, days: number): AccessRefusal {
  return new AccessRefusal("end-not-valid", `${field}: give an instant to come, at most ${days} days from now`, { field });
}

/** A live client that the actor made, or one of the own organisation for its manager; any other looks absent. */
async function requireManaged(services: Services, db: Parameters<typeof findClient>[0], actor: Actor, clientId: string): Promise<ClientRow> {
  const client = await findClient(db, clientId);
  const isTheirs = client !== undefined && client.organisation_id === actor.organisationId && (client.made_by === actor.personId || actor.roles.includes("organisation-manager"));
  if (!isTheirs || client.revoked_at !== null || Date.parse(client.expires_at) <= services.clock().getTime()) throw notFound();
  return client;
}
