import type { MilestoneEnvelope, MilestoneParagraph } from "#contracts/milestones";
import { json, sql, type Queryable, type Transaction } from "#rooms/platform";
import type { Stated } from "./milestone.rules.ts";

export interface PeerRow {
  readonly id: string;
  readonly installation: string;
  readonly public_key: string;
  readonly key_id: string;
  readonly paragraphs: MilestoneParagraph[];
  readonly proposed_by: string;
  readonly proposed_at: string;
  readonly confirmed_at: string | null;
  readonly ended_at: string | null;
}

const PEER = sql`SELECT id, installation, public_key, key_id, paragraphs, proposed_by, proposed_at, confirmed_at, ended_at FROM obligations.milestone_peer`;

export function listPeers(db: Queryable): Promise<PeerRow[]> {
  return db.query(sql`${PEER} ORDER BY proposed_at DESC, id LIMIT 100`);
}

export function findPeer(db: Queryable, id: string): Promise<PeerRow | undefined> {
  return db.find(sql`${PEER} WHERE id = ${id}`);
}

/** Those whose statements count now. */
export function listPinned(db: Queryable): Promise<PeerRow[]> {
  return db.query(sql`${PEER} WHERE confirmed_at IS NOT NULL AND ended_at IS NULL ORDER BY id`);
}

/** @returns 0 when this installation has a standing key or proposal already */
export function insertPeer(tx: Transaction, row: Pick<PeerRow, "id" | "installation" | "public_key" | "key_id" | "paragraphs"> & { readonly by: string; readonly at: Date }): Promise<number> {
  return tx.execute(sql`INSERT INTO obligations.milestone_peer (id, installation, public_key, key_id, paragraphs, proposed_by, proposed_at)
    VALUES (${row.id}, ${row.installation}, ${row.public_key}, ${row.key_id}, ${row.paragraphs}, ${row.by}, ${row.at}) ON CONFLICT DO NOTHING`);
}

/** @returns 0 when it no longer waits */
export function confirmPeer(tx: Transaction, row: { readonly id: string; readonly by: string; readonly at: Date }): Promise<number> {
  return tx.execute(sql`UPDATE obligations.milestone_peer SET confirmed_by = ${row.by}, confirmed_at = ${row.at} WHERE id = ${row.id} AND confirmed_at IS NULL AND ended_at IS NULL`);
}

/** @returns 0 when it has ended already */
export function endPeer(tx: Transaction, row: { readonly id: string; readonly by: string; readonly at: Date }): Promise<number> {
  return tx.execute(sql`UPDATE obligations.milestone_peer SET ended_by = ${row.by}, ended_at = ${row.at} WHERE id = ${row.id} AND ended_at IS NULL`);
}

export interface ReceivedRow extends Stated {
  readonly id: string;
  readonly peer_id: string;
  readonly installation: string;
  readonly key_id: string;
  readonly paragraph: MilestoneParagraph;
  readonly digest: string;
  readonly received_at: string;
  readonly trust_ended_at: string | null;
}

const RECEIVED = sql`SELECT m.id, m.peer_id, p.installation, p.key_id, m.paragraph, m.sequence, m.status, m.evidence_digest AS "evidenceDigest", m.as_of::text AS "asOf", m.digest, m.received_at,
  p.ended_at AS trust_ended_at FROM obligations.milestone_received m JOIN obligations.milestone_peer p ON p.id = m.peer_id`;

export function listReceived(db: Queryable): Promise<ReceivedRow[]> {
  return db.query(sql`${RECEIVED} ORDER BY m.paragraph, p.installation, m.received_at, m.sequence`);
}

/** By the key, not by when it was pinned: what a key has said once stays said when the trust in it ends and begins again. */
export function findLastReceived(db: Queryable, keyId: string, paragraph: MilestoneParagraph): Promise<ReceivedRow | undefined> {
  return db.find(sql`${RECEIVED} WHERE p.key_id = ${keyId} AND m.paragraph = ${paragraph} ORDER BY m.sequence DESC, m.received_at DESC LIMIT 1`);
}

export interface NewReceived extends Stated {
  readonly id: string;
  readonly peerId: string;
  readonly paragraph: MilestoneParagraph;
  readonly digest: string;
  readonly envelope: MilestoneEnvelope;
  readonly by: string;
  readonly at: Date;
}

export async function insertReceived(tx: Transaction, row: NewReceived): Promise<void> {
  await tx.execute(sql`INSERT INTO obligations.milestone_received (id, peer_id, paragraph, sequence, status, evidence_digest, as_of, digest, envelope, received_by, received_at)
    VALUES (${row.id}, ${row.peerId}, ${row.paragraph}, ${row.sequence}, ${row.status}, ${row.evidenceDigest}, ${row.asOf}, ${row.digest}, ${json(row.envelope)}, ${row.by}, ${row.at})`);
}

/** One statement after another, so that each knows the one before; ends with the transaction. */
export async function lockMilestones(tx: Transaction): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('obligations.milestones'))`);
}

export interface StatedRow extends Stated {
  readonly paragraph: MilestoneParagraph;
  readonly envelope: MilestoneEnvelope;
}

/** The latest about each paragraph. */
export function listStated(db: Queryable): Promise<StatedRow[]> {
  return db.query(sql`SELECT DISTINCT ON (paragraph) paragraph, sequence, status, evidence_digest AS "evidenceDigest", as_of::text AS "asOf", envelope FROM obligations.milestone_stated ORDER BY paragraph, sequence DESC`);
}

export async function insertStated(tx: Transaction, row: StatedRow & { readonly at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO obligations.milestone_stated (paragraph, sequence, status, evidence_digest, as_of, envelope, stated_at)
    VALUES (${row.paragraph}, ${row.sequence}, ${row.status}, ${row.evidenceDigest}, ${row.asOf}, ${json(row.envelope)}, ${row.at})`);
}
