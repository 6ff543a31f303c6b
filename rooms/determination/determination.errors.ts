import { Refusal, type RefusalStatus } from "#rooms/platform";

export type DeterminationRefusalCode = "already-asked" | "nothing-signed-yet" | "record-altered";

const STATUS = {
  "already-asked": 409,
  "nothing-signed-yet": 409,
  "record-altered": 409,
} satisfies Record<DeterminationRefusalCode, RefusalStatus>;

export class DeterminationRefusal extends Refusal {
  declare readonly code: DeterminationRefusalCode;

  constructor(code: DeterminationRefusalCode, message: string, options?: { readonly field?: string; readonly cause?: unknown }) {
    super(code, STATUS[code], message, options);
  }
}
