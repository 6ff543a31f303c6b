import { Refusal, type RefusalStatus } from "#rooms/platform";

export type InstancesRefusalCode = "scan-not-readable" | "list-not-readable" | "metadata-not-readable" | "import-runs" | "date-in-future" | "nothing-open" | "not-in-that-state" | "until-too-late" | "asked-already" | "steps-missing" | "not-a-cursor";

const STATUS = {
  "scan-not-readable": 422, "list-not-readable": 422, "metadata-not-readable": 422, "import-runs": 409, "date-in-future": 422, "nothing-open": 409,
  "not-in-that-state": 409, "until-too-late": 422, "asked-already": 409, "steps-missing": 409, "not-a-cursor": 422,
} satisfies Record<InstancesRefusalCode, RefusalStatus>;

export class InstancesRefusal extends Refusal {
  declare readonly code: InstancesRefusalCode;

  constructor(code: InstancesRefusalCode, message: string, options?: { readonly field?: string; readonly cause?: unknown }) {
    super(code, STATUS[code], message, options);
  }
}
