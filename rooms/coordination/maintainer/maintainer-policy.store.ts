import { ownedTable, ownerMark, sealOwner, sql, type Queryable, type Transaction } from "#rooms/platform";

export const OWNED_POLICY = ownedTable("coordination.maintainer_policy", ["project_id"], { keepers: ["clearinghouse-analyst"] });

export interface PolicyRow {
  readonly id: string;
  readonly version: number;
  readonly sealed: string;
  readonly set_by: "maintainer" | "coordinator";
  readonly at: string;
}

export function findNewestPolicy(db: Queryable, projectId: string): Promise<PolicyRow | undefined> {
  return db.find(sql`SELECT id, version, sealed, set_by, at, ${ownerMark(OWNED_POLICY)} FROM coordination.maintainer_policy WHERE project_id = ${projectId} ORDER BY version DESC LIMIT 1`);
}

/** Every version of these projects, oldest first. */
export function listPolicies(db: Queryable, projectIds: readonly string[]): Promise<(PolicyRow & { readonly projectId: string })[]> {
  return db.query(sql`SELECT id, project_id AS "projectId", version, sealed, set_by, at, ${ownerMark(OWNED_POLICY)} FROM coordination.maintainer_policy WHERE project_id = ANY (${projectIds}) ORDER BY project_id, version`);
}

export async function insertPolicy(tx: Transaction, row: Omit<PolicyRow, "at"> & { readonly projectId: string; readonly at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO coordination.maintainer_policy (id, project_id, version, sealed, set_by, at, owner_seal)
    VALUES (${row.id}, ${row.projectId}, ${row.version}, ${row.sealed}, ${row.set_by}, ${row.at}, ${sealOwner(OWNED_POLICY, row.id, [row.projectId])})`);
}

export interface RefusalRow {
  readonly id: string;
  readonly case_id: string;
  readonly how: "held" | "disputed";
  readonly cites: string;
  readonly row_digest: string;
}

/** What this project's policy speaks against now. */
export function listRefusals(db: Queryable, projectId: string): Promise<RefusalRow[]> {
  return db.query(sql`SELECT id, case_id, how, cites, row_digest FROM coordination.policy_refusal WHERE project_id = ${projectId} AND lifted_at IS NULL ORDER BY at, id`);
}

export async function insertRefusal(tx: Transaction, row: RefusalRow & { readonly projectId: string; readonly version: number; readonly at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO coordination.policy_refusal (id, case_id, project_id, how, cites, row_digest, policy_version, at)
    VALUES (${row.id}, ${row.case_id}, ${row.projectId}, ${row.how}, ${row.cites}, ${row.row_digest}, ${row.version}, ${row.at})`);
}

export async function liftRefusal(tx: Transaction, id: string, lifted: { readonly version: number; readonly at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE coordination.policy_refusal SET lifted_at = ${lifted.at}, lifted_version = ${lifted.version} WHERE id = ${id}`);
}

export function countRefusals(db: Queryable, projectId: string): Promise<{ readonly cites: string; readonly held: number; readonly disputed: number }[]> {
  return db.query(sql`SELECT cites, count(*) FILTER (WHERE how = 'held') AS held, count(*) FILTER (WHERE how = 'disputed') AS disputed
    FROM coordination.policy_refusal WHERE project_id = ${projectId} AND lifted_at IS NULL GROUP BY cites ORDER BY cites`);
}

/** Of one project: how many wait and are not held back. Its maintainer learns no more than the number. */
export async function countWaiting(db: Queryable, projectId: string): Promise<number> {
  return (await db.find<{ count: number }>(sql`SELECT coordination.waiting_in(${projectId}) AS count`))?.count ?? 0;
}

/** When the maintainer was told of what, since an instant. */
export function listTold(db: Queryable, projectId: string, since: Date): Promise<{ readonly at: string; readonly due_rank: number }[]> {
  return db.query(sql`SELECT notified_at AS at, due_rank FROM coordination.case_file WHERE project_id = ${projectId} AND notified_at > ${since} ORDER BY notified_at`);
}
