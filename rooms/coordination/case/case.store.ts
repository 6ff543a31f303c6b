import { json, ownerMark, sealOwner, sql, type Queryable, type Transaction } from "#rooms/platform";
import { deriveFlags, standingParticipants, type ParticipantNow, type Situation } from "./case.rules.ts";
import type { Consent, ConsentState } from "../embargo/consent.rules.ts";
import { findCase, listRegister, OWNED_PARTICIPANT } from "../coordination.store.ts";
import type { ParticipantRole, RmState } from "#contracts/coordination";

/** A participant as stored: where they stand, who they are (sealed), and when they were told, heard and gone. */
export interface ParticipantRow {
  readonly id: string;
  readonly case_id: string;
  readonly roles: readonly ParticipantRole[];
  readonly is_maintainer: boolean;
  readonly sealed_card: string | null;
  readonly rm: RmState;
  readonly vendor_aware: boolean | null;
  readonly fix_ready: boolean | null;
  readonly fix_deployed: boolean | null;
  readonly joined_at: string;
  readonly told_at: string | null;
  readonly heard_at: string | null;
  readonly left_at: string | null;
  readonly link_expires_at: string | null;
  /** Since when they want no more mails. */
  readonly mails_stopped_at: string | null;
}

const PARTICIPANT = sql`SELECT id, case_id, roles, is_maintainer, sealed_card, rm, vendor_aware, fix_ready, fix_deployed, joined_at, told_at, heard_at, left_at, link_expires_at, mails_stopped_at, ${ownerMark(OWNED_PARTICIPANT)}
  FROM coordination.participant`;

export function listParticipants(db: Queryable, caseId: string): Promise<ParticipantRow[]> {
  return db.query(sql`${PARTICIPANT} WHERE case_id = ${caseId} ORDER BY joined_at, sequence`);
}

const IS_ANSWERED = sql`(told_at IS NULL OR heard_at IS NOT NULL OR left_at IS NOT NULL)`;

/** Whoever was told and has not answered first, in the order they joined; after somebody, as they stood when the page before was read. */
export function listParticipantsPage(db: Queryable, { caseId, after, limit }: { readonly caseId: string; readonly after: { readonly isAnswered: boolean; readonly id: string } | undefined; readonly limit: number }): Promise<ParticipantRow[]> {
  return db.query(sql`${PARTICIPANT} WHERE case_id = ${caseId}
    AND (${after === undefined} OR (${IS_ANSWERED}, sequence) > (${after?.isAnswered ?? false}, (SELECT last.sequence FROM coordination.participant last WHERE last.id = ${after?.id ?? null} AND last.case_id = ${caseId})))
    ORDER BY ${IS_ANSWERED}, sequence LIMIT ${limit}`);
}

/** All, and those who were told and have not answered. */
export async function countParticipants(db: Queryable, caseId: string): Promise<{ readonly total: number; readonly unanswered: number }> {
  return (await db.find(sql`SELECT count(*) AS total, count(*) FILTER (WHERE NOT ${IS_ANSWERED}) AS unanswered FROM coordination.participant WHERE case_id = ${caseId}`)) ?? { total: 0, unanswered: 0 };
}

export function findParticipant(db: Queryable, id: string): Promise<ParticipantRow | undefined> {
  return db.find(sql`${PARTICIPANT} WHERE id = ${id}`);
}

export interface ConsentRow extends Consent {
  readonly replyBy: string | null;
}

/** Of these participants; of all where none is named. */
export function listConsents(db: Queryable, caseId: string, ids: readonly string[] | null = null): Promise<ConsentRow[]> {
  return db.query(sql`SELECT participant_id AS participant, embargo_id AS embargo, state, reply_by AS "replyBy" FROM coordination.consent WHERE case_id = ${caseId} AND (${ids}::text[] IS NULL OR participant_id = ANY (${ids})) ORDER BY participant_id, embargo_id`);
}

