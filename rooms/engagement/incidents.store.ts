import type { IncidentKind } from "#contracts/incidents";
import { sql, type Queryable, type Transaction } from "#rooms/platform";

export interface IncidentRow {
  readonly id: string;
  readonly engagement_id: string;
  readonly notice_id: string;
  readonly kind: IncidentKind;
  readonly raised_by: string;
  readonly raised_at: string;
  readonly halted: boolean;
  readonly closed_at: string | null;
}

export interface IncidentEventRow {
  readonly sequence: number;
  readonly incident_id: string;
  readonly kind: IncidentEventKind;
  readonly person_id: string;
  readonly sealed_text: string | null;
  readonly at: string;
}
export type IncidentEventKind =
  | "raised" | "access-halted" | "developer-told" | "clearinghouse-told" | "third-party-told" | "third-party-read" | "third-party-answered" | "evidence-added" | "note" | "closed";

export interface EvidenceRow {
  readonly id: string;
  readonly incident_id: string;
  readonly person_id: string;
  readonly file_name: string;
  readonly digest: string;
  readonly bytes: number;
  readonly at: string;
}

export interface ThirdPartyRow {
  readonly id: string;
  readonly incident_id: string;
  readonly sealed_email: string;
  readonly sealed_text: string;
  readonly told_at: string;
  readonly read_at: string | null;
  readonly sealed_answer: string | null;
  readonly answered_at: string | null;
}

export interface IncidentNoticeRow {
  readonly id: string;
  readonly kind: IncidentKind;
  readonly raised_at: string;
  readonly third_party_told: boolean;
  readonly closed_at: string | null;
}

const INCIDENT = sql`id, engagement_id, notice_id, kind, raised_by, raised_at, halted, closed_at FROM engagement.incident`;
const EVIDENCE = sql`id, incident_id, person_id, file_name, digest, bytes, at FROM engagement.incident_evidence`;
const THIRD_PARTY = sql`id, incident_id, sealed_email, sealed_text, told_at, read_at, sealed_answer, answered_at FROM engagement.incident_third_party`;

export async function insertNotice(tx: Transaction, row: { id: string; kind: string; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO engagement.incident_notice (id, kind, raised_at, third_party_told) VALUES (${row.id}, ${row.kind}, ${row.at}, false)`);
}

export async function markNoticeThirdParty(tx: Transaction, id: string): Promise<void> {
  await tx.execute(sql`UPDATE engagement.incident_notice SET third_party_told = true WHERE id = ${id}`);
}

export async function markNoticeClosed(tx: Transaction, id: string, at: Date): Promise<void> {
  await tx.execute(sql`UPDATE engagement.incident_notice SET closed_at = coalesce(closed_at, ${at}) WHERE id = ${id}`);
}

export function listNotices(db: Queryable): Promise<IncidentNoticeRow[]> {
  return db.query(sql`SELECT id, kind, raised_at, third_party_told, closed_at FROM engagement.incident_notice ORDER BY raised_at DESC, id LIMIT 500`);
}

export async function insertIncident(tx: Transaction, row: { id: string; engagementId: string; noticeId: string; kind: string; by: string; halted: boolean; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO engagement.incident (id, engagement_id, notice_id, kind, raised_by, raised_at, halted)
    VALUES (${row.id}, ${row.engagementId}, ${row.noticeId}, ${row.kind}, ${row.by}, ${row.at}, ${row.halted})`);
}

export function findIncident(db: Queryable, id: string): Promise<IncidentRow | undefined> {
  return db.find(sql`SELECT ${INCIDENT} WHERE id = ${id}`);
}

/** Newest first. */
export function listIncidents(db: Queryable, engagementId: string): Promise<IncidentRow[]> {
  return db.query(sql`SELECT ${INCIDENT} WHERE engagement_id = ${engagementId} ORDER BY raised_at DESC, id LIMIT 100`);
}

export async function markIncidentClosed(tx: Transaction, id: string, at: Date): Promise<void> {
  await tx.execute(sql`UPDATE engagement.incident SET closed_at = coalesce(closed_at, ${at}) WHERE id = ${id}`);
}

export async function insertEvent(tx: Transaction, row: { incidentId: string; kind: IncidentEventKind; by: string; sealedText: string | null; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO engagement.incident_event (incident_id, kind, person_id, sealed_text, at) VALUES (${row.incidentId}, ${row.kind}, ${row.by}, ${row.sealedText}, ${row.at})`);
}

export function listEvents(db: Queryable, incidentIds: readonly string[]): Promise<IncidentEventRow[]> {
  return db.query(sql`SELECT sequence, incident_id, kind, person_id, sealed_text, at FROM engagement.incident_event WHERE incident_id = ANY (${incidentIds}) ORDER BY sequence LIMIT 2000`);
}

export async function insertEvidence(tx: Transaction, row: { id: string; incidentId: string; personId: string; fileName: string; digest: string; bytes: number; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO engagement.incident_evidence (id, incident_id, person_id, file_name, digest, bytes, at)
    VALUES (${row.id}, ${row.incidentId}, ${row.personId}, ${row.fileName}, ${row.digest}, ${row.bytes}, ${row.at})`);
}

export function findEvidence(db: Queryable, id: string): Promise<EvidenceRow | undefined> {
  return db.find(sql`SELECT ${EVIDENCE} WHERE id = ${id}`);
}

export function listEvidence(db: Queryable, incidentIds: readonly string[]): Promise<EvidenceRow[]> {
  return db.query(sql`SELECT ${EVIDENCE} WHERE incident_id = ANY (${incidentIds}) ORDER BY at, id`);
}

export async function insertThirdParty(tx: Transaction, row: { id: string; incidentId: string; sealedEmail: string; sealedText: string; by: string; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO engagement.incident_third_party (id, incident_id, sealed_email, sealed_text, told_at, told_by)
    VALUES (${row.id}, ${row.incidentId}, ${row.sealedEmail}, ${row.sealedText}, ${row.at}, ${row.by})`);
}

export function findThirdParty(db: Queryable, id: string): Promise<ThirdPartyRow | undefined> {
  return db.find(sql`SELECT ${THIRD_PARTY} WHERE id = ${id}`);
}

export function listThirdParties(db: Queryable, incidentIds: readonly string[]): Promise<ThirdPartyRow[]> {
  return db.query(sql`SELECT ${THIRD_PARTY} WHERE incident_id = ANY (${incidentIds}) ORDER BY told_at, id`);
}

/** True the first time. */
export async function markThirdPartyRead(tx: Transaction, id: string, at: Date): Promise<boolean> {
  return (await tx.execute(sql`UPDATE engagement.incident_third_party SET read_at = ${at} WHERE id = ${id} AND read_at IS NULL`)) > 0;
}

/** Of several answers the newest is shown; each stands in the timeline. */
export async function saveThirdPartyAnswer(tx: Transaction, row: { id: string; sealedAnswer: string; at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE engagement.incident_third_party SET sealed_answer = ${row.sealedAnswer}, answered_at = ${row.at} WHERE id = ${row.id}`);
}
