import { Refusal, type RefusalStatus } from "#rooms/platform";

export type AgencyRefusalCode = "not-a-civilian-agency" | "listed-already" | "not-listed" | "waits-already";

const STATUS = { "not-a-civilian-agency": 422, "listed-already": 409, "not-listed": 409, "waits-already": 409 } satisfies Record<AgencyRefusalCode, RefusalStatus>;

export class AgencyRefusal extends Refusal {
  declare readonly code: AgencyRefusalCode;

  constructor(code: AgencyRefusalCode, message: string, field?: string) {
    super(code, STATUS[code], message, field === undefined ? undefined : { field });
  }
}

/** The one answer for whoever is no listed agency, whatever they are instead, and for nobody at all. */
export function notAnAgency(): AgencyRefusal {
  return new AgencyRefusal("not-a-civilian-agency", "organisationId: a directive binds listed federal civilian executive branch agencies alone. It is never put on anyone else: not on firms, partners or operators, and not on the War side, National Security Systems or intelligence.", "organisationId");
}
