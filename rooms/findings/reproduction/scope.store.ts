import { sql, type Queryable, type Transaction } from "#rooms/platform";

export async function saveScope(tx: Transaction, row: { readonly projectKey: string; readonly sealed: string; readonly at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO findings.scope (project_key, sealed, at) VALUES (${row.projectKey}, ${row.sealed}, ${row.at})
    ON CONFLICT (project_key) DO UPDATE SET sealed = excluded.sealed, at = excluded.at`);
}

export function findScope(db: Queryable, projectKey: string): Promise<{ readonly sealed: string } | undefined> {
  return db.find(sql`SELECT sealed FROM findings.scope WHERE project_key = ${projectKey}`);
}
