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
  | "too-many-messages";

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
  "too-many-messages": 429,
} satisfies Record<CoordinationRefusalCode, RefusalStatus>;

export class CoordinationRefusal extends Refusal {
  declare readonly code: CoordinationRefusalCode;

  constructor(code: CoordinationRefusalCode, message: string, options?: { readonly field?: string; readonly cause?: unknown }) {
    super(code, STATUS[code], message, options);
  }
}
