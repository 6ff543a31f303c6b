import { ownedTable, ownerMark, sealOwner, sql, type Queryable, type Transaction } from "#rooms/platform";

export const OWNED_CLAIM = ownedTable("findings.claim", ["organisation_id", "person_id"]);

/** A target in keyed hashes; null stands for the whole project, or for every weakness. */
export interface TargetKeys {
  readonly project: string;
  readonly path: string | null;
  readonly weakness: string | null;
}

export interface ClaimRow {
  readonly id: string;
  readonly organisation_id: string;
  readonly person_id: string;
  readonly path_key: string | null;
  readonly weakness_key: string | null;
  readonly expires_at: string;
}

/** Serialises claims and submissions on one project, so that of two at once one comes first. */
export async function lockProject(tx: Transaction, projectKey: string): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${projectKey}, 71))`);
}

export function findClaim(db: Queryable, id: string): Promise<ClaimRow | undefined> {
  return db.find(sql`SELECT id, organisation_id, person_id, path_key, weakness_key, expires_at, ${ownerMark(OWNED_CLAIM)} FROM findings.claim WHERE id = ${id}`);
}

/** Live claims that cover some of the same ground. */
export function listOverlapping(db: Queryable, keys: TargetKeys, at: Date): Promise<ClaimRow[]> {
  return db.query(sql`SELECT id, organisation_id, person_id, path_key, weakness_key, expires_at, ${ownerMark(OWNED_CLAIM)} FROM findings.claim
    WHERE project_key = ${keys.project} AND released_at IS NULL AND expires_at > ${at}
      AND (path_key IS NULL OR ${keys.path}::text IS NULL OR path_key = ${keys.path})
      AND (weakness_key IS NULL OR ${keys.weakness}::text IS NULL OR weakness_key = ${keys.weakness})
    ORDER BY created_at, id`);
}

export async function insertClaim(tx: Transaction, row: { id: string; keys: TargetKeys; organisationId: string; personId: string; authorisation: string; sealedEvidence: string; at: Date; expiresAt: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO findings.claim (id, project_key, path_key, weakness_key, organisation_id, person_id, authorisation, sealed_evidence, created_at, expires_at, owner_seal)
    VALUES (${row.id}, ${row.keys.project}, ${row.keys.path}, ${row.keys.weakness}, ${row.organisationId}, ${row.personId}, ${row.authorisation}, ${row.sealedEvidence}, ${row.at}, ${row.expiresAt},
      ${sealOwner(OWNED_CLAIM, row.id, [row.organisationId, row.personId])})`);
}

export async function extendClaim(tx: Transaction, id: string, expiresAt: Date): Promise<void> {
  await tx.execute(sql`UPDATE findings.claim SET expires_at = ${expiresAt} WHERE id = ${id}`);
}

/** Returns how many were live and of this organisation. */
export function releaseClaim(tx: Transaction, id: string, organisationId: string, at: Date): Promise<number> {
  return tx.execute(sql`UPDATE findings.claim SET released_at = ${at} WHERE id = ${id} AND organisation_id = ${organisationId} AND released_at IS NULL AND expires_at > ${at}`);
}

/** Serialises the attempts of one organisation, so that many at once are counted one after another. */
export async function lockAttempts(tx: Transaction, organisationId: string): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${organisationId}, 72))`);
}

export async function insertAttempt(tx: Transaction, organisationId: string, at: Date): Promise<void> {
  await tx.execute(sql`INSERT INTO findings.claim_attempt (organisation_id, at) VALUES (${organisationId}, ${at})`);
}

export async function countAttempts(db: Queryable, organisationId: string, since: Date): Promise<number> {
  const row = await db.find<{ count: number }>(sql`SELECT count(*) AS count FROM findings.claim_attempt WHERE organisation_id = ${organisationId} AND at > ${since}`);
  return row?.count ?? 0;
}

/** The asker's exchange about this claim, or any between the two about the same project since an instant. */
export function findExchange(db: Queryable, query: { claimId: string; asker: string; holder: string; projectKey: string; since: Date }): Promise<{ readonly id: string } | undefined> {
  return db.find(sql`SELECT exchange.id FROM findings.contact_exchange AS exchange JOIN findings.claim ON claim.id = exchange.claim_id
    WHERE (exchange.claim_id = ${query.claimId} AND exchange.organisation_id = ${query.asker})
      OR (claim.project_key = ${query.projectKey} AND exchange.at > ${query.since}
        AND (exchange.organisation_id, claim.organisation_id) IN ((${query.asker}, ${query.holder}), (${query.holder}, ${query.asker})))
    ORDER BY (exchange.claim_id = ${query.claimId} AND exchange.organisation_id = ${query.asker}) DESC, exchange.at DESC, exchange.id LIMIT 1`);
}

export async function insertExchange(tx: Transaction, row: { id: string; claimId: string; organisationId: string; personId: string; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO findings.contact_exchange (id, claim_id, organisation_id, person_id, at) VALUES (${row.id}, ${row.claimId}, ${row.organisationId}, ${row.personId}, ${row.at})`);
}

export async function insertOptOut(tx: Transaction, row: { id: string; projectKey: string; reason: string; recordedBy: string; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO findings.opt_out (id, project_key, reason, recorded_by, at) VALUES (${row.id}, ${row.projectKey}, ${row.reason}, ${row.recordedBy}, ${row.at})`);
}

export function findOptOut(db: Queryable, projectKey: string): Promise<{ readonly reason: string } | undefined> {
  return db.find(sql`SELECT reason FROM findings.opt_out WHERE project_key = ${projectKey} ORDER BY at DESC, id LIMIT 1`);
}
