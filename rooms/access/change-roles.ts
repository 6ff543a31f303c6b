import type { Role } from "#contracts/access";
import { appendEntry } from "#rooms/audit";
import { notFound, notify, type Actor, type Services, type Transaction } from "#rooms/platform";
import { findPerson, saveRoles } from "./access.store.ts";
import { sealRow } from "./row-seals.ts";
import { endSessionsOf } from "./sessions.ts";

/** Gives a person other roles. Their sessions end, so that nothing goes on under the former ones. */
export async function changeRoles(services: Services, tx: Transaction, actor: Actor, { personId, roles }: { readonly personId: string; readonly roles: readonly Role[] }): Promise<string> {
  const house = tx.asSystem("a second person may carry this out");
  const person = await findPerson(house, personId);
  if (!person) throw notFound();
  await saveRoles(house, personId, roles);
  await sealRow(services, house, "person", personId);
  await appendEntry(services, tx, { kind: "access.roles-changed", subject: personId, by: actor, data: { from: person.roles, to: [...roles] }, visibleTo: [person.organisation_id] });
  await endSessionsOf(services, tx, { actor, personId, reason: "roles-changed" });
  await notify(services, tx, { to: { personId, email: person.email }, kind: "access.roles-changed", link: "/account" });
  return personId;
}
