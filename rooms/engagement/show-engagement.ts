import { ACCESS_LIMIT_SECONDS, offerAccess, type AccessWindow, type Engagement, type EvaluatorEngagement } from "#contracts/engagement";
import { filterFor, findOrganisationCard, findPersonCard, listGrants, listLendingsOn, recordRead, type Grant, type Read } from "#rooms/access";
import { notFound, type Actor, type Queryable, type Services } from "#rooms/platform";
import { isRunning, isWindowLive } from "./access-window.rules.ts";
import { ENGAGEMENT_COLUMNS, findEngagement, findHandle, findLineage, listAdvice, listDates, listEngagements as listRows, listReleases, type AdviceRow, type EngagementRow, type HandleRow } from "./engagement.store.ts";
import { isNothingLeftToSign } from "./nondisclosure.store.ts";
import { openModelName } from "./open-endpoint.ts";
import { getEngagement } from "./hold-engagement.ts";
import { openedPeriod, readDates, readPeriods } from "./window-clock.ts";
import { SAME_READ_MS } from "./same-read.ts";
import { digestOf, termsOf } from "./window-terms.ts";
import { countUsedMs, isStanding, nameEnd } from "./window.rules.ts";
import { findEvaluator, findLiveWindow, findNewestWindowFor, listEngagementIdsWithWindows, listEvaluators, listWindows, type WindowEvaluatorRow, type WindowRow } from "./window.store.ts";

/** Everything the developer sees of its own engagement. */
export async function showEngagement(services: Services, actor: Actor, id: string): Promise<Engagement> {
  const { db } = services;
  const row = await getEngagement(db, id);
  const handle = await getHandle(db, id);
  const now = services.clock().getTime();
  const usedSeconds = Math.min(ACCESS_LIMIT_SECONDS, Math.ceil(countUsedMs(await readPeriods(db, row.model_id), now) / 1000));
  const grants = await listGrants(db, id);
  const windows: AccessWindow[] = [];
  for (const window of await listWindows(db, id)) windows.push(await toWindow(services, row, window, grants));
  const standing = windows.some((window) => isRunning(window.state));
  return {
    id,
    // The job that ends a window may be late; what is shown is what holds.
    state: row.state === "window-open" && !standing ? "window-closed" : row.state,
    model: { id: row.model_id, name: openModelName(services, handle), digest: row.model_digest, endpoint: handle.endpoint, endpointModel: handle.endpoint_model, reducedEndpointModel: handle.reduced_endpoint_model, lineage: await showLineage(db, row.model_id), accessMode: handle.access_mode },
    signatory: { name: row.signatory_name, title: row.signatory_title },
    consentScope: row.consent_scope,
    openedAt: row.opened_at,
    closedAt: row.closed_at,
    withdrawnAt: row.withdrawn_at,
    partnerReleaseAt: row.partner_release_at,
    publicReleaseAt: row.public_release_at,
    dateHistory: await Promise.all((await listDates(db, id)).map(async (dates) => ({
      partnerReleaseAt: dates.partner_release_at, publicReleaseAt: dates.public_release_at, reason: dates.reason, setAt: dates.set_at, setByName: await nameOf(db, dates.set_by),
    }))),
    releases: (await listReleases(db, id)).map((release) => ({ audience: release.audience, declaredAt: release.declared_at })),
    budget: { limitSeconds: ACCESS_LIMIT_SECONDS, usedSeconds, leftSeconds: ACCESS_LIMIT_SECONDS - usedSeconds },
    windows,
    waitingOffers: await showWaitingOffers(services, actor, id),
    advice: await toAdvice(db, await listAdvice(db, id)),
    notice: services.messages.text("engagement.notice"),
  };
}

