import type { AgencyList } from "#contracts/directives";
import { findOrganisationCard, findPersonCard, isAllowed, listHolders } from "#rooms/access";
import type { Actor, Services } from "#rooms/platform";
import { listListed, listWaitingChanges } from "./agencies.store.ts";

/** The list as officers keep it: who is on it, what waits for a second officer, and who could be listed. */
export async function showAgencies(services: Services, actor: Actor): Promise<AgencyList> {
  const listed = await listListed(services.db);
  const rows = await listWaitingChanges(services.db);
  const waiting: AgencyList["waiting"] = [];
  for (const { id, organisation_id: organisationId, name, change, reason, proposed_by: proposedBy, proposed_at: proposedAt } of rows) {
    waiting.push({
      id, organisationId, name, change, reason, proposedAt,
      proposedByName: (await findPersonCard(services.db, proposedBy))?.name ?? "",
      // Whether a button is shown; the fresh proof is asked for when it is pressed.
      mayConfirm: isAllowed({ ...actor, steppedUp: true }, "obligations:confirm-agency-change", { type: "AgencyChange", id, facts: { proposers: [{ type: "Person", id: proposedBy }] } }),
    });
  }
  const taken = new Set([...listed, ...rows].map((row) => row.organisation_id));
  return {
    agencies: listed.map((row) => ({ organisationId: row.organisation_id, name: row.name, listedAt: row.listed_at })),
    waiting,
    candidates: await findCandidates(services, taken),
  };
}

/** Who has nobody in the role of CISO here could do nothing with what a directive asks. */
async function findCandidates({ db }: Services, taken: ReadonlySet<string>): Promise<AgencyList["candidates"]> {
  const houses = new Set((await listHolders(db, "agency-ciso")).map((person) => person.organisationId).filter((id) => !taken.has(id)));
  const candidates: AgencyList["candidates"] = [];
  for (const id of houses) {
    const card = await findOrganisationCard(db, id);
    if (card?.kind === "government") candidates.push({ organisationId: id, name: card.name });
  }
  return candidates.toSorted((a, b) => a.name.localeCompare(b.name, "en"));
}
