import { gatekeeper } from "#rooms/access";
import { findEngagementCard, type EngagementCard } from "#rooms/engagement";
import { notFound, type Actor, type EntityReference, type Facts, type ResourceKind, type Services } from "#rooms/platform";
import { findEarlyAccessFacts, OWNED_EARLY_ACCESS } from "./partners.store.ts";

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
