import { ownerMark, sql, type Queryable, type Transaction } from "#rooms/platform";
import { OWNED_EARLY_ACCESS } from "./partners.store.ts";

export interface ModelKeyRow {
  readonly id: string;
  readonly early_access_id: string;
  readonly person_id: string;
  readonly system: string;
  readonly name: string;
  readonly made_at: string;
  readonly expires_at: string;
  readonly ended_at: string | null;
}

export interface ModelCallRow {
  readonly id: string;
  readonly person_id: string;
  readonly key_id: string | null;
  readonly system: string;
  readonly tools: string[];
  readonly asked_at: string;
  readonly ended_at: string | null;
  readonly outcome: "under-way" | "answered" | "failed" | "cut-off";
  readonly question_bytes: number;
  readonly answer_bytes: number | null;
}

const KEY = sql`id, early_access_id, person_id, system, name, made_at, expires_at, ended_at FROM partners.model_key`;

export async function insertModelKey(tx: Transaction, row: { id: string; earlyAccessId: string; personId: string; system: string; name: string; at: Date; expiresAt: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO partners.model_key (id, early_access_id, person_id, system, name, made_at, expires_at)
    VALUES (${row.id}, ${row.earlyAccessId}, ${row.personId}, ${row.system}, ${row.name}, ${row.at}, ${row.expiresAt})`);
}

export function findModelKey(db: Queryable, id: string): Promise<ModelKeyRow | undefined> {
  return db.find(sql`SELECT ${KEY} WHERE id = ${id}`);
}

/** A person's own, the newest first. */
export function listModelKeys(db: Queryable, earlyAccessId: string, personId: string): Promise<ModelKeyRow[]> {
  return db.query(sql`SELECT ${KEY} WHERE early_access_id = ${earlyAccessId} AND person_id = ${personId} ORDER BY made_at DESC, id LIMIT 50`);
}

export async function markModelKeyEnded(tx: Transaction, id: string, at: Date): Promise<void> {
  await tx.execute(sql`UPDATE partners.model_key SET ended_at = coalesce(ended_at, ${at}) WHERE id = ${id}`);
}

export interface NewModelCall {
  readonly id: string;
  readonly earlyAccessId: string;
  readonly personId: string;
  readonly keyId: string | null;
  readonly system: string;
  readonly tools: readonly string[];
  readonly at: Date;
  readonly questionBytes: number;
}

export async function insertModelCall(tx: Transaction, row: NewModelCall): Promise<void> {
  await tx.execute(sql`INSERT INTO partners.model_call (id, early_access_id, person_id, key_id, system, tools, asked_at, question_bytes, outcome)
    VALUES (${row.id}, ${row.earlyAccessId}, ${row.personId}, ${row.keyId}, ${row.system}, ${row.tools}, ${row.at}, ${row.questionBytes}, 'under-way')`);
}

export async function finishModelCall(db: Queryable, id: string, end: { outcome: "answered" | "failed" | "cut-off"; at: Date; answerBytes: number }): Promise<void> {
  await db.execute(sql`UPDATE partners.model_call SET outcome = ${end.outcome}, ended_at = ${end.at}, answer_bytes = ${end.answerBytes} WHERE id = ${id} AND outcome = 'under-way'`);
}

/** Of everybody, the newest first. */
export function listModelCalls(db: Queryable, earlyAccessId: string): Promise<ModelCallRow[]> {
  return db.query(sql`SELECT id, person_id, key_id, system, tools, asked_at, ended_at, outcome, question_bytes, answer_bytes FROM partners.model_call
    WHERE early_access_id = ${earlyAccessId} ORDER BY asked_at DESC, id LIMIT 500`);
}

/** Both the developer and the partner see which calls were made under an early access; without who made them. */
export function listCallsOfAll(db: Queryable, organisationId: string): Promise<object[]> {
  return db.query(sql`SELECT c.early_access_id AS "earlyAccessId", c.system, c.tools, c.asked_at AS "askedAt", c.ended_at AS "endedAt", c.outcome, c.question_bytes AS "questionBytes", c.answer_bytes AS "answerBytes", ${ownerMark(OWNED_EARLY_ACCESS, "e")}
    FROM partners.model_call c JOIN partners.early_access e ON e.id = c.early_access_id WHERE ${organisationId} IN (e.developer_organisation_id, e.partner_organisation_id) ORDER BY c.asked_at, c.id`);
}

/** The keys that a partner's people made; never a secret. */
export function listKeysOfAll(db: Queryable, partnerId: string): Promise<object[]> {
  return db.query(sql`SELECT k.early_access_id AS "earlyAccessId", k.system, k.name, k.made_at AS "madeAt", k.expires_at AS "expiresAt", k.ended_at AS "endedAt", ${ownerMark(OWNED_EARLY_ACCESS, "e")}
    FROM partners.model_key k JOIN partners.early_access e ON e.id = k.early_access_id WHERE e.partner_organisation_id = ${partnerId} ORDER BY k.made_at, k.id`);
}

/** As the contract spells it. */
export function toModelKey({ id, name, system, made_at: madeAt, expires_at: expiresAt, ended_at: endedAt }: ModelKeyRow) {
  return { id, name, system, madeAt, expiresAt, endedAt };
}
