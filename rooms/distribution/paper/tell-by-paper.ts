import type { PaperAnswer, PaperPlan } from "#contracts/enrolment";
import { printText } from "#engines/exposure";
import { recordRead } from "#rooms/access";
import { NOBODY, notFound, type Actor, type Services } from "#rooms/platform";
import { DistributionRefusal } from "../distribution.errors.ts";
import { findOperator, findStepOwner } from "../distribution.store.ts";
import { findEnrolment } from "../enrolment/enrolment.store.ts";
import { moveStep } from "../move-step.ts";
import { readPlan } from "../read-plan.ts";
import { readPaperNumber } from "./paper-number.rules.ts";
import { findOperatorOfPaper } from "./paper.store.ts";
import { openPaper, type PaperRecord } from "./sealed-paper.ts";
import { hashNumber, paperSubject } from "./slip.ts";

/*
 * Who joined on paper without mail has no account, and nobody of its own opens its plan: somebody of the house reads it out or sends
 * it, by the number of the form, and types in what it says. Each look is a read that the operator sees once it has an account, and
 * from then on this way is closed.
 */

interface Desk {
  /** The world as that operator has it, for this one act. */
  readonly services: Services;
  readonly organisationId: string;
  readonly paper: PaperRecord;
}

async function enter(anybody: Services, { actor, formNumber }: { readonly actor: Actor; readonly formNumber: string }): Promise<Desk> {
  const number = readPaperNumber(formNumber);
  const house = anybody.db.asSystem("whoever tells an operator without an account has the number of its form, and no row of it is theirs");
  const organisationId = number && (await findOperatorOfPaper(house, hashNumber(anybody, number)));
  if (!organisationId) throw notToldByUs();
  const services = anybody.as({ ...NOBODY, personId: actor.personId, subject: paperSubject(organisationId) });
  const operator = await findOperator(services.db, organisationId);
  const sealed = (await findEnrolment(services.db, organisationId))?.paper;
  if (operator?.contact_person_id !== null || !sealed) throw notToldByUs();
  return { services, organisationId, paper: openPaper(services, organisationId, sealed) };
}

/** Made up, left, and with an account are one answer. */
function notToldByUs(): DistributionRefusal {
  return new DistributionRefusal("not-told-by-us", "formNumber: we tell nobody by this form; look at the number, or enter their newest form", { field: "formNumber" });
}

/** The plan of an operator that we tell, to be read out or printed. */
export async function showPaperPlan(anybody: Services, input: { readonly actor: Actor; readonly formNumber: string }): Promise<PaperPlan> {
  return describe(anybody, input.actor, await enter(anybody, input));
}

/** What such an operator said of a step, for all of the step's assets that it fits. */
export async function answerForPaper(anybody: Services, { actor, stepId, answer, formNumber }: { readonly actor: Actor; readonly formNumber: string; readonly stepId: string; readonly answer: PaperAnswer }): Promise<PaperPlan> {
  const desk = await enter(anybody, { actor, formNumber });
  const { services, organisationId } = desk;
  if ((await findStepOwner(services.db, stepId)) !== organisationId) throw notFound();
  await moveStep(services, { actor: { ...NOBODY, personId: actor.personId, organisationId }, stepId, assets: undefined, move: answer, channel: "telephone" });
  return describe(anybody, actor, desk);
}

async function describe(anybody: Services, actor: Actor, { services, organisationId, paper }: Desk): Promise<PaperPlan> {
  // As whoever reads, before anything is shown.
  await anybody.db.inTransaction((tx) => recordRead(anybody, tx, { actor, ownerOrganisationId: organisationId, subject: organisationId, purpose: "told-by-telephone-or-post", what: "plan" }));
  const plan = await readPlan(services, { actor: { ...NOBODY, organisationId }, organisationId });
  return {
    formNumber: paper.formNumber, organisationId, by: paper.by, helper: paper.helper,
    printed: printText(plan, services.messages.text),
    steps: plan.steps.map(({ id, title, may }) => ({ id, title, may })),
  };
}
