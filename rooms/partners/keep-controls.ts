import { SYSTEM_ACTOR, type Actor, type Services, type Transaction } from "#rooms/platform";
import { reachState, requirePartnersOwn, tellDeveloper, tellPartner } from "./early-access.ts";
import { appendEntry } from "#rooms/audit";
import { PartnersRefusal } from "./partners.errors.ts";
import { isFinal, mayChangeScope, planControls } from "./partners.rules.ts";
import { lockEarlyAccess, type EarlyAccessRow } from "./partners.store.ts";
import { insertAttestation } from "./scope.store.ts";

/** Reminds a partner that its word on the safeguards runs out; and suspends when it has. */
export const REMIND_OF_CONTROLS = { name: "partners.remind-of-controls" };
export const LAPSE_CONTROLS = { name: "partners.lapse-controls" };

/** The partner says again that the safeguards are in place. After a lapse the developer resumes. */
export async function attestControls(services: Services, input: { readonly actor: Actor; readonly id: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = requirePartnersOwn(await lockEarlyAccess(tx, input.id));
    if (!mayChangeScope(row.state)) throw new PartnersRefusal("not-now", `This cannot be done while the early access is "${row.state}".`);
    await keepAttestation(services, tx, row, input.actor);
    await tellDeveloper(services, tx, row, "partners.controls-attested");
  });
}

/** Keeps an attestation given now, with its end and the reminders before it. */
export async function keepAttestation(services: Services, tx: Transaction, row: EarlyAccessRow, actor: Actor): Promise<void> {
  const at = services.clock();
  const { until, reminders } = planControls(at.getTime());
  const end = new Date(until);
  await insertAttestation(tx, { earlyAccessId: row.id, personId: actor.personId, at, until: end });
  await appendEntry(services, tx, { kind: "partners.controls-attested", subject: row.id, by: actor, data: { until: end.toISOString() }, visibleTo: [row.developer_organisation_id] });
  const payload = { earlyAccessId: row.id, until: end.toISOString() };
  for (const remindAt of reminders) await services.jobs.enqueue(tx, REMIND_OF_CONTROLS, payload, { startAfter: new Date(remindAt) });
  await services.jobs.enqueue(tx, LAPSE_CONTROLS, payload, { startAfter: end });
}

/** Nothing happens when the word was given anew since. */
export async function remindOfControls(services: Services, { earlyAccessId, until }: { readonly earlyAccessId: string; readonly until: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = await lockEarlyAccess(tx, earlyAccessId);
    if (row && !isFinal(row.state) && row.controls_until === until) await tellPartner(services, tx, row, "partners.controls-run-out");
  });
}

/** The word has run out: an active partner is suspended. Each use asks by itself, so a stopped worker lengthens nothing. */
export async function lapseControls(services: Services, { earlyAccessId }: { readonly earlyAccessId: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = await lockEarlyAccess(tx, earlyAccessId);
    if (row?.state !== "active" || (row.controls_until !== null && Date.parse(row.controls_until) > services.clock().getTime())) return;
    await reachState(services, tx, { row, event: "lapse", mover: "system", actor: SYSTEM_ACTOR, entry: "controls-lapsed" });
    await tellPartner(services, tx, row, "partners.controls-lapsed");
    await tellDeveloper(services, tx, row, "partners.partner-suspended");
  });
}
