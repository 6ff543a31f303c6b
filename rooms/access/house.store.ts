import type { Queryable } from "#rooms/platform";
import { sql } from "#rooms/platform";
import type { ProposalKind, Standing } from "./proposal.rules.ts";

export interface InvitationRow {
  readonly id: string;
  readonly organisation_id: string;
  readonly email: string;
  readonly name: string;
  readonly roles: string[];
  readonly state: "sent" | "accepted" | "withdrawn";
  readonly invited_by: string;
  readonly invited_at: string;
  readonly expires_at: string;
}

export interface ProposalRow {
  readonly id: string;
  readonly kind: ProposalKind;
  readonly organisation_id: string;
  readonly subject: string;
  readonly sealed_details: string;
  readonly state: "open" | "done" | "withdrawn";
  readonly proposed_by: string;
  readonly proposed_at: string;
  readonly expires_at: string;
}

export interface ConfirmationRow {
  readonly person_id: string;
  readonly person_name: string;
  readonly standing: Standing;
}

const INVITATION = sql`id, organisation_id, email, name, roles, state, invited_by, invited_at, expires_at`;
const PROPOSAL = sql`id, kind, organisation_id, subject, sealed_details, state, proposed_by, proposed_at, expires_at`;

export async function insertInvitation(db: Queryable, row: { id: string; organisationId: string; email: string; name: string; roles: readonly string[]; invitedBy: string; at: Date; expiresAt: Date }): Promise<void> {
  await db.execute(sql`INSERT INTO access.invitation (id, organisation_id, email, name, roles, state, invited_by, invited_at, expires_at)
    VALUES (${row.id}, ${row.organisationId}, ${row.email}, ${row.name}, ${row.roles}, 'sent', ${row.invitedBy}, ${row.at}, ${row.expiresAt})`);
}

export function findInvitation(db: Queryable, id: string): Promise<InvitationRow | undefined> {
  return db.find(sql`SELECT ${INVITATION} FROM access.invitation WHERE id = ${id}`);
}

export function lockWaitingInvitation(db: Queryable, id: string, now: Date): Promise<InvitationRow | undefined> {
  return db.find(sql`SELECT ${INVITATION} FROM access.invitation WHERE id = ${id} AND state = 'sent' AND expires_at > ${now} FOR UPDATE`);
}

export function lockInvitationOf(db: Queryable, organisationId: string, email: string, now: Date): Promise<InvitationRow | undefined> {
  return db.find(sql`SELECT ${INVITATION} FROM access.invitation WHERE organisation_id = ${organisationId} AND email = ${email} AND state = 'sent' AND expires_at > ${now} FOR UPDATE`);
}

export function listWaitingInvitations(db: Queryable, organisationId: string, now: Date): Promise<InvitationRow[]> {
  return db.query(sql`SELECT ${INVITATION} FROM access.invitation WHERE organisation_id = ${organisationId} AND state = 'sent' AND expires_at > ${now} ORDER BY invited_at DESC, id LIMIT 500`);
}

/** Makes room for a new invitation of an address whose last one has lapsed. */
export async function withdrawLapsedInvitation(db: Queryable, organisationId: string, email: string, now: Date): Promise<void> {
  await db.execute(sql`UPDATE access.invitation SET state = 'withdrawn' WHERE organisation_id = ${organisationId} AND email = ${email} AND state = 'sent' AND expires_at <= ${now}`);
}

export function withdrawInvitationRow(db: Queryable, id: string): Promise<number> {
  return db.execute(sql`UPDATE access.invitation SET state = 'withdrawn' WHERE id = ${id} AND state = 'sent'`);
}

export async function acceptInvitationRow(db: Queryable, id: string, personId: string): Promise<void> {
  await db.execute(sql`UPDATE access.invitation SET state = 'accepted', person_id = ${personId} WHERE id = ${id}`);
}

export async function insertProposal(db: Queryable, row: { id: string; kind: ProposalKind; organisationId: string; subject: string; sealedDetails: string; proposedBy: string; at: Date; expiresAt: Date }): Promise<void> {
  await db.execute(sql`INSERT INTO access.proposal (id, kind, organisation_id, subject, sealed_details, state, proposed_by, proposed_at, expires_at)
    VALUES (${row.id}, ${row.kind}, ${row.organisationId}, ${row.subject}, ${row.sealedDetails}, 'open', ${row.proposedBy}, ${row.at}, ${row.expiresAt})`);
}

