import { Refusal, type RefusalStatus } from "#rooms/platform";

export type DeterminationRefusalCode = "already-asked" | "nothing-signed-yet" | "not-in-force" | "record-altered" | "fingerprint-unknown" | "same-person" | "file-empty" | "file-not-known" | "file-sent" | "files-full";

const STATUS = {
  "already-asked": 409,
  "nothing-signed-yet": 409,
  "not-in-force": 409,
  "record-altered": 409,
  "fingerprint-unknown": 422,
  "same-person": 403,
  "file-empty": 422,
  "file-not-known": 422,
  "file-sent": 409,
  "files-full": 409,
} satisfies Record<DeterminationRefusalCode, RefusalStatus>;

export class DeterminationRefusal extends Refusal {
  declare readonly code: DeterminationRefusalCode;

  constructor(code: DeterminationRefusalCode, message: string, options?: { readonly field?: string; readonly cause?: unknown }) {
    super(code, STATUS[code], message, options);
  }
}
