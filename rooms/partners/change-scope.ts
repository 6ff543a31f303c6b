import type { PartnerSystem } from "#contracts/partners";
import { appendEntry } from "#rooms/audit";
import { isUniqueViolation, newId, type Actor, type Services } from "#rooms/platform";
import { lockSelected, requirePartnersOwn, tellDeveloper, tellPartner } from "./early-access.ts";
import { PartnersRefusal } from "./partners.errors.ts";
import { isNarrower, mayChangeScope } from "./partners.rules.ts";
import { lockEarlyAccess } from "./partners.store.ts";
import { findWaitingScope, insertScopeChange, setBrokering, settleScope } from "./scope.store.ts";

interface Changing {
  readonly actor: Actor;
  readonly id: string;
}

/** The partner says which systems the access shall be for. To leave some out it needs nobody; any other change waits for the developer. */
export async function changeScope(services: Services, input: Changing & { readonly systems: readonly PartnerSystem[] }): Promise<void> {
  const { actor, systems } = input;
  try {
    await services.db.inTransaction(async (tx) => {
      const row = requirePartnersOwn(await lockEarlyAccess(tx, input.id));
      if (!mayChangeScope(row.state)) throw new PartnersRefusal("not-now", `This cannot be done while the early access is "${row.state}".`);
      const state = isNarrower(systems, row.systems) ? "in-force" : "waits";
      const id = newId("scp");
      await insertScopeChange(tx, { id, earlyAccessId: row.id, systems, personId: actor.personId, at: services.clock(), state });
      await appendEntry(services, tx, {
        kind: state === "in-force" ? "partners.scope-narrowed" : "partners.scope-proposed", subject: row.id, by: actor, data: { changeId: id, systems: systems.length }, visibleTo: [row.developer_organisation_id],
      });
      await tellDeveloper(services, tx, row, state === "in-force" ? "partners.scope-narrowed" : "partners.scope-proposed");
    });
  } catch (error) {
    if (!isUniqueViolation(error, "scope_change_one_waits")) throw error;
    throw new PartnersRefusal("change-waits", "systems: a change of scope waits for the developer already; wait for the answer", { field: "systems", cause: error });
  }
}

/** The developer's yes or no to a wider or other scope. */
export async function answerScope(services: Services, input: Changing & { readonly changeId: string; readonly answer: "yes" | "no" }): Promise<void> {
  const { actor, changeId, answer } = input;
  await services.db.inTransaction(async (tx) => {
    const { row } = await lockSelected(services, tx, input);
    const waiting = await findWaitingScope(tx, row.id);
    if (waiting?.id !== changeId || !mayChangeScope(row.state)) throw new PartnersRefusal("nothing-waits", "changeId: this change does not wait for you any more", { field: "changeId" });
    await settleScope(tx, { id: changeId, state: answer === "yes" ? "in-force" : "declined", at: services.clock() });
    await appendEntry(services, tx, { kind: "partners.scope-answered", subject: row.id, by: actor, data: { changeId, answer }, visibleTo: [row.partner_organisation_id] });
    await tellPartner(services, tx, row, answer === "yes" ? "partners.scope-changed" : "partners.scope-kept");
  });
}

/** Whether the partner takes up scans that small operators ask for; only under terms that let it. */
export async function offerBrokering(services: Services, input: Changing & { readonly offered: boolean }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = requirePartnersOwn(await lockEarlyAccess(tx, input.id));
    if (!mayChangeScope(row.state)) throw new PartnersRefusal("not-now", `This cannot be done while the early access is "${row.state}".`);
    if (input.offered && !row.brokering_granted) throw new PartnersRefusal("brokering-not-granted", "The terms are for your own systems alone; ask the developer for terms that include scans for operators.");
    await setBrokering(tx, { earlyAccessId: row.id, offered: input.offered, at: services.clock() });
    await appendEntry(services, tx, { kind: "partners.brokering-offered", subject: row.id, by: input.actor, data: { offered: input.offered }, visibleTo: [row.developer_organisation_id] });
  });
}
