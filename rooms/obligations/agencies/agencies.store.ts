import { ownedTable, ownerMark, sealOwner, sql, type Queryable, type Transaction } from "#rooms/platform";

const KEEPERS = ["directive-officer"] as const;
export const OWNED_AGENCY = ownedTable("obligations.agency", ["organisation_id", "branch"], { key: "organisation_id", keepers: KEEPERS });
export const OWNED_AGENCY_CHANGE = ownedTable("obligations.agency_change", ["organisation_id", "change", "proposed_by"], { keepers: KEEPERS });

export interface AgencyRow {
  readonly organisation_id: string;
  readonly name: string;
  readonly listed_at: string;
}

const AGENCY = sql`SELECT organisation_id, access.name_of_organisation(organisation_id) AS name, listed_at, ${ownerMark(OWNED_AGENCY)} FROM obligations.agency`;

/** Who is on the list today, as far as the actor may see it: officers and the house all, an agency itself. */
export function listListed(db: Queryable): Promise<AgencyRow[]> {
  return db.query(sql`${AGENCY} WHERE struck_at IS NULL ORDER BY 2, 1`);
}

export function findListed(db: Queryable, organisationId: string): Promise<AgencyRow | undefined> {
  return db.find(sql`${AGENCY} WHERE organisation_id = ${organisationId} AND struck_at IS NULL`);
}

/** Puts an agency on the list, also again. */
export async function upsertAgency(tx: Transaction, row: { readonly organisationId: string; readonly changeId: string; readonly at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO obligations.agency (organisation_id, branch, change_id, listed_at, owner_seal)
    VALUES (${row.organisationId}, 'fceb', ${row.changeId}, ${row.at}, ${sealOwner(OWNED_AGENCY, row.organisationId, [row.organisationId, "fceb"])})
    ON CONFLICT (organisation_id) DO UPDATE SET change_id = excluded.change_id, listed_at = excluded.listed_at, struck_at = NULL`);
}

export async function strikeAgency(tx: Transaction, row: { readonly organisationId: string; readonly changeId: string; readonly at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE obligations.agency SET change_id = ${row.changeId}, struck_at = ${row.at} WHERE organisation_id = ${row.organisationId}`);
}

export interface AgencyChangeRow {
  readonly id: string;
  readonly organisation_id: string;
  readonly name: string;
  readonly change: "list" | "strike";
  readonly reason: string;
  readonly proposed_by: string;
  readonly proposed_at: string;
}

const CHANGE = sql`SELECT id, organisation_id, access.name_of_organisation(organisation_id) AS name, change, reason, proposed_by, proposed_at, ${ownerMark(OWNED_AGENCY_CHANGE)} FROM obligations.agency_change`;

export function listWaitingChanges(db: Queryable): Promise<AgencyChangeRow[]> {
  return db.query(sql`${CHANGE} WHERE settled IS NULL ORDER BY proposed_at, id`);
}

export function findWaitingChange(db: Queryable, id: string): Promise<AgencyChangeRow | undefined> {
  return db.find(sql`${CHANGE} WHERE id = ${id} AND settled IS NULL`);
}

export function lockWaitingChange(tx: Transaction, id: string): Promise<AgencyChangeRow | undefined> {
  return tx.find(sql`${CHANGE} WHERE id = ${id} AND settled IS NULL FOR UPDATE`);
}

/** 0 when another change of the same organisation waits. */
export function insertChange(tx: Transaction, row: { readonly id: string; readonly organisationId: string; readonly change: "list" | "strike"; readonly reason: string; readonly personId: string; readonly at: Date }): Promise<number> {
  return tx.execute(sql`INSERT INTO obligations.agency_change (id, organisation_id, change, branch, reason, proposed_by, proposed_at, owner_seal)
    VALUES (${row.id}, ${row.organisationId}, ${row.change}, 'fceb', ${row.reason}, ${row.personId}, ${row.at}, ${sealOwner(OWNED_AGENCY_CHANGE, row.id, [row.organisationId, row.change, row.personId])})
    ON CONFLICT (organisation_id) WHERE settled IS NULL DO NOTHING`);
}

export async function settleChange(tx: Transaction, row: { readonly id: string; readonly settled: "confirmed" | "withdrawn"; readonly personId: string; readonly at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE obligations.agency_change SET settled = ${row.settled}, settled_by = ${row.personId}, settled_at = ${row.at} WHERE id = ${row.id}`);
}
