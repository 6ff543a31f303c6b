import { findPersonCard, listHoldersOf, type PersonCard } from "#rooms/access";
import type { Queryable } from "#rooms/platform";
import type { OperatorRow } from "../distribution.store.ts";
import { getMailWish } from "./set-mail.ts";

/** Who is told for an operator; undefined where nobody can be: they have left, or our mails come back. */
export async function findContact(db: Queryable, operator: Pick<OperatorRow, "organisation_id" | "contact_person_id">): Promise<PersonCard | undefined> {
  return (await getMailWish(db, operator.organisation_id)).bounced_at === null ? findContactPerson(db, operator) : undefined;
}

/**
 * The same whether or not our mails arrive. Where the person who is told has left, a colleague is: one who works with the plan
 * before one of an authority. Undefined for who joined on paper without mail, and where nobody is left.
 */
export async function findContactPerson(db: Queryable, { organisation_id: organisationId, contact_person_id: personId }: Pick<OperatorRow, "organisation_id" | "contact_person_id">): Promise<PersonCard | undefined> {
  if (personId === null) return undefined;
  const named = await findPersonCard(db, personId);
  return named ?? (await listHoldersOf(db, organisationId, "operator"))[0] ?? (await listHoldersOf(db, organisationId, "state-local-authority"))[0];
}
