import type { CaseFlags, CaseState, MaintainerAnswer, RmState } from "#contracts/coordination";
import { ownedTable, ownerMark, sealOwner, sql, type Queryable, type Statement, type Transaction } from "#rooms/platform";
import { standingParticipants } from "./case/case.rules.ts";
import type { EntryState, ExitReason, RegisterEntry } from "./embargo/embargo.rules.ts";

// A case belongs to its finding and goes to its project's maintainer; all of them are the clearinghouse's to look after.
const keepers = ["clearinghouse-analyst"];
export const OWNED_PROJECT = ownedTable("coordination.project", ["contact_email"], { keepers });
export const OWNED_CASE = ownedTable("coordination.case_file", ["finding_id", "project_id"], { keepers });
export const OWNED_MESSAGE = ownedTable("coordination.message", ["case_id", "thread_id"], { keepers });
export const OWNED_PARTICIPANT = ownedTable("coordination.participant", ["case_id"], { keepers });
export const OWNED_THREAD = ownedTable("coordination.thread", ["case_id"], { keepers });

export interface ProjectRow {
  readonly id: string;
  readonly vendor: string;
  readonly product: string;
  readonly repository: string;
  readonly repository_name: string;
  readonly purl: string | null;
  readonly contact_email: string;
  readonly open_at_once: number;
  readonly created_at: string;
}

const PROJECT = sql`SELECT id, vendor, product, repository, repository_name, purl, contact_email, open_at_once, created_at, ${ownerMark(OWNED_PROJECT)} FROM coordination.project`;

export async function insertProject(tx: Transaction, row: Omit<ProjectRow, "created_at"> & { readonly createdBy: string; readonly at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO coordination.project (id, vendor, product, repository, repository_name, purl, contact_email, open_at_once, created_by, created_at, owner_seal)
    VALUES (${row.id}, ${row.vendor}, ${row.product}, ${row.repository}, ${row.repository_name}, ${row.purl}, ${row.contact_email}, ${row.open_at_once}, ${row.createdBy}, ${row.at},
      ${sealOwner(OWNED_PROJECT, row.id, [row.contact_email])})`);
}

export function listProjects(db: Queryable): Promise<ProjectRow[]> {
  return db.query(sql`${PROJECT} ORDER BY vendor, product, id`);
}

export function findProject(db: Queryable, id: string): Promise<ProjectRow | undefined> {
  return db.find(sql`${PROJECT} WHERE id = ${id}`);
}

export function findProjectOf(db: Queryable, repositoryName: string): Promise<ProjectRow | undefined> {
  return db.find(sql`${PROJECT} WHERE repository_name = ${repositoryName}`);
}

/** Serialises what may change how many cases of a project are open. */
export async function lockPace(tx: Transaction, projectId: string): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${projectId}, 80))`);
}

interface CaseColumns {
  readonly id: string;
  readonly project_id: string;
  readonly finding_id: string;
  readonly state: CaseState;
  readonly vendor_rm: RmState;
  readonly due_rank: number;
  readonly opened_at: string;
  readonly notified_at: string | null;
  readonly link_expires_at: string | null;
  readonly terms_accepted_at: string | null;
  readonly answer: MaintainerAnswer | null;
  readonly sealed_answer_reason: string | null;
  readonly answered_at: string | null;
  /** The embargo policy that the case began with. */
  readonly policy_version: number;
  readonly fix_ready_at: string | null;
}

interface FlagColumns {
  readonly vendor_aware: boolean;
  readonly fix_ready: boolean;
  readonly fix_deployed: boolean;
  readonly public_aware: boolean;
  readonly exploit_public: boolean;
  readonly attacks_seen: boolean;
}

export interface CaseRow extends CaseColumns {
  readonly flags: CaseFlags;
}

const CASE = sql`SELECT id, project_id, finding_id, state, vendor_rm, due_rank, opened_at, notified_at, link_expires_at, terms_accepted_at, answer, sealed_answer_reason, answered_at, policy_version, fix_ready_at,
  vendor_aware, fix_ready, fix_deployed, public_aware, exploit_public, attacks_seen, ${ownerMark(OWNED_CASE)} FROM coordination.case_file`;

function toCase({ vendor_aware, fix_ready, fix_deployed, public_aware, exploit_public, attacks_seen, ...row }: CaseColumns & FlagColumns): CaseRow {
  return { ...row, flags: { vendorAware: vendor_aware, fixReady: fix_ready, fixDeployed: fix_deployed, publicAware: public_aware, exploitPublic: exploit_public, attacksSeen: attacks_seen } };
}

