import type { ErasureRecord, OperatorProfile } from "#contracts/distribution";
import { appendEntry } from "#rooms/audit";
import type { Actor, Queryable, Services, Transaction } from "#rooms/platform";
import { eraseDeployment } from "./deployment/erase-deployment.ts";
import { notEnrolled } from "./distribution.errors.ts";
import { deleteInventoriesOf, deleteMatchesOf, deleteOperator, deleteOptInsOf, deleteStepsOf, findOperator, lockOperator, type OperatorRow } from "./distribution.store.ts";
import { deleteEnrolment } from "./enrolment/enrolment.store.ts";
import { deleteMaintenanceOf, deleteMarksOf } from "./own-marks/own-marks.store.ts";
import { countAnswers, deleteQuestionsOf } from "./questions/questions.store.ts";

/** Ends enrolment at once, from any state, and erases what was kept of the operator (INV-5, INV-23). */
export function leave(services: Services, actor: Actor): Promise<ErasureRecord> {
  return services.db.inTransaction((tx) => eraseOperator(services, tx, actor));
}

/** The same in the transaction of the act that ends it. The ledger keeps how much was erased, and no adverse mark exists. */
export async function eraseOperator(services: Services, tx: Transaction, actor: Actor): Promise<ErasureRecord> {
  if (!(await lockOperator(tx, actor.organisationId))) throw notEnrolled();
  const matches = await deleteMatchesOf(tx, actor.organisationId);
  await eraseDeployment(services, tx, actor.organisationId);
  await deleteStepsOf(tx, actor.organisationId);
  await deleteOptInsOf(tx, actor.organisationId);
  const inventories = await deleteInventoriesOf(tx, actor.organisationId);
  const answers = await countAnswers(tx, actor.organisationId);
  await deleteQuestionsOf(tx, actor.organisationId);
  const marks = await deleteMarksOf(tx, actor.organisationId);
  await deleteMaintenanceOf(tx, actor.organisationId);
  await deleteEnrolment(tx, actor.organisationId);
  await deleteOperator(tx, actor.organisationId);
  const entryId = await appendEntry(services, tx, { kind: "distribution.operator-left", subject: actor.organisationId, by: actor, data: { erasedInventories: inventories, erasedMatches: matches, erasedAnswers: answers, erasedMarks: marks } });
  await services.jobs.emit(tx, "distribution.operator-left", { organisationId: actor.organisationId });
  return { at: services.clock().toISOString(), inventories, matches, answers, marks, entryId };
}

/** An operator's enrolment, or the refusal that says to enrol. */
export async function requireOperator(db: Queryable, organisationId: string): Promise<OperatorRow> {
  const row = await findOperator(db, organisationId);
  if (!row) throw notEnrolled();
  return row;
}

export function toProfile(row: OperatorRow): OperatorProfile {
  return { sector: row.sector, sizeBand: row.size_band, region: row.region, enrolledAt: row.enrolled_at };
}
