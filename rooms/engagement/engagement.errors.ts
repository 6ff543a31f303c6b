import { Refusal, type RefusalStatus } from "#rooms/platform";

export type EngagementRefusalCode =
  | "already-engaged"
  | "date-passed"
  | "endpoint-not-reachable-from-here"
  | "engagement-over"
  | "evaluator-not-known"
  | "model-did-not-answer"
  | "window-not-open"
  | "no-days-left"
  | "no-offer"
  | "no-window"
  | "not-yours"
  | "nobody-accepted"
  | "nothing-to-clean-up"
  | "outside-consent"
  | "partners-active"
  | "release-date-passed"
  | "terms-changed"
  | "window-open";

const STATUS = {
  "already-engaged": 409,
  "date-passed": 422,
  "endpoint-not-reachable-from-here": 422,
  "engagement-over": 409,
  "evaluator-not-known": 422,
  "model-did-not-answer": 503,
  "window-not-open": 403,
  "no-days-left": 409,
  "no-offer": 409,
  "no-window": 409,
  "not-yours": 403,
  "nobody-accepted": 409,
  "nothing-to-clean-up": 409,
  "outside-consent": 409,
  "partners-active": 409,
  "release-date-passed": 409,
  "terms-changed": 409,
  "window-open": 409,
} satisfies Record<EngagementRefusalCode, RefusalStatus>;

export class EngagementRefusal extends Refusal {
  declare readonly code: EngagementRefusalCode;

  constructor(code: EngagementRefusalCode, message: string, options?: { readonly field?: string; readonly cause?: unknown }) {
    super(code, STATUS[code], message, options);
  }
}

const MOVE_MESSAGES = {
  "engagement-over": "This engagement is over. Open a new one for the model; its used days stay counted.",
  "no-offer": "No access was offered yet. Offer it to named evaluators first.",
  "not-yours": "This step is not yours to take.",
  "window-open": "A window is open. End it first.",
} as const;

export function refuseMove(code: keyof typeof MOVE_MESSAGES): EngagementRefusal {
  return new EngagementRefusal(code, MOVE_MESSAGES[code]);
}
