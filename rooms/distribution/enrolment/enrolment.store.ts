import type { EnrolOperator } from "#contracts/distribution";
import type { EnrolmentState, SectorChoice } from "#contracts/enrolment";
import { json, ownedTable, ownerMark, sealOwner, sql, type Queryable, type Transaction } from "#rooms/platform";

export const OWNED_ENROLMENT = ownedTable("distribution.enrolment", ["organisation_id"], { key: "organisation_id" });

export interface EnrolmentRow {
  readonly organisation_id: string;
  readonly state: EnrolmentState;
  readonly choice: string | null;
  readonly sector: EnrolOperator["sector"] | null;
  readonly size_band: EnrolOperator["sizeBand"] | null;
  readonly region: EnrolOperator["region"] | null;
  readonly terms_version: string | null;
  readonly terms_accepted_at: string | null;
  /** Sealed: the form that it joined by. */
  readonly paper: string | null;
}

const ENROLMENT = sql`organisation_id, state, choice, sector, size_band, region, terms_version, terms_accepted_at, paper, ${ownerMark(OWNED_ENROLMENT)}`;

export function findEnrolment(db: Queryable, organisationId: string): Promise<EnrolmentRow | undefined> {
  return db.find(sql`SELECT ${ENROLMENT} FROM distribution.enrolment WHERE organisation_id = ${organisationId}`);
}

export function lockEnrolment(tx: Transaction, organisationId: string): Promise<EnrolmentRow | undefined> {
  return tx.find(sql`SELECT ${ENROLMENT} FROM distribution.enrolment WHERE organisation_id = ${organisationId} FOR UPDATE`);
}

export async function isPaused(db: Queryable, organisationId: string): Promise<boolean> {
  return (await findEnrolment(db, organisationId))?.state === "paused";
}

export async function upsertEnrolment(tx: Transaction, row: Omit<EnrolmentRow, "terms_accepted_at" | "paper"> & { readonly termsAcceptedAt: Date | null; readonly at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO distribution.enrolment (organisation_id, state, choice, sector, size_band, region, terms_version, terms_accepted_at, began_at, owner_seal)
    VALUES (${row.organisation_id}, ${row.state}, ${row.choice}, ${row.sector}, ${row.size_band}, ${row.region}, ${row.terms_version}, ${row.termsAcceptedAt}, ${row.at}, ${sealOwner(OWNED_ENROLMENT, row.organisation_id, [row.organisation_id])})
    ON CONFLICT (organisation_id) DO UPDATE SET state = excluded.state, choice = excluded.choice, sector = excluded.sector, size_band = excluded.size_band, region = excluded.region,
      terms_version = excluded.terms_version, terms_accepted_at = excluded.terms_accepted_at`);
}

export function deleteEnrolment(tx: Transaction, organisationId: string): Promise<number> {
  return tx.execute(sql`DELETE FROM distribution.enrolment WHERE organisation_id = ${organisationId}`);
}

export interface SectorListRow {
  readonly version: number;
  readonly choices: readonly SectorChoice[];
  readonly since: string;
}

export function findSectorList(db: Queryable): Promise<SectorListRow | undefined> {
  return db.find(sql`SELECT version, choices, since FROM distribution.sector_list ORDER BY version DESC LIMIT 1`);
}

export async function insertSectorList(tx: Transaction, row: { readonly version: number; readonly choices: readonly SectorChoice[]; readonly reason: string; readonly personId: string; readonly at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO distribution.sector_list (version, choices, reason, set_by, since) VALUES (${row.version}, ${json(row.choices)}, ${row.reason}, ${row.personId}, ${row.at})`);
}
