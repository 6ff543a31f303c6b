import type { DeploymentState, EnrolOperator } from "#contracts/distribution";
import type { FilterColumns } from "#rooms/access";
import { ownedTable, ownerMark, sealOwner, sql, type Queryable, type Statement, type Transaction } from "#rooms/platform";

export const OWNED_OPERATOR = ownedTable("distribution.operator", ["organisation_id"], { key: "organisation_id" });
export const OWNED_INVENTORY = ownedTable("distribution.inventory", ["organisation_id"]);
export const OWNED_STEP = ownedTable("distribution.step", ["organisation_id"]);
export const OWNED_MATCH = ownedTable("distribution.match", ["organisation_id", "step_id"]);

export interface OperatorRow {
  readonly organisation_id: string;
  /** Null: it joined on paper and has no account; it is told by telephone or post. */
  readonly contact_person_id: string | null;
  readonly sector: EnrolOperator["sector"];
  readonly size_band: EnrolOperator["sizeBand"];
  readonly region: EnrolOperator["region"];
  readonly enrolled_at: string;
}

export interface InventoryRow {
  readonly id: string;
  readonly organisation_id: string;
  readonly format: string;
  readonly digest: string;
  readonly assets: number;
  readonly skipped: number;
  readonly uploaded_at: string;
  /** Sealed, as is the content. */
  readonly file_name: string;
  readonly content: string;
}

export interface MatchRow {
  readonly id: string;
  readonly organisation_id: string;
  readonly step_id: string;
  readonly advisory_id: string;
  readonly asset_hash: string;
  /** The signed patch that it was told of; null before, without one, and after it was called back. */
  readonly patch_id: string | null;
  /** The one that it was told of was called back, and it was told of no other since. */
  readonly fix_recalled: boolean;
  readonly state: DeploymentState;
  readonly matched_at: string;
  readonly notified_at: string | null;
  readonly acknowledged_at: string | null;
  readonly applied_at: string | null;
  readonly scheduled_for: string | null;
  readonly review_on: string | null;
  /** Sealed, as is the statement. */
  readonly content: string;
  readonly statement: string | null;
}

const OPERATOR = sql`organisation_id, contact_person_id, sector, size_band, region, enrolled_at, ${ownerMark(OWNED_OPERATOR)}`;
const INVENTORY = sql`id, organisation_id, format, digest, assets, skipped, uploaded_at, file_name, ${ownerMark(OWNED_INVENTORY)}`;
const MATCH = sql`id, organisation_id, step_id, advisory_id, asset_hash, patch_id, fix_recalled, state, matched_at, notified_at, acknowledged_at, applied_at, scheduled_for, review_on, content, statement, ${ownerMark(OWNED_MATCH)}`;

export async function upsertOperator(tx: Transaction, row: { organisationId: string; contactPersonId: string | null; sector: string; sizeBand: string; region: string; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO distribution.operator (organisation_id, contact_person_id, sector, size_band, region, enrolled_at, owner_seal)
    VALUES (${row.organisationId}, ${row.contactPersonId}, ${row.sector}, ${row.sizeBand}, ${row.region}, ${row.at}, ${sealOwner(OWNED_OPERATOR, row.organisationId, [row.organisationId])})
    ON CONFLICT (organisation_id) DO UPDATE SET contact_person_id = excluded.contact_person_id, sector = excluded.sector, size_band = excluded.size_band, region = excluded.region`);
}

export function findOperator(db: Queryable, organisationId: string): Promise<OperatorRow | undefined> {
  return db.find(sql`SELECT ${OPERATOR} FROM distribution.operator WHERE organisation_id = ${organisationId}`);
}

/** Everything that changes an operator's records goes through this lock, so that uploads, matching and leaving never interleave. */
export function lockOperator(tx: Transaction, organisationId: string): Promise<OperatorRow | undefined> {
  return tx.find(sql`SELECT ${OPERATOR} FROM distribution.operator WHERE organisation_id = ${organisationId} FOR UPDATE`);
}

export async function listOperatorIds(db: Queryable): Promise<readonly string[]> {
  return (await db.query<{ organisation_id: string }>(sql`SELECT organisation_id, ${ownerMark(OWNED_OPERATOR)} FROM distribution.operator ORDER BY organisation_id`)).map((row) => row.organisation_id);
}

export async function deleteOperator(tx: Transaction, organisationId: string): Promise<void> {
  await tx.execute(sql`DELETE FROM distribution.operator WHERE organisation_id = ${organisationId}`);
}

export async function insertInventory(tx: Transaction, row: Omit<InventoryRow, "uploaded_at" | "organisation_id"> & { organisationId: string; nameHash: string; at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO distribution.inventory (id, organisation_id, name_hash, file_name, format, digest, assets, skipped, uploaded_at, content, owner_seal)
    VALUES (${row.id}, ${row.organisationId}, ${row.nameHash}, ${row.file_name}, ${row.format}, ${row.digest}, ${row.assets}, ${row.skipped}, ${row.at}, ${row.content},
      ${sealOwner(OWNED_INVENTORY, row.id, [row.organisationId])})`);
}

