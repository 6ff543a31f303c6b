import { sql, type Queryable, type Transaction } from "#rooms/platform";
import { FINDING, findLastRun, type FindingRow, type RunRow } from "../findings.store.ts";

/*
 * Findings are the queue themselves. A finding that reproduces without a lease waits for a person to look at the host, and
 * as long as there is one nothing else is taken: a host that does not hold would burn the whole queue.
 */

/** The next finding to reproduce, locked, worst and longest waiting first; what another worker looks at is passed over. */
export function lockNextInTurn(tx: Transaction, now: Date): Promise<FindingRow | undefined> {
  return tx.find(sql`${FINDING}
    WHERE state IN ('submitted', 'reproducing') AND (state = 'submitted' OR lease_until <= ${now})
      AND NOT EXISTS (SELECT FROM findings.finding h WHERE h.state = 'reproducing' AND h.lease_until IS NULL)
      AND NOT EXISTS (SELECT FROM findings.finding same WHERE same.digest = finding.digest AND same.body = 'bundle' AND same.id <> finding.id AND same.state = 'reproducing' AND same.lease_until > ${now})
    ORDER BY findings.turn(harm, submitted_at) DESC, id LIMIT 1 FOR UPDATE SKIP LOCKED`);
}

export async function startLease(tx: Transaction, id: string, until: Date): Promise<void> {
  await tx.execute(sql`UPDATE findings.finding SET lease_until = ${until}, tries = tries + 1 WHERE id = ${id}`);
}

export async function renewLease(db: Queryable, id: string, until: Date): Promise<void> {
  await db.execute(sql`UPDATE findings.finding SET lease_until = ${until} WHERE id = ${id} AND state = 'reproducing' AND lease_until IS NOT NULL`);
}

/** Nobody takes it before a person has said so. */
export async function holdBack(tx: Transaction, id: string): Promise<void> {
  await tx.execute(sql`UPDATE findings.finding SET lease_until = NULL WHERE id = ${id}`);
}

/** Free to be taken from now on, as if for the first time. */
export async function freeLease(db: Queryable, id: string, now: Date): Promise<void> {
  await db.execute(sql`UPDATE findings.finding SET lease_until = ${now}, tries = 0 WHERE id = ${id} AND state = 'reproducing'`);
}

/** Whether a finding with these very bytes waits for its turn. */
export async function hasWaitingCopy(db: Queryable, digest: string): Promise<boolean> {
  return (await db.find(sql`SELECT id FROM findings.finding WHERE digest = ${digest} AND body = 'bundle' AND state = 'submitted' LIMIT 1`)) !== undefined;
}

/** The run of somebody else's finding with these very bytes, where it came to a result. */
export async function findRunOfSameBytes(db: Queryable, { id, digest }: Pick<FindingRow, "id" | "digest">): Promise<RunRow | undefined> {
  const known = await db.find<{ finding_id: string }>(sql`SELECT r.finding_id FROM findings.run r JOIN findings.finding f ON f.id = r.finding_id
    WHERE f.digest = ${digest} AND f.body = 'bundle' AND f.id <> ${id} AND f.state NOT IN ('submitted', 'reproducing')
      AND (r.outcome IN ('reproduced', 'flaky') OR (r.outcome IN ('not-reproduced', 'does-not-build') AND f.state = 'rejected')) ORDER BY r.at DESC, r.id LIMIT 1`);
  return known && findLastRun(db, known.finding_id);
}
