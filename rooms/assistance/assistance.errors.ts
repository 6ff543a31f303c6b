import { Refusal, type RefusalStatus } from "#rooms/platform";

export type AssistanceRefusalCode =
  | "before-window" | "consent-not-valid" | "no-brokering" | "no-project" | "no-source" | "no-such-operator" | "not-a-source" | "not-in-that-state" | "not-on-the-list" | "not-plain" | "offer-gone" | "source-not-there" | "window-needed"
  | "word-of-leave";

const STATUS = {
  "before-window": 409, "consent-not-valid": 422, "no-brokering": 409, "no-project": 422, "no-source": 409, "no-such-operator": 422, "not-a-source": 422, "not-in-that-state": 409, "not-on-the-list": 422, "not-plain": 422, "offer-gone": 409,
  "source-not-there": 422, "window-needed": 422, "word-of-leave": 422,
} satisfies Record<AssistanceRefusalCode, RefusalStatus>;

export class AssistanceRefusal extends Refusal {
  declare readonly code: AssistanceRefusalCode;

  constructor(code: AssistanceRefusalCode, message: string, options?: { readonly field?: string; readonly cause?: unknown }) {
    super(code, STATUS[code], message, options);
  }
}
