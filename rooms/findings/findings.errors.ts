import { Refusal, type RefusalStatus } from "#rooms/platform";

export type FindingsRefusalCode =
  | "already-claimed"
  | "opted-out"
  | "claim-limit"
  | "bundle-refused"
  | "provenance-missing"
  | "line-refused"
  | "too-many-lines"
  | "appeal-not-open"
  | "wrong-state"
  | "own-finding"
  | "same-model"
  | "no-vendor-notice"
  | "severity-disagrees"
  | "priority-input-missing"
  | "isolation-failed"
  | "not-assignable"
  | "self-assignment"
  | "reason-needed"
  | "already-assigned"
  | "not-assigned";

const STATUS = {
  "already-claimed": 409,
  "opted-out": 409,
  "claim-limit": 429,
  "bundle-refused": 422,
  "provenance-missing": 422,
  "line-refused": 422,
  "too-many-lines": 413,
  "appeal-not-open": 409,
  "wrong-state": 409,
  "own-finding": 403,
  "same-model": 403,
  "no-vendor-notice": 409,
  "severity-disagrees": 422,
  "priority-input-missing": 422,
  "isolation-failed": 503,
  "not-assignable": 422,
  "self-assignment": 403,
  "reason-needed": 422,
  "already-assigned": 409,
  "not-assigned": 409,
} satisfies Record<FindingsRefusalCode, RefusalStatus>;

export class FindingsRefusal extends Refusal {
  declare readonly code: FindingsRefusalCode;

  constructor(code: FindingsRefusalCode, message: string, options?: { readonly field?: string; readonly cause?: unknown }) {
    super(code, STATUS[code], message, options);
  }
}
