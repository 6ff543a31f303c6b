import { appendEntry } from "#rooms/audit";
import { SYSTEM_ACTOR, type Job, type Services, type Transaction } from "#rooms/platform";
import { z } from "zod";
import { findParticipant, type ParticipantRow } from "../case/case.store.ts";
import { DEADLINES } from "../case/move-case.ts";
import { findProject, lockCase, type CaseRow } from "../coordination.store.ts";
import { getPolicyOf } from "../embargo/embargo-policy.store.ts";
import { mailMaintainer } from "../mail/mail-maintainer.ts";
import { readTriedAddresses } from "../mail/mail-tickets.ts";
import { readWish } from "../mail/stop-mails.ts";
import { findUntried } from "../maintainer/contact-book.ts";
import { tellCoordinators } from "../tell-coordinators.ts";
import { findTask, insertTask, silenceTask } from "./case-work.store.ts";

/*
 * Somebody was told of a report and has not said a word for the policy's days. What comes next is the policy's word:
 *
 *   task          somebody decides
 *   next-contact  the project's next contact on file is written to, and looked at again after as many days; when none is
 *                 left, as hand-off
 *   hand-off      whoever coordinates is asked to take the case to somebody else's desk
 *
 * Whoever answered meanwhile is left alone. Silence is never taken for an answer.
 */
const DAY_MS = 86_400_000;

const payload = z.object({ caseId: z.string(), participantId: z.string(), /** Since when nothing was heard; without it since they were told. */ since: z.string().optional() });

export const noteSilence: Job<z.infer<typeof payload>> = {
  name: DEADLINES.silence.name,
  payload,
  run: (services, { caseId, participantId, since }) =>
    services.db.inTransaction(async (tx) => {
      const row = await lockCase(tx, caseId);
      const participant = await findParticipant(tx, participantId);
      if (row?.state !== "open" || !participant || !isSilent(participant)) return;
      const { silenceDays: days, onSilence } = await getPolicyOf(tx, caseId);
      const isOver = services.clock().getTime() >= Date.parse(since ?? participant.told_at ?? "") + days * DAY_MS;
      if (!isOver || (await findTask(tx, silenceTask(participantId)))) return;
      if (onSilence === "next-contact" && participant.is_maintainer && (await tryNextContact(services, tx, { row, participantId, days }))) return;
      await askCoordinators(services, tx, { row, participantId, days, next: onSilence === "task" ? "task" : "hand-off" });
    }),
};

function isSilent({ rm, told_at, heard_at, left_at }: ParticipantRow): boolean {
  return rm === "RECEIVED" && told_at !== null && heard_at === null && left_at === null;
}

interface Silent {
  readonly row: CaseRow;
  readonly participantId: string;
  readonly days: number;
}

/** False when nobody is left to write to, or the maintainer wants no mails: who stopped them is there. */
async function tryNextContact(services: Services, tx: Transaction, { row, participantId, days }: Silent): Promise<boolean> {
  const project = await findProject(tx, row.project_id);
  const next = project && (await readWish(tx, row)) === "send" ? await findUntried(services, tx, project, await readTriedAddresses(services, tx, row.id)) : undefined;
  if (next === undefined) return false;
  await mailMaintainer(services, tx, { row, kind: "coordination.next-contact", params: { days }, to: next });
  await appendEntry(services, tx, { kind: "coordination.next-contact-tried", subject: row.id, by: SYSTEM_ACTOR, data: { participantId, days } });
  await tellCoordinators(services, tx, { row, kind: "coordination.next-contact-tried" });
  const at = services.clock();
  await services.jobs.enqueue(tx, noteSilence, { caseId: row.id, participantId, since: at.toISOString() }, { startAfter: new Date(at.getTime() + days * DAY_MS) });
  return true;
}

/** One task, whose notice leads to where it is done. */
async function askCoordinators(services: Services, tx: Transaction, { row, participantId, days, next }: Silent & { readonly next: "task" | "hand-off" }): Promise<void> {
  const at = services.clock();
  const id = silenceTask(participantId);
  await insertTask(tx, { id, caseId: row.id, kind: "silence", sealed: services.keys.seal("case-task", id, services.messages.text(`coordination.silence.${next}`, { days })), participantId: null, personId: null, dueAt: new Date(at.getTime() + DAY_MS), askedBy: null, at });
  await appendEntry(services, tx, { kind: "coordination.participant-silent", subject: row.id, by: SYSTEM_ACTOR, data: { participantId, next, days } });
  if (next === "hand-off") await tellCoordinators(services, tx, { row, kind: "coordination.silence-hand-off", page: "hand-off" });
  else await tellCoordinators(services, tx, { row, kind: "coordination.silence", page: "tasks" });
}
