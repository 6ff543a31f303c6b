import { createBubblewrapBackend, type SandboxBackend } from "#engines/sandbox";
import { createBuildCache, readBundle, reproduce, type BuildCache } from "#engines/verification";
import { appendEntry } from "#rooms/audit";
import { SYSTEM_ACTOR, type Job, type Services, type Transaction } from "#rooms/platform";
import { z } from "zod";
import { FindingsRefusal } from "../findings.errors.ts";
import { lockFinding, type FindingRow } from "../findings.store.ts";
import { findObjection } from "./find-objection.ts";
import { moveFinding } from "../move-finding.ts";
import { copyObservation, observe, STOPPED, storeRun, type Observation } from "./observe-run.ts";
import { recordOutcome } from "./record-outcome.ts";
import { rejectAlone } from "../triage/reject-alone.ts";
import { REPRODUCE_JOB, takeNext, wakeReproduction, whileHeld } from "./reproduction-queue.ts";
import { findRunOfSameBytes, hasWaitingCopy, holdBack } from "./reproduction-queue.store.ts";
import { tellAnalysts, tellAssigned } from "../tell-people.ts";
import { TRIES_ALLOWED } from "../triage/triage-policy.rules.ts";

const BUILD_AND_RUNS_SECONDS = 600;

/**
 * Takes the next finding in turn, runs its evidence in fresh sandboxes of a backend, k of n, and moves it on by what was
 * seen. Each that is taken wakes one more, so that as many run at once as the job has workers, each in one sandbox at a time.
 * By the minute one begins by itself: what a killed worker left is free again by then.
 */
export function reproduceIn(backend: SandboxBackend, builds: BuildCache = createBuildCache()): Job<Record<string, never>> {
  return {
    name: REPRODUCE_JOB,
    payload: z.object({}),
    expireInSeconds: BUILD_AND_RUNS_SECONDS,
    schedule: "* * * * *",
    run: async (services) => {
      const row = await takeNext(services);
      if (!row) return;
      await whileHeld(services, row.id, () => settle(services, row, { backend, builds }));
      // Equal bundles waited for what this one shows.
      if (await hasWaitingCopy(services.db, row.digest)) await services.db.inTransaction((tx) => wakeReproduction(services, tx));
    },
  };
}

export const reproduceFinding = reproduceIn(createBubblewrapBackend());

async function settle(services: Services, row: FindingRow, tools: { readonly backend: SandboxBackend; readonly builds: BuildCache }): Promise<void> {
  const objection = await findObjection(services, row);
  if (objection) return inTurn(services, row, (tx, locked) => rejectAlone(services, tx, locked, objection));
  const known = await findRunOfSameBytes(services.db, row);
  const seen = known ? copyObservation(services, known) : row.tries > TRIES_ALLOWED ? STOPPED : await run(services, row, tools);
  const objectionSince = await findObjection(services, row);
  if (seen.isHeld) return inTurn(services, row, (tx, locked) => recordOutcome(services, tx, locked, { seen, objection: objectionSince }));
  if (seen.hasAlarms) return inTurn(services, row, (tx, locked) => recordAlarm(services, tx, locked, seen));
  await inTurn(services, row, (tx, locked) => recordHalt(services, tx, locked, seen));
  throw new FindingsRefusal("isolation-failed", `Finding ${row.id} was not run: the sandbox's isolation did not hold. Mend the host, then run it again.`);
}

async function run(services: Services, row: FindingRow, { backend, builds }: { readonly backend: SandboxBackend; readonly builds: BuildCache }): Promise<Observation> {
  return observe(await reproduce(await readBundle(await services.artefacts.get(row.digest)), backend, { now: services.clock, builds }));
}

/** Run twice at once, after a lease was lost: the first to come here has decided. */
async function inTurn(services: Services, row: FindingRow, record: (tx: Transaction, locked: FindingRow) => Promise<void>): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const locked = await lockFinding(tx, row.id);
    if (locked?.state === "reproducing") await record(tx, locked);
  });
}

async function recordHalt(services: Services, tx: Transaction, row: FindingRow, seen: Observation): Promise<void> {
  await storeRun(services, tx, row.id, seen);
  await holdBack(tx, row.id);
  await appendEntry(services, tx, { kind: "findings.reproduction-halted", subject: row.id, by: SYSTEM_ACTOR, data: { isolationHeld: false } });
  await tellAnalysts(services, tx, { findingId: row.id, kind: "findings.isolation-failed" });
}

/** The sandbox held and its program tried to leave: nothing was proven, and a person looks at what the evidence is. */
async function recordAlarm(services: Services, tx: Transaction, row: FindingRow, seen: Observation): Promise<void> {
  await storeRun(services, tx, row.id, seen);
  await moveFinding(services, tx, row, { step: "keep-for-person" }, { by: SYSTEM_ACTOR, kind: "findings.reproduction-halted", data: { isolationHeld: true, alarms: seen.record.alarms?.length ?? 0 } });
  await tellAnalysts(services, tx, { findingId: row.id, kind: "findings.tried-to-leave" });
  await tellAssigned(services, tx, { findingId: row.id, role: "validator", kind: "findings.needs-validation" });
}
