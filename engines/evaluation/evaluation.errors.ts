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
  | "rate-limited"
  | "unavailable"
  | "timed-out"
  | "too-large"
  | "malformed"
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