/** Without their content, which may be large. */
export function listInventories(db: Queryable, organisationId: string): Promise<Omit<InventoryRow, "content">[]> {
  return db.query(sql`SELECT ${INVENTORY} FROM distribution.inventory WHERE organisation_id = ${organisationId} ORDER BY uploaded_at, id`);
}

export function findInventory(db: Queryable, organisationId: string, id: string): Promise<InventoryRow | undefined> {
  return db.find(sql`SELECT ${INVENTORY}, content FROM distribution.inventory WHERE organisation_id = ${organisationId} AND id = ${id}`);
}

export async function countInventories(db: Queryable, organisationId: string): Promise<number> {
  return (await db.find<{ count: number }>(sql`SELECT count(*) AS count FROM distribution.inventory WHERE organisation_id = ${organisationId}`))?.count ?? 0;
}

export async function findInventoryOwner(db: Queryable, id: string): Promise<string | undefined> {
  return (await db.find<{ organisation_id: string }>(sql`SELECT organisation_id, ${ownerMark(OWNED_INVENTORY)} FROM distribution.inventory WHERE id = ${id}`))?.organisation_id;
}

export async function findStepOwner(db: Queryable, id: string): Promise<string | undefined> {
  return (await db.find<{ organisation_id: string }>(sql`SELECT organisation_id, ${ownerMark(OWNED_STEP)} FROM distribution.step WHERE id = ${id}`))?.organisation_id;
}

/** An inventory goes together with its entries in the index of components. */
function deleteWithEntries(which: Statement): Statement {
  return sql`WITH entries AS (DELETE FROM distribution.component WHERE inventory IN (SELECT number FROM distribution.inventory WHERE ${which}))
    DELETE FROM distribution.inventory WHERE ${which}`;
}

export function deleteInventory(tx: Transaction, organisationId: string, id: string): Promise<number> {
  return tx.execute(deleteWithEntries(sql`organisation_id = ${organisationId} AND id = ${id}`));
}

export function deleteInventoryNamed(tx: Transaction, organisationId: string, nameHash: string): Promise<number> {
  return tx.execute(deleteWithEntries(sql`organisation_id = ${organisationId} AND name_hash = ${nameHash}`));
}

export function deleteInventoriesOf(tx: Transaction, organisationId: string): Promise<number> {
  return tx.execute(deleteWithEntries(sql`organisation_id = ${organisationId}`));
}

/** The step of a product, made when it is not there yet. */
export async function ensureStep(tx: Transaction, row: { id: string; organisationId: string; productHash: string }): Promise<string> {
  const step = await tx.find<{ id: string }>(sql`INSERT INTO distribution.step (id, organisation_id, product_hash, owner_seal)
    VALUES (${row.id}, ${row.organisationId}, ${row.productHash}, ${sealOwner(OWNED_STEP, row.id, [row.organisationId])})
    ON CONFLICT (organisation_id, product_hash) DO UPDATE SET product_hash = excluded.product_hash RETURNING id`);
  return step?.id ?? row.id;
}

