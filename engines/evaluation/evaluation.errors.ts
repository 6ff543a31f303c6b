export type BenchmarkSetErrorCode = "unreadable" | "too-large" | "malformed" | "inconsistent";

/** A benchmark set that cannot be used; says which file and field, and what to do. */
export class BenchmarkSetError extends Error {
  override readonly name = "BenchmarkSetError";
  readonly code: BenchmarkSetErrorCode;
  /** Path in the set, such as `tasks/lamp/task.yaml`. */
  readonly file: string;
  /** Path of the field, such as `limits.turns`; empty when the whole file is meant. */
  readonly field: string;

  constructor(code: BenchmarkSetErrorCode, where: { file: string; field?: string }, advice: string, options?: ErrorOptions) {
    super(`${where.file}${where.field ? `: ${where.field}` : ""}: ${advice}`, options);
    this.code = code;
    this.file = where.file;
    this.field = where.field ?? "";
  }
}

export type ModelErrorCode =
  | "bad-endpoint"
  | "credential-refused"
  | "request-refused"
  /** The conversation is longer than the model takes. */
  | "context-length"
  /** The endpoint refused the request itself for what it says; a model that declines gives a reply. */
  | "refused-by-policy"
  | "rate-limited"
  | "overloaded"
  | "unavailable"
  | "timed-out"
  | "too-large"
  /** The answer was cut short on its way. */
  | "truncated"
  | "malformed"
  /** The campaign's spending cap leaves no room for the call. */
  | "spending-cap"
  | "stopped";

/** The model's endpoint did not give a usable answer. The message never holds the credential. */
export class ModelError extends Error {
  override readonly name = "ModelError";
  readonly code: ModelErrorCode;

  constructor(code: ModelErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export type RunErrorCode =
  | "bad-argument"
  /** The set may not be shown to a model that is reached in this way. */
  | "access-refused"
  /** The folder holds a run that was begun with something else. */
  | "other-run"
  /** Its containment was in doubt: it is not gone on with. */
  | "halted-run"
  /** There is no such sample, or none in that state. */
  | "no-such-sample";

/** A run that cannot begin or go on, or a command that it cannot follow. */
export class RunError extends Error {
  override readonly name = "RunError";
  readonly code: RunErrorCode;

  constructor(code: RunErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export type HuntErrorCode = "bad-directory" | "bad-argument";

/** A hunt that cannot begin. */
export class HuntError extends Error {
  override readonly name = "HuntError";
  readonly code: HuntErrorCode;

  constructor(code: HuntErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
