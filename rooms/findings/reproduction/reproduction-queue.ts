import { SYSTEM_ACTOR, type Services, type Transaction } from "#rooms/platform";
import type { FindingRow } from "../findings.store.ts";
import { moveFinding } from "../move-finding.ts";
import { freeLease, lockNextInTurn, renewLease, startLease } from "./reproduction-queue.store.ts";
import { LEASE_MS, RENEW_MS } from "../triage/triage-policy.rules.ts";

export const REPRODUCE_JOB = "findings.reproduce";

/** Says that there is something to reproduce; once for any number of findings that are stored together. */
export async function wakeReproduction(services: Services, tx: Transaction): Promise<void> {
  await services.jobs.enqueue(tx, { name: REPRODUCE_JOB }, {});
}

/** Takes the next finding in turn for this worker; undefined when none waits, or a host waits for a person. */
export function takeNext(services: Services): Promise<FindingRow | undefined> {
  return services.db.inTransaction(async (tx) => {
    const now = services.clock();
    const row = await lockNextInTurn(tx, now);
    if (!row) return undefined;
    if (row.state === "submitted") await moveFinding(services, tx, row, { step: "begin-reproduction" }, { by: SYSTEM_ACTOR });
    await startLease(tx, row.id, new Date(now.getTime() + LEASE_MS));
    // The next one is begun while this one runs; a worker that is killed takes no more than its own with it.
    await wakeReproduction(services, tx);
    return { ...row, state: "reproducing", tries: row.tries + 1 };
  });
}

/** Holds on to a finding while work on it lasts; a worker that is killed lets go by itself. */
export async function whileHeld<Result>(services: Services, findingId: string, work: () => Promise<Result>): Promise<Result> {
  const timer = setInterval(() => {
    renewLease(services.db, findingId, new Date(services.clock().getTime() + LEASE_MS)).catch((error: unknown) => services.log.warn("a finding's lease could not be renewed", { findingId, error }));
  }, RENEW_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/** Lets a finding be taken that was held back, and with it all that waited behind it. */
export async function freeFinding(services: Services, tx: Transaction, findingId: string): Promise<void> {
  await freeLease(tx.asSystem("whoever mends the host need not be assigned to what ran on it"), findingId, services.clock());
  await wakeReproduction(services, tx);
}
