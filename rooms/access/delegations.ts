import { appendEntry } from "#rooms/audit";
import { newId, notFound, type Actor, type Queryable, type Services } from "#rooms/platform";
import { findOrganisation, listPeople } from "./access.store.ts";
import { endNotValid } from "./clients.ts";
import { endDelegation, findDelegation, insertDelegation, listDelegations, type DelegationRow } from "./delegations.store.ts";
import { listHoldersOf, type PersonCard } from "./people.ts";
import { tellManagers } from "./providers.ts";
import { isSealed, sealRow } from "./row-seals.ts";

// An operator decides anew each year who acts for it.
const LONGEST_DAYS = 366;

/** Names another organisation as the own one's delegate until an end. Both see it, and either's people may end it. */
export function nameDelegate(services: Services, actor: Actor, { delegateOrganisationId, until }: { readonly delegateOrganisationId: string; readonly until: Date }): Promise<string> {
  const at = services.clock();
  if (until <= at || until.getTime() > at.getTime() + LONGEST_DAYS * 86_400_000) throw endNotValid("until", LONGEST_DAYS);
  return services.db.inTransaction(async (tx) => {
    const house = tx.asSystem("the delegate is another organisation");
    const delegate = await findOrganisation(house, delegateOrganisationId);
    const acts = delegate && delegateOrganisationId !== actor.organisationId && (await listPeople(house, delegateOrganisationId)).some(({ roles }) => roles.includes("operator-delegate"));
    if (!acts) throw notFound();
    const id = newId("dlg");
    await insertDelegation(tx, { id, organisationId: actor.organisationId, delegateOrganisationId, namedBy: actor.personId, at, until });
    await sealRow(services, tx, "delegation", id);
    await appendEntry(services, tx, { kind: "access.delegate-named", subject: id, by: actor, data: { delegateOrganisationId, until: until.toISOString() }, visibleTo: [delegateOrganisationId] });
    await tellManagers(services, tx, delegateOrganisationId, "access.delegate-named");
    return id;
  });
}

/** Ends a delegation now. */
export function revokeDelegation(services: Services, actor: Actor, delegationId: string): Promise<void> {
  return services.db.inTransaction(async (tx) => {
    const delegation = await findDelegation(tx, delegationId);
    if (!delegation || (await endDelegation(tx, delegationId, services.clock())) === 0) throw notFound();
    await appendEntry(services, tx, { kind: "access.delegate-ended", subject: delegationId, by: actor, data: {}, visibleTo: [delegation.organisation_id, delegation.delegate_organisation_id] });
    await tellManagers(services, tx, delegation.delegate_organisation_id, "access.delegate-ended");
  });
}

/** The delegations of an organisation, given and received, newest first. */
export function listOwnDelegations(db: Queryable, organisationId: string): Promise<DelegationRow[]> {
  return listDelegations(db, organisationId);
}

/** Who acts for an organisation now: of each organisation that it named its delegate through us, those who hold the role. */
export async function listPeopleActingFor(services: Services, db: Queryable, organisationId: string): Promise<readonly PersonCard[]> {
  const now = services.clock().toISOString();
  const house = db.asSystem("whoever tells an organisation tells its delegates");
  const people = new Map<string, PersonCard>();
  for (const row of await listDelegations(house, organisationId)) {
    if (row.organisation_id !== organisationId || row.revoked_at !== null || row.until <= now || !(await isSealed(services, house, "delegation", row.id))) continue;
    for (const person of await listHoldersOf(house, row.delegate_organisation_id, "operator-delegate")) people.set(person.id, person);
  }
  return [...people.values()];
}