/** The developer's engagements, newest first. */
export async function listEngagements(services: Services, actor: Actor) {
  const rows = await listRows(services.db, filterFor(actor, "engagement:read-own", ENGAGEMENT_COLUMNS));
  const now = services.clock().getTime();
  return Promise.all(rows.map(async (row) => {
    const window = await findLiveWindow(services.db, row.id);
    const period = window && openedPeriod(window);
    const standing = period !== undefined && isStanding(period, now);
    return {
      id: row.id, state: row.state === "window-open" && !standing ? ("window-closed" as const) : row.state, modelName: openModelName(services, await getHandle(services.db, row.id)), openedAt: row.opened_at,
      partnerReleaseAt: row.partner_release_at, publicReleaseAt: row.public_release_at, windowEndsAt: standing ? (window?.ends_at ?? null) : null,
    };
  }));
}

/** What a named evaluator sees. The developer sees that they looked. */
export async function showEvaluatorEngagement(services: Services, actor: Actor, id: string): Promise<EvaluatorEngagement> {
  const { shown, owner } = await describeForEvaluator(services, actor, id);
  await logRead(services, { actor, ownerOrganisationId: owner, subject: id, purpose: shown.terms.purpose, what: "engagement" });
  return shown;
}

async function describeForEvaluator(services: Services, actor: Actor, id: string): Promise<{ readonly shown: EvaluatorEngagement; readonly owner: string }> {
  const { db } = services;
  const window = await findNewestWindowFor(db, id, actor.personId);
  const row = window && (await findEngagement(db, id));
  const evaluator = window && (await findEvaluator(db, window.id, actor.personId));
  if (!window || !row || !evaluator) throw notFound();
  const grants = await listGrants(db, id);
  const stands = describeState(services, row, window);
  const grant = grantOf(grants, window.id, actor.personId);
  const terms = termsOf(window, evaluator);
  const live = stands.state === "open" && grant !== undefined && grant.revokedAt === null && grant.purpose === terms.purpose && services.clock().getTime() < Date.parse(grant.expiresAt) && evaluator.accepted_at !== null && evaluator.finished_at === null && evaluator.ended_at === null && (await isNothingLeftToSign(db, window.id, actor.personId));
  const cleanup = toCleanup(services, evaluator);
  const shown: EvaluatorEngagement = {
    id,
    developerName: (await findOrganisationCard(db, row.organisation_id))?.name ?? "",
    modelName: live ? openModelName(services, await getHandle(db, id)) : null,
    // Whether others have cleaned up is not this evaluator's to know.
    windowState: isWindowLive(stands.state) ? stands.state : cleanup.state === "not-due" ? "ended" : cleanup.state,
    terms,
    termsDigest: digestOf(window, evaluator),
    acceptedAt: evaluator.accepted_at,
    finishedAt: evaluator.finished_at,
    personEndedAt: evaluator.ended_at,
    until: evaluator.until,
    // The descent that a developer declared is for its evaluators to see, though not the earlier model.
    lineage: await showLineage(db.asSystem("what a model descends from is shown to its evaluators"), row.model_id),
    accessUntil: live ? grant.expiresAt : null,
    endedAt: stands.endedAt,
    endReason: stands.endReason,
    cleanup,
    advice: await toAdvice(db, await listAdvice(db, id, actor.personId)),
    notice: services.messages.text("engagement.notice"),
  };
  return { shown, owner: row.organisation_id };
}

export async function listEvaluatorEngagements(services: Services, actor: Actor): Promise<EvaluatorEngagement[]> {
  const found = [];
  for (const id of await listEngagementIdsWithWindows(services.db, filterFor(actor, "engagement:evaluate", ENGAGEMENT_COLUMNS))) found.push(await describeForEvaluator(services, actor, id));
  for (const theirs of Map.groupBy(found, ({ owner, shown }) => `${owner} ${shown.terms.purpose}`).values()) {
    const [{ owner, shown }] = theirs as [(typeof theirs)[number]];
    await logRead(services, { actor, ownerOrganisationId: owner, subject: "engagements", purpose: shown.terms.purpose, what: `list of ${theirs.length}` });
  }
  return found.map(({ shown }) => shown);
}

