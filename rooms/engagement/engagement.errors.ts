import type { EngagementState } from "#contracts/engagement";
import { Refusal, type RefusalStatus } from "#rooms/platform";

export type EngagementRefusalCode =
  | "already-engaged"
  | "date-passed"
  | "endpoint-not-reachable-from-here"
  | "engagement-over"
  | "evaluator-not-known"
  | "lineage-differs"
  | "lineage-not-known"
  | "window-not-open"
  | "no-days-left"
  | "no-draft"
  | "no-offer"
  | "no-window"
  | "not-yours"
  | "nobody-accepted"
  | "nothing-to-clean-up"
  | "outside-consent"
  | "partners-active"
  | "release-date-passed"
  | "names-the-model"
  | "still-draft"
  | "tool-outside-terms"
  | "weights-unsaid"
  | "incident-closed"
  | "evidence-full"
  | "terms-changed"
  | "window-not-running"
  | "window-open"
  | "agreement-ended"
  | "agreement-not-confirmed"
  | "agreement-may-not-be-public"
  | "agreement-not-yours"
  | "already-published"
  | "counterpart-not-known"
  | "end-not-later"
  | "not-published"
  | "not-two-sides"
  | "nothing-to-confirm"
  | "term-waits"
  | "already-invited"
  | "already-taken-up"
  | "developer-not-known"
  | "too-many-questions"
  | "file-empty"
  | "already-signed"
  | "no-such-text"
  | "nobody-signs-for-agency"
  | "nondisclosure-not-signed";

const STATUS = {
  "already-engaged": 409,
  "date-passed": 422,
  "endpoint-not-reachable-from-here": 422,
  "engagement-over": 409,
  "evaluator-not-known": 422,
  "evidence-full": 409,
  "incident-closed": 409,
  "lineage-differs": 422,
  "lineage-not-known": 422,
  "names-the-model": 422,
  "tool-outside-terms": 422,
  "weights-unsaid": 422,
  "window-not-open": 403,
  "no-days-left": 409,
  "no-draft": 409,
  "no-offer": 409,
  "no-window": 409,
  "not-yours": 403,
  "nobody-accepted": 409,
  "nothing-to-clean-up": 409,
  "outside-consent": 409,
  "partners-active": 409,
  "release-date-passed": 409,
  "still-draft": 409,
  "terms-changed": 409,
  "window-not-running": 409,
  "window-open": 409,
  "agreement-ended": 409,
  "agreement-not-confirmed": 409,
  "agreement-may-not-be-public": 409,
  "agreement-not-yours": 422,
  "already-published": 409,
  "counterpart-not-known": 422,
  "end-not-later": 422,
  "not-published": 409,
  "not-two-sides": 422,
  "nothing-to-confirm": 409,
  "term-waits": 409,
  "already-invited": 409,
  "already-taken-up": 409,
  "developer-not-known": 422,
  "too-many-questions": 409,
  "file-empty": 422,
  "already-signed": 409,
  "no-such-text": 422,
  "nobody-signs-for-agency": 422,
  "nondisclosure-not-signed": 403,
} satisfies Record<EngagementRefusalCode, RefusalStatus>;

export class EngagementRefusal extends Refusal {
  declare readonly code: EngagementRefusalCode;

  constructor(code: EngagementRefusalCode, message: string, options?: { readonly field?: string; readonly cause?: unknown }) {
    super(code, STATUS[code], message, options);
  }
}

const MOVE_MESSAGES = {
  "engagement-over": "This engagement is over. Open a new one for the model; its used days stay counted.",
  "no-draft": "This is no draft any more. What was opened is not written anew; set its dates or its consent instead.",
  "no-offer": "No access was offered yet. Offer it to named evaluators first.",
  "no-window": "There is no window to end.",
  "nobody-accepted": "No named evaluator has accepted the terms yet; the days would run for nobody.",
  "not-yours": "This step is not yours to take.",
  "still-draft": "This is a draft, which nobody else knows of. Open the engagement first.",
  "window-not-running": "The window is not open: it was not opened yet, or has ended.",
  "window-open": "A window is open. End it first.",
} as const;

export function refuseMove(code: keyof typeof MOVE_MESSAGES): EngagementRefusal {
  return new EngagementRefusal(code, MOVE_MESSAGES[code]);
}

/** For what needs an engagement that was opened and is not over. */
export function refuseNotLive(state: EngagementState): EngagementRefusal {
  return refuseMove(state === "draft" ? "still-draft" : "engagement-over");
}
