import type { DirectiveRevocations } from "#contracts/directives";
import { findPersonCard, isAllowed, tellHolders } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import type { Actor, Services, Transaction } from "#rooms/platform";
import { DirectiveRefusal } from "./directives.errors.ts";
import { listRevocations, lockIssued, readWords, revoke, updateRevocation, type IssuedRow } from "./directives.store.ts";
import { settleItemsJob } from "./items/settle-items.ts";

interface OnDirective {
  readonly actor: Actor;
  readonly id: string;
}

/** Revocations that wait for a second officer. */
export async function showRevocations(services: Services, actor: Actor): Promise<DirectiveRevocations> {
  const waiting: DirectiveRevocations["waiting"] = [];
  for (const row of await listRevocations(services.db)) {
    const proposer = row.revocation_proposed_by ?? "";
    waiting.push({
      id: row.id, number: row.number, title: readWords(row).title, reason: row.revocation_reason ?? "",
      proposedByName: (await findPersonCard(services.db, proposer))?.name ?? "",
      mayConfirm: isAllowed({ ...actor, steppedUp: true }, "obligations:revoke-directive", { type: "IssuedDirective", id: row.id, facts: { revokers: [{ type: "Person", id: proposer }] } }),
    });
  }
  return { waiting };
}

/** One officer proposes to end a directive that nothing takes the place of, with the reason, which will be public. */
export async function proposeRevocation(services: Services, { actor, id, reason }: OnDirective & { readonly reason: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = await lockInForce(tx, id);
    if (row.revocation_proposed_by !== null) throw new DirectiveRefusal("revocation-waits", "A revocation of this directive waits for a second officer already.");
    await updateRevocation(tx, { id, reason, personId: actor.personId });
    await appendEntry(services, tx, { kind: "obligations.directive-revocation-proposed", subject: id, by: actor, data: {} });
    await tellHolders(services, tx, { roles: ["directive-officer"], who: (person) => person.id !== actor.personId, kind: "obligations.revocation-proposed", params: { number: row.number }, link: `/directives/${id}` });
  });
}

/** Another officer revokes it. What is open of it closes, as revoked, and is kept; what was done stays done. */
export async function confirmRevocation(services: Services, { actor, id }: OnDirective): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    requireProposed(await lockInForce(tx, id));
    await revoke(tx, { id, personId: actor.personId, at: services.clock() });
    await appendEntry(services, tx, { kind: "obligations.directive-revoked", subject: id, by: actor, data: {} });
    await services.jobs.enqueue(tx, settleItemsJob, {});
  });
}

export async function withdrawRevocation(services: Services, { actor, id }: OnDirective): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    requireProposed(await lockInForce(tx, id));
    await updateRevocation(tx, { id, reason: null, personId: null });
    await appendEntry(services, tx, { kind: "obligations.directive-revocation-withdrawn", subject: id, by: actor, data: {} });
  });
}

async function lockInForce(tx: Transaction, id: string): Promise<IssuedRow> {
  // Only what is in force can be locked at all; the directive itself was found before.
  const row = await lockIssued(tx, id);
  if (!row) throw new DirectiveRefusal("not-in-force", "This version is no longer in force; there is nothing to revoke.");
  return row;
}

function requireProposed(row: IssuedRow): void {
  if (row.revocation_proposed_by === null) throw new DirectiveRefusal("no-revocation-waits", "Nobody has proposed to revoke this directive, or the proposal was taken back.");
}
