import type { AccessPurpose } from "#contracts/engagement";
import type { ModelCall } from "#contracts/model-proxy";
import { sql, type Queryable, type Transaction } from "#rooms/platform";

export interface ModelKeyRow {
  readonly id: string;
  readonly engagement_id: string;
  readonly window_id: string;
  readonly person_id: string;
  readonly purpose: AccessPurpose;
  readonly name: string;
  readonly made_at: string;
  readonly expires_at: string;
  readonly ended_at: string | null;
}

export interface ModelCallRow {
  readonly id: string;
  readonly person_id: string;
  readonly key_id: string | null;
  readonly purpose: AccessPurpose;
  readonly tools: string[];
  readonly asked_at: string;
  readonly ended_at: string | null;
  readonly outcome: ModelCall["outcome"];
  readonly question_bytes: number;
  readonly answer_bytes: number | null;
  readonly question_digest: string | null;
  readonly answer_digest: string | null;
}

const KEY = sql`id, engagement_id, window_id, person_id, purpose, name, made_at, expires_at, ended_at FROM engagement.model_key`;

export async function insertModelKey(tx: Transaction, row: { id: string; engagementId: string; windowId: string; personId: string; purpose: string; name: string; at: Date; expiresAt: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO engagement.model_key (id, engagement_id, window_id, person_id, purpose, name, made_at, expires_at)
    VALUES (${row.id}, ${row.engagementId}, ${row.windowId}, ${row.personId}, ${row.purpose}, ${row.name}, ${row.at}, ${row.expiresAt})`);
}

export function findModelKey(db: Queryable, id: string): Promise<ModelKeyRow | undefined> {
  return db.find(sql`SELECT ${KEY} WHERE id = ${id}`);
}

/** A person's own, newest first. */
export function listModelKeys(db: Queryable, engagementId: string, personId: string): Promise<ModelKeyRow[]> {
  return db.query(sql`SELECT ${KEY} WHERE engagement_id = ${engagementId} AND person_id = ${personId} ORDER BY made_at DESC, id LIMIT 50`);
}

export async function markModelKeyEnded(tx: Transaction, id: string, at: Date): Promise<void> {
  await tx.execute(sql`UPDATE engagement.model_key SET ended_at = coalesce(ended_at, ${at}) WHERE id = ${id}`);
}

export interface NewModelCall {
  readonly id: string;
  readonly engagementId: string;
  readonly windowId: string;
  readonly personId: string;
  readonly keyId: string | null;
  readonly purpose: string;
  readonly tools: readonly string[];
  readonly at: Date;
  readonly questionBytes: number;
  readonly questionDigest: string | null;
}

export async function insertModelCall(tx: Transaction, row: NewModelCall): Promise<void> {
  await tx.execute(sql`INSERT INTO engagement.model_call (id, engagement_id, window_id, person_id, key_id, purpose, tools, asked_at, question_bytes, question_digest, outcome)
    VALUES (${row.id}, ${row.engagementId}, ${row.windowId}, ${row.personId}, ${row.keyId}, ${row.purpose}, ${row.tools}, ${row.at}, ${row.questionBytes}, ${row.questionDigest}, 'under-way')`);
}

export async function finishModelCall(db: Queryable, id: string, end: { outcome: "answered" | "failed" | "cut-off"; at: Date; answerBytes: number; answerDigest: string | null }): Promise<void> {
  await db.execute(sql`UPDATE engagement.model_call SET outcome = ${end.outcome}, ended_at = ${end.at}, answer_bytes = ${end.answerBytes}, answer_digest = ${end.answerDigest} WHERE id = ${id} AND outcome = 'under-way'`);
}

/** Newest first, of everybody or of one person. */
export function listModelCalls(db: Queryable, engagementId: string, personId: string | null, limit: number): Promise<ModelCallRow[]> {
  return db.query(sql`SELECT id, person_id, key_id, purpose, tools, asked_at, ended_at, outcome, question_bytes, answer_bytes, question_digest, answer_digest FROM engagement.model_call
    WHERE engagement_id = ${engagementId} AND (${personId}::text IS NULL OR person_id = ${personId}) ORDER BY asked_at DESC, id LIMIT ${limit}`);
}

/** As the contract spells it. */
export function toModelKey({ id, name, purpose, made_at: madeAt, expires_at: expiresAt, ended_at: endedAt }: ModelKeyRow) {
  return { id, name, purpose, madeAt, expiresAt, endedAt };
}
