import { Refusal, type RefusalStatus } from "#rooms/platform";

export type RemediationRefusalCode = "case-not-open" | "wrong-state" | "not-verified" | "not-confirmed" | "own-patch" | "no-candidate" | "version-not-new" | "too-many-patches" | "too-many-attempts" | "unnamed-model" | "not-a-diff";

const STATUS = {
  "case-not-open": 409,
  "wrong-state": 409,
  "not-verified": 409,
  "not-confirmed": 409,
  "own-patch": 403,
  "no-candidate": 409,
  "version-not-new": 422,
  "too-many-patches": 429,
  "too-many-attempts": 409,
  "unnamed-model": 422,
  "not-a-diff": 422,
} satisfies Record<RemediationRefusalCode, RefusalStatus>;

export class RemediationRefusal extends Refusal {
  declare readonly code: RemediationRefusalCode;

  constructor(code: RemediationRefusalCode, message: string, options?: { readonly field?: string; readonly cause?: unknown }) {
    super(code, STATUS[code], message, options);
  }
}