async function firstCase(row: Promise<(CaseColumns & FlagColumns) | undefined>): Promise<CaseRow | undefined> {
  const found = await row;
  return found && toCase(found);
}

export function findCase(db: Queryable, id: string): Promise<CaseRow | undefined> {
  return firstCase(db.find(sql`${CASE} WHERE id = ${id}`));
}

export function lockCase(tx: Transaction, id: string): Promise<CaseRow | undefined> {
  return firstCase(tx.find(sql`${CASE} WHERE id = ${id} FOR UPDATE`));
}

export function findCaseOfFinding(db: Queryable, findingId: string): Promise<CaseRow | undefined> {
  return firstCase(db.find(sql`${CASE} WHERE finding_id = ${findingId}`));
}

export interface CasePeople {
  readonly organisations: readonly string[];
  readonly validators: readonly string[];
  readonly analysts: readonly string[];
}

/** Whom the policies ask about: who found it, and who is assigned to its finding. */
export function findCasePeople(db: Queryable, id: string): Promise<CasePeople | undefined> {
  return db.find(sql`SELECT findings.finder_organisations(finding_id) AS organisations, findings.assigned_people(finding_id, 'validator') AS validators,
    findings.assigned_people(finding_id, 'analyst') AS analysts, ${ownerMark(OWNED_CASE)} FROM coordination.case_file WHERE id = ${id}`);
}

/** Those that `visible` lets through, worst first, at most 200. */
export async function listCases(db: Queryable, visible: Statement): Promise<CaseRow[]> {
  return (await db.query<CaseColumns & FlagColumns>(sql`${CASE} WHERE ${visible} ORDER BY due_rank, opened_at, id LIMIT 200`)).map(toCase);
}

/** Of one project, not closed, worst first. */
export async function listLiveCases(db: Queryable, projectId: string): Promise<CaseRow[]> {
  return (await db.query<CaseColumns & FlagColumns>(sql`${CASE} WHERE project_id = ${projectId} AND state <> 'closed' ORDER BY due_rank, opened_at, id`)).map(toCase);
}

export async function insertCase(tx: Transaction, row: { id: string; projectId: string; findingId: string; dueRank: number; validatedBy: string; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO coordination.case_file (id, project_id, finding_id, state, vendor_rm, due_rank, validated_by, opened_at, policy_version, owner_seal)
    VALUES (${row.id}, ${row.projectId}, ${row.findingId}, 'waiting', 'START', ${row.dueRank}, ${row.validatedBy}, ${row.at}, (SELECT max(version) FROM coordination.embargo_policy),
      ${sealOwner(OWNED_CASE, row.id, [row.findingId, row.projectId])})`);
  const { vendor, finder, coordinator } = standingParticipants(row.id);
  for (const [id, role] of [[coordinator, "coordinator"], [finder, "finder"], [vendor, "vendor"]] as const) {
    const isVendor = role === "vendor";
    await tx.execute(sql`INSERT INTO coordination.participant (id, case_id, roles, is_maintainer, rm, vendor_aware, fix_ready, joined_at, told_at, heard_at, owner_seal)
      VALUES (${id}, ${row.id}, ${[role]}, ${isVendor}, ${isVendor ? "START" : "ACCEPTED"}, ${isVendor ? false : null}, ${isVendor ? false : null}, ${row.at}, ${isVendor ? null : row.at}, ${isVendor ? null : row.at},
        ${sealOwner(OWNED_PARTICIPANT, id, [row.id])})`);
  }
  const thread = maintainerThread(row.id);
  await tx.execute(sql`INSERT INTO coordination.thread (id, case_id, opened_at, last_at, owner_seal) VALUES (${thread}, ${row.id}, ${row.at}, ${row.at}, ${sealOwner(OWNED_THREAD, thread, [row.id])})`);
  await tx.execute(sql`INSERT INTO coordination.thread_member (thread_id, participant_id, added_at) VALUES (${thread}, ${vendor}, ${row.at})`);
}

/** The thread with the maintainer of the case's project; its id follows from the case's. */
export function maintainerThread(caseId: string): string {
  return `thread${caseId.slice(caseId.indexOf("_"))}`;
}

export async function updateRank(tx: Transaction, id: string, dueRank: number): Promise<void> {
  await tx.execute(sql`UPDATE coordination.case_file SET due_rank = ${dueRank} WHERE id = ${id}`);
}

/** That something was heard from the project's maintainer. */
async function noteHeard(tx: Transaction, id: string, at: Date): Promise<void> {
  await tx.execute(sql`UPDATE coordination.participant SET heard_at = ${at} WHERE id = ${standingParticipants(id).vendor}`);
}

export async function updateNotified(tx: Transaction, id: string, at: Date): Promise<void> {
  await tx.execute(sql`UPDATE coordination.case_file SET notified_at = ${at} WHERE id = ${id}`);
}

export async function updateLinkEnd(tx: Transaction, id: string, expiresAt: Date | null): Promise<void> {
  await tx.execute(sql`UPDATE coordination.case_file SET link_expires_at = ${expiresAt} WHERE id = ${id}`);
}

export async function updateTermsAccepted(tx: Transaction, id: string, at: Date): Promise<void> {
  await tx.execute(sql`UPDATE coordination.case_file SET terms_accepted_at = ${at} WHERE id = ${id}`);
  await noteHeard(tx, id, at);
}

export async function updateAnswer(tx: Transaction, id: string, answer: { answer: MaintainerAnswer; sealedReason: string | null; at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE coordination.case_file SET answer = ${answer.answer}, sealed_answer_reason = ${answer.sealedReason}, answered_at = ${answer.at} WHERE id = ${id}`);
  await noteHeard(tx, id, answer.at);
}

