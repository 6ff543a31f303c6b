import type { SeverityLevel } from "#contracts/findings";
import type { LinkKind } from "#contracts/triage";
import { sql, type Queryable, type Transaction } from "#rooms/platform";

export interface LinkRow {
  readonly id: string;
  readonly kind: LinkKind;
  readonly finding_id: string;
  readonly to_id: string | null;
  readonly chain_id: string | null;
  readonly sealed_reason: string | null;
  readonly made_by: string;
  readonly at: string;
  readonly via: string | null;
  readonly ended_at: string | null;
  readonly ended_by: string | null;
  readonly sealed_end_reason: string | null;
}

const LINK = sql`SELECT id, kind, finding_id, to_id, chain_id, sealed_reason, made_by, at, via, ended_at, ended_by, sealed_end_reason FROM findings.link`;

export async function insertLink(tx: Transaction, row: Omit<LinkRow, "at" | "ended_at" | "ended_by" | "sealed_end_reason"> & { readonly at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO findings.link (id, kind, finding_id, to_id, chain_id, sealed_reason, made_by, at, via)
    VALUES (${row.id}, ${row.kind}, ${row.finding_id}, ${row.to_id}, ${row.chain_id}, ${row.sealed_reason}, ${row.made_by}, ${row.at}, ${row.via})`);
}

export async function endLink(tx: Transaction, end: { readonly id: string; readonly by: string; readonly sealedReason: string | null; readonly at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE findings.link SET ended_at = ${end.at}, ended_by = ${end.by}, sealed_end_reason = ${end.sealedReason} WHERE id = ${end.id}`);
}

export function lockLiveLink(tx: Transaction, id: string): Promise<LinkRow | undefined> {
  return tx.find(sql`${LINK} WHERE id = ${id} AND ended_at IS NULL FOR UPDATE`);
}

/** What lies right below a finding now. */
export function listBelow(db: Queryable, findingId: string): Promise<LinkRow[]> {
  return db.query(sql`${LINK} WHERE to_id = ${findingId} AND kind IN ('duplicate', 'subsumed') AND ended_at IS NULL ORDER BY at, id`);
}

/** What came along with a link, and is still where it came. */
export function listVia(db: Queryable, linkId: string): Promise<LinkRow[]> {
  return db.query(sql`${LINK} WHERE via = ${linkId} AND ended_at IS NULL ORDER BY at, id`);
}

/** Every link of a finding there ever was, in order. */
export function listLinks(db: Queryable, findingId: string): Promise<LinkRow[]> {
  return db.query(sql`${LINK} WHERE finding_id = ${findingId} OR to_id = ${findingId} ORDER BY at, id`);
}

export interface ChainRow {
  readonly id: string;
  readonly level: SeverityLevel;
  readonly sealed_story: string;
  readonly made_by: string;
  readonly at: string;
}

export async function insertChain(tx: Transaction, row: Omit<ChainRow, "at"> & { readonly at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO findings.chain (id, level, sealed_story, made_by, at) VALUES (${row.id}, ${row.level}, ${row.sealed_story}, ${row.made_by}, ${row.at})`);
}

/** The chain that a finding is in now. */
export function findChain(db: Queryable, findingId: string): Promise<ChainRow | undefined> {
  return db.find(sql`SELECT c.id, c.level, c.sealed_story, c.made_by, c.at FROM findings.chain c JOIN findings.link l ON l.chain_id = c.id WHERE l.finding_id = ${findingId} AND l.ended_at IS NULL`);
}

export function listChainLinks(db: Queryable, chainId: string): Promise<LinkRow[]> {
  return db.query(sql`${LINK} WHERE chain_id = ${chainId} AND ended_at IS NULL ORDER BY at, id`);
}
