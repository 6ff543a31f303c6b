import { appendEntry } from "#rooms/audit";
import { newId, type Actor, type Queryable, type Services, type Transaction } from "#rooms/platform";
import { AccessRefusal } from "./access.errors.ts";
import { findLiveGrant, insertGrant, insertRead, listGrantsOf, listReads, revokeGrantsOf, shortenGrantsOf, wasReadSince, type ReadRow } from "./access.store.ts";
import { isSealed, sealRow } from "./row-seals.ts";

export interface GrantTerms {
  /** What it opens, such as the id of an engagement. */
  readonly subject: string;
  readonly personId: string;
  /** What the access may be used for; checked at each read. */
  readonly purpose: string;
  readonly conditions: Readonly<Record<string, unknown>>;
  readonly expiresAt: Date;
}

export interface Grant {
  readonly id: string;
  readonly subject: string;
  readonly personId: string;
  readonly purpose: string;
  readonly conditions: Readonly<Record<string, unknown>>;
  readonly grantedAt: string;
  readonly expiresAt: string;
  readonly revokedAt: string | null;
}

/** Grants a named person purpose-bound access until an end. */
export async function grantAccess(services: Services, tx: Transaction, actor: Actor, terms: GrantTerms): Promise<string> {
  const id = newId("grt");
  await insertGrant(tx, { id, ...terms, grantedBy: actor.personId, at: services.clock() });
  await sealRow(services, tx, "access_grant", id);
  await appendEntry(services, tx, {
    kind: "access.granted",
    subject: terms.subject,
    by: actor,
    data: { grantId: id, personId: terms.personId, purpose: terms.purpose, expiresAt: terms.expiresAt.toISOString() },
  });
  return id;
}

/**
 * The person's live grant on the subject for exactly this purpose, or a refusal. Asked again at every read, so that an
 * ended window or a withdrawal holds from the next moment whatever else has stopped.
 */
export async function requireGrant(services: Services, db: Queryable, input: { readonly actor: Actor; readonly subject: string; readonly purpose: string }): Promise<Grant> {
  const row = await findLiveGrant(db, input.subject, input.actor.personId, services.clock());
  if (!row || row.purpose !== input.purpose || !(await isSealed(services, db, "access_grant", row.id))) {
    throw new AccessRefusal("grant-not-valid", "You hold no current grant for this and this purpose.", { field: "purpose" });
  }
  return toGrant(row);
}

/** All grants ever made on a subject, with the people's names, for its owner. */
export async function listGrants(db: Queryable, subject: string): Promise<readonly (Grant & { readonly personName: string; readonly organisationName: string })[]> {
  return (await listGrantsOf(db, subject)).map((row) => ({ ...toGrant(row), personName: row.person_name, organisationName: row.organisation_name }));
}

/** Ends every grant on a subject now, or one person's; returns how many were live. */
export function revokeGrants(services: Services, tx: Transaction, subject: string, personId: string | null = null): Promise<number> {
  return revokeGrantsOf(tx.asSystem("an end holds for everybody's grants, whoever brings it about"), { subject, personId, at: services.clock() });
}

/** Moves the end of grants on a subject in, never out. */
export function shortenGrants(tx: Transaction, subject: string, end: Date): Promise<number> {
  return shortenGrantsOf(tx.asSystem("an end holds for everybody's grants, whoever brings it about"), subject, end);
}

export interface Read {
  readonly actor: Actor;
  readonly ownerOrganisationId: string;
  readonly subject: string;
  readonly purpose: string;
  readonly what: string;
  /** For a page that asks again while it is open: the same read by the same person within this time is the same one. */
  readonly onceInMs?: number;
}

/** Records that somebody read something of another organisation's, and writes it to the ledger. */
export async function recordRead(services: Services, tx: Transaction, read: Read): Promise<void> {
  if (read.onceInMs !== undefined && (await wasReadSince(tx.asSystem("a read shows to its owner and not to its reader"), { ...read, personId: read.actor.personId, since: new Date(services.clock().getTime() - read.onceInMs) }))) return;
  const id = newId("rd");
  await insertRead(tx, { id, owner: read.ownerOrganisationId, subject: read.subject, personId: read.actor.personId, purpose: read.purpose, what: read.what, at: services.clock() });
  await appendEntry(services, tx, { kind: "access.read", subject: read.subject, by: read.actor, data: { readId: id, purpose: read.purpose }, visibleTo: [read.ownerOrganisationId] });
}

/** Who read what of this organisation's, newest first, at most 500: of everything or one subject, by everybody or one person. */
export function listReadsOf(db: Queryable, ownerOrganisationId: string, { subject, personId }: { readonly subject?: string | undefined; readonly personId?: string | undefined } = {}): Promise<ReadRow[]> {
  return listReads(db, { owner: ownerOrganisationId, subject: subject ?? null, personId: personId ?? null });
}

function toGrant(row: { id: string; subject: string; person_id: string; purpose: string; conditions: Readonly<Record<string, unknown>>; granted_at: string; expires_at: string; revoked_at: string | null }): Grant {
  return { id: row.id, subject: row.subject, personId: row.person_id, purpose: row.purpose, conditions: row.conditions, grantedAt: row.granted_at, expiresAt: row.expires_at, revokedAt: row.revoked_at };
}
