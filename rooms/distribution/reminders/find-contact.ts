import { findPersonCard, type PersonCard } from "#rooms/access";
import type { Queryable } from "#rooms/platform";
import type { OperatorRow } from "../distribution.store.ts";
import { getMailWish } from "./set-mail.ts";

/** Who is told for an operator; undefined where nobody can be: they have left, or our mails come back. */
export async function findContact(db: Queryable, operator: Pick<OperatorRow, "organisation_id" | "contact_person_id">): Promise<PersonCard | undefined> {
  return (await getMailWish(db, operator.organisation_id)).bounced_at === null ? findContactPerson(db, operator) : undefined;
}

/** The same whether or not our mails arrive; undefined for who joined on paper without mail. */
export async function findContactPerson(db: Queryable, { contact_person_id: personId }: Pick<OperatorRow, "contact_person_id">): Promise<PersonCard | undefined> {
  return personId === null ? undefined : findPersonCard(db, personId);
}
