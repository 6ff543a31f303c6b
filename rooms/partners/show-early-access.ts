import { criterion, type EarlyAccess, type PartnerAccess } from "#contracts/partners";
import { findOrganisationCard } from "#rooms/access";
import { findEngagementCard, listConsentingEngagements } from "#rooms/engagement";
import { notFound, type Actor, type Services } from "#rooms/platform";
import { findSide, getSelected, isShownToPartner, requirePartnersOwn, type SeenEarlyAccess } from "./early-access.ts";
import { findEarlyAccess, listEarlyAccessFor, listEarlyAccessOf, listHistory, type EarlyAccessRow } from "./partners.store.ts";

/** One record as developer or officer sees it. */
export async function showEarlyAccess(services: Services, actor: Actor, id: string): Promise<EarlyAccess> {
  return describe(services, await getSelected(services, services.db, { actor, id }));
}

/** All of one engagement, for its developer or an officer. */
export async function listEarlyAccess(services: Services, actor: Actor, engagementId: string): Promise<EarlyAccess[]> {
  const engagement = await findEngagementCard(services, services.db, engagementId);
  if (!engagement) throw notFound();
  const side = findSide(actor, engagement);
  const rows = await listEarlyAccessOf(services.db, engagementId);
  return Promise.all(rows.map((row) => describe(services, { row, engagement, side })));
}

/** Where developers take part in choosing partners; without the models' names. */
export async function listSelections(services: Services, actor: Actor) {
  const engagements = await listConsentingEngagements(services, "partner-selection");
  return engagements
    .filter((engagement) => engagement.organisationId !== actor.organisationId)
    .map(({ id, developerName, partnerReleaseAt, publicReleaseAt }) => ({ engagementId: id, developerName, partnerReleaseAt, publicReleaseAt }));
}

/** One record as its partner sees it. */
export async function showPartnerAccess(services: Services, actor: Actor, id: string): Promise<PartnerAccess> {
  return describeForPartner(services, requirePartnersOwn(actor, await findEarlyAccess(services.db, id)));
}

export async function listPartnerAccess(services: Services, actor: Actor): Promise<PartnerAccess[]> {
  const rows = await listEarlyAccessFor(services.db, actor.organisationId);
  return Promise.all(rows.filter(isShownToPartner).map((row) => describeForPartner(services, row)));
}

/** The published criteria, the same for all. */
export function showCriteria(services: Services) {
  return {
    criteria: criterion.options.map((one) => ({ criterion: one, text: services.messages.text(`partners.criterion.${one}`) })),
    statement: services.messages.text("partners.criteria-statement"),
  };
}

async function describe(services: Services, { row, engagement, side }: SeenEarlyAccess): Promise<EarlyAccess> {
  return {
    id: row.id,
    engagementId: row.engagement_id,
    state: row.state,
    modelName: side === "developer" ? engagement.modelName : null,
    developerName: engagement.developerName,
    partnerName: (await findOrganisationCard(services.db, row.partner_organisation_id))?.name ?? "",
    nominatedBy: row.nominated_by,
    nominationReason: row.nomination_reason,
    nominatedAt: row.nominated_at,
    vetting: [...row.vetting],
    developerAnswer: row.developer_answer,
    governmentView: row.government_view,
    objectionReason: row.objection_reason,
    viewLapsesAt: row.government_view === null ? row.view_lapses_at : null,
    termsDigest: row.terms_digest,
    termsAcceptedAt: row.terms_accepted_at,
    systems: [...row.systems],
    readyAt: row.ready_at,
    activeAt: row.active_at,
    endsAt: row.ends_at,
    history: await listHistory(services.db, row.id),
    notice: services.messages.text("engagement.notice"),
  };
}

const KNOWS_THE_NAME: readonly EarlyAccess["state"][] = ["provisioned", "ready", "active", "suspended"];

async function describeForPartner(services: Services, row: EarlyAccessRow): Promise<PartnerAccess> {
  const engagement = await findEngagementCard(services, services.db, row.engagement_id);
  if (!engagement || row.sealed_terms === null || row.terms_digest === null || row.ends_at === null) throw notFound();
  return {
    id: row.id,
    state: row.state,
    developerName: engagement.developerName,
    modelName: KNOWS_THE_NAME.includes(row.state) ? engagement.modelName : services.messages.text("partners.unnamed-model"),
    termsText: services.keys.open("partner-terms", row.id, row.sealed_terms).toString("utf8"),
    termsDigest: row.terms_digest,
    termsAcceptedAt: row.terms_accepted_at,
    systems: [...row.systems],
    readyAt: row.ready_at,
    activeAt: row.active_at,
    endsAt: row.ends_at,
    notice: services.messages.text("engagement.notice"),
  };
}
