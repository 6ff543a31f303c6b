import type { LikenessBasis, ReplayVerdict } from "#contracts/triage";
import { sql, type Queryable, type Transaction } from "#rooms/platform";

export interface SuggestionRow {
  readonly id: string;
  readonly finding_id: string;
  readonly other_id: string;
  readonly basis: LikenessBasis;
  /** Hundredths. */
  readonly score: number | null;
  readonly verdict: ReplayVerdict | null;
  readonly sealed_reason: string;
  readonly at: string;
  readonly settled: "linked" | "apart" | null;
}

export async function insertSuggestion(tx: Transaction, row: Omit<SuggestionRow, "at" | "settled"> & { readonly at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO findings.suggestion (id, finding_id, other_id, basis, score, verdict, sealed_reason, at)
    VALUES (${row.id}, ${row.finding_id}, ${row.other_id}, ${row.basis}, ${row.score}, ${row.verdict}, ${row.sealed_reason}, ${row.at})`);
}

/** Guesses about a finding, whichever of the two it is; the latest first. */
export function listSuggestions(db: Queryable, findingId: string): Promise<SuggestionRow[]> {
  return db.query(sql`SELECT id, finding_id, other_id, basis, score, verdict, sealed_reason, at, settled FROM findings.suggestion WHERE finding_id = ${findingId} OR other_id = ${findingId} ORDER BY at DESC, score DESC NULLS LAST, id`);
}

/** Whether this was guessed before, whichever way round. */
export async function isSuggested(db: Queryable, { one, other, basis }: { readonly one: string; readonly other: string; readonly basis: LikenessBasis }): Promise<boolean> {
  return (await db.find(sql`SELECT id FROM findings.suggestion WHERE basis = ${basis} AND ((finding_id = ${one} AND other_id = ${other}) OR (finding_id = ${other} AND other_id = ${one})) LIMIT 1`)) !== undefined;
}

export async function settleSuggestions(tx: Transaction, ruling: { readonly one: string; readonly other: string; readonly settled: "linked" | "apart"; readonly by: string; readonly at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE findings.suggestion SET settled = ${ruling.settled}, settled_by = ${ruling.by}, settled_at = ${ruling.at}
    WHERE settled IS NULL AND ((finding_id = ${ruling.one} AND other_id = ${ruling.other}) OR (finding_id = ${ruling.other} AND other_id = ${ruling.one}))`);
}
