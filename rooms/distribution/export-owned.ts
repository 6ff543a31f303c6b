import type { Services } from "#rooms/platform";
import { findOwnedProfile } from "./distribution-export.store.ts";
import { findInventory, listInventories, listMatches, listOptIns, type MatchRow } from "./distribution.store.ts";
import { exportDeployment } from "./deployment/erase-deployment.ts";
import { findEnrolment } from "./enrolment/enrolment.store.ts";
import { readMarks } from "./own-marks/read-marks.ts";
import { readWindows } from "./own-marks/set-windows.ts";
import { openPaper } from "./paper/sealed-paper.ts";
import { exportQuestions } from "./questions/answer-question.ts";
import { onlyTold } from "./describe-step.ts";
import { describeStep } from "./read-plan.ts";
import { openFileName, openInventory } from "./sealed-inventory.ts";
import { openContent } from "./sealed-match.ts";

/** What an operator owns: its lists as they were read, what matched them and what became of it, step by step. */
export async function exportOwned(services: Services, organisationId: string): Promise<Readonly<Record<string, unknown>>> {
  const { db } = services;
  const matches = await listMatches(db, organisationId);
  const enrolment = await findEnrolment(db, organisationId);
  const steps = [];
  for (const rows of Map.groupBy(onlyTold(matches), (row) => row.step_id).values()) steps.push(await describeStep(services, db, rows));
  return {
    profile: (await findOwnedProfile(db, organisationId)) ?? null,
    optIns: await listOptIns(db, organisationId),
    inventories: await openInventories(services, organisationId),
    matches: matches.map((row) => describeMatch(services, row)),
    steps,
    enrolment: enrolment ? { ...enrolment, paper: enrolment.paper === null ? null : openPaper(services, organisationId, enrolment.paper) } : null,
    questions: await exportQuestions(services, organisationId),
    marks: [...(await readMarks(services, db, organisationId)).values()],
    windows: await readWindows(services, db, organisationId),
    ...(await exportDeployment(services, organisationId)),
  };
}

/** One list after another is read and opened: each may hold 200,000 rows. */
async function openInventories(services: Services, organisationId: string): Promise<readonly object[]> {
  const opened: object[] = [];
  for (const { id } of await listInventories(services.db, organisationId)) {
    const row = await findInventory(services.db, organisationId, id);
    if (!row) continue; // Taken away by its operator meanwhile.
    const { digest, uploaded_at: uploadedAt, file_name: fileName, content } = row;
    opened.push({ id, fileName: openFileName(services, id, fileName), digest, uploadedAt, ...openInventory(services, id, content) });
  }
  return opened;
}

/** With the operator's own words on it: a step shows those of the least advanced of its matches alone. */
function describeMatch(services: Services, row: MatchRow): object {
  return {
    id: row.id, stepId: row.step_id, advisoryId: row.advisory_id, patchId: row.patch_id, state: row.state, ...openContent(services, row),
    matchedAt: row.matched_at, notifiedAt: row.notified_at, acknowledgedAt: row.acknowledged_at, appliedAt: row.applied_at, scheduledFor: row.scheduled_for, reviewOn: row.review_on,
    statement: row.statement === null ? null : services.keys.open("distribution-statement", row.id, row.statement).toString("utf8"),
  };
}
