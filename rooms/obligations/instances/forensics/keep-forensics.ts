import { FORENSIC_STEPS, type ForensicTask } from "#contracts/agency-workbench";
import { appendEntry } from "#rooms/audit";
import { notFound, type Actor, type Services } from "#rooms/platform";
import { requireAgency } from "../../agencies/require-agency.ts";
import { dayOf } from "../../taskings/days.rules.ts";
import { InstancesRefusal } from "../instances.errors.ts";
import { endTask, findTask, listTasks, lockTask, updateSteps, type TaskRow } from "./forensics.store.ts";

/*
 *   open ──every step, then the report's digest──▶ done
 *    ▲ └──no row asks for it any more──▶ lifted
 *    └──────────asked for anew───────────┘
 * Lateness is not stored: open, and the first due day of what it is of over.
 */

export async function readForensics(services: Services, organisationId: string): Promise<ForensicTask[]> {
  await requireAgency(services.db, organisationId);
  return (await listTasks(services.db, organisationId)).map((row) => describe(services, row));
}

export async function readForensicTask(services: Services, id: string): Promise<ForensicTask> {
  const row = await findTask(services.db, id);
  if (!row) throw notFound();
  return describe(services, row);
}

/** Says that a step was done today; said twice, the first day stands. */
export async function tickStep(services: Services, { actor, taskId, step }: { readonly actor: Actor; readonly taskId: string; readonly step: (typeof FORENSIC_STEPS)[number] }): Promise<void> {
  await requireAgency(services.db, actor.organisationId);
  await services.db.inTransaction(async (tx) => {
    const row = await lockTask(tx, taskId);
    if (!row) throw notFound();
    requireOpen(row);
    if (row.steps[step] !== undefined) return;
    await updateSteps(tx, row.id, { ...row.steps, [step]: dayOf(services.clock().toISOString()) });
    await appendEntry(services, tx, { kind: "obligations.forensic-step-done", subject: row.id, by: actor, data: { step } });
  });
}

/** Ends it with the digest of a report that stays with the agency. */
export async function endForensics(services: Services, { actor, taskId, reportDigest }: { readonly actor: Actor; readonly taskId: string; readonly reportDigest: string }): Promise<void> {
  await requireAgency(services.db, actor.organisationId);
  await services.db.inTransaction(async (tx) => {
    const row = await lockTask(tx, taskId);
    if (!row) throw notFound();
    requireOpen(row);
    const missing = FORENSIC_STEPS.filter((step) => row.steps[step] === undefined);
    if (missing.length > 0) throw new InstancesRefusal("steps-missing", `These steps are not done yet: ${missing.join(", ")}. Say so of each, then give the report's digest.`);
    await endTask(tx, { id: row.id, reportDigest, at: services.clock() });
    await appendEntry(services, tx, { kind: "obligations.forensics-done", subject: row.id, by: actor, data: { reportDigest } });
  });
}

function requireOpen({ state }: TaskRow): void {
  if (state !== "open") throw new InstancesRefusal("not-in-that-state", state === "done" ? "This investigation is done; its report's digest stands." : "Nothing asks for this investigation any more.");
}

function describe(services: Services, row: TaskRow): ForensicTask {
  const today = dayOf(services.clock().toISOString());
  return {
    id: row.id, cveId: row.cve_id, assets: row.assets, state: row.state, dueOn: row.due_on, isLate: row.state === "open" && row.due_on < today,
    steps: FORENSIC_STEPS.map((step) => ({ step, text: services.messages.text(`obligations.forensics.${step}`), doneOn: row.steps[step] ?? null })),
    reportDigest: row.report_digest, startedAt: row.started_at, endedAt: row.ended_at,
  };
}
