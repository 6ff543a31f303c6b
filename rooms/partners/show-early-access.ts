import type { EarlyAccess, PartnerAccess } from "#contracts/partners";
import { filterFor, findOrganisationCard, recordRead } from "#rooms/access";
import { findEngagementCard, type EngagementCard, listLiveEngagementCards, SAME_READ_MS } from "#rooms/engagement";
import { notFound, type Actor, type Services } from "#rooms/platform";
import { getSelected, requirePartnersOwn, sideOf, type SeenEarlyAccess } from "./early-access.ts";
import { authoriseSelection } from "./partners.resources.ts";
import { SELECTION_COLUMNS, EARLY_ACCESS_COLUMNS, findEarlyAccess, listEarlyAccess as listRows, listEarlyAccessOf, listHistory, type EarlyAccessRow } from "./partners.store.ts";
import { findWaitingScope } from "./scope.store.ts";
import { listVettings } from "./vetting.store.ts";

const SELECTION = "partner-selection";
const PARTNERSHIP = "early-access";

/** One record as developer or officer sees it. */
export async function showEarlyAccess(services: Services, actor: Actor, id: string): Promise<EarlyAccess> {
  const seen = await getSelected(services, services.db, { actor, id });
  await logRead(services, { actor, owner: seen.engagement.organisationId, subject: id, purpose: SELECTION, what: "early access" });
  return describe(services, seen);
}

/** All of one engagement, for its developer or an officer. */
export async function listEarlyAccess(services: Services, actor: Actor, engagementId: string): Promise<EarlyAccess[]> {
  const engagement = await authoriseSelection(services, actor, "partners:read", engagementId);
  const rows = await listEarlyAccessOf(services.db, engagementId);
  await logRead(services, { actor, owner: engagement.organisationId, subject: engagementId, purpose: SELECTION, what: `list of partners: ${rows.length}` });
  return Promise.all(rows.map((row) => describe(services, { row, engagement, side: sideOf(actor, engagement) })));
}

/** Of every engagement that the actor may see, the newest first. */
export async function listGivenAccess(services: Services, actor: Actor): Promise<EarlyAccess[]> {
  const rows = await listRows(services.db, filterFor(actor, "partners:read", EARLY_ACCESS_COLUMNS));
  for (const [owner, theirs] of Map.groupBy(rows, (row) => row.developer_organisation_id)) {
    await logRead(services, { actor, owner, subject: "early-access", purpose: SELECTION, what: `list of partners: ${theirs.length}` });
  }
  const cards = new Map<string, EngagementCard | undefined>();
  for (const { engagement_id: id } of rows) if (!cards.has(id)) cards.set(id, await findEngagementCard(services, services.db, id));
  return Promise.all(
    rows.flatMap((row) => {
      const engagement = cards.get(row.engagement_id);
      return engagement ? [describe(services, { row, engagement, side: sideOf(actor, engagement) })] : [];
    }),
  );
}

/** Where developers take part in choosing partners; without the models' names. */
export async function listSelections(services: Services, actor: Actor) {
  const engagements = await listLiveEngagementCards(services, filterFor(actor, "partners:give-view", SELECTION_COLUMNS));
  for (const [owner, theirs] of Map.groupBy(engagements, ({ organisationId }) => organisationId)) {
    await logRead(services, { actor, owner, subject: "engagements", purpose: SELECTION, what: `list of ${theirs.length}` });
  }
  return engagements.map(({ id, developerName, partnerReleaseAt, publicReleaseAt }) => ({ engagementId: id, developerName, partnerReleaseAt, publicReleaseAt }));
}

/** One record as its partner sees it. */
export async function showPartnerAccess(services: Services, actor: Actor, id: string): Promise<PartnerAccess> {
  const row = requirePartnersOwn(await findEarlyAccess(services.db, id));
  await logRead(services, { actor, owner: row.developer_organisation_id, subject: id, purpose: PARTNERSHIP, what: "early access" });
  return describeForPartner(services, row);
}

export async function listPartnerAccess(services: Services, actor: Actor): Promise<PartnerAccess[]> {
  const rows = await listRows(services.db, filterFor(actor, "partners:take-part", EARLY_ACCESS_COLUMNS));
  for (const [owner, theirs] of Map.groupBy(rows, (row) => row.developer_organisation_id)) {
    await logRead(services, { actor, owner, subject: "early-access", purpose: PARTNERSHIP, what: `list of ${theirs.length}` });
  }
  return Promise.all(rows.map((row) => describeForPartner(services, row)));
}

/** What anybody but the developer looks at shows to the developer. */
async function logRead(services: Services, { owner, ...read }: { readonly actor: Actor; readonly owner: string; readonly subject: string; readonly purpose: string; readonly what: string }): Promise<void> {
  if (read.actor.organisationId === owner) return;
  await services.db.inTransaction((tx) => recordRead(services, tx, { ...read, ownerOrganisationId: owner, onceInMs: SAME_READ_MS }));
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
    sector: row.sector,
    policyVersion: row.policy_version,
    objectionRule: row.objection_rule,
    vetting: [...row.vetting],
    vettings: (await listVettings(services.db, row.id)).map((one) => ({ ...one, answers: [...one.answers] })),
    developerAnswer: row.developer_answer,
    governmentView: row.government_view,
    objectionReason: row.objection_reason,
    viewLapsesAt: row.government_view === null ? row.view_lapses_at : null,
    termsDigest: row.terms_digest,
    endsAt: row.ends_at,
    ...(await describeUse(services, row)),
    history: await listHistory(services.db, row.id),
    notice: services.messages.text("engagement.notice"),
  };
}

const KNOWS_THE_NAME: readonly EarlyAccess["state"][] = ["provisioned", "ready", "active", "suspended"];

async function describeForPartner(services: Services, row: EarlyAccessRow): Promise<PartnerAccess> {
  const engagement = await findEngagementCard(services, services.db.asSystem("a partner learns whose model it is, and its name once it is set up"), row.engagement_id);
  if (!engagement || row.sealed_terms === null || row.terms_digest === null || row.ends_at === null) throw notFound();
  return {
    id: row.id,
    state: row.state,
    developerName: engagement.developerName,
    modelName: (KNOWS_THE_NAME.includes(row.state) ? engagement.modelName : null) ?? services.messages.text("partners.unnamed-model"),
    termsText: services.keys.open("partner-terms", row.id, row.sealed_terms).toString("utf8"),
    termsDigest: row.terms_digest,
    endsAt: row.ends_at,
    ...(await describeUse(services, row)),
    notice: services.messages.text("engagement.notice"),
  };
}

/** What both the developer and the partner see of it from the acceptance on. */
async function describeUse(services: Services, row: EarlyAccessRow) {
  return {
    termsAcceptedAt: row.terms_accepted_at,
    signatory: row.signatory_name === null || row.signatory_title === null ? null : { name: row.signatory_name, title: row.signatory_title },
    // Named before evidence was asked for: shown as none.
    systems: row.systems.map((system) => ({ ...system, evidence: system.evidence ?? "" })),
    scopeChange: (await findWaitingScope(services.db, row.id)) ?? null,
    controlsUntil: row.controls_until,
    brokering: { granted: row.brokering_granted, offered: row.brokering_offered, scans: [...row.scans] },
    readyAt: row.ready_at,
    activeAt: row.active_at,
  };
}