export function toParticipantNow(row: ParticipantRow): ParticipantNow {
  return { id: row.id, roles: row.roles, rm: row.rm, vendorAware: row.vendor_aware, fixReady: row.fix_ready, fixDeployed: row.fix_deployed, hasLeft: row.left_at !== null };
}

/** A case as its rules know it. */
export async function findSituation(db: Queryable, caseId: string): Promise<Situation | undefined> {
  const row = await findCase(db, caseId);
  if (!row) return undefined;
  const { publicAware, exploitPublic, attacksSeen } = row.flags;
  return {
    state: row.state,
    participants: (await listParticipants(db, caseId)).map(toParticipantNow),
    register: await listRegister(db, caseId),
    consents: (await listConsents(db, caseId)).map(({ participant, embargo, state }) => ({ participant, embargo, state })),
    publicAware, exploitPublic, attacksSeen,
  };
}

export interface Change {
  readonly caseId: string;
  readonly before: Situation;
  readonly after: Situation;
  readonly at: Date;
  /** Until when an invitation that was just made waits. */
  replyBy(consent: Consent): Date;
}

/** Stores what differs, and nothing else. */
export async function saveSituation(tx: Transaction, change: Change): Promise<void> {
  if (!same(outline(change.before), outline(change.after))) await updateOutline(tx, change);
  await saveParticipants(tx, change);
  await saveRegister(tx, change);
  await saveConsents(tx, change);
}

const outline = (situation: Situation) => ({ state: situation.state, flags: deriveFlags(situation), rms: situation.participants.map(({ id, rm }) => [id, rm]) });
const same = (left: unknown, right: unknown) => JSON.stringify(left) === JSON.stringify(right);

/** What is asked of a case without its participants: its state, the facts of all, and where its project's maintainer stands. */
async function updateOutline(tx: Transaction, { caseId, after, at }: Change): Promise<void> {
  const flags = deriveFlags(after);
  const rm = after.participants.find(({ id }) => id === standingParticipants(caseId).vendor)?.rm ?? "START";
  await tx.execute(sql`UPDATE coordination.case_file SET state = ${after.state}, vendor_rm = ${rm}, vendor_aware = ${flags.vendorAware}, fix_ready = ${flags.fixReady}, fix_deployed = ${flags.fixDeployed},
    public_aware = ${flags.publicAware}, exploit_public = ${flags.exploitPublic}, attacks_seen = ${flags.attacksSeen},
    fix_ready_at = CASE WHEN ${flags.fixReady} THEN coalesce(fix_ready_at, ${at}) END WHERE id = ${caseId}`);
}

async function saveParticipants(tx: Transaction, { caseId, before, after, at }: Change): Promise<void> {
  for (const one of after.participants) {
    const was = before.participants.find(({ id }) => id === one.id);
    if (!was) await insertParticipant(tx, { caseId, one, at });
    else if (!same(was, one)) {
      await tx.execute(sql`UPDATE coordination.participant SET rm = ${one.rm}, vendor_aware = ${one.vendorAware}, fix_ready = ${one.fixReady}, fix_deployed = ${one.fixDeployed},
        told_at = CASE WHEN ${one.rm === "RECEIVED"} THEN coalesce(told_at, ${at}) ELSE told_at END, left_at = CASE WHEN ${one.hasLeft} THEN coalesce(left_at, ${at}) END WHERE id = ${one.id}`);
    }
  }
}

