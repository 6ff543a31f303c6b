import type { Plan } from "#contracts/distribution";
import { enterByLink } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { NOBODY, Refusal, type Actor, type Services } from "#rooms/platform";
import { moveStep } from "../move-step.ts";
import { readPlan } from "../read-plan.ts";
import { endForms, FORM_AUDIENCE, subjectOf } from "../reminders/mail-operator.ts";
import { wishMails } from "../reminders/set-mail.ts";
import { readOwnDays } from "./own-days.ts";
import { readForm } from "./read-form.ts";

/*
 * The plan without an account and without a script: whoever holds the mailed link acts for the operator it was mailed to, until
 * its end, and sees nothing of anybody else. The ledger names the link.
 */

interface Desk {
  /** The world as the link shows it. */
  readonly services: Services;
  readonly actor: Actor;
  readonly organisationId: string;
}

async function enter(anybody: Services, token: string): Promise<Desk> {
  const { services, subject, by } = await enterByLink(anybody, { audience: FORM_AUDIENCE, token, as: "operator-form" });
  const organisationId = subject.slice(subjectOf("").length);
  return { services, organisationId, actor: { ...NOBODY, personId: by.personId, organisationId } };
}

export interface FormPage {
  readonly organisationId: string;
  readonly plan: Plan;
  /** What came of the answer, in sentences. */
  readonly said: readonly string[];
}

/** The plan behind a mailed link. */
export async function showForm(anybody: Services, token: string): Promise<FormPage> {
  return describe(await enter(anybody, token), []);
}

/** Takes what was sent from the form. What cannot be taken is said on the page, and nothing of it is kept. */
export async function answerForm(anybody: Services, { token, bytes }: { readonly token: string; readonly bytes: Uint8Array }): Promise<FormPage> {
  const desk = await enter(anybody, token);
  return describe(desk, [await take(desk, Buffer.from(bytes).toString("utf8"))]);
}

async function take({ services, actor, organisationId }: Desk, text: string): Promise<string> {
  const answer = readForm(text, await readOwnDays(services, services.db, organisationId));
  if ("fault" in answer) return services.messages.text(`distribution.fault.${answer.fault}`);
  if ("wish" in answer) {
    await services.db.inTransaction(async (tx) => {
      if (answer.wish === "stop") return wishMails(services, tx, { organisationId, mails: "stop", by: actor });
      await endForms(services, tx, organisationId);
      await appendEntry(services, tx, { kind: "distribution.links-ended", subject: organisationId, by: actor, data: {}, visibleTo: [organisationId] });
    });
    return services.messages.text(`distribution.form.done-${answer.wish}`);
  }
  try {
    const step = await moveStep(services, { actor, stepId: answer.stepId, assets: undefined, move: answer.move, channel: "form" });
    return services.messages.text("distribution.form.done", { title: step.title });
  } catch (error) {
    if (error instanceof Refusal) return services.messages.text("distribution.form.not-done", { why: error.message });
    throw error;
  }
}

async function describe({ services, actor, organisationId }: Desk, said: readonly string[]): Promise<FormPage> {
  return { organisationId, plan: await readPlan(services, { actor, organisationId }), said };
}
