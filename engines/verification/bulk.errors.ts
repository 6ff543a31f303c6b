/**
 * Why a bulk run does not begin or go on. What is recorded stays.
 *
 * - `no-bundles`: the folder holds none.
 * - `journal-damaged`: a whole line of the journal is not a result.
 * - `isolation-failed`: the sandbox's isolation did not hold.
 */
export type BulkErrorCode = "no-bundles" | "journal-damaged" | "isolation-failed";

export class BulkError extends Error {
  readonly code: BulkErrorCode;

  constructor(code: BulkErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "BulkError";
    this.code = code;
  }
}