export async function deleteStepsOf(tx: Transaction, organisationId: string): Promise<void> {
  await tx.execute(sql`DELETE FROM distribution.step WHERE organisation_id = ${organisationId}`);
}

export async function insertMatch(
  tx: Transaction,
  row: { id: string; organisationId: string; stepId: string; advisoryId: string; assetHash: string; patchId: string | null; state: DeploymentState; matchedAt: Date; notifiedAt: Date | null; content: string },
): Promise<void> {
  await tx.execute(sql`INSERT INTO distribution.match (id, organisation_id, step_id, advisory_id, asset_hash, patch_id, state, matched_at, notified_at, content, owner_seal)
    VALUES (${row.id}, ${row.organisationId}, ${row.stepId}, ${row.advisoryId}, ${row.assetHash}, ${row.patchId}, ${row.state}, ${row.matchedAt}, ${row.notifiedAt}, ${row.content},
      ${sealOwner(OWNED_MATCH, row.id, [row.organisationId, row.stepId])})`);
}

export function listMatches(db: Queryable, organisationId: string): Promise<MatchRow[]> {
  return db.query(sql`SELECT ${MATCH} FROM distribution.match WHERE organisation_id = ${organisationId} ORDER BY matched_at, id`);
}

export function listMatchesOfStep(db: Queryable, organisationId: string, stepId: string): Promise<MatchRow[]> {
  return db.query(sql`SELECT ${MATCH} FROM distribution.match WHERE organisation_id = ${organisationId} AND step_id = ${stepId} ORDER BY matched_at, id`);
}

export async function listOperatorIdsMatched(db: Queryable, advisoryId: string): Promise<readonly string[]> {
  const rows = await db.query<{ organisation_id: string }>(sql`SELECT DISTINCT organisation_id FROM distribution.match WHERE advisory_id = ${advisoryId} ORDER BY organisation_id`);
  return rows.map((row) => row.organisation_id);
}

/** What an operator's act changes of a match. */
export async function updateMatch(
  tx: Transaction,
  row: { id: string; state: DeploymentState; acknowledgedAt: Date | null; appliedAt: Date | null; scheduledFor: Date | null; reviewOn: Date | null; statement: string | null },
): Promise<void> {
  await tx.execute(sql`UPDATE distribution.match SET state = ${row.state}, acknowledged_at = coalesce(acknowledged_at, ${row.acknowledgedAt}), applied_at = ${row.appliedAt},
    scheduled_for = ${row.scheduledFor}, review_on = ${row.reviewOn}, statement = ${row.statement} WHERE id = ${row.id}`);
}

/** The operator was told of this match, or could not be; about the patch given, or that it was called back. */
export async function updateMatchTold(tx: Transaction, row: { id: string; state: DeploymentState; patchId: string | null; fixRecalled: boolean; content: string; toldAt: Date | null }): Promise<void> {
  await tx.execute(sql`UPDATE distribution.match SET state = ${row.state}, patch_id = ${row.patchId}, fix_recalled = ${row.fixRecalled}, content = ${row.content}, notified_at = coalesce(notified_at, ${row.toldAt}) WHERE id = ${row.id}`);
}

export async function deleteMatch(tx: Transaction, id: string): Promise<void> {
  await tx.execute(sql`DELETE FROM distribution.match WHERE id = ${id}`);
}

export function deleteMatchesOf(tx: Transaction, organisationId: string): Promise<number> {
  return tx.execute(sql`DELETE FROM distribution.match WHERE organisation_id = ${organisationId}`);
}

/** 0 when it had opted in already. */
export function insertOptIn(tx: Transaction, row: { organisationId: string; authorityId: string; at: Date }): Promise<number> {
  return tx.execute(sql`INSERT INTO distribution.opt_in (organisation_id, authority_id, opted_at) VALUES (${row.organisationId}, ${row.authorityId}, ${row.at}) ON CONFLICT (organisation_id, authority_id) DO NOTHING`);
}

