import type { WindowEndReason } from "#contracts/engagement";
import { findPersonCard, revokeGrants, shortenGrants } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { notify, SYSTEM_ACTOR, type Actor, type Services, type Transaction } from "#rooms/platform";
import { isRunning, type WindowMover } from "./access-window.rules.ts";
import { refuseMove } from "./engagement.errors.ts";
import { lockEngagement, type EngagementRow } from "./engagement.store.ts";
import { applyEvent, holdEngagement, tellDeveloper } from "./hold-engagement.ts";
import { requireWindowMove } from "./move-window.ts";
import { oweCleanup } from "./owe-cleanup.ts";
import { openedPeriod, readDates, toPeriod } from "./window-clock.ts";
import { closePeriod, moveEndIn, nameEnd } from "./window.rules.ts";
import { endBenchmarkingAccessOf, findLiveWindow, findWindow, listBenchmarkingAccess, listElapsedWindowIds, listEvaluators, markEnded, moveBenchmarkingEnd, moveWindowEnd, setWindowState, type BenchmarkingAccessRow, type WindowRow } from "./window.store.ts";

/** Ends a window when its time has come; safe to run early, late and twice. */
export const END_WINDOW = { name: "engagement.end-window" };

interface Ending {
  readonly engagement: EngagementRow;
  readonly actor: Pick<Actor, "personId" | "organisationId">;
  readonly mover: WindowMover;
  readonly reason: WindowEndReason;
}

/** Ends whatever access the government side has under this engagement: grants, window and benchmarking, in this transaction. */
export async function endAllAccess(services: Services, tx: Transaction, ending: Ending): Promise<void> {
  const window = await findLiveWindow(tx, ending.engagement.id);
  if (window) await endWindow(services, tx, window, ending);
  // Also without a window: no grant may outlive what it was made for.
  else await revokeGrants(services, tx, ending.engagement.id);
  for (const access of await listBenchmarkingAccess(tx, ending.engagement.id)) await endBenchmarking(services, tx, access);
}

/** The developer ends the window: at any time, or because its terms were broken. */
export async function endWindowNow(services: Services, input: { readonly actor: Actor; readonly engagementId: string; readonly reason: "developer-ended" | "terms-breach" }): Promise<void> {
  const { actor, engagementId, reason } = input;
  await services.db.inTransaction(async (tx) => {
    const engagement = await holdEngagement(tx, engagementId);
    const window = await findLiveWindow(tx, engagement.id);
    if (!window) throw refuseMove("no-window");
    await applyEvent(tx, engagement, "end-window", "developer");
    await endWindow(services, tx, window, { engagement, actor, mover: "developer", reason });
  });
}

/**
 * An incident ends all access under an engagement at once, in the transaction that records it, whoever brought it to
 * light. Where an evaluator did, give it a transaction that acts for the system. Safe to call twice.
 */
export async function endAccessForIncident(services: Services, tx: Transaction, input: { readonly engagementId: string; readonly actor: Pick<Actor, "personId" | "organisationId">; readonly mover: WindowMover }): Promise<void> {
  const { engagementId, actor, mover } = input;
  const engagement = await holdEngagement(tx, engagementId);
  await applyEvent(tx, engagement, "end-window", mover);
  await endAllAccess(services, tx, { engagement, actor, mover, reason: "incident" });
}

/** Time ended the window. Nothing happens while it still stands: a job may come early after dates were moved. */
export async function endElapsedWindow(services: Services, windowId: string): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const found = await findWindow(tx, windowId);
    if (found) await endElapsed(services, tx, found);
  });
}

/** The same within a transaction that goes on. */
export async function endElapsed(services: Services, tx: Transaction, { id, engagement_id }: Pick<WindowRow, "id" | "engagement_id">): Promise<void> {
  const engagement = await lockEngagement(tx, engagement_id);
  const window = engagement && (await findWindow(tx, id));
  const period = window && openedPeriod(window);
  if (!engagement || !period || !isRunning(window.state) || services.clock().getTime() < period.endsAt) return;
  await applyEvent(tx, engagement, "end-window", "system");
  await endWindow(services, tx, window, { engagement, actor: SYSTEM_ACTOR, mover: "system", reason: nameEnd(period, readDates(engagement)) });
}

