import { sql, type Queryable } from "#rooms/platform";

export type SealedTable = "person" | "session" | "link" | "passkey" | "access_grant";

const SEALED_VALUES = {
  person: sql`SELECT id, seal, to_jsonb(ARRAY[id, organisation_id, email, array_to_string(ARRAY(SELECT unnest(roles) COLLATE "C" ORDER BY 1), ',')]) AS bound FROM access.person`,
  session: sql`SELECT id, seal, to_jsonb(ARRAY[id, person_id]) AS bound FROM access.session`,
  link: sql`SELECT id, seal, to_jsonb(ARRAY[id, audience, subject]) AS bound FROM access.link`,
  passkey: sql`SELECT id, seal, to_jsonb(ARRAY[id, person_id, credential_id, encode(public_key, 'hex')]) AS bound FROM access.passkey`,
  access_grant: sql`SELECT id, seal, to_jsonb(ARRAY[id, subject, person_id, purpose]) AS bound FROM access.access_grant`,
} as const;

export interface SealedRow {
  readonly id: string;
  readonly seal: string | null;
  /** What the seal is over, as the database has it now. */
  readonly bound: readonly (string | null)[];
}

export function findSealedRow(db: Queryable, table: SealedTable, id: string): Promise<SealedRow | undefined> {
  return db.find(sql`${SEALED_VALUES[table]} WHERE id = ${id}`);
}

export function listUnsealed(db: Queryable, table: SealedTable): Promise<SealedRow[]> {
  return db.query(sql`${SEALED_VALUES[table]} WHERE seal IS NULL`);
}

export async function saveSeal(db: Queryable, table: SealedTable, id: string, seal: string): Promise<void> {
  switch (table) {
    case "person":
      await db.execute(sql`UPDATE access.person SET seal = ${seal} WHERE id = ${id}`);
      return;
    case "session":
      await db.execute(sql`UPDATE access.session SET seal = ${seal} WHERE id = ${id}`);
      return;
    case "link":
      await db.execute(sql`UPDATE access.link SET seal = ${seal} WHERE id = ${id}`);
      return;
    case "passkey":
      await db.execute(sql`UPDATE access.passkey SET seal = ${seal} WHERE id = ${id}`);
      return;
    case "access_grant":
      await db.execute(sql`UPDATE access.access_grant SET seal = ${seal} WHERE id = ${id}`);
  }
}
