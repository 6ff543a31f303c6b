import { Refusal, type RefusalStatus } from "#rooms/platform";

export type CoordinationRefusalCode =
  | "project-known"
  | "not-validated"
  | "case-not-open"
  | "embargo-in-force"
  | "terms-not-accepted"
  | "embargo-over"
  | "answer-not-open"
  | "reason-needed"
  | "no-more-time"
  | "fact-not-possible"
  | "case-rule-broken"
  | "content-closed"
  | "nothing-on-offer"
  | "policy-needs-two"
  | "nothing-waits"
  | "too-many-messages"
  | "policy-is-the-maintainers"
  | "no-such-row"
  | "file-unreadable"
  | "file-expired"
  | "no-diff"
  | "address-refused"
  | "no-such-destination"
  | "handed-off-already"
  | "does-not-fit"
  | "another-record"
  | "no-such-hand-off"
  | "hand-off-wrong-state";

const STATUS = {
  "project-known": 409,
  "not-validated": 409,
  "case-not-open": 409,
  "embargo-in-force": 409,
  "terms-not-accepted": 409,
  "embargo-over": 409,
  "answer-not-open": 409,
  "reason-needed": 422,
  "no-more-time": 409,
  "fact-not-possible": 409,
  "case-rule-broken": 409,
  "content-closed": 409,
  "nothing-on-offer": 409,
  "policy-needs-two": 403,
  "nothing-waits": 409,
  "too-many-messages": 429,
  "policy-is-the-maintainers": 409,
  "no-such-row": 422,
  "file-unreadable": 422,
  "file-expired": 422,
  "no-diff": 422,
  "address-refused": 422,
  "no-such-destination": 422,
  "handed-off-already": 409,
  "does-not-fit": 422,
  "another-record": 409,
  "no-such-hand-off": 404,
  "hand-off-wrong-state": 409,
} satisfies Record<CoordinationRefusalCode, RefusalStatus>;

export class CoordinationRefusal extends Refusal {
  declare readonly code: CoordinationRefusalCode;

  constructor(code: CoordinationRefusalCode, message: string, options?: { readonly field?: string; readonly cause?: unknown }) {
    super(code, STATUS[code], message, options);
  }
}
