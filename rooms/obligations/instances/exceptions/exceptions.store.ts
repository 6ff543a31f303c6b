import type { AgencyEnvironment, InstanceException } from "#contracts/agency-workbench";
import { ownedTable, ownerMark, sealOwner, sql, type Queryable, type Transaction } from "#rooms/platform";

export const OWNED_INSTANCE_EXCEPTION = ownedTable("obligations.instance_exception", ["organisation_id", "asked_by"], { keepers: ["directive-officer"] });

export interface ExceptionRow {
  readonly id: string;
  readonly organisation_id: string;
  readonly name: string;
  readonly cve_id: string;
  readonly environment: AgencyEnvironment | null;
  readonly state: InstanceException["state"];
  readonly until: string;
  readonly instances: number;
  readonly asked_by: string;
  readonly asked_at: string;
  readonly decided_at: string | null;
  readonly content: string;
  readonly answer: string | null;
}

const EXCEPTION = sql`SELECT id, organisation_id, access.name_of_organisation(organisation_id) AS name, cve_id, environment, state, until::text, instances, asked_by, asked_at, decided_at, content, answer, ${ownerMark(OWNED_INSTANCE_EXCEPTION)} FROM obligations.instance_exception`;
const MOST_LISTED = 1000;

export function findException(db: Queryable, id: string): Promise<ExceptionRow | undefined> {
  return db.find(sql`${EXCEPTION} WHERE id = ${id}`);
}

export function lockException(tx: Transaction, id: string): Promise<ExceptionRow | undefined> {
  return tx.find(sql`${EXCEPTION} WHERE id = ${id} FOR UPDATE`);
}

export function listOwnExceptions(db: Queryable, organisationId: string): Promise<ExceptionRow[]> {
  return db.query(sql`${EXCEPTION} WHERE organisation_id = ${organisationId} ORDER BY asked_at DESC, id LIMIT ${MOST_LISTED}`);
}

/** Of every agency, the one asked first at the top. */
export function listWaitingExceptions(db: Queryable): Promise<ExceptionRow[]> {
  return db.query(sql`${EXCEPTION} WHERE state = 'asked' ORDER BY asked_at, id LIMIT ${MOST_LISTED}`);
}

/** Whether one waits for some of these instances already. */
export async function isAsked(db: Queryable, { organisationId, cveId, environment }: { readonly organisationId: string; readonly cveId: string; readonly environment: AgencyEnvironment | null }): Promise<boolean> {
  return (await db.find(sql`SELECT id FROM obligations.instance_exception WHERE organisation_id = ${organisationId} AND cve_id = ${cveId} AND state = 'asked'
    AND (environment IS NULL OR ${environment}::text IS NULL OR environment = ${environment}) LIMIT 1`)) !== undefined;
}

export async function insertException(tx: Transaction, row: Pick<ExceptionRow, "id" | "organisation_id" | "cve_id" | "environment" | "until" | "asked_by" | "content"> & { readonly at: Date; readonly instances: number }): Promise<void> {
  await tx.execute(sql`INSERT INTO obligations.instance_exception (id, organisation_id, cve_id, environment, state, until, instances, asked_by, asked_at, content, owner_seal)
    VALUES (${row.id}, ${row.organisation_id}, ${row.cve_id}, ${row.environment}, 'asked', ${row.until}, ${row.instances}, ${row.asked_by}, ${row.at}, ${row.content}, ${sealOwner(OWNED_INSTANCE_EXCEPTION, row.id, [row.organisation_id, row.asked_by])})`);
}

/** What is open, or under an exception that runs: it is what the decision is of, and nothing found later. */
export function tieInstances(tx: Transaction, { id, organisationId, cveId, environment }: { readonly id: string; readonly organisationId: string; readonly cveId: string; readonly environment: AgencyEnvironment | null }): Promise<number> {
  return tx.execute(sql`UPDATE obligations.instance i SET asked_exception_id = ${id} FROM obligations.clock c
    WHERE c.organisation_id = ${organisationId} AND c.cve_id = ${cveId} AND i.clock_id = c.id AND i.state IN ('open', 'exception') AND (${environment}::text IS NULL OR i.environment = ${environment})`);
}

export async function countTied(db: Queryable, { organisationId, cveId, environment }: { readonly organisationId: string; readonly cveId: string; readonly environment: AgencyEnvironment | null }): Promise<number> {
  return (await db.find<{ count: number }>(sql`SELECT coalesce(sum(t.instances), 0)::integer AS count FROM obligations.clock c JOIN obligations.tally t ON t.clock_id = c.id
    WHERE c.organisation_id = ${organisationId} AND c.cve_id = ${cveId} AND t.state IN ('open', 'exception') AND (${environment}::text IS NULL OR t.environment = ${environment})`))?.count ?? 0;
}

export async function decideRow(tx: Transaction, row: { readonly id: string; readonly state: "granted" | "refused"; readonly personId: string; readonly answer: string; readonly at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE obligations.instance_exception SET state = ${row.state}, decided_by = ${row.personId}, decided_at = ${row.at}, answer = ${row.answer} WHERE id = ${row.id}`);
}

/** Puts what was asked for under the exception, also where an earlier one still runs. What was fixed since stays fixed. @returns how many it covers */
export async function exceptInstances(tx: Transaction, id: string): Promise<number> {
  return (await tx.find<{ count: number }>(sql`WITH moved AS (
      UPDATE obligations.instance SET exception_id = ${id}, asked_exception_id = NULL, state = CASE state WHEN 'open' THEN 'exception' ELSE state END WHERE asked_exception_id = ${id} RETURNING state
    ) SELECT count(*) FILTER (WHERE state = 'exception')::integer AS count FROM moved`))?.count ?? 0;
}

/** What was refused or taken back is asked for no more; an exception that runs goes on. */
export async function dropAsked(tx: Transaction, ids: readonly string[]): Promise<void> {
  await tx.execute(sql`UPDATE obligations.instance SET asked_exception_id = NULL WHERE asked_exception_id = ANY (${ids})`);
}

/** Ends what waits: one, or all of agencies that are on the list no more. */
export function withdrawAsked(tx: Transaction, which: { readonly id: string } | "of-struck-agencies", at: Date): Promise<Pick<ExceptionRow, "id" | "organisation_id" | "cve_id">[]> {
  const those = which === "of-struck-agencies" ? sql`EXISTS (SELECT FROM obligations.agency a WHERE a.organisation_id = e.organisation_id AND a.struck_at IS NOT NULL)` : sql`e.id = ${which.id}`;
  return tx.query(sql`UPDATE obligations.instance_exception e SET state = 'withdrawn', decided_at = ${at} WHERE e.state = 'asked' AND ${those} RETURNING e.id, e.organisation_id, e.cve_id`);
}

/** What an exception covered that is over. */
export async function untieInstances(tx: Transaction, ids: readonly string[]): Promise<void> {
  await tx.execute(sql`UPDATE obligations.instance SET exception_id = NULL, state = CASE state WHEN 'exception' THEN 'open' ELSE state END WHERE exception_id = ANY (${ids})`);
}

export interface EndedException {
  readonly id: string;
  readonly organisationId: string;
  readonly instances: number;
}

/** Granted ones whose last day is over. */
export function endExceptions(tx: Transaction, today: string): Promise<EndedException[]> {
  return tx.query(sql`UPDATE obligations.instance_exception e SET state = 'ended' WHERE e.state = 'granted' AND e.until < ${today}
    RETURNING e.id, e.organisation_id AS "organisationId", (SELECT count(*) FROM obligations.instance i WHERE i.exception_id = e.id AND i.state = 'exception')::integer AS instances`);
}
