import type { Branch, ProposeAgency } from "#contracts/directives";
import { findOrganisationCard, tellHolders } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { newId, type Actor, type Services, type Transaction } from "#rooms/platform";
import { AgencyRefusal, notAnAgency } from "./agencies.errors.ts";
import { findListed, insertChange } from "./agencies.store.ts";

/*
 * Whom directives bind is one list, kept by two directive officers:
 *
 *   waits → confirmed    by another officer than who proposed it: the agency is on the list, or off it
 *   waits → withdrawn    by any of them
 */

/** Why an organisation of another branch is never listed (INV-19; 44 U.S.C. 3553(d), (e)). */
const NEVER: Readonly<Record<Exclude<Branch, "fceb">, string>> = {
  defense: "The War side and National Security Systems have taskings of their own and another installation; a civil directive never binds them.",
  intelligence: "A civil directive never binds the intelligence community.",
  legislative: "A civil directive never binds the legislative branch.",
  judicial: "A civil directive never binds the judicial branch.",
  "state-local": "A civil directive never binds a state or local authority; it may follow it of its own will, and nothing is tracked of that.",
};

/** An officer proposes to list an agency, with the public document that says that it is one. */
export async function proposeListing(services: Services, { actor, proposal }: { readonly actor: Actor; readonly proposal: ProposeAgency }): Promise<void> {
  const { organisationId, branch, reason } = proposal;
  if (branch !== "fceb") throw new AgencyRefusal("not-a-civilian-agency", `branch: ${NEVER[branch]} Only federal civilian executive branch agencies (fceb) are listed.`, "branch");
  await services.db.inTransaction(async (tx) => {
    const card = await findOrganisationCard(tx, organisationId);
    if (card?.kind !== "government") throw notAnAgency();
    if (await findListed(tx, organisationId)) throw new AgencyRefusal("listed-already", "organisationId: this agency is on the list already", "organisationId");
    await propose(services, tx, { actor, organisationId, change: "list", reason });
  });
}

/** An officer proposes to strike an agency off, such as one that was dissolved; what is open of it closes, what was done stays. */
export async function proposeStrike(services: Services, { actor, organisationId, reason }: { readonly actor: Actor; readonly organisationId: string; readonly reason: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    if (!(await findListed(tx, organisationId))) throw new AgencyRefusal("not-listed", "organisationId: this is no agency on the list; the list names them", "organisationId");
    await propose(services, tx, { actor, organisationId, change: "strike", reason });
  });
}

async function propose(services: Services, tx: Transaction, { actor, organisationId, change, reason }: { readonly actor: Actor; readonly organisationId: string; readonly change: "list" | "strike"; readonly reason: string }): Promise<void> {
  const id = newId("agc");
  if ((await insertChange(tx, { id, organisationId, change, reason, personId: actor.personId, at: services.clock() })) === 0) {
    throw new AgencyRefusal("waits-already", "organisationId: a change for this organisation waits for a second officer; confirm it or take it back first", "organisationId");
  }
  await appendEntry(services, tx, { kind: "obligations.agency-change-proposed", subject: id, by: actor, data: { organisationId, change } });
  await tellHolders(services, tx, { roles: ["directive-officer"], who: (person) => person.id !== actor.personId, kind: "obligations.agency-change-proposed", link: "/directives/agencies" });
}
