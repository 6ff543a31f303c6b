import { NOBODY, notFound, type Services } from "#rooms/platform";
import { leave } from "../enrol-operator.ts";
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

/** Ends what was begun on paper, without an account: everything kept of the operator is erased. */
export async function leaveBySlip(anybody: Services, slip: string): Promise<string> {
  const organisationId = await openSlip(anybody, slip);
  const actor = { ...NOBODY, organisationId, subject: paperSubject(organisationId) };
  await leave(anybody.as(actor), actor);
  return organisationId;
}
