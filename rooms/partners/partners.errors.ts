import { Refusal, type RefusalStatus } from "#rooms/platform";

export type PartnersRefusalCode =
  | "already-nominated"
  | "brokering-not-granted"
  | "change-waits"
  | "conflict-found"
  | "controls-lapsed"
  | "date-passed"
  | "no-systems"
  | "not-active"
  | "not-now"
  | "not-proven"
  | "not-yours"
  | "nothing-waits"
  | "outside-scope"
  | "partner-not-known"
  | "term-over"
  | "terms-changed"
  | "terms-not-accepted"
  | "view-given";

const STATUS = {
  "already-nominated": 409,
  "brokering-not-granted": 409,
  "change-waits": 409,
  "conflict-found": 422,
  "controls-lapsed": 409,
  "date-passed": 422,
  "no-systems": 409,
  "not-active": 403,
  "not-now": 409,
  "not-proven": 409,
  "not-yours": 403,
  "nothing-waits": 409,
  "outside-scope": 403,
  "partner-not-known": 422,
  "term-over": 409,
  "terms-changed": 409,
  "terms-not-accepted": 409,
  "view-given": 409,
} satisfies Record<PartnersRefusalCode, RefusalStatus>;

export class PartnersRefusal extends Refusal {
  declare readonly code: PartnersRefusalCode;

  constructor(code: PartnersRefusalCode, message: string, options?: { readonly field?: string; readonly cause?: unknown }) {
    super(code, STATUS[code], message, options);
  }
}
