import { Refusal, type RefusalStatus } from "#rooms/platform";

export type BenchmarkingRefusalCode =
  | "wrong-state"
  | "not-your-act"
  | "standard-exists"
  | "standard-committed"
  | "no-active-standard"
  | "unknown-benchmark-set"
  | "set-too-large"
  | "run-under-way"
  | "no-lease"
  | "office-heard"
  | "consultation-open"
  | "sealing-not-recorded"
  | "outcome-not-by-rule"
  | "not-releasable"
  | "same-person"
  | "not-appointed"
  | "no-director-key"
  | "ceremony-open"
  | "another-fingerprint"
  | "bad-end"
  | "not-delegable"
  | "last-director"
  | "access-mode-refused"
  | "nothing-to-reconsider"
  | "unreachable-endpoint"
  | "record-altered";

const STATUS = {
  "wrong-state": 409,
  "not-your-act": 403,
  "standard-exists": 409,
  "standard-committed": 409,
  "no-active-standard": 409,
  "unknown-benchmark-set": 422,
  "set-too-large": 422,
  "run-under-way": 409,
  "no-lease": 409,
  "office-heard": 409,
  "consultation-open": 409,
  "sealing-not-recorded": 409,
  "outcome-not-by-rule": 422,
  "not-releasable": 422,
  "same-person": 403,
  "not-appointed": 403,
  "no-director-key": 409,
  "ceremony-open": 409,
  "another-fingerprint": 422,
  "bad-end": 422,
  "not-delegable": 422,
  "last-director": 409,
  "access-mode-refused": 409,
  "nothing-to-reconsider": 409,
  "unreachable-endpoint": 422,
  "record-altered": 409,
} satisfies Record<BenchmarkingRefusalCode, RefusalStatus>;

export class BenchmarkingRefusal extends Refusal {
  declare readonly code: BenchmarkingRefusalCode;

  constructor(code: BenchmarkingRefusalCode, message: string, options?: { readonly field?: string; readonly cause?: unknown }) {
    super(code, STATUS[code], message, options);
  }
}
