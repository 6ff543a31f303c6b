import type { z } from "zod";
import type { EmbargoPolicy, embargoPolicies, EmbargoPolicyFigures, embargoPolicyHistory } from "#contracts/cases";
import { findPersonCard, tellHolders } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { newId, type Actor, type Services, type Transaction } from "#rooms/platform";
import { CoordinationRefusal } from "../coordination.errors.ts";
import { insertPolicy, listPolicies, listWaitingPolicies, lockWaitingPolicy, putPolicyInForce } from "./embargo-policy.store.ts";

/*
 * The figures of every embargo, in versions: one person proposes all of them anew with the reason, another puts them in force.
 *
 *   waits → in force     by a second person; a version from then on, and never changed again
 *
 * A case keeps the version that it began with.
 */
export async function showEmbargoPolicyHistory({ db }: Services): Promise<z.infer<typeof embargoPolicyHistory>> {
  const [current, ...earlier] = await listPolicies(db);
  if (!current) throw new Error("There is no embargo policy in force; the first one is made by a migration");
  return { current, earlier };
}

export async function showEmbargoPolicies(services: Services, actor: Actor): Promise<z.infer<typeof embargoPolicies>> {
  const waiting = (await listWaitingPolicies(services.db)).map(async ({ proposedBy, ...row }) => ({ ...row, mayConfirm: proposedBy !== actor.personId, proposedByName: (await findPersonCard(services.db, proposedBy))?.name ?? "" }));
  return { ...(await showEmbargoPolicyHistory(services)), waiting: await Promise.all(waiting) };
}

export async function proposeEmbargoPolicy(services: Services, { actor, ...figures }: { readonly actor: Actor } & EmbargoPolicyFigures): Promise<void> {
  const id = newId("epol");
  const { reason: _free, ...numbers } = figures;
  await services.db.inTransaction(async (tx) => {
    await insertPolicy(tx, { id, ...figures, personId: actor.personId, at: services.clock() });
    await appendEntry(services, tx, { kind: "coordination.embargo-policy-proposed", subject: id, by: actor, data: numbers });
    await tellKeepers(services, tx, actor, "coordination.embargo-policy-proposed");
  });
}

export async function confirmEmbargoPolicy(services: Services, { actor, policyId }: { readonly actor: Actor; readonly policyId: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const waiting = await lockWaitingPolicy(tx, policyId);
    if (!waiting) throw new CoordinationRefusal("nothing-waits", "policyId: no proposal of this id waits; it may be in force already", { field: "policyId" });
    if (waiting.proposedBy === actor.personId) throw new CoordinationRefusal("policy-needs-two", "Somebody else than its proposer puts a policy in force.");
    const version = await putPolicyInForce(tx, { id: policyId, personId: actor.personId, at: services.clock() });
    await appendEntry(services, tx, { kind: "coordination.embargo-policy-in-force", subject: policyId, by: actor, data: { version } });
    await tellKeepers(services, tx, actor, "coordination.embargo-policy-in-force");
  });
}

/** From when on the full detail may go out: the policy's days after the fix, or at once when all is public anyway. */
export function findDetailHold({ fixReadyAt, exploitPublic, policy }: { readonly fixReadyAt: string | null; readonly exploitPublic: boolean; readonly policy: Pick<EmbargoPolicy, "detailDays"> }): string | null {
  if (fixReadyAt === null) return null;
  return exploitPublic ? fixReadyAt : new Date(Date.parse(fixReadyAt) + policy.detailDays * 86_400_000).toISOString();
}

function tellKeepers(services: Services, tx: Transaction, actor: Actor, kind: string): Promise<void> {
  return tellHolders(services, tx, { roles: ["clearinghouse-analyst", "clearinghouse-director"], who: (holder) => holder.id !== actor.personId, kind, link: "/clearinghouse/policy" });
}
