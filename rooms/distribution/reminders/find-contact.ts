import { findPersonCard, type PersonCard } from "#rooms/access";
import type { Queryable } from "#rooms/platform";
import type { OperatorRow } from "../distribution.store.ts";
import { getMailWish } from "./set-mail.ts";

/** Who is told for an operator; undefined where nobody can be: they have left, or our mails come back. */
export async function findContact(db: Queryable, operator: Pick<OperatorRow, "organisation_id" | "contact_person_id">): Promise<PersonCard | undefined> {
  return (await getMailWish(db, operator.organisation_id)).bounced_at === null ? findPersonCard(db, operator.contact_person_id) : undefined;
}
