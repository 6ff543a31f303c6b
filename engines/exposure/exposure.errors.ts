export type InventoryErrorCode =
  | "empty"
  | "too-large"
  | "too-many-rows"
  | "unsupported-format"
  | "not-json"
  | "not-cyclonedx"
  | "no-product-column"
  | "nothing-readable";

/** The whole file cannot be read as an inventory; nothing of it is kept. The message says what to do. */
export class InventoryError extends Error {
  readonly code: InventoryErrorCode;

  constructor(code: InventoryErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "InventoryError";
    this.code = code;
  }
}

export type AdvisoryErrorCode = "not-an-advisory";

/** The document is neither an OSV record nor a CSAF 2.x document. */
export class AdvisoryError extends Error {
  readonly code: AdvisoryErrorCode;

  constructor(code: AdvisoryErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AdvisoryError";
    this.code = code;
  }
}

export type IdentifierErrorCode = "not-a-purl" | "not-a-cpe";

/** A package URL or CPE name breaks its specification; the message names the part. */
export class IdentifierError extends Error {
  readonly code: IdentifierErrorCode;

  constructor(code: IdentifierErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "IdentifierError";
    this.code = code;
  }
}
