import { z } from "zod";
import { newId, SYSTEM_ACTOR, type Job, type Services } from "#rooms/platform";
import { findOperator, listOperatorIds } from "../distribution.store.ts";
import { isPaused } from "../enrolment/enrolment.store.ts";
import { readPlan } from "../read-plan.ts";
import { isAwaited, isMailDue } from "./mail-pace.ts";
import { getMailWish } from "./set-mail.ts";
import { mailPlanJob } from "./tell-operator.ts";

/** Once a day each operator is looked at; who has something open, and had no mail for as long as it wishes, gets one. */
export const remindEveryOperatorJob: Job<Record<string, never>> = {
  name: "distribution.remind-every-operator",
  payload: z.object({}),
  concurrency: 1,
  schedule: "37 13 * * *",
  run: (services) =>
    services.db.inTransaction(async (tx) => {
      for (const organisationId of await listOperatorIds(tx)) await services.jobs.enqueue(tx, remindOperatorJob, { organisationId });
    }),
};

const payload = z.object({ organisationId: z.string() });

export const remindOperatorJob: Job<z.infer<typeof payload>> = { name: "distribution.remind-operator", payload, run: remindOperator };

async function remindOperator(services: Services, { organisationId }: z.infer<typeof payload>): Promise<void> {
  if (!(await findOperator(services.db, organisationId)) || (await isPaused(services.db, organisationId))) return; // It has left meanwhile, or wants a pause.
  const { mails, every_days: everyDays, last_sent_at: lastSentAt } = await getMailWish(services.db, organisationId);
  const at = services.clock();
  if (isMailDue("distribution.reminder", { mails, everyDays, lastSentAt }, { at, since: at.toISOString() }) !== "now") return;
  const plan = await readPlan(services, { actor: { ...SYSTEM_ACTOR, organisationId }, organisationId });
  if (!isAwaited(plan.steps, plan.asOf)) return;
  await services.db.inTransaction((tx) => services.jobs.enqueue(tx, mailPlanJob, { mailId: newId("mail"), organisationId, kind: "distribution.reminder", since: at.toISOString() }));
}
