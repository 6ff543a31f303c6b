import type { DirectiveKind, DirectiveState, DirectiveWords } from "#contracts/directives";
import { sql, type Queryable, type Transaction } from "#rooms/platform";

export interface DraftRow {
  readonly id: string;
  readonly number: string;
  readonly version: number;
  readonly kind: DirectiveKind;
  /** Sealed. */
  readonly draft: string;
  readonly authors: readonly string[];
  readonly drafted_at: string;
}

const DRAFT = sql`SELECT id, number, version, kind, draft, authors, drafted_at FROM obligations.directive WHERE state = 'draft'`;

export function listDrafts(db: Queryable): Promise<DraftRow[]> {
  return db.query(sql`${DRAFT} ORDER BY drafted_at DESC, id LIMIT 100`);
}

export function findDraft(db: Queryable, id: string): Promise<DraftRow | undefined> {
  return db.find(sql`${DRAFT} AND id = ${id}`);
}

export function lockDraft(tx: Transaction, id: string): Promise<DraftRow | undefined> {
  return tx.find(sql`${DRAFT} AND id = ${id} FOR UPDATE`);
}

/** 0 when another draft of this number waits, or an issue puts the number on record at this very moment. The version is the next of its number. */
export function insertDraft(tx: Transaction, row: { readonly id: string; readonly number: string; readonly kind: DirectiveKind; readonly draft: string; readonly author: string; readonly at: Date }): Promise<number> {
  return tx.execute(sql`INSERT INTO obligations.directive (id, number, version, kind, state, draft, authors, drafted_at)
    VALUES (${row.id}, ${row.number}, (SELECT coalesce(max(version), 0) + 1 FROM obligations.directive WHERE number = ${row.number}), ${row.kind}, 'draft', ${row.draft}, ${[row.author]}, ${row.at})
    ON CONFLICT DO NOTHING`);
}

export async function updateDraft(tx: Transaction, row: { readonly id: string; readonly kind: DirectiveKind; readonly draft: string; readonly authors: readonly string[] }): Promise<void> {
  await tx.execute(sql`UPDATE obligations.directive SET kind = ${row.kind}, draft = ${row.draft}, authors = ${row.authors} WHERE id = ${row.id}`);
}

export async function deleteDraft(tx: Transaction, id: string): Promise<void> {
  await tx.execute(sql`DELETE FROM obligations.directive WHERE id = ${id} AND state = 'draft'`);
}

export async function updateIssued(tx: Transaction, row: { readonly id: string; readonly content: string; readonly digest: string; readonly personId: string; readonly on: string; readonly at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE obligations.directive SET state = 'issued', draft = NULL, content = ${row.content}, digest = ${row.digest}, issued_by = ${row.personId}, issued_on = ${row.on}, issued_at = ${row.at} WHERE id = ${row.id}`);
}

export async function supersede(tx: Transaction, row: { readonly id: string; readonly by: string; readonly personId: string; readonly at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE obligations.directive SET state = 'superseded', superseded_by = ${row.by}, ended_by = ${row.personId}, ended_at = ${row.at} WHERE id = ${row.id}`);
}

/** A directive from before this installation, as superseded. 0 when a draft or another version has its number already. */
export function insertRecord(tx: Transaction, row: { readonly id: string; readonly number: string; readonly kind: DirectiveKind; readonly content: string; readonly digest: string; readonly issuedOn: string; readonly by: string; readonly personId: string; readonly at: Date }): Promise<number> {
  return tx.execute(sql`INSERT INTO obligations.directive (id, number, version, kind, state, content, digest, is_record, authors, drafted_at, issued_on, superseded_by, ended_by, ended_at)
    VALUES (${row.id}, ${row.number}, 1, ${row.kind}, 'superseded', ${row.content}, ${row.digest}, true, ${[]}, ${row.at}, ${row.issuedOn}, ${row.by}, ${row.personId}, ${row.at})
    ON CONFLICT (number, version) DO NOTHING`);
}

export interface IssuedRow {
  readonly id: string;
  readonly number: string;
  readonly version: number;
  readonly kind: DirectiveKind;
  readonly state: Exclude<DirectiveState, "draft">;
  readonly content: string;
  readonly digest: string;
  readonly is_record: boolean;
  readonly issued_on: string;
  readonly superseded_by: string | null;
  readonly revocation_reason: string | null;
  readonly revocation_proposed_by: string | null;
  readonly ended_at: string | null;
}

const ISSUED = sql`SELECT id, number, version, kind, state, content, digest, is_record, issued_on::text, superseded_by, revocation_reason, revocation_proposed_by, ended_at FROM obligations.directive WHERE state <> 'draft'`;

/** Every version that was ever issued, the newest first. */
export function listIssued(db: Queryable): Promise<IssuedRow[]> {
  return db.query(sql`${ISSUED} ORDER BY issued_on DESC, number, version DESC LIMIT 1000`);
}

export function listVersions(db: Queryable, number: string): Promise<IssuedRow[]> {
  return db.query(sql`${ISSUED} AND number = ${number} ORDER BY version DESC`);
}

export function findIssued(db: Queryable, id: string): Promise<IssuedRow | undefined> {
  return db.find(sql`${ISSUED} AND id = ${id}`);
}

export function lockIssued(tx: Transaction, id: string): Promise<IssuedRow | undefined> {
  return tx.find(sql`${ISSUED} AND id = ${id} AND state = 'issued' FOR UPDATE`);
}

export function lockInForce(tx: Transaction, number: string): Promise<IssuedRow | undefined> {
  return tx.find(sql`${ISSUED} AND number = ${number} AND state = 'issued' FOR UPDATE`);
}

/** Those in force that two officers are about to revoke. */
export function listRevocations(db: Queryable): Promise<IssuedRow[]> {
  return db.query(sql`${ISSUED} AND state = 'issued' AND revocation_proposed_by IS NOT NULL ORDER BY number`);
}

/** Null takes the proposal back. */
export async function updateRevocation(tx: Transaction, row: { readonly id: string; readonly reason: string | null; readonly personId: string | null }): Promise<void> {
  await tx.execute(sql`UPDATE obligations.directive SET revocation_reason = ${row.reason}, revocation_proposed_by = ${row.personId} WHERE id = ${row.id}`);
}

export async function revoke(tx: Transaction, row: { readonly id: string; readonly personId: string; readonly at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE obligations.directive SET state = 'revoked', ended_by = ${row.personId}, ended_at = ${row.at} WHERE id = ${row.id}`);
}

/** What an issued version says: ours, as it was parsed before it was frozen. */
export function readWords({ content }: Pick<IssuedRow, "content">): DirectiveWords {
  return JSON.parse(content) as DirectiveWords;
}
