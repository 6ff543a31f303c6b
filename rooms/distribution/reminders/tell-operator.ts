import { z } from "zod";
import { findOrganisationCard, listPeopleActingFor, tellHolders } from "#rooms/access";
import { newId, notify, SYSTEM_ACTOR, type Job, type Queryable, type Services, type Transaction } from "#rooms/platform";
import { lockOperator, type OperatorRow } from "../distribution.store.ts";
import { findEnrolment, isPaused } from "../enrolment/enrolment.store.ts";
import { openPaper } from "../paper/sealed-paper.ts";
import { readPlan } from "../read-plan.ts";
import { findContact, findContactPerson } from "./find-contact.ts";
import { mailOperator } from "./mail-operator.ts";
import { isMailDue, sayInMail, stepsInMail, type MailKind } from "./mail-pace.ts";
import { changeMailWish, getMailWish } from "./set-mail.ts";

/** Tells an operator, in its inbox at once, and by mail as it wishes. */
export async function tellOperator(services: Services, tx: Transaction, { operator, kind }: { readonly operator: OperatorRow; readonly kind: MailKind }): Promise<void> {
  if (await isLeftAlone(tx, operator, kind)) return;
  await tellDelegates(services, tx, { operator, kind });
  if (operator.contact_person_id === null) return haveTold(services, tx, { operator, kind });
  // Its inbox is here whether or not our mails arrive.
  const contact = await findContactPerson(tx, operator);
  if (!contact) return;
  await notify(services, tx, { to: { personId: contact.id }, kind, link: pageOf(kind) });
  await services.jobs.enqueue(tx, mailPlanJob, { mailId: newId("mail"), organisationId: operator.organisation_id, kind, since: services.clock().toISOString() });
}

function pageOf(kind: MailKind): string {
  return kind === "distribution.notice" ? "/operator/notices" : "/operator/plan";
}

/** Whoever acts for an operator hears of it when the operator does, in the inbox alone: whose it is, and none of what it owns. */
async function tellDelegates(services: Services, tx: Transaction, { operator: { organisation_id: organisationId }, kind }: { readonly operator: OperatorRow; readonly kind: MailKind }): Promise<void> {
  const people = await listPeopleActingFor(services, tx, organisationId);
  if (people.length === 0) return;
  const { text } = services.messages;
  const organisation = (await findOrganisationCard(tx, organisationId))?.name ?? organisationId;
  const params = { organisation, title: text(`${kind}.title`), says: text(`${kind}.body`) };
  for (const { id } of people) await notify(services, tx, { to: { personId: id }, kind: "distribution.told-for", params, link: `${pageOf(kind)}?organisation=${organisationId}` });
}

/** Who joined on paper without mail is told by somebody of the house, who learns the form's number and none of what it owns. */
async function haveTold(services: Services, tx: Transaction, { operator, kind }: { readonly operator: OperatorRow; readonly kind: MailKind }): Promise<void> {
  const paper = (await findEnrolment(tx, operator.organisation_id))?.paper;
  if (!paper) return;
  const { formNumber } = openPaper(services, operator.organisation_id, paper);
  await tellHolders(services, tx, { roles: ["clearinghouse-analyst"], kind: "distribution.to-be-told", link: "/distribution/paper/tell", params: { number: formNumber, says: services.messages.text(`${kind}.body`) } });
}

/** Who has paused is told of nothing but what was called back, which may be installed already. */
async function isLeftAlone(db: Queryable, operator: OperatorRow, kind: MailKind): Promise<boolean> {
  return kind !== "distribution.recalled" && kind !== "distribution.notice-recalled" && (await isPaused(db, operator.organisation_id));
}

const about = z.object({ organisationId: z.string(), kind: z.enum(["distribution.affected", "distribution.recalled", "distribution.asked-again", "distribution.reminder", "distribution.notice", "distribution.notice-recalled"]) });

/** The same for what cannot wait for it in its own transaction. */
export const tellOperatorJob: Job<z.infer<typeof about>> = {
  name: "distribution.tell-operator",
  payload: about,
  run: (services, { organisationId, kind }) =>
    services.db.inTransaction(async (tx) => {
      const operator = await lockOperator(tx, organisationId);
      if (operator) await tellOperator(services, tx, { operator, kind });
    }),
};

/** `since`: when there was something to tell; a mail after that has told it. */
const payload = about.extend({ mailId: z.string(), since: z.string() });

/** After what there is to tell is stored: one mail with all that is open, however many things came together. */
export const mailPlanJob: Job<z.infer<typeof payload>> = { name: "distribution.mail-plan", payload, run: mailPlan };

async function mailPlan(services: Services, { mailId, organisationId, kind, since }: z.infer<typeof payload>): Promise<void> {
  const plan = await readPlan(services, { actor: { ...SYSTEM_ACTOR, organisationId }, organisationId });
  await services.db.inTransaction(async (tx) => {
    const operator = await lockOperator(tx, organisationId);
    const contact = operator && (await findContact(tx, operator));
    // It has left or paused meanwhile, or our mails come back.
    if (!contact || (await isLeftAlone(tx, operator, kind))) return;
    const wish = await getMailWish(tx, organisationId);
    const at = services.clock();
    const isDue = isMailDue(kind, { mails: wish.mails, everyDays: wish.every_days, lastSentAt: wish.last_sent_at }, { at, since });
    if (isDue === "never") return;
    if (isDue !== "now") {
      // What comes meanwhile goes into the same mail.
      await services.jobs.enqueue(tx, mailPlanJob, { mailId, organisationId, kind, since }, { startAfter: isDue });
      return;
    }
    const steps = stepsInMail(wish.says, plan.steps);
    const says = [services.messages.text(`${kind}.body`), ...sayInMail(steps, plan.waiting, services.messages.text)].join("\n\n");
    const isNew = await mailOperator(services, tx, { id: mailId, organisationId, email: contact.email, kind, says, stepIds: steps.map(({ id }) => id), isAnswer: false });
    if (isNew) await changeMailWish(tx, organisationId, { last_sent_at: at.toISOString() });
  });
}
