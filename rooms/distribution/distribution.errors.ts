import { Refusal, type RefusalStatus } from "#rooms/platform";

export type DistributionRefusalCode = "not-enrolled" | "inventory-not-readable" | "too-many-inventories" | "not-in-that-state" | "fix-recalled" | "not-in-future" | "planned-too-late" | "review-too-late" | "nothing-waits" | "not-exploited" | "not-held"
  | "no-such-asset" | "no-such-answer" | "no-such-choice" | "windows-not-valid" | "import-not-readable" | "feed-refused" | "not-next" | "terms-changed"
  | "no-such-form" | "form-used" | "signature-not-valid" | "no-such-operator" | "already-here" | "not-told-by-us";

const STATUS = {
  "not-enrolled": 409,
  "inventory-not-readable": 422,
  "too-many-inventories": 409,
  "not-in-that-state": 409,
  "fix-recalled": 409,
  "not-in-future": 422,
  "planned-too-late": 422,
  "review-too-late": 422,
  "nothing-waits": 409,
  "not-exploited": 409,
  "not-held": 409,
  "no-such-asset": 422,
  "no-such-answer": 422,
  "no-such-choice": 422,
  "windows-not-valid": 422,
  "import-not-readable": 422,
  "feed-refused": 422,
  "not-next": 409,
  "terms-changed": 409,
  "no-such-form": 422,
  "form-used": 409,
  "signature-not-valid": 422,
  "no-such-operator": 422,
  "already-here": 409,
  "not-told-by-us": 422,
} satisfies Record<DistributionRefusalCode, RefusalStatus>;

export class DistributionRefusal extends Refusal {
  declare readonly code: DistributionRefusalCode;

  constructor(code: DistributionRefusalCode, message: string, options?: { readonly field?: string; readonly cause?: unknown }) {
    super(code, STATUS[code], message, options);
  }
}

export function notEnrolled(): DistributionRefusal {
  return new DistributionRefusal("not-enrolled", "Your organisation is not enrolled. Enrol first; it is free, and so is leaving.");
}
