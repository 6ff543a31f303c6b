import { Refusal, type Actor, type Services } from "#rooms/platform";
import { onlyTold } from "../describe-step.ts";
import { listMatchesOfStep } from "../distribution.store.ts";
import { moveStep } from "../move-step.ts";
import { describeStep } from "../read-plan.ts";
import type { MailTicketRow } from "../reminders/mails.store.ts";
import { getMailWish, wishMails, wishSteps } from "../reminders/set-mail.ts";
import type { Said } from "./read-reply.ts";

interface Answered {
  readonly actor: Actor;
  /** Of the mail that is answered. */
  readonly ticket: MailTicketRow;
  readonly answer: Said;
}

/** Each answer stands alone: one that cannot be taken keeps back no other. @returns what came of it, in a sentence */
export async function carryOut(services: Services, { actor, ticket, answer }: Answered): Promise<string> {
  const { text } = services.messages;
  if ("wish" in answer) {
    const { wish } = answer;
    const whose = { organisationId: ticket.organisation_id, by: actor };
    await services.db.inTransaction((tx) => (wish === "steps" ? wishSteps(services, tx, whose) : wishMails(services, tx, { ...whose, mails: wish })));
    return text(`distribution.mail.wish-${wish}`);
  }
  const { number } = answer;
  // A number from anywhere else, such as a page whose order has changed since, may mean another step.
  if (ticket.step_ids.length === 0) return text("distribution.mail.no-numbers");
  const stepId = ticket.step_ids[number - 1];
  const step = stepId === undefined ? String(number) : await nameStep(services, ticket.organisation_id, { stepId, number });
  if ("lacks" in answer) return text(`distribution.mail.lacks-${answer.lacks}`, { number, step });
  if (stepId === undefined) return text("distribution.mail.no-such-step", { number, count: ticket.step_ids.length });
  try {
    await moveStep(services, { actor, stepId, assets: undefined, move: answer.move, channel: "mail" });
    return text(`distribution.mail.took-${answer.move.action}`, { number, step, day: answer.day ?? "" });
  } catch (error) {
    if (error instanceof Refusal) return text("distribution.mail.not-taken", { step, why: error.message });
    throw error;
  }
}

/** The number, and what it stands for where the operator wishes to read that in mails. */
async function nameStep(services: Services, organisationId: string, { stepId, number }: { readonly stepId: string; readonly number: number }): Promise<string> {
  const rows = onlyTold(await listMatchesOfStep(services.db, organisationId, stepId));
  if (rows.length === 0 || (await getMailWish(services.db, organisationId)).says === "link") return String(number);
  return `${number} (${(await describeStep(services, services.db, rows)).title})`;
}
