export type AdvisoryErrorCode =
  | "invalid-advisory"
  | "invalid-vector"
  | "cve-not-assigned"
  | "unreadable-document"
  | "document-too-large"
  | "missing-kev-metadata"
  | "unknown-table"
  | "invalid-decision-input"
  | "unreadable-feed";

/** An input this engine will not take. `field` is a JSON pointer into it, empty for the whole. */
export class AdvisoryError extends Error {
  readonly code: AdvisoryErrorCode;
  readonly field: string;

  constructor(code: AdvisoryErrorCode, field: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AdvisoryError";
    this.code = code;
    this.field = field;
  }
}