async function insertParticipant(tx: Transaction, { caseId, one, at }: { readonly caseId: string; readonly one: ParticipantNow; readonly at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO coordination.participant (id, case_id, roles, rm, vendor_aware, fix_ready, fix_deployed, joined_at, told_at, owner_seal)
    VALUES (${one.id}, ${caseId}, ${[...one.roles]}, ${one.rm}, ${one.vendorAware}, ${one.fixReady}, ${one.fixDeployed}, ${at}, ${one.rm === "START" ? null : at}, ${sealOwner(OWNED_PARTICIPANT, one.id, [caseId])})`);
}

async function saveRegister(tx: Transaction, { caseId, before, after, at }: Change): Promise<void> {
  const known = new Map(before.register.map((entry) => [entry.id, entry]));
  for (const entry of after.register.filter(({ id }) => !known.has(id))) {
    await tx.execute(sql`INSERT INTO coordination.embargo (id, case_id, state, ends_at, replaces, proposed_at) VALUES (${entry.id}, ${caseId}, 'PROPOSED', ${entry.endsAt}, ${entry.replaces}, ${at})`);
  }
  // What steps back goes first: at most one is active at any moment, which the database checks too.
  const moved = after.register.filter((entry) => (known.get(entry.id)?.state ?? "PROPOSED") !== entry.state);
  for (const entry of moved.toSorted((a, b) => Number(a.state === "ACTIVE") - Number(b.state === "ACTIVE"))) {
    await tx.execute(sql`UPDATE coordination.embargo SET state = ${entry.state}, replaces = ${entry.replaces}, exit_reason = ${entry.exitReason}, decided_at = ${at} WHERE id = ${entry.id}`);
  }
}

async function saveConsents(tx: Transaction, { caseId, before, after, at, replyBy }: Change): Promise<void> {
  const keyOf = ({ participant, embargo }: Consent) => `${participant} ${embargo}`;
  const known = new Map(before.consents.map((row) => [keyOf(row), row.state]));
  const changed = after.consents.filter((row) => known.get(keyOf(row)) !== row.state).map((row) => ({ ...row, reply_by: row.state === "INVITED" ? replyBy(row).toISOString() : null }));
  const isNew = (row: Consent) => !known.has(keyOf(row));
  const rows = (list: readonly object[]) => sql`json_to_recordset(${json(list)}) AS row (participant text, embargo text, state text, reply_by timestamptz)`;
  const added = changed.filter(isNew);
  if (added.length > 0) await tx.execute(sql`INSERT INTO coordination.consent (participant_id, embargo_id, case_id, state, reply_by, changed_at) SELECT participant, embargo, ${caseId}, state, reply_by, ${at} FROM ${rows(added)}`);
  const moved = changed.filter((row) => !isNew(row));
  if (moved.length > 0) await tx.execute(sql`UPDATE coordination.consent c SET state = row.state, reply_by = row.reply_by, changed_at = ${at} FROM ${rows(moved)} WHERE c.participant_id = row.participant AND c.embargo_id = row.embargo`);
}

export function findConsent(db: Queryable, participantId: string, embargoId: string): Promise<{ readonly state: ConsentState; readonly replyBy: string | null } | undefined> {
  return db.find(sql`SELECT state, reply_by AS "replyBy" FROM coordination.consent WHERE participant_id = ${participantId} AND embargo_id = ${embargoId}`);
}

/** The instant that the case's first embargo was offered; every later end is measured from it. */
export async function findFirstOffer(db: Queryable, caseId: string): Promise<string | undefined> {
  return (await db.find<{ at: string }>(sql`SELECT proposed_at AS at FROM coordination.embargo WHERE case_id = ${caseId} ORDER BY proposed_at, sequence LIMIT 1`))?.at;
}

export async function updateCard(tx: Transaction, id: string, sealedCard: string): Promise<void> {
  await tx.execute(sql`UPDATE coordination.participant SET sealed_card = ${sealedCard} WHERE id = ${id}`);
}

export async function updateParticipantLink(tx: Transaction, id: string, expiresAt: Date | null): Promise<void> {
  await tx.execute(sql`UPDATE coordination.participant SET link_expires_at = ${expiresAt} WHERE id = ${id}`);
}

export async function updateHeard(tx: Transaction, id: string, at: Date): Promise<void> {
  await tx.execute(sql`UPDATE coordination.participant SET heard_at = ${at} WHERE id = ${id}`);
}
