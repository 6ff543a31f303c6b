import type { AssignmentRole } from "#contracts/findings";
import { findPersonCard, listHolders, tellHolders, type PersonCard } from "#rooms/access";
import { notify, type Queryable, type Services, type Transaction } from "#rooms/platform";
import { listAssigned } from "./triage/assignments.store.ts";
import { findFinderOrganisations, type FindingRow } from "./findings.store.ts";

/** Tells whoever submitted it; the text says nothing of the content, since mail is not sealed. */
export async function tellFinder(services: Services, tx: Transaction, row: FindingRow, kind: string): Promise<void> {
  const finder = await findPersonCard(tx, row.person_id);
  if (finder) await notify(services, tx, { to: { personId: finder.id, email: finder.email }, kind, params: { id: row.id }, link: `/findings/${row.id}` });
}

export async function tellAnalysts(services: Services, tx: Transaction, { findingId, kind }: { readonly findingId: string; readonly kind: string }): Promise<void> {
  await tellHolders(services, tx, { roles: ["clearinghouse-analyst"], kind, link: `/clearinghouse/findings/${findingId}` });
}

/** Tells those assigned that it is their turn; or, while there is nobody, those who may assign that somebody is needed. */
export async function tellAssigned(services: Services, tx: Transaction, { findingId, role, kind }: { readonly findingId: string; readonly role: AssignmentRole; readonly kind: string }): Promise<void> {
  const assigned = await listAssignedPeople(tx, findingId, role);
  const people = assigned.length > 0 ? assigned : await listAssigners(tx, findingId);
  for (const person of people) await tellPerson(services, tx, person, { kind: assigned.length > 0 ? kind : "findings.needs-assignment", role, findingId });
}

export async function tellPerson(services: Services, tx: Transaction, person: PersonCard, { kind, role, findingId }: { readonly kind: string; readonly role: AssignmentRole; readonly findingId: string }): Promise<void> {
  await notify(services, tx, { to: { personId: person.id, email: person.email }, kind, params: { role: services.messages.text(`findings.role.${role}`) }, link: `/clearinghouse/findings/${findingId}` });
}

/** Whom rooms above tell of a finding's case: its analysts; while there are none, whoever may assign one. */
export async function listToTell(db: Queryable, findingId: string): Promise<readonly PersonCard[]> {
  const assigned = await listAssignedPeople(db, findingId, "analyst");
  return assigned.length > 0 ? assigned : listAssigners(db, findingId);
}

async function listAssignedPeople(db: Queryable, findingId: string, role: AssignmentRole): Promise<readonly PersonCard[]> {
  const ids = await listAssigned(db.asSystem("whoever is assigned is told"), findingId, role);
  return (await Promise.all(ids.map((id) => findPersonCard(db, id)))).filter((person) => person !== undefined);
}

async function listAssigners(db: Queryable, findingId: string): Promise<readonly PersonCard[]> {
  const finders = await findFinderOrganisations(db, findingId);
  const people = [...(await listHolders(db, "clearinghouse-director")), ...(await listHolders(db, "clearinghouse-analyst"))];
  return [...new Map(people.map((person) => [person.id, person])).values()].filter(({ organisationId }) => !finders.includes(organisationId));
}
