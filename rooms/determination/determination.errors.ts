import { Refusal, type RefusalStatus } from "#rooms/platform";

export type DeterminationRefusalCode = "already-asked" | "nothing-signed-yet" | "not-in-force" | "record-altered" | "fingerprint-unknown" | "same-person";

const STATUS = {
  "already-asked": 409,
  "nothing-signed-yet": 409,
  "not-in-force": 409,
  "record-altered": 409,
  "fingerprint-unknown": 422,
  "same-person": 403,
} satisfies Record<DeterminationRefusalCode, RefusalStatus>;

export class DeterminationRefusal extends Refusal {
  declare readonly code: DeterminationRefusalCode;

  constructor(code: DeterminationRefusalCode, message: string, options?: { readonly field?: string; readonly cause?: unknown }) {
    super(code, STATUS[code], message, options);
  }
}
