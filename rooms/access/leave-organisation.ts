import { appendEntry } from "#rooms/audit";
import { notFound, notify, type Actor, type Services } from "#rooms/platform";
import { findPerson, markLeft, revokeGrantsTo } from "./access.store.ts";
import { revokeLinksTo } from "./links.ts";
import { tellManagers } from "./providers.ts";
import { takeProofsAway } from "./recover-account.ts";

/**
 * A person leaves, by themself or by a manager: from this moment no proof, client or grant of theirs opens anything.
 * Never refused: also the last manager may go, and the administrators are told by the organisation's silence in its list.
 * What they did stays in the record under their name.
 */
export function leaveOrganisation(services: Services, actor: Actor, personId: string): Promise<void> {
  return services.db.inTransaction(async (tx) => {
    const house = tx.asSystem("proofs are the person's own, and a manager ends them");
    const person = await findPerson(house, personId);
    if (!person || (await markLeft(house, personId, services.clock())) === 0) throw notFound();
    await takeProofsAway(services, tx, actor, person);
    const grants = await revokeGrantsTo(house, personId, services.clock());
    for (const audience of ["sign-in", "recovery"]) await revokeLinksTo(services, tx, audience, personId);
    await appendEntry(services, tx, { kind: "access.person-left", subject: personId, by: actor, data: { organisationId: person.organisation_id, grants }, visibleTo: [person.organisation_id] });
    await notify(services, tx, { to: { email: person.email }, kind: "access.left", params: { organisation: person.organisation_name } });
    await tellManagers(services, tx, person.organisation_id, "access.person-left");
    await services.jobs.emit(tx, "access.person-left", { personId, organisationId: person.organisation_id });
  });
}
