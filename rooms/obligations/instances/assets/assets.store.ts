import type { AgencyEnvironment, AgencyExposure } from "#contracts/agency-workbench";
import { ownedTable, ownerMark, sealOwner, sql, type Queryable, type Transaction } from "#rooms/platform";

export const OWNED_ASSET = ownedTable("obligations.asset", ["organisation_id"], { keepers: ["directive-officer"] });

export interface AssetRow {
  readonly id: string;
  readonly organisation_id: string;
  readonly key_hash: string;
  readonly content_hash: string;
  readonly environment: AgencyEnvironment;
  readonly exposed: AgencyExposure;
  readonly content: string;
  readonly updated_at: string;
  /** The day on which its agency took it out of use. */
  readonly retired_on: string | null;
}

const ASSET = sql`id, organisation_id, key_hash, content_hash, environment, exposed, content, updated_at, retired_on::text, ${ownerMark(OWNED_ASSET)}`;

/** One list or scan of an agency after the other: two that name the same new asset would both make it. */
export async function lockAssets(tx: Transaction, organisationId: string): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${organisationId}, 134))`);
}

export function listAssetsByKey(db: Queryable, organisationId: string, keyHashes: readonly string[]): Promise<AssetRow[]> {
  return db.query(sql`SELECT ${ASSET} FROM obligations.asset WHERE organisation_id = ${organisationId} AND key_hash = ANY (${keyHashes})`);
}

export function findAsset(db: Queryable, id: string): Promise<AssetRow | undefined> {
  return db.find(sql`SELECT ${ASSET} FROM obligations.asset WHERE id = ${id}`);
}

export function lockAsset(tx: Transaction, id: string): Promise<AssetRow | undefined> {
  return tx.find(sql`SELECT ${ASSET} FROM obligations.asset WHERE id = ${id} FOR UPDATE`);
}

export interface AssetFilter {
  readonly environment?: AgencyEnvironment | undefined;
  readonly exposed?: AgencyExposure | undefined;
}

const narrowed = ({ environment, exposed }: AssetFilter) => sql`(${environment ?? null}::text IS NULL OR a.environment = ${environment ?? null}) AND (${exposed ?? null}::text IS NULL OR a.exposed = ${exposed ?? null})`;

/** Those in use, in the order of their ids, from behind `after` on. @param isWithRetired also those out of use */
export function listAssets(db: Queryable, organisationId: string, { after, limit, isWithRetired = false, ...filter }: AssetFilter & { readonly after: string; readonly limit: number; readonly isWithRetired?: boolean }): Promise<(AssetRow & { readonly open: number })[]> {
  return db.query(sql`SELECT a.id, a.organisation_id, a.key_hash, a.content_hash, a.environment, a.exposed, a.content, a.updated_at, a.retired_on::text,
      (SELECT count(*) FROM obligations.instance i WHERE i.asset_id = a.id AND i.state = 'open')::integer AS open, ${ownerMark(OWNED_ASSET, "a")}
    FROM obligations.asset a WHERE a.organisation_id = ${organisationId} AND a.id > ${after} AND (${isWithRetired}::boolean OR a.retired_on IS NULL) AND ${narrowed(filter)} ORDER BY a.id LIMIT ${limit}`);
}

export async function countAssets(db: Queryable, organisationId: string, filter: AssetFilter = {}): Promise<number> {
  return (await db.find<{ count: number }>(sql`SELECT count(*)::integer AS count FROM obligations.asset a WHERE a.organisation_id = ${organisationId} AND a.retired_on IS NULL AND ${narrowed(filter)}`))?.count ?? 0;
}

export async function insertAssets(tx: Transaction, organisationId: string, rows: readonly Pick<AssetRow, "id" | "key_hash" | "content_hash" | "environment" | "exposed" | "content">[], at: Date): Promise<void> {
  await tx.execute(sql`INSERT INTO obligations.asset (id, organisation_id, key_hash, content_hash, environment, exposed, content, updated_at, owner_seal)
    SELECT id, ${organisationId}, key_hash, content_hash, environment, exposed, content, ${at}, owner_seal
    FROM unnest(${rows.map(({ id }) => id)}::text[], ${rows.map((row) => row.key_hash)}::text[], ${rows.map((row) => row.content_hash)}::text[], ${rows.map(({ environment }) => environment)}::text[], ${rows.map(({ exposed }) => exposed)}::text[],
      ${rows.map(({ content }) => content)}::text[], ${rows.map(({ id }) => sealOwner(OWNED_ASSET, id, [organisationId]))}::text[]) AS r (id, key_hash, content_hash, environment, exposed, content, owner_seal)`);
}

/** What is said anew of assets; one that was out of use is in use again. */
export async function updateAssets(tx: Transaction, rows: readonly Pick<AssetRow, "id" | "content_hash" | "environment" | "exposed" | "content">[], at: Date): Promise<void> {
  await tx.execute(sql`UPDATE obligations.asset a SET content_hash = r.content_hash, environment = r.environment, exposed = r.exposed, content = r.content, updated_at = ${at}, retired_on = NULL, retirement = NULL
    FROM unnest(${rows.map(({ id }) => id)}::text[], ${rows.map((row) => row.content_hash)}::text[], ${rows.map(({ environment }) => environment)}::text[], ${rows.map(({ exposed }) => exposed)}::text[], ${rows.map(({ content }) => content)}::text[])
      AS r (id, content_hash, environment, exposed, content) WHERE a.id = r.id`);
  // Counted by environment without asking the assets.
  await tx.execute(sql`UPDATE obligations.instance i SET environment = a.environment FROM obligations.asset a WHERE a.id = i.asset_id AND a.id = ANY (${rows.map(({ id }) => id)}) AND i.environment <> a.environment`);
}

/** @param retirement why, sealed */
export async function retireRow(tx: Transaction, row: { readonly id: string; readonly retiredOn: string; readonly retirement: string; readonly at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE obligations.asset SET retired_on = ${row.retiredOn}, retirement = ${row.retirement}, updated_at = ${row.at} WHERE id = ${row.id}`);
}

/** What was found on an asset is fixed when the asset is in use no more. @returns how many were open or under an exception */
export function fixAllOn(tx: Transaction, assetId: string, closedOn: string): Promise<number> {
  return tx.execute(sql`UPDATE obligations.instance SET state = 'fixed', closed_on = ${closedOn}, gone_on = NULL WHERE asset_id = ${assetId} AND state IN ('open', 'exception')`);
}

/** Takes assets into use again that a scan saw. */
export async function takeBackIntoUse(tx: Transaction, ids: readonly string[], at: Date): Promise<void> {
  await tx.execute(sql`UPDATE obligations.asset SET retired_on = NULL, retirement = NULL, updated_at = ${at} WHERE id = ANY (${ids})`);
}

/** Instances whose clock was made for another exposure than their asset's. */
export const instancesExposedOtherwise = (assetIds: readonly string[]) => sql`SELECT i.id AS instance_id, a.exposed, c.detected_on FROM obligations.asset a JOIN obligations.instance i ON i.asset_id = a.id JOIN obligations.clock c ON c.id = i.clock_id
  WHERE a.id = ANY (${assetIds}) AND c.exposed <> a.exposed`;
