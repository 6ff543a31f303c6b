import type { ConsentScope, EngagementState } from "#contracts/engagement";
import { findOrganisationCard } from "#rooms/access";
import { notFound, type Queryable, type Services, type Statement, type Transaction } from "#rooms/platform";
import { endBenchmarking, endElapsed } from "./end-access.ts";
import { EngagementRefusal, refuseNotLive } from "./engagement.errors.ts";
import { isLive, type EngagementEvent } from "./engagement.rules.ts";
import { findEngagement, findFirstOfDigest, findHandle, isReleased, listLiveEngagements, lockEngagement, lockModel, markPartnerAccess, type EngagementRow } from "./engagement.store.ts";
import { refuseAfterPartners } from "./offer-access.ts";
import { openEndpoint, openModelName, type OpenedEndpoint } from "./open-endpoint.ts";
import { refusePlan } from "./open-window.ts";
import { applyEvent } from "./hold-engagement.ts";
import { requireConsent } from "./set-consent.ts";
import { openedPeriod, readDates, readPeriods, toPeriod } from "./window-clock.ts";
import { isClockBehind, isStanding, mayActivatePartner, planAccess } from "./window.rules.ts";
import { findBenchmarkingAccess, findRunningWindowOfModel, insertBenchmarkingAccess, noteBenchmarkingSeen } from "./window.store.ts";

/** What rooms above may know of an engagement. */
export interface EngagementCard {
  readonly id: string;
  readonly organisationId: string;
  readonly developerName: string;
  readonly modelId: string;
  readonly modelDigest: string;
  /** Confidential: null where the database does not show it to whoever acts. */
  readonly modelName: string | null;
  readonly state: EngagementState;
  readonly live: boolean;
  readonly consentScope: readonly ConsentScope[];
  readonly partnerReleaseAt: string | null;
  readonly publicReleaseAt: string | null;
}

/** An engagement by id, as far as `db` shows it. */
export async function findEngagementCard(services: Services, db: Queryable, engagementId: string): Promise<EngagementCard | undefined> {
  const row = await findEngagement(db, engagementId);
  return row && toCard(services, db, row);
}

/** The same one, held until the transaction ends, and still live; the developer's consent must include `scope`. */
export async function lockConsentingEngagement(services: Services, tx: Transaction, input: { readonly engagementId: string; readonly scope: ConsentScope }): Promise<EngagementCard> {
  const row = await lockEngagement(tx.asSystem("what an officer proposes and a withdrawal must not cross"), input.engagementId);
  if (!row) throw notFound();
  if (!isLive(row.state)) throw refuseNotLive(row.state);
  requireConsent(row, input.scope);
  return toCard(services, tx, row);
}

/** Live engagements (`e`) that `visible` lets through, oldest first, at most 200. */
export async function listLiveEngagementCards(services: Services, visible: Statement): Promise<readonly EngagementCard[]> {
  const rows = await listLiveEngagements(services.db, visible);
  return Promise.all(rows.map((row) => toCard(services, services.db, row)));
}

/** Moves the engagement when the developer asked for a determination, or when a signed one arrived. */
export async function noteDetermination(tx: Transaction, engagementId: string, event: Extract<EngagementEvent, "request-determination" | "receive-determination">): Promise<void> {
  const row = await lockEngagement(tx, engagementId);
  if (!row) throw notFound();
  await applyEvent(tx, row, event, event === "request-determination" ? "developer" : "system");
}

/** How to reach the model, for the server only; undefined after a withdrawal and where `db` does not show it. */
export async function findModelEndpoint(services: Services, db: Queryable, engagementId: string): Promise<OpenedEndpoint | undefined> {
  const handle = await findHandle(db, engagementId);
  return handle && openEndpoint(services, handle);
}

/** Who registered a model of this digest first: told when the government determines of it without being asked. */
export async function findFirstRegistration(db: Queryable, modelDigest: string): Promise<{ readonly engagementId: string; readonly organisationId: string } | undefined> {
  const row = await findFirstOfDigest(db, modelDigest);
  return row && { engagementId: row.id, organisationId: row.organisation_id };
}

/**
 * Begins the enclave's own access for one request. It counts towards the model's 30 days and ends by the planned release;
 * `isBenchmarkingStanding` is asked before each lease.
 */
export async function startBenchmarking(services: Services, tx: Transaction, input: { readonly engagementId: string; readonly requestId: string }): Promise<void> {
  const row = await lockEngagement(tx, input.engagementId);
  if (!row || !isLive(row.state)) throw refuseNotLive(row?.state ?? "closed");
  const model = await lockModel(tx, row.model_id);
  if (model.partner_access_at !== null || (await isReleased(tx, row.model_id))) throw refuseAfterPartners();
  const at = services.clock();
  const plan = planAccess(at.getTime(), await readPeriods(tx, row.model_id), readDates(row));
  if (!plan.ok) throw refusePlan(plan.code);
  await insertBenchmarkingAccess(tx, { id: input.requestId, engagementId: row.id, modelId: row.model_id, at: new Date(plan.opensAt), endsAt: new Date(plan.endsAt) });
}

/** The end of the enclave's access while it stands; undefined before, after and without it. */
export async function findBenchmarkingEnd(services: Services, db: Queryable, requestId: string): Promise<string | undefined> {
  const access = await findBenchmarkingAccess(db, requestId);
  const now = services.clock();
  if (!access || !isStanding(toPeriod(access), now.getTime()) || isClockBehind(now.getTime(), access.seen_at === null ? null : Date.parse(access.seen_at))) return undefined;
  await noteBenchmarkingSeen(db, requestId, now);
  return access.ends_at;
}

/** Ends it, when the enclave has what it needs. Safe to call twice. */
export async function endBenchmarkingAccess(services: Services, tx: Transaction, requestId: string): Promise<void> {
  const access = await findBenchmarkingAccess(tx, requestId);
  if (access && access.ended_at === null) await endBenchmarking(services, tx, access);
}

/**
 * Notes that a partner gets access to the model now, which ends the time for windows. Refused while one is open (INV-4):
 * the developer ends it first, or waits.
 */
export async function openModelToPartners(services: Services, tx: Transaction, modelId: string): Promise<void> {
  // One whose time is over and that no job has ended yet is ended here: a clock that runs back must not find it open beside
  // a partner. Before the model is held: whoever holds both holds the engagement first.
  const elapsed = await findRunningWindowOfModel(tx, modelId);
  if (elapsed) await endElapsed(services, tx, elapsed);
  await lockModel(tx, modelId);
  const window = await findRunningWindowOfModel(tx, modelId);
  if (!mayActivatePartner(window && openedPeriod(window), services.clock().getTime())) {
    throw new EngagementRefusal("window-open", "The government's window is open; a partner can become active once it has ended. The developer can end it now.");
  }
  await markPartnerAccess(tx, modelId, services.clock());
}

async function toCard(services: Services, db: Queryable, row: EngagementRow): Promise<EngagementCard> {
  const organisation = await findOrganisationCard(db, row.organisation_id);
  const handle = await findHandle(db, row.id);
  return {
    id: row.id,
    organisationId: row.organisation_id,
    developerName: organisation?.name ?? "",
    modelId: row.model_id,
    modelDigest: row.model_digest,
    modelName: handle ? openModelName(services, handle) : null,
    state: row.state,
    live: isLive(row.state),
    consentScope: row.consent_scope,
    partnerReleaseAt: row.partner_release_at,
    publicReleaseAt: row.public_release_at,
  };
}
