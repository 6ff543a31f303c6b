import type { MemberPurpose } from "#contracts/scanning";
import { ownedTable, ownerMark, sealOwner, sql, type Queryable, type Transaction } from "#rooms/platform";

export const OWNED_MEMBERSHIP = ownedTable("scanning.membership", ["organisation_id", "person_id"]);

export interface MembershipRow {
  readonly id: string;
  readonly organisation_id: string;
  readonly person_id: string;
  readonly terms_version: string;
  readonly sealed_signatory: string;
  readonly purposes: MemberPurpose[];
  readonly joined_at: string;
}

const MEMBERSHIP = sql`id, organisation_id, person_id, terms_version, sealed_signatory, purposes, joined_at, ${ownerMark(OWNED_MEMBERSHIP)}`;

/** Serialises joining and leaving of one organisation. */
export async function lockMembership(tx: Transaction, organisationId: string): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${organisationId}, 73))`);
}

/** The live one. */
export function findMembership(db: Queryable, organisationId: string): Promise<MembershipRow | undefined> {
  return db.find(sql`SELECT ${MEMBERSHIP} FROM scanning.membership WHERE organisation_id = ${organisationId} AND left_at IS NULL`);
}

/** The live ones of these organisations. */
export function listMembershipsOf(db: Queryable, organisationIds: readonly string[]): Promise<MembershipRow[]> {
  return db.query(sql`SELECT ${MEMBERSHIP} FROM scanning.membership WHERE organisation_id = ANY (${organisationIds}) AND left_at IS NULL`);
}

export function listMemberships(db: Queryable): Promise<MembershipRow[]> {
  return db.query(sql`SELECT ${MEMBERSHIP} FROM scanning.membership WHERE left_at IS NULL ORDER BY joined_at, id LIMIT 1000`);
}

export async function insertMembership(tx: Transaction, row: { id: string; organisationId: string; personId: string; termsVersion: string; termsDigest: string; sealedSignatory: string; purposes: readonly string[]; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO scanning.membership (id, organisation_id, person_id, terms_version, terms_digest, sealed_signatory, purposes, joined_at, owner_seal)
    VALUES (${row.id}, ${row.organisationId}, ${row.personId}, ${row.termsVersion}, ${row.termsDigest}, ${row.sealedSignatory}, ${row.purposes}, ${row.at}, ${sealOwner(OWNED_MEMBERSHIP, row.id, [row.organisationId, row.personId])})`);
}

export function endMembership(tx: Transaction, organisationId: string, at: Date): Promise<number> {
  return tx.execute(sql`UPDATE scanning.membership SET left_at = ${at} WHERE organisation_id = ${organisationId} AND left_at IS NULL`);
}

export async function countMembers(db: Queryable): Promise<number> {
  return (await db.find<{ count: number }>(sql`SELECT count(*) AS count FROM scanning.membership WHERE left_at IS NULL`))?.count ?? 0;
}
