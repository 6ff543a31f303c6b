import type { HelpRequest, QueuedHelp, RecordedConsent } from "#contracts/assistance";
import { filterFor, findOrganisationCard, findPersonCard } from "#rooms/access";
import { inTurn, type Actor, type Services } from "#rooms/platform";
import { HELP_SEAL } from "./ask-for-help.ts";
import { findOwnOffer, HELP_COLUMNS, listAsked, listOffers, listOwnedRequests, listQueued, type HelpRow } from "./help.store.ts";

/** The requests of one's own organisation, and of those it asks for; or of one of these alone. */
export async function listAskedHelp(services: Services, actor: Actor, organisationId?: string): Promise<HelpRequest[]> {
  return inTurn(await listAsked(services.db, filterFor(actor, "assistance:ask", HELP_COLUMNS), organisationId), (row) => describe(services, row));
}

/** Every one of an organisation's, for its own file. */
export async function exportRequests(services: Services, organisationId: string) {
  return inTurn(await listOwnedRequests(services.db, organisationId), async (row) => ({ ...(await describe(services, row)), requestedBy: (await findPersonCard(services.db, row.requested_by))?.name ?? null }));
}

/** What waits for a helper, of what kind it is; and what one helps with. */
export async function showHelpQueue(services: Services, actor: Actor): Promise<{ readonly mayDecline: boolean; readonly requests: QueuedHelp[] }> {
  const rows = await listQueued(services.db, filterFor(actor, "assistance:help", HELP_COLUMNS));
  return { mayDecline: actor.roles.includes("directive-officer"), requests: await inTurn(rows, (row) => describeForHelper(services, actor, row)) };
}

async function describe(services: Services, row: HelpRow): Promise<HelpRequest> {
  const offers = (await listOffers(services.db, row.id)).filter(({ state }) => state === "offered" || state === "agreed");
  const consent = open(services, row.id, row.consent);
  return {
    id: row.id, kind: row.kind, touchesControl: row.touches_control, state: row.state, requestedAt: row.requested_at, endedAt: row.answered_at,
    question: open(services, row.id, row.question) ?? "",
    consent: consent === null ? null : (JSON.parse(consent) as RecordedConsent),
    offers: await inTurn(offers, async ({ id, person_id: personId, words, state, at }) => ({ id, organisationName: await houseOf(services, personId), words: open(services, id, words) ?? "", at, agreed: state === "agreed" })),
    takenBy: row.taken_by === null ? null : await houseOf(services, row.taken_by),
    ...tellOf(services, row),
  };
}

async function describeForHelper(services: Services, actor: Actor, row: HelpRow): Promise<QueuedHelp> {
  const offer = (await findOwnOffer(services.db, row.id, actor.personId))?.state;
  // Whoever says that nobody helps has read no more than of what kind it is.
  const isHelper = row.taken_by === actor.personId && offer === "agreed";
  return {
    id: row.id, kind: row.kind, touchesControl: row.touches_control, state: row.state, requestedAt: row.requested_at, house: row.house,
    volunteered: offer === "offered",
    details: isHelper ? { organisationName: (await findOrganisationCard(services.db, row.organisation_id))?.name ?? "", question: open(services, row.id, row.question) ?? "", ...tellOf(services, row) } : null,
  };
}

function tellOf(services: Services, row: HelpRow): Pick<HelpRequest, "plan" | "window" | "answer" | "elsewhere"> {
  const plan = open(services, row.id, row.plan);
  return {
    plan: plan === null ? null : (JSON.parse(plan) as HelpRequest["plan"]),
    window: row.window_from === null || row.window_until === null ? null : { from: row.window_from, until: row.window_until },
    answer: open(services, row.id, row.answer),
    elsewhere: open(services, row.id, row.elsewhere),
  };
}

/** Erased words are empty, and nothing was sealed there. */
function open({ keys }: Services, id: string, sealed: string | null): string | null {
  return sealed === null || sealed === "" ? null : keys.open(HELP_SEAL, id, sealed).toString("utf8");
}

async function houseOf(services: Services, personId: string): Promise<string> {
  return (await findPersonCard(services.db, personId))?.organisationName ?? "";
}
