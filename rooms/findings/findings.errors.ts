import { Refusal, type RefusalStatus } from "#rooms/platform";

export type FindingsRefusalCode =
  | "bundle-refused"
  | "provenance-missing"
  | "line-refused"
  | "too-many-lines"
  | "import-refused"
  | "intake-gap"
  | "task-input-refused"
  | "task-provenance-missing"
  | "appeal-not-open"
  | "appeal-waits"
  | "wrong-state"
  | "not-a-cursor"
  | "other-not-open"
  | "already-linked"
  | "both-told"
  | "level-needed"
  | "no-such-link"
  | "nothing-asked"
  | "evidence-needed"
  | "same-evidence"
  | "other-target"
  | "not-drawn"
  | "own-finding"
  | "same-model"
  | "no-vendor-notice"
  | "severity-disagrees"
  | "priority-input-missing"
  | "priority-input-refused"
  | "contradicts-facts"
  | "reference-known"
  | "exploitation-known"
  | "feed-refused"
  | "isolation-failed"
  | "not-assignable"
  | "self-assignment"
  | "reason-needed"
  | "already-assigned"
  | "not-assigned";

const STATUS = {
  "bundle-refused": 422,
  "provenance-missing": 422,
  "line-refused": 422,
  "too-many-lines": 413,
  "import-refused": 422,
  "intake-gap": 409,
  // 400 is what the AIxCC finals' API knows for it.
  "task-input-refused": 400,
  "task-provenance-missing": 400,
  "appeal-not-open": 409,
  "appeal-waits": 409,
  "wrong-state": 409,
  "not-a-cursor": 422,
  "other-not-open": 422,
  "already-linked": 409,
  "both-told": 409,
  "level-needed": 422,
  "no-such-link": 409,
  "nothing-asked": 409,
  "evidence-needed": 409,
  "same-evidence": 409,
  "other-target": 422,
  "not-drawn": 409,
  "own-finding": 403,
  "same-model": 403,
  "no-vendor-notice": 409,
  "severity-disagrees": 422,
  "priority-input-missing": 422,
  "priority-input-refused": 422,
  "contradicts-facts": 409,
  "reference-known": 409,
  "exploitation-known": 409,
  "feed-refused": 422,
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
