import { dropControls, newId, NOBODY, Refusal, type Actor, type IncomingMail, type Mailbox, type Services } from "#rooms/platform";
import { lockOperator } from "../distribution.store.ts";
import { moveStep } from "../move-step.ts";
import { readPlan } from "../read-plan.ts";
import { findContactPerson } from "../reminders/find-contact.ts";
import { loseContact } from "../reminders/lose-contact.ts";
import { mailOperator, readReplyAddress, subjectOf } from "../reminders/mail-operator.ts";
import { takeMailAnswer, type MailTicketRow } from "../reminders/mails.store.ts";
import { sayInMail } from "../reminders/mail-pace.ts";
import { changeMailWish, getMailWish, wishMails } from "../reminders/set-mail.ts";
import { dropQuoted, isFromProgram, isReturned, readSaid, type Said } from "./read-reply.ts";

// More answers to one mail than a person sends; two programs that talk to each other end here.
const ANSWERS_PER_MAIL = 8;

/**
 * Takes replies to our mails to operators. A From line proves nothing and decides nothing: whoever has the mail acts for the
 * operator that it was written to, for as long as it lasts. What was understood, and what not, is answered to the operator's own
 * address, never to the one that wrote, and never to a program.
 */
export const planMailbox: Mailbox = {
  accepts: async (services, address) => (await readReplyAddress(services, services.db, address)) !== undefined,
  receive: async (services, mail: IncomingMail) => {
    const ticket = await readReplyAddress(services, services.db, mail.to);
    if (!ticket || ticket.ended || ticket.expires_at <= services.clock().toISOString()) return;
    const subject = dropControls(mail.subject);
    if (isReturned(mail.from, subject)) return loseContact(services, ticket.organisation_id);
    if (!isFromProgram(mail.headers ?? {}, mail.from)) await takeReply(services, ticket, readSaid(dropQuoted(dropControls(mail.text)), subject, services.clock().toISOString()));
  },
};

async function takeReply(anybody: Services, ticket: MailTicketRow, answers: readonly Said[]): Promise<void> {
  const organisationId = ticket.organisation_id;
  const services = anybody.as({ ...NOBODY, personId: ticket.id, subject: subjectOf(organisationId) });
  const actor: Actor = { ...NOBODY, personId: ticket.id, organisationId };
  const isAllowed = await services.db.inTransaction((tx) => takeMailAnswer(tx, ticket.id, ANSWERS_PER_MAIL));
  if (!isAllowed) return;
  const done: string[] = [];
  for (const answer of answers) done.push(await carryOut(services, { actor, ticket, answer }));
  const said = answers.length === 0 ? [services.messages.text("distribution.mail.not-understood")] : done;
  const plan = await readPlan(services, { actor, organisationId });
  await services.db.inTransaction(async (tx) => {
    const operator = await lockOperator(tx, organisationId);
    const contact = operator && (await findContactPerson(tx, operator));
    if (!contact) return;
    const { bounced_at: bouncedAt, says } = await getMailWish(tx, organisationId);
    // Somebody read it and answered.
    if (bouncedAt !== null) await changeMailWish(tx, organisationId, { bounced_at: null });
    const open = sayInMail(says === "steps" ? plan.steps : [], plan.waiting, services.messages.text);
    await mailOperator(services, tx, { id: newId("mail"), organisationId, email: contact.email, kind: "distribution.answered", says: [...said, ...open].join("\n\n"), stepIds: plan.steps.map(({ id }) => id), isAnswer: true });
  });
}

/** Each answer stands alone: one that cannot be taken keeps back no other. @returns what came of it, in a sentence */
async function carryOut(services: Services, { actor, ticket, answer }: { readonly actor: Actor; readonly ticket: MailTicketRow; readonly answer: Said }): Promise<string> {
  const { text } = services.messages;
  if ("wish" in answer) {
    await services.db.inTransaction((tx) => wishMails(services, tx, { organisationId: ticket.organisation_id, mails: answer.wish, by: actor }));
    return text(`distribution.mail.wish-${answer.wish}`);
  }
  const { number } = answer;
  if ("lacks" in answer) return text(`distribution.mail.lacks-${answer.lacks}`, { number });
  const stepId = ticket.step_ids[number - 1];
  if (stepId === undefined) return text("distribution.mail.no-such-step", { number, count: ticket.step_ids.length });
  try {
    await moveStep(services, { actor, stepId, assets: undefined, move: answer.move, channel: "mail" });
    return text(`distribution.mail.took-${answer.move.action}`, { number, day: "reviewOn" in answer.move ? answer.move.reviewOn.slice(0, 10) : "at" in answer.move ? answer.move.at.slice(0, 10) : "" });
  } catch (error) {
    if (error instanceof Refusal) return text("distribution.mail.not-taken", { number, why: error.message });
    throw error;
  }
}
