import { sql, type Queryable, type Transaction } from "#rooms/platform";

export async function updateFixHeld(tx: Transaction, caseId: string, at: Date | null): Promise<void> {
  await tx.execute(sql`UPDATE coordination.case_file SET fix_held_at = ${at} WHERE id = ${caseId}`);
}

/** When the released fix was last seen to hold; null while it was not. */
export async function findFixHeld(db: Queryable, caseId: string): Promise<string | null> {
  return (await db.find<{ at: string | null }>(sql`SELECT fix_held_at AS at FROM coordination.case_file WHERE id = ${caseId}`))?.at ?? null;
}

/** Open and public cases whose fix was seen to hold before an instant: all, or this one. */
export async function listDone(db: Queryable, { heldBefore, caseId }: { readonly heldBefore: Date; readonly caseId: string | null }): Promise<readonly string[]> {
  const rows = await db.query<{ id: string }>(sql`SELECT id FROM coordination.case_file
    WHERE state = 'open' AND public_aware AND fix_held_at <= ${heldBefore} AND (${caseId}::text IS NULL OR id = ${caseId}) ORDER BY id LIMIT 1000`);
  return rows.map(({ id }) => id);
}
