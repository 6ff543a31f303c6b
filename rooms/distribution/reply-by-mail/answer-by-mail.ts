import { dropControls, newId, NOBODY, type Actor, type IncomingMail, type Mailbox, type Services } from "#rooms/platform";
import { lockOperator } from "../distribution.store.ts";
import { readOwnDays } from "../forms/own-days.ts";
import { readPlan } from "../read-plan.ts";
import { findContactPerson } from "../reminders/find-contact.ts";
import { loseContact } from "../reminders/lose-contact.ts";
import { mailOperator, readReplyAddress, subjectOf } from "../reminders/mail-operator.ts";
import { takeMailAnswer, type MailTicketRow } from "../reminders/mails.store.ts";
import { sayInMail, stepsInMail } from "../reminders/mail-pace.ts";
import { getMailWish, reachAgain } from "../reminders/set-mail.ts";
import { carryOut } from "./carry-out.ts";
import { dropQuoted, isFromProgram, isReturned, readSaid } from "./read-reply.ts";

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
    if (!isFromProgram(mail.headers ?? {}, mail.from)) await takeReply(services, ticket, { text: dropQuoted(dropControls(mail.text)), subject });
  },
};

async function takeReply(anybody: Services, ticket: MailTicketRow, { text, subject }: { readonly text: string; readonly subject: string }): Promise<void> {
  const organisationId = ticket.organisation_id;
  const services = anybody.as({ ...NOBODY, personId: ticket.id, subject: subjectOf(organisationId) });
  const actor: Actor = { ...NOBODY, personId: ticket.id, organisationId };
  const isAllowed = await services.db.inTransaction((tx) => takeMailAnswer(tx, ticket.id, ANSWERS_PER_MAIL));
  if (!isAllowed) return;
  // Somebody read it and answered.
  await services.db.inTransaction(async (tx) => {
    if (await lockOperator(tx, organisationId)) await reachAgain(services, tx, organisationId);
  });
  const done: string[] = [];
  for (const answer of readSaid(text, subject, await readOwnDays(services, services.db, organisationId))) done.push(await carryOut(services, { actor, ticket, answer }));
  const said = done.length === 0 ? [services.messages.text(`distribution.mail.not-understood${ticket.step_ids.length === 0 ? "-link" : ""}`)] : [...new Set(done)];
  const plan = await readPlan(services, { actor, organisationId });
  await services.db.inTransaction(async (tx) => {
    const operator = await lockOperator(tx, organisationId);
    const contact = operator && (await findContactPerson(tx, operator));
    if (!contact) return;
    const steps = stepsInMail((await getMailWish(tx, organisationId)).says, plan.steps);
    const open = sayInMail(steps, plan.waiting, services.messages.text);
    await mailOperator(services, tx, { id: newId("mail"), organisationId, email: contact.email, kind: "distribution.answered", says: [...said, ...open].join("\n\n"), stepIds: steps.map(({ id }) => id), isAnswer: true });
  });
}
