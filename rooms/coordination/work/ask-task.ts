import { z } from "zod";
import type { askTask as askTaskBody, taskList } from "#contracts/cases";
import { findPersonCard } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { listToTell } from "#rooms/findings";
import { newId, notFound, notify, type Actor, type Job, type Services, type Transaction } from "#rooms/platform";
import { findParticipant } from "../case/case.store.ts";
import { findTask, finishTask, insertTask, listTasks, markReminded, type TaskRow } from "./case-work.store.ts";
import { CoordinationRefusal } from "../coordination.errors.ts";
import { findCase } from "../coordination.store.ts";
import { mailParticipant } from "../mail/mail-participant.ts";
import { requireParticipant } from "../participants/require-participant.ts";
import { requireOpenCase } from "./threads.ts";

const DAY_MS = 86_400_000;
// A reminder a day ahead leaves a day to act.
const REMIND_AHEAD_MS = DAY_MS;

type By = Pick<Actor, "personId" | "organisationId">;

export interface AskTask extends z.infer<typeof askTaskBody> {
  readonly actor: Actor;
  readonly caseId: string;
}

/** Asks somebody to do something by an instant: a participant, somebody assigned to the case, or whoever coordinates it. */
export async function askTask(services: Services, { actor, caseId, text, dueAt, participantId, personId }: AskTask): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    await requireOpenCase(tx, caseId);
    if (participantId !== undefined && personId !== undefined) throw new CoordinationRefusal("case-rule-broken", "personId: a task is for one, a participant or a person", { field: "personId" });
    if (dueAt <= services.clock().toISOString()) throw new CoordinationRefusal("case-rule-broken", "dueAt: name an instant that lies ahead", { field: "dueAt" });
    const row = await findCase(tx, caseId);
    const coordinators = row ? await listToTell(tx, row.finding_id) : [];
    if (personId !== undefined && !coordinators.some(({ id }) => id === personId)) throw notFound();
    const participant = participantId === undefined ? undefined : await requireParticipant(tx, { caseId, participantId });
    const id = newId("task");
    await insertTask(tx, { id, caseId, kind: "asked", sealed: services.keys.seal("case-task", id, text), participantId: participantId ?? null, personId: personId ?? null, dueAt: new Date(dueAt), askedBy: actor.personId, at: services.clock() });
    await appendEntry(services, tx, { kind: "coordination.task-asked", subject: caseId, by: actor, data: { taskId: id, dueAt, participantId: participantId ?? null, personId: personId ?? null } });
    await services.jobs.enqueue(tx, remindOfTask, { taskId: id }, { startAfter: new Date(Date.parse(dueAt) - REMIND_AHEAD_MS) });
    if (participant) await mailParticipant(services, tx, { participant, kind: "coordination.participant-task", params: { dueAt } });
    else await tellPeople(services, tx, { caseId, people: coordinators.filter((one) => personId === undefined || one.id === personId), kind: "coordination.task" });
  });
}

/** Done by whoever it was for, or by a coordinator for them. */
export async function finish(services: Services, tx: Transaction, { caseId, taskId, by, participantId }: { readonly caseId: string; readonly taskId: string; readonly by: By; readonly participantId?: string }): Promise<void> {
  const task = await findTask(tx, taskId);
  if (task?.case_id !== caseId || (participantId !== undefined && task.participant_id !== participantId)) throw notFound();
  if ((await finishTask(tx, { id: taskId, by: participantId ?? by.personId, at: services.clock() })) === 0) return;
  await appendEntry(services, tx, { kind: "coordination.task-done", subject: caseId, by, data: { taskId } });
}

export async function finishAsCoordinator(services: Services, { actor, caseId, taskId }: { readonly actor: Actor; readonly caseId: string; readonly taskId: string }): Promise<void> {
  await services.db.inTransaction((tx) => finish(services, tx, { caseId, taskId, by: actor }));
}

export async function showTasks(services: Services, caseId: string): Promise<z.infer<typeof taskList>> {
  return { tasks: (await listTasks(services.db, caseId)).map((row) => openTask(services, row)) };
}

export function openTask(services: Services, row: TaskRow): z.infer<typeof taskList>["tasks"][number] {
  return { id: row.id, kind: row.kind, text: services.keys.open("case-task", row.id, row.sealed).toString("utf8"), participantId: row.participant_id, personId: row.person_id, dueAt: row.due_at, at: row.at, doneAt: row.done_at };
}

async function tellPeople(services: Services, tx: Transaction, { caseId, people, kind }: { readonly caseId: string; readonly people: readonly { readonly id: string; readonly email: string }[]; readonly kind: string }): Promise<void> {
  for (const person of people) await notify(services, tx, { to: { personId: person.id, email: person.email }, kind, params: { id: caseId }, link: `/clearinghouse/cases/${caseId}` });
}

const taskPayload = z.object({ taskId: z.string() });

/** Reminds once, a day ahead, of what is not done. */
export const remindOfTask: Job<z.infer<typeof taskPayload>> = {
  name: "coordination.remind-of-task",
  payload: taskPayload,
  run: (services, { taskId }) =>
    services.db.inTransaction(async (tx) => {
      const task = await findTask(tx, taskId);
      const row = task && (await findCase(tx, task.case_id));
      if (!task || !row || row.state === "closed" || (await markReminded(tx, taskId, services.clock())) === 0) return;
      const participant = task.participant_id === null ? undefined : await findParticipant(tx, task.participant_id);
      if (participant) return mailParticipant(services, tx, { participant, kind: "coordination.participant-task", params: { dueAt: task.due_at } });
      const person = task.person_id === null ? undefined : await findPersonCard(tx, task.person_id);
      await tellPeople(services, tx, { caseId: row.id, people: person ? [person] : await listToTell(tx, row.finding_id), kind: "coordination.task" });
    }),
};
