import { Refusal, type RefusalStatus } from "#rooms/platform";

export type ObligationsRefusalCode = "unknown-paragraph" | "date-in-future" | "archived-before-published";

const STATUS = { "unknown-paragraph": 404, "date-in-future": 422, "archived-before-published": 422 } satisfies Record<ObligationsRefusalCode, RefusalStatus>;

export class ObligationsRefusal extends Refusal {
  declare readonly code: ObligationsRefusalCode;

  constructor(code: ObligationsRefusalCode, message: string, field?: string) {
    super(code, STATUS[code], message, field === undefined ? undefined : { field });
  }
}
