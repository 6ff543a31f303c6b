import type { WindowEndReason } from "#contracts/engagement";
import { findPersonCard, revokeGrants, shortenGrants } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { notify, SYSTEM_ACTOR, type Actor, type Services, type Transaction } from "#rooms/platform";
import { EngagementRefusal } from "./engagement.errors.ts";
import { lockEngagement, type EngagementRow } from "./engagement.store.ts";
import { applyEvent, holdEngagement, tellDeveloper } from "./hold-engagement.ts";
import { openedPeriod, readDates, toPeriod } from "./window-clock.ts";
import { isStanding, moveEndIn, nameEnd } from "./window.rules.ts";
import { endBenchmarkingAccessOf, findLiveWindow, findWindow, listBenchmarkingAccess, listElapsedWindowIds, listEvaluators, markEnded, moveBenchmarkingEnd, moveWindowEnd, setCleanupDue, type WindowRow } from "./window.store.ts";

/** Ends a window when its time has come; safe to run early, late and twice. */
export const END_WINDOW = { name: "engagement.end-window" };

const DAY_MS = 86_400_000;

interface Ending {
  readonly engagement: EngagementRow;
  readonly actor: Pick<Actor, "personId" | "organisationId">;
  readonly reason: WindowEndReason;
}

/** Ends whatever access the government side has under this engagement: grants, window and benchmarking, in this transaction. */
export async function endAllAccess(services: Services, tx: Transaction, ending: Ending): Promise<void> {
  const window = await findLiveWindow(tx, ending.engagement.id);
  if (window) await endWindow(services, tx, window, ending);
  // Also without a window: no grant may outlive what it was made for.
  else await revokeGrants(services, tx, ending.engagement.id);
  for (const access of await listBenchmarkingAccess(tx, ending.engagement.id)) await endBenchmarking(services, tx, access.id, ending.engagement.id);
}

/** The developer ends the window, at any time. */
export async function endWindowNow(services: Services, input: { readonly actor: Actor; readonly engagementId: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const engagement = await holdEngagement(tx, input.engagementId);
    const window = await findLiveWindow(tx, engagement.id);
    if (!window) throw new EngagementRefusal("no-window", "There is no window to end.");
    await applyEvent(tx, engagement, "end-window", "developer");
    await endWindow(services, tx, window, { engagement, actor: input.actor, reason: "developer-ended" });
  });
}

/** Time ended the window. Nothing happens while it still stands: a job may come early after dates were moved. */
export async function endElapsedWindow(services: Services, windowId: string): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const found = await findWindow(tx, windowId);
    const engagement = found && (await lockEngagement(tx, found.engagement_id));
    const window = engagement && (await findWindow(tx, windowId));
    const period = window && openedPeriod(window);
    if (!engagement || !period || window.state !== "open" || isStanding(period, services.clock().getTime())) return;
    await applyEvent(tx, engagement, "end-window", "system");
    await endWindow(services, tx, window, { engagement, actor: SYSTEM_ACTOR, reason: nameEnd(period, readDates(engagement)) });
  });
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
export async function endBenchmarking(services: Services, tx: Transaction, requestId: string, engagementId: string): Promise<void> {
  await endBenchmarkingAccessOf(tx, requestId, services.clock());
  await services.jobs.emit(tx, "engagement.benchmarking-ended", { engagementId, requestId });
}

async function endWindow(services: Services, tx: Transaction, window: WindowRow, { engagement, actor, reason }: Ending): Promise<void> {
  const now = services.clock();
  const period = openedPeriod(window);
  // A job that comes late does not add to the days: the window ended when it ended.
  const endedAt = period ? new Date(Math.min(now.getTime(), period.endsAt)) : now;
  await markEnded(tx, window.id, { at: endedAt, reason });
  const revoked = await revokeGrants(services, tx, engagement.id);
  await appendEntry(services, tx, {
    kind: "engagement.window-ended", subject: engagement.id, by: actor,
    data: { windowId: window.id, reason, endedAt: endedAt.toISOString(), grantsRevoked: revoked }, visibleTo: [engagement.organisation_id],
  });
  if (!period) return;
  const dueAt = new Date(endedAt.getTime() + window.terms.retentionDays * DAY_MS);
  await setCleanupDue(tx, window.id, dueAt);
  await tellEvaluators(services, tx, window, "engagement.window-ended", { dueAt: dueAt.toISOString() });
  await tellDeveloper(services, tx, engagement, "engagement.window-ended-developer");
}

async function tellEvaluators(services: Services, tx: Transaction, window: WindowRow, kind: string, params: Readonly<Record<string, string>>): Promise<void> {
  for (const { person_id } of await listEvaluators(tx, window.id)) {
    const person = await findPersonCard(tx, person_id);
    if (person) await notify(services, tx, { to: { personId: person.id, email: person.email }, kind, params, link: `/evaluator/engagements/${window.engagement_id}` });
  }
}