function logRead(services: Services, read: Omit<Read, "onceInMs">): Promise<void> {
  return services.db.inTransaction((tx) => recordRead(services, tx, { ...read, onceInMs: SAME_READ_MS }));
}

async function showWaitingOffers(services: Services, actor: Actor, id: string): Promise<Engagement["waitingOffers"]> {
  return (await listLendingsOn(services, actor, id)).map(({ terms: kept, ...lending }) => {
    const { evaluators, ...terms } = offerAccess.parse(kept);
    return { ...lending, terms, evaluators };
  });
}

async function getHandle(db: Queryable, engagementId: string): Promise<HandleRow> {
  const handle = await findHandle(db, engagementId);
  if (!handle) throw notFound();
  return handle;
}

async function toWindow(services: Services, engagement: EngagementRow, window: WindowRow, grants: readonly Grant[]): Promise<AccessWindow> {
  const evaluators = await listEvaluators(services.db, window.id);
  return {
    id: window.id,
    ...describeState(services, engagement, window),
    terms: window.terms,
    termsDigest: window.terms_digest,
    proposedAt: window.proposed_at,
    openedAt: window.opened_at,
    pausedAt: window.paused_at,
    endsAt: window.ends_at,
    warnings: window.warnings as AccessWindow["warnings"],
    evaluators: await Promise.all(evaluators.map(async (evaluator) => {
      const person = await findPersonCard(services.db, evaluator.person_id);
      const grant = grantOf(grants, window.id, evaluator.person_id);
      return {
        personId: evaluator.person_id, name: person?.name ?? "", organisationName: person?.organisationName ?? "", acceptedAt: evaluator.accepted_at, finishedAt: evaluator.finished_at, endedAt: evaluator.ended_at,
        terms: termsOf(window, evaluator), until: evaluator.until,
        grant: grant ? { id: grant.id, expiresAt: grant.expiresAt, revokedAt: grant.revokedAt } : null,
        cleanup: toCleanup(services, evaluator),
      };
    })),
  };
}

function describeState(services: Services, engagement: EngagementRow, window: WindowRow): Pick<AccessWindow, "state" | "endedAt" | "endReason"> {
  const period = openedPeriod(window);
  if (isRunning(window.state) && period && !isStanding(period, services.clock().getTime())) {
    return { state: "ended", endedAt: window.ends_at, endReason: nameEnd(period, readDates(engagement)) };
  }
  return { state: window.state, endedAt: window.ended_at, endReason: window.end_reason };
}

async function showLineage(db: Queryable, modelId: string): Promise<Engagement["model"]["lineage"]> {
  const found = await findLineage(db, modelId);
  return found ? { descendsFrom: found.digest, materiallyNew: found.materially_new } : null;
}

function grantOf(grants: readonly Grant[], windowId: string, personId: string): Grant | undefined {
  return grants.find((grant) => grant.personId === personId && grant.conditions["windowId"] === windowId);
}

function toCleanup(services: Services, evaluator: WindowEvaluatorRow) {
  const { cleanup_due_at: dueAt, cleanup_way: way, cleanup_weights: weights, cleanup_attested_at: attestedAt } = evaluator;
  const state = dueAt === null ? ("not-due" as const) : attestedAt === null ? ("cleanup-due" as const) : ("cleanup-attested" as const);
  const overdue = dueAt !== null && attestedAt === null && Date.parse(dueAt) <= services.clock().getTime();
  return { state, dueAt, way, weights, attestedAt, overdue };
}

async function toAdvice(db: Queryable, rows: readonly AdviceRow[]): Promise<Engagement["advice"]> {
  return Promise.all(rows.map(async ({ id, kind, text, words, person_id, at }) => ({ id, kind, text, words: words as Engagement["advice"][number]["words"], byName: await nameOf(db, person_id), at })));
}

async function nameOf(db: Queryable, personId: string): Promise<string> {
  return (await findPersonCard(db, personId))?.name ?? "";
}
