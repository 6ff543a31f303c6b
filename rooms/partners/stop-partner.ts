import { findEngagementCard } from "#rooms/engagement";
import { SYSTEM_ACTOR, type Actor, type Services, type Transaction } from "#rooms/platform";
import { isShownToPartner, lockSelected, reachState, requirePartnersOwn, tellDeveloper, tellPartner } from "./early-access.ts";
import { authoriseSelection } from "./partners.resources.ts";
import { isFinal } from "./partners.rules.ts";
import { listEarlyAccessOf, listStandingOf, lockEarlyAccess, type EarlyAccessRow } from "./partners.store.ts";

/** Ends an early access when its terms' time is over. */
export const END_EARLY_ACCESS = { name: "partners.end-early-access" };

/** The developer suspends a partner; access is dead when this returns. */
export async function suspendPartner(services: Services, input: { readonly actor: Actor; readonly id: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const { row } = await lockSelected(services, tx, input);
    await reachState(services, tx, { row, event: "suspend", mover: "developer", actor: input.actor, entry: "suspended" });
    await tellPartner(services, tx, row, "partners.suspended");
  });
}

/** The developer ends one partner's access for good, in any state. */
export async function revokePartner(services: Services, input: { readonly actor: Actor; readonly id: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const { row } = await lockSelected(services, tx, input);
    if (!isFinal(row.state)) await stop(services, tx, row, { event: "revoke", mover: "developer", actor: input.actor, entry: "revoked" });
  });
}

/** The same for every partner of an engagement, or of all of the developer's engagements, in one transaction. */
export async function stopAllPartners(services: Services, input: { readonly actor: Actor; readonly engagementId?: string | undefined }): Promise<void> {
  const { actor, engagementId } = input;
  if (engagementId !== undefined) await authoriseSelection(services, actor, "partners:stop", engagementId);
  await services.db.inTransaction(async (tx) => {
    const those = engagementId === undefined ? await listStandingOf(tx, actor.organisationId) : await listEarlyAccessOf(tx, engagementId);
    await stopEach(services, tx, those, { event: "revoke", mover: "developer", actor, entry: "revoked" });
  });
}

/** The partner leaves, in any state it knows of. */
export async function leaveEarlyAccess(services: Services, input: { readonly actor: Actor; readonly id: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = requirePartnersOwn(await lockEarlyAccess(tx, input.id));
    if (isFinal(row.state)) return;
    await reachState(services, tx, { row, event: "leave", mover: "partner", actor: input.actor, entry: "left" });
    await tellDeveloper(services, tx, row, "partners.left");
  });
}

/** Time is over. Nothing happens when newer terms end later. */
export async function endElapsed(services: Services, earlyAccessId: string): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = await lockEarlyAccess(tx, earlyAccessId);
    if (!row || isFinal(row.state) || row.ends_at === null || Date.parse(row.ends_at) > services.clock().getTime()) return;
    await stop(services, tx, row, { event: "end", mover: "system", actor: SYSTEM_ACTOR, entry: "ended" });
  });
}

/** The developer withdrew from the engagement: nobody keeps access through it. */
export async function endAllOf(services: Services, engagementId: string): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const engagement = await findEngagementCard(services, tx, engagementId);
    if (engagement?.state === "withdrawn") await stopEach(services, tx, await listEarlyAccessOf(tx, engagementId), { event: "end", mover: "system", actor: SYSTEM_ACTOR, entry: "ended" });
  });
}

interface Stop {
  readonly event: "revoke" | "end";
  readonly mover: "developer" | "system";
  readonly actor: Pick<Actor, "personId" | "organisationId">;
  readonly entry: "revoked" | "ended";
}

async function stopEach(services: Services, tx: Transaction, those: readonly { readonly id: string }[], how: Stop): Promise<void> {
  for (const { id } of those) {
    const row = await lockEarlyAccess(tx, id);
    if (row && !isFinal(row.state)) await stop(services, tx, row, how);
  }
}

async function stop(services: Services, tx: Transaction, row: EarlyAccessRow, how: Stop): Promise<void> {
  await reachState(services, tx, { row, ...how });
  // Who was never told of a nomination is not told of its end.
  if (isShownToPartner(row)) await tellPartner(services, tx, row, "partners.ended");
}
