import { gatekeeper } from "#rooms/access";
import { findEngagementCard, type EngagementCard } from "#rooms/engagement";
import { notFound, type Actor, type EntityReference, type Facts, type ResourceKind, type Services } from "#rooms/platform";
import { findComplaint, OWNED_COMPLAINT } from "./complaints.store.ts";
import { findEarlyAccessFacts, OWNED_EARLY_ACCESS } from "./partners.store.ts";
import { findProposal } from "./policy.store.ts";

const TYPE = "EarlyAccess";
const READ = "partners:read";
const absent: Facts = { developer: refer("nobody"), partner: refer("nobody"), selection: false, shownToPartner: false };

const load: ResourceKind["load"] = async ({ db }, id) => {
  const row = await findEarlyAccessFacts(db, id);
  return row && { developer: refer(row.developer), partner: refer(row.partner), selection: row.selection, shownToPartner: row.shown_to_partner };
};

/** One early access as developer and officer meet it. */
export const earlyAccessResource: ResourceKind = { type: TYPE, read: READ, load, absent, owned: OWNED_EARLY_ACCESS };

/** The same one as its partner meets it. */
export const partnersOwnResource: ResourceKind = { type: TYPE, read: "partners:take-part", load, absent, owned: OWNED_EARLY_ACCESS };

/** A version of the policy that waits for a second officer. */
export const proposalResource: ResourceKind = {
  type: "PolicyProposal",
  read: "partners:read-proposals",
  load: async ({ db }, id) => {
    const row = await findProposal(db, id);
    return row && { proposers: [person(row.proposedBy)] };
  },
  absent: { proposers: [] },
};

/** A complaint as officers meet it. */
export const complaintResource: ResourceKind = {
  type: "Complaint",
  read: "partners:handle-complaint",
  load: async ({ db }, id) => {
    const row = await findComplaint(db, id);
    return row && { complainedOf: row.complained_of.map(person) };
  },
  absent: { complainedOf: [] },
  owned: OWNED_COMPLAINT,
};

/**
 * The choosing of partners for an engagement that the query or the body names: first thing in the workflow. Absent and
 * forbidden take the same path.
 */
export async function authoriseSelection(services: Services, actor: Actor, permission: string, engagementId: string): Promise<EngagementCard> {
  const engagement = await findEngagementCard(services, services.db, engagementId);
  const facts = engagement ? { ...absent, developer: refer(engagement.organisationId), selection: engagement.consentScope.includes("partner-selection") } : absent;
  const refusal = gatekeeper.judge(actor, permission, { type: TYPE, id: engagementId, facts }, READ);
  if (!engagement) throw notFound();
  if (refusal) throw refusal;
  return engagement;
}

function refer(id: string): EntityReference {
  return { type: "Organisation", id };
}

function person(id: string): EntityReference {
  return { type: "Person", id };
}