/** Ends every window whose time has come. */
export async function endElapsedWindows(services: Services): Promise<void> {
  for (const windowId of await listElapsedWindowIds(services.db, services.clock())) await endElapsedWindow(services, windowId);
}

/** Moves ends in after the developer changed dates; what has no time left ends by the job, and at every use before it runs. */
export async function shortenAccess(services: Services, tx: Transaction, engagement: EngagementRow): Promise<void> {
  const dates = readDates(engagement);
  for (const access of await listBenchmarkingAccess(tx, engagement.id)) {
    const { endsAt } = toPeriod(access);
    if (moveEndIn(endsAt, dates) < endsAt) await moveBenchmarkingEnd(tx, access.id, new Date(moveEndIn(endsAt, dates)));
  }
  const window = await findLiveWindow(tx, engagement.id);
  const period = window && openedPeriod(window);
  if (!period || !window) return;
  const endsAt = new Date(moveEndIn(period.endsAt, dates));
  if (endsAt.getTime() >= period.endsAt) return;
  await moveWindowEnd(tx, window.id, endsAt);
  await shortenGrants(tx, engagement.id, endsAt);
  await services.jobs.enqueue(tx, END_WINDOW, { windowId: window.id }, { startAfter: endsAt });
  await appendEntry(services, tx, { kind: "engagement.window-shortened", subject: engagement.id, by: SYSTEM_ACTOR, data: { windowId: window.id, endsAt: endsAt.toISOString() }, visibleTo: [engagement.organisation_id] });
  await tellEvaluators(services, tx, window, "engagement.window-shortened", { endsAt: endsAt.toISOString() });
}

/** Ends one access for benchmarking and tells the rooms above. */
export async function endBenchmarking(services: Services, tx: Transaction, access: BenchmarkingAccessRow): Promise<void> {
  const endedAt = closePeriod(toPeriod(access), services.clock().getTime(), access.seen_at === null ? null : Date.parse(access.seen_at));
  await endBenchmarkingAccessOf(tx, access.id, new Date(endedAt));
  await services.jobs.emit(tx, "engagement.benchmarking-ended", { engagementId: access.engagement_id, requestId: access.id });
}

/** Ends one window, which is held, with the grants under it; the engagement's own machine is the caller's to move. */
export async function endWindow(services: Services, tx: Transaction, window: WindowRow, { engagement, actor, mover, reason }: Ending): Promise<void> {
  const ended = requireWindowMove(window, reason, mover);
  const now = services.clock();
  const period = openedPeriod(window);
  // A job that comes late does not add to the days, and a clock that ran back takes none away.
  const endedAt = period ? new Date(closePeriod(period, now.getTime(), window.seen_over_at === null ? null : Date.parse(window.seen_over_at))) : now;
  await markEnded(tx, window.id, { at: endedAt, reason });
  const revoked = await revokeGrants(services, tx, engagement.id);
  await appendEntry(services, tx, {
    kind: "engagement.window-ended", subject: engagement.id, by: actor,
    data: { windowId: window.id, reason, endedAt: endedAt.toISOString(), grantsRevoked: revoked }, visibleTo: [engagement.organisation_id],
  });
  if (!period) return;
  await setWindowState(tx, window.id, requireWindowMove({ state: ended }, "owe-cleanup", "system"));
  await oweCleanup(services, tx, window, { endedAt, personId: null });
  await tellDeveloper(services, tx, engagement, "engagement.window-ended-developer");
}

/** Tells everybody whom the window names, with the way to it. */
export async function tellEvaluators(services: Services, tx: Transaction, window: WindowRow, kind: string, params: Readonly<Record<string, string>>): Promise<void> {
  for (const { person_id } of await listEvaluators(tx, window.id)) {
    const person = await findPersonCard(tx, person_id);
    if (person) await notify(services, tx, { to: { personId: person.id, email: person.email }, kind, params, link: `/evaluator/engagements/${window.engagement_id}` });
  }
}
