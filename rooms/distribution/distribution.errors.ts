import { Refusal, type RefusalStatus } from "#rooms/platform";

export type DistributionRefusalCode = "not-enrolled" | "inventory-not-readable" | "too-many-inventories" | "not-in-that-state" | "fix-recalled" | "not-in-future";

const STATUS = {
  "not-enrolled": 409,
  "inventory-not-readable": 422,
  "too-many-inventories": 409,
  "not-in-that-state": 409,
  "fix-recalled": 409,
  "not-in-future": 422,
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