export async function listRegister(db: Queryable, caseId: string): Promise<RegisterEntry[]> {
  const rows = await db.query<{ id: string; state: EntryState; ends_at: string; replaces: string | null; exit_reason: ExitReason | null }>(sql`
    SELECT id, state, ends_at, replaces, exit_reason FROM coordination.embargo WHERE case_id = ${caseId} ORDER BY proposed_at, sequence`);
  return rows.map(({ id, state, ends_at, replaces, exit_reason }) => ({ id, state, endsAt: ends_at, replaces, exitReason: exit_reason }));
}

export interface MessageRow {
  readonly id: string;
  readonly from_party: "coordinator" | "maintainer" | "participant";
  readonly channel: "page" | "mail";
  readonly sealed: string;
  readonly at: string;
}

/** False when this very mail was filed before. Goes to the thread with the project's maintainer unless another is named. */
export async function insertMessage(tx: Transaction, row: Omit<MessageRow, "at"> & { readonly caseId: string; readonly mailDigest: string | null; readonly isAutomatic?: boolean; readonly at: Date; readonly threadId?: string; readonly participantId?: string }): Promise<boolean> {
  const thread = row.threadId ?? maintainerThread(row.caseId);
  const inserted = await tx.execute(sql`INSERT INTO coordination.message (id, case_id, thread_id, participant_id, from_party, channel, sealed, mail_digest, at, owner_seal)
    VALUES (${row.id}, ${row.caseId}, ${thread}, ${row.participantId ?? null}, ${row.from_party}, ${row.channel}, ${row.sealed}, ${row.mailDigest}, ${row.at},
      ${sealOwner(OWNED_MESSAGE, row.id, [row.caseId, thread])}) ON CONFLICT (case_id, mail_digest) DO NOTHING`);
  if (inserted === 0) return false;
  await tx.execute(sql`UPDATE coordination.thread SET last_at = ${row.at} WHERE id = ${thread}`);
  if (row.from_party === "maintainer" && row.isAutomatic !== true) await noteHeard(tx, row.caseId, row.at);
  return true;
}

/** What was written to and by the project's maintainer. */
export function listMessages(db: Queryable, caseId: string): Promise<(MessageRow & { readonly from_party: "coordinator" | "maintainer" })[]> {
  return db.query(sql`SELECT id, from_party, channel, sealed, at, ${ownerMark(OWNED_MESSAGE)} FROM coordination.message WHERE case_id = ${caseId} AND thread_id = ${maintainerThread(caseId)} ORDER BY at, id`);
}

export async function countMessages(db: Queryable, caseId: string): Promise<number> {
  const row = await db.find<{ count: number }>(sql`SELECT count(*) AS count FROM coordination.message WHERE case_id = ${caseId} AND from_party = 'maintainer'`);
  return row?.count ?? 0;
}

export async function countCases(db: Queryable): Promise<Readonly<Record<string, number>>> {
  const row = await db.find<Record<string, number>>(sql`SELECT count(*) AS opened, count(notified_at) AS notified,
    count(*) FILTER (WHERE answer IN ('accept', 'already-known')) AS accepted, count(*) FILTER (WHERE answer = 'dispute') AS disputed,
    count(*) FILTER (WHERE state = 'waiting') AS waiting, count(*) FILTER (WHERE public_aware) AS public, count(*) FILTER (WHERE state = 'closed') AS closed
    FROM coordination.case_file`);
  return row ?? {};
}
