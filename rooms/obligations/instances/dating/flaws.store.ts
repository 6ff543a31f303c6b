import { sql, type Queryable, type Transaction } from "#rooms/platform";
import type { KnownListing, ListingChange } from "./catalogue.rules.ts";
import type { Metadata } from "./read-metadata.rules.ts";

/** Every vulnerability that is in KEV, was in it, or is one of these. */
export function listListings(db: Queryable, cveIds: readonly string[]): Promise<KnownListing[]> {
  return db.query(sql`SELECT cve_id AS "cveId", in_kev AS "inKev", kev_on::text AS "kevOn" FROM obligations.flaw WHERE kev_on IS NOT NULL OR cve_id = ANY (${cveIds})`);
}

export async function saveListings(tx: Transaction, changes: readonly ListingChange[], at: Date): Promise<void> {
  await tx.execute(sql`INSERT INTO obligations.flaw (cve_id, in_kev, kev_on, kev_left_on, changed_at)
    SELECT cve_id, in_kev, kev_on, left_on, ${at}::timestamptz FROM unnest(${changes.map(({ cveId }) => cveId)}::text[], ${changes.map(({ inKev }) => inKev)}::boolean[],
      ${changes.map(({ kevOn }) => kevOn)}::date[], ${changes.map(({ leftOn }) => leftOn)}::date[]) AS c (cve_id, in_kev, kev_on, left_on)
    ON CONFLICT (cve_id) DO UPDATE SET in_kev = excluded.in_kev, kev_on = excluded.kev_on, kev_left_on = excluded.kev_left_on, changed_at = excluded.changed_at`);
}

/** @returns those of which something else was known, or nothing */
export function saveMetadata(tx: Transaction, all: readonly Metadata[], at: Date): Promise<{ readonly cveId: string }[]> {
  return tx.query(sql`INSERT INTO obligations.flaw AS f (cve_id, automatable, technical_impact, changed_at)
    SELECT cve_id, automatable, impact, ${at}::timestamptz FROM unnest(${all.map(({ cveId }) => cveId)}::text[], ${all.map(({ automatable }) => automatable)}::boolean[], ${all.map(({ technicalImpact }) => technicalImpact)}::text[]) AS m (cve_id, automatable, impact)
    ON CONFLICT (cve_id) DO UPDATE SET automatable = excluded.automatable, technical_impact = excluded.technical_impact, changed_at = excluded.changed_at
      WHERE (f.automatable, f.technical_impact) IS DISTINCT FROM (excluded.automatable, excluded.technical_impact)
    RETURNING f.cve_id AS "cveId"`);
}

export interface FlawFacts {
  readonly inKev: boolean;
  readonly kevOn: string | null;
  readonly automatable: boolean | null;
  readonly technicalImpact: "partial" | "total" | null;
}

/** Undefined: nothing is known of it, and the directive's defaults hold. */
export function findFacts(db: Queryable, cveId: string): Promise<FlawFacts | undefined> {
  return db.find(sql`SELECT in_kev AS "inKev", kev_on::text AS "kevOn", automatable, technical_impact AS "technicalImpact" FROM obligations.flaw WHERE cve_id = ${cveId}`);
}
