import type { GrantTracker, HiringTracker } from "#contracts/trackers";
import { sql, type Queryable, type Transaction } from "#rooms/platform";

type GrantFacts = Omit<GrantTracker["programmes"][number]["earlier"][number], "recordedAt">;
type PathwayFacts = Omit<HiringTracker["pathways"][number]["earlier"][number], "recordedAt">;

interface By {
  readonly by: string;
  readonly at: Date;
}

export type GrantRow = GrantFacts & { readonly programmeId: string; readonly recordedAt: string };

/** Every entry, a programme's latest first. */
export function listGrantEntries(db: Queryable): Promise<GrantRow[]> {
  return db.query(sql`SELECT programme_id AS "programmeId", name, payer, funds, amount_band AS "amountBand", step, link, stated_on::text AS "statedOn", recorded_at AS "recordedAt"
    FROM obligations.grant_entry ORDER BY recorded_at DESC, id DESC LIMIT 5000`);
}

export async function hasProgramme(db: Queryable, programmeId: string): Promise<boolean> {
  return (await db.find(sql`SELECT 1 AS one FROM obligations.grant_entry WHERE programme_id = ${programmeId} LIMIT 1`)) !== undefined;
}

export async function insertGrantEntry(tx: Transaction, row: GrantFacts & By & { readonly id: string; readonly programmeId: string }): Promise<void> {
  await tx.execute(sql`INSERT INTO obligations.grant_entry (id, programme_id, name, payer, funds, amount_band, step, link, stated_on, recorded_by, recorded_at)
    VALUES (${row.id}, ${row.programmeId}, ${row.name}, ${row.payer}, ${row.funds}, ${row.amountBand}, ${row.step}, ${row.link}, ${row.statedOn}, ${row.by}, ${row.at})`);
}

/** 0 when another programme, or another way, goes by this name now. The name that it had before is free from then on. */
export async function claimName(tx: Transaction, { tracker, trackedId, name }: { readonly tracker: "grant" | "pathway"; readonly trackedId: string; readonly name: string }): Promise<number> {
  await tx.execute(sql`DELETE FROM obligations.tracker_name WHERE tracked_id = ${trackedId}`);
  return tx.execute(sql`INSERT INTO obligations.tracker_name (tracked_id, tracker, name) VALUES (${trackedId}, ${tracker}, lower(${name})) ON CONFLICT DO NOTHING`);
}

export type PathwayRow = PathwayFacts & { readonly pathwayId: string; readonly recordedAt: string };

/** Every entry, a way's latest first. */
export function listPathwayEntries(db: Queryable): Promise<PathwayRow[]> {
  return db.query(sql`SELECT pathway_id AS "pathwayId", name, step, link, stated_on::text AS "statedOn", recorded_at AS "recordedAt" FROM obligations.pathway_entry ORDER BY recorded_at DESC, id DESC LIMIT 5000`);
}

export async function hasPathway(db: Queryable, pathwayId: string): Promise<boolean> {
  return (await db.find(sql`SELECT 1 AS one FROM obligations.pathway_entry WHERE pathway_id = ${pathwayId} LIMIT 1`)) !== undefined;
}

export async function insertPathwayEntry(tx: Transaction, row: PathwayFacts & By & { readonly id: string; readonly pathwayId: string }): Promise<void> {
  await tx.execute(sql`INSERT INTO obligations.pathway_entry (id, pathway_id, name, step, link, stated_on, recorded_by, recorded_at)
    VALUES (${row.id}, ${row.pathwayId}, ${row.name}, ${row.step}, ${row.link}, ${row.statedOn}, ${row.by}, ${row.at})`);
}

export interface HiringRow {
  readonly pathwayId: string;
  readonly quarter: string;
  readonly openings: number;
  readonly filled: number;
  readonly link: string;
  readonly statedOn: string;
  readonly recordedAt: string;
}

/** What stands of each quarter, the latest quarter first. */
export function listHiringCounts(db: Queryable): Promise<HiringRow[]> {
  return db.query(sql`SELECT * FROM (SELECT DISTINCT ON (pathway_id, quarter) pathway_id AS "pathwayId", quarter, openings, filled, link, stated_on::text AS "statedOn", recorded_at AS "recordedAt"
    FROM obligations.hiring_count ORDER BY pathway_id, quarter, recorded_at DESC, id DESC) AS standing ORDER BY quarter DESC, "pathwayId"`);
}

export async function insertHiringCount(tx: Transaction, row: Omit<HiringRow, "recordedAt"> & By & { readonly id: string }): Promise<void> {
  await tx.execute(sql`INSERT INTO obligations.hiring_count (id, pathway_id, quarter, openings, filled, link, stated_on, recorded_by, recorded_at)
    VALUES (${row.id}, ${row.pathwayId}, ${row.quarter}, ${row.openings}, ${row.filled}, ${row.link}, ${row.statedOn}, ${row.by}, ${row.at})`);
}
