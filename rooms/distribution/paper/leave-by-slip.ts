import { forgetOrganisation } from "#rooms/access";
import { NOBODY, notFound, type Services } from "#rooms/platform";
import { findOperator } from "../distribution.store.ts";
import { eraseOperator } from "../enrol-operator.ts";
import { findOperatorOfPaper } from "./paper.store.ts";
import { hashNumber, paperSubject, readSlip } from "./slip.ts";

/** The operator that a slip is of; one that is made up and one whose operator has left are one answer. */
export async function openSlip(services: Services, slip: string): Promise<string> {
  const formNumber = readSlip(services, slip);
  const house = services.db.asSystem("whoever holds a slip is nobody yet, and no row of its operator is theirs");
  const organisationId = formNumber && (await findOperatorOfPaper(house, hashNumber(services, formNumber)));
  if (!organisationId) throw notFound();
  return organisationId;
}

/**
 * Ends what was begun on paper, without an account: everything kept of the operator is erased, and where no person of it is here,
 * its name too, so that it can join again.
 */
export async function leaveBySlip(anybody: Services, slip: string): Promise<string> {
  const organisationId = await openSlip(anybody, slip);
  const actor = { ...NOBODY, organisationId, subject: paperSubject(organisationId) };
  const services = anybody.as(actor);
  await services.db.inTransaction(async (tx) => {
    const operator = await findOperator(tx, organisationId);
    await eraseOperator(services, tx, actor);
    if (operator?.contact_person_id === null) await forgetOrganisation(services, tx, { actor, organisationId });
  });
  return organisationId;
}
