import { openModelToPartners } from "#rooms/engagement";
import type { Actor, Services } from "#rooms/platform";
import { lockSelected, reachState, tellPartner } from "./early-access.ts";
import { PartnersRefusal } from "./partners.errors.ts";
import { findActivationGap } from "./partners.rules.ts";
import { setActive, type EarlyAccessRow } from "./partners.store.ts";

const GAPS = {
  "terms-not-accepted": "The partner has not accepted the terms.",
  "no-systems": "The partner has named no system that it owns or may test.",
  "not-proven": "The partner has not shown that it is ready.",
  "term-over": "The time of these terms is over.",
  "controls-lapsed": "The partner's word that the safeguards are in place has run out. The partner gives it anew on its page.",
} as const;

/** The developer lets a prepared partner use the model, or use it again. Refused while the government's window is open (INV-4). */
export async function activatePartner(services: Services, input: { readonly actor: Actor; readonly id: string; readonly event: "activate" | "resume" }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const { row } = await lockSelected(services, tx, input);
    await reachState(services, tx, { row, event: input.event, mover: "developer", actor: input.actor, entry: input.event === "activate" ? "activated" : "resumed" });
    refuseGap(services, row);
    await openModelToPartners(services, tx, row.model_id);
    await setActive(tx, row.id, services.clock());
    await tellPartner(services, tx, row, "partners.active");
  });
}

/** Throws while something that an active partner needs is missing. */
export function refuseGap(services: Services, row: EarlyAccessRow): void {
  const gap = findActivationGap({
    termsAccepted: row.terms_accepted_at !== null,
    systems: row.systems.length,
    proven: row.ready_at !== null,
    endsAt: row.ends_at === null ? null : Date.parse(row.ends_at),
    controlsUntil: row.controls_until === null ? null : Date.parse(row.controls_until),
    now: services.clock().getTime(),
  });
  if (gap) throw new PartnersRefusal(gap, GAPS[gap]);
}