export interface OwnOptIn {
  readonly authorityId: string;
  readonly authorityName: string;
  readonly optedAt: string;
}

export function listOptIns(db: Queryable, organisationId: string): Promise<OwnOptIn[]> {
  return db.query(sql`SELECT authority_id AS "authorityId", access.name_of_organisation(authority_id) AS "authorityName", opted_at AS "optedAt" FROM distribution.opt_in WHERE organisation_id = ${organisationId} ORDER BY opted_at, authority_id`);
}

export function deleteOptIn(tx: Transaction, organisationId: string, authorityId: string): Promise<number> {
  return tx.execute(sql`DELETE FROM distribution.opt_in WHERE organisation_id = ${organisationId} AND authority_id = ${authorityId}`);
}

export async function deleteOptInsOf(tx: Transaction, organisationId: string): Promise<void> {
  await tx.execute(sql`DELETE FROM distribution.opt_in WHERE organisation_id = ${organisationId}`);
}

export interface MunicipalityRow {
  readonly organisation_id: string;
  readonly sector: EnrolOperator["sector"];
  readonly size_band: EnrolOperator["sizeBand"];
}

export function listMunicipalities(db: Queryable, visible: Statement, limit: number): Promise<MunicipalityRow[]> {
  return db.query(sql`SELECT organisation_id, sector, size_band, ${ownerMark(OWNED_OPERATOR)} FROM distribution.operator WHERE ${visible} ORDER BY organisation_id LIMIT ${limit}`);
}

/** Per operator: steps with something left to do, and steps where nothing is. A fix that was called back leaves something wherever it may be installed. */
export function countSteps(db: Queryable, organisationIds: readonly string[], settled: readonly DeploymentState[]): Promise<{ organisation_id: string; open: number; done: number }[]> {
  return db.query(sql`SELECT organisation_id, count(*) FILTER (WHERE NOT is_settled) AS open, count(*) FILTER (WHERE is_settled) AS done
    FROM (SELECT organisation_id, step_id, bool_and(state = ANY (${settled}) AND (state = 'not_affected' OR NOT fix_recalled)) AS is_settled FROM distribution.match WHERE organisation_id = ANY (${organisationIds}) GROUP BY organisation_id, step_id) AS step
    GROUP BY organisation_id`);
}

export interface StageCounts {
  readonly enrolled: number;
  readonly matched: number;
  readonly notified: number;
  readonly acknowledged: number;
  readonly applied: number;
}

/** Operators that have come at least so far with some asset; a fix that was called back is not in place. */
export async function countStages(db: Queryable): Promise<StageCounts> {
  const row = await db.find<StageCounts>(sql`SELECT
    (SELECT count(*) FROM distribution.operator) AS enrolled,
    count(DISTINCT organisation_id) AS matched,
    count(DISTINCT organisation_id) FILTER (WHERE notified_at IS NOT NULL) AS notified,
    count(DISTINCT organisation_id) FILTER (WHERE acknowledged_at IS NOT NULL) AS acknowledged,
    count(DISTINCT organisation_id) FILTER (WHERE applied_at IS NOT NULL AND NOT fix_recalled) AS applied
    FROM distribution.match`);
  return row ?? { enrolled: 0, matched: 0, notified: 0, acknowledged: 0, applied: 0 };
}

export function countBySector(db: Queryable): Promise<{ sector: EnrolOperator["sector"]; count: number }[]> {
  return db.query(sql`SELECT sector, count(*) AS count FROM distribution.operator GROUP BY sector ORDER BY sector`);
}

/** Where the list of municipalities finds the authorities that each opted in to. */
export const MUNICIPALITY_COLUMNS: FilterColumns = {
  authorities: sql`ARRAY(SELECT o.authority_id FROM distribution.opt_in o WHERE o.organisation_id = operator.organisation_id)`,
};
