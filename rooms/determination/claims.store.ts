import { ownedTable, ownerMark, sealOwner, sql, type Queryable, type Transaction } from "#rooms/platform";
import { OWNED_REQUEST } from "./determination.store.ts";

export const OWNED_CLAIM = ownedTable("determination.claim", ["organisation_id", "engagement_id", "model_digest"]);

export interface ClaimRow {
  readonly id: string;
  readonly engagement_id: string;
  readonly organisation_id: string;
  readonly model_digest: string;
  readonly claimed_at: string;
}

const CLAIM = sql`id, engagement_id, organisation_id, model_digest, claimed_at, ${ownerMark(OWNED_CLAIM)} FROM determination.claim`;

/** 0 when it was said of this engagement before. */
export function insertClaim(tx: Transaction, row: { readonly id: string; readonly engagementId: string; readonly organisationId: string; readonly modelDigest: string; readonly by: string; readonly at: Date }): Promise<number> {
  return tx.execute(sql`INSERT INTO determination.claim (id, engagement_id, organisation_id, model_digest, claimed_by, claimed_at, owner_seal)
    VALUES (${row.id}, ${row.engagementId}, ${row.organisationId}, ${row.modelDigest}, ${row.by}, ${row.at}, ${sealOwner(OWNED_CLAIM, row.id, [row.organisationId, row.engagementId, row.modelDigest])}) ON CONFLICT (engagement_id) DO NOTHING`);
}

export function findClaim(db: Queryable, id: string): Promise<ClaimRow | undefined> {
  return db.find(sql`SELECT ${CLAIM} WHERE id = ${id}`);
}

export function listOwnedClaims(db: Queryable, organisationId: string): Promise<object[]> {
  return db.query(sql`SELECT engagement_id AS "engagementId", model_digest AS "modelDigest", access.name_of(claimed_by) AS "claimedBy", claimed_at AS "claimedAt", ${ownerMark(OWNED_CLAIM)} FROM determination.claim WHERE organisation_id = ${organisationId} ORDER BY claimed_at, id`);
}

/** Begun by the government itself, of this digest, and nobody's so far. */
export async function listNobodys(db: Queryable, modelDigest: string): Promise<readonly string[]> {
  const rows = await db.query<{ id: string }>(sql`SELECT id, ${ownerMark(OWNED_REQUEST)} FROM determination.request WHERE model_digest = ${modelDigest} AND origin = 'initiated' AND organisation_id IS NULL ORDER BY requested_at, id`);
  return rows.map(({ id }) => id);
}

/** Gives what was nobody's its owner, once; 0 when it has one. */
export function setOwner(tx: Transaction, row: { readonly requestId: string; readonly organisationId: string; readonly engagementId: string }): Promise<number> {
  return tx.execute(sql`UPDATE determination.request SET organisation_id = ${row.organisationId}, engagement_id = ${row.engagementId}, owner_seal = ${sealOwner(OWNED_REQUEST, row.requestId, [row.organisationId, row.engagementId])}
    WHERE id = ${row.requestId} AND origin = 'initiated' AND organisation_id IS NULL AND engagement_id IS NULL`);
}