// What a developer lends waits in the same table and is none of the house's.
export function findProposal(db: Queryable, id: string): Promise<ProposalRow | undefined> {
  return db.find(sql`SELECT ${PROPOSAL} FROM access.proposal WHERE id = ${id} AND kind <> 'lend-model'`);
}

/** Locked: of two confirmations at once, one carries it out. */
export function lockOpenProposal(db: Queryable, id: string, now: Date): Promise<ProposalRow | undefined> {
  return db.find(sql`SELECT ${PROPOSAL} FROM access.proposal WHERE id = ${id} AND kind <> 'lend-model' AND state = 'open' AND expires_at > ${now} FOR UPDATE`);
}

export function findOpenProposalOn(db: Queryable, kind: ProposalKind, subject: string, now: Date): Promise<ProposalRow | undefined> {
  return db.find(sql`SELECT ${PROPOSAL} FROM access.proposal WHERE kind = ${kind} AND subject = ${subject} AND state = 'open' AND expires_at > ${now}`);
}

export function listProposals(db: Queryable, organisationId: string): Promise<(ProposalRow & { readonly proposed_by_name: string })[]> {
  return db.query(sql`SELECT p.id, p.kind, p.organisation_id, p.subject, p.sealed_details, p.state, p.proposed_by, p.proposed_at, p.expires_at, access.name_of(p.proposed_by) AS proposed_by_name
    FROM access.proposal p WHERE p.organisation_id = ${organisationId} AND p.kind <> 'lend-model' ORDER BY p.proposed_at DESC, p.id LIMIT 50`);
}

export async function endProposal(db: Queryable, id: string, state: "done" | "withdrawn"): Promise<void> {
  await db.execute(sql`UPDATE access.proposal SET state = ${state} WHERE id = ${id}`);
}

export async function insertConfirmation(db: Queryable, row: { proposalId: string; personId: string; standing: Standing; at: Date }): Promise<number> {
  return db.execute(sql`INSERT INTO access.confirmation (proposal_id, person_id, standing, at) VALUES (${row.proposalId}, ${row.personId}, ${row.standing}, ${row.at}) ON CONFLICT DO NOTHING`);
}

export function listConfirmations(db: Queryable, proposalId: string): Promise<ConfirmationRow[]> {
  return db.query(sql`SELECT c.person_id, access.name_of(c.person_id) AS person_name, c.standing FROM access.confirmation c WHERE c.proposal_id = ${proposalId} ORDER BY c.at, c.person_id`);
}

/** What of this waits for a developer's second lead. */
export function listLendings(db: Queryable, subject: string, now: Date): Promise<(ProposalRow & { readonly proposed_by_name: string })[]> {
  return db.query(sql`SELECT ${PROPOSAL}, access.name_of(proposed_by) AS proposed_by_name FROM access.proposal
    WHERE kind = 'lend-model' AND subject = ${subject} AND state = 'open' AND expires_at > ${now} ORDER BY proposed_at DESC, id LIMIT 50`);
}

export function lockLending(db: Queryable, row: { id: string; subject: string; now: Date }): Promise<ProposalRow | undefined> {
  return db.find(sql`SELECT ${PROPOSAL} FROM access.proposal WHERE id = ${row.id} AND kind = 'lend-model' AND subject = ${row.subject} AND state = 'open' AND expires_at > ${row.now} FOR UPDATE`);
}

/** People of an organisation with how many ways in they have; for its managers. */
export function listHouseholders(db: Queryable, organisationId: string, now: Date): Promise<{ readonly id: string; readonly name: string; readonly email: string; readonly roles: string[]; readonly passkeys: number; readonly sessions: number }[]> {
  return db.query(sql`SELECT p.id, p.name, p.email, p.roles,
      (SELECT count(*) FROM access.passkey k WHERE k.person_id = p.id AND k.removed_at IS NULL) AS passkeys,
      (SELECT count(*) FROM access.session s WHERE s.person_id = p.id AND s.revoked_at IS NULL AND s.expires_at > ${now}) AS sessions
    FROM access.person p WHERE p.organisation_id = ${organisationId} AND p.left_at IS NULL AND NOT p.is_client ORDER BY p.name, p.id LIMIT 1000`);
}
