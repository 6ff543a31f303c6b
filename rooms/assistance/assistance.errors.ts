import { Refusal, type RefusalStatus } from "#rooms/platform";

export type AssistanceRefusalCode = "not-in-that-state";

const STATUS = { "not-in-that-state": 409 } satisfies Record<AssistanceRefusalCode, RefusalStatus>;

export class AssistanceRefusal extends Refusal {
  declare readonly code: AssistanceRefusalCode;

  constructor(code: AssistanceRefusalCode, message: string) {
    super(code, STATUS[code], message);
  }
}
