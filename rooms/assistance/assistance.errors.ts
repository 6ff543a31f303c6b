import { Refusal, type RefusalStatus } from "#rooms/platform";

export type AssistanceRefusalCode = "no-brokering" | "not-in-that-state" | "not-plain";

const STATUS = { "no-brokering": 409, "not-in-that-state": 409, "not-plain": 422 } satisfies Record<AssistanceRefusalCode, RefusalStatus>;

export class AssistanceRefusal extends Refusal {
  declare readonly code: AssistanceRefusalCode;

  constructor(code: AssistanceRefusalCode, message: string, options?: { readonly field?: string }) {
    super(code, STATUS[code], message, options);
  }
}
