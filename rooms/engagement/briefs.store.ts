import type { BriefRecipients, SoftwareClass } from "#contracts/preparedness";
import { sql, type Queryable, type Transaction } from "#rooms/platform";

export interface BriefRow {
  readonly id: string;
  readonly engagement_id: string;
  readonly person_id: string;
  readonly classes: SoftwareClass[];
  readonly sealed_content: string;
  readonly sent_at: string;
}

export interface BriefReleaseRow {
  readonly brief_id: string;
  readonly recipients: BriefRecipients;
  readonly released_at: string;
  readonly taken_back_at: string | null;
}

const BRIEF = sql`b.id, b.engagement_id, b.person_id, b.classes, b.sealed_content, b.sent_at FROM engagement.preparedness_brief b`;

export async function insertBrief(tx: Transaction, row: { id: string; engagementId: string; personId: string; classes: readonly string[]; sealedContent: string; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO engagement.preparedness_brief (id, engagement_id, person_id, classes, sealed_content, sent_at)
    VALUES (${row.id}, ${row.engagementId}, ${row.personId}, ${row.classes}, ${row.sealedContent}, ${row.at})`);
}

export function findBrief(db: Queryable, id: string): Promise<BriefRow | undefined> {
  return db.find(sql`SELECT ${BRIEF} WHERE b.id = ${id}`);
}

/** Oldest first, of everybody or of one person. */
export function listBriefRows(db: Queryable, engagementId: string, personId: string | null = null): Promise<BriefRow[]> {
  return db.query(sql`SELECT ${BRIEF} WHERE b.engagement_id = ${engagementId} AND (${personId}::text IS NULL OR b.person_id = ${personId}) ORDER BY b.sent_at, b.id LIMIT 200`);
}

export function listReleases(db: Queryable, briefIds: readonly string[]): Promise<BriefReleaseRow[]> {
  return db.query(sql`SELECT brief_id, recipients, released_at, taken_back_at FROM engagement.brief_release WHERE brief_id = ANY (${briefIds}) ORDER BY released_at, recipients`);
}

export async function insertBriefRelease(tx: Transaction, row: { id: string; briefId: string; recipients: string; at: Date; by: string }): Promise<void> {
  await tx.execute(sql`INSERT INTO engagement.brief_release (id, brief_id, recipients, released_at, released_by) VALUES (${row.id}, ${row.briefId}, ${row.recipients}, ${row.at}, ${row.by})`);
}

export async function takeBriefBack(tx: Transaction, briefId: string, recipients: string, at: Date): Promise<void> {
  await tx.execute(sql`UPDATE engagement.brief_release SET taken_back_at = ${at} WHERE brief_id = ${briefId} AND recipients = ${recipients} AND taken_back_at IS NULL`);
}

/** What was released to any of these and not taken back, newest first; of a brief that reached several, the first release counts. */
export function listReleasedBriefs(db: Queryable, recipients: readonly string[]): Promise<(BriefRow & { readonly released_at: string })[]> {
  return db.query(sql`SELECT r.released_at, ${BRIEF} JOIN (
      SELECT brief_id, min(released_at) AS released_at FROM engagement.brief_release WHERE taken_back_at IS NULL AND recipients = ANY (${recipients}) GROUP BY brief_id
    ) r ON r.brief_id = b.id ORDER BY r.released_at DESC, b.id LIMIT 200`);
}
