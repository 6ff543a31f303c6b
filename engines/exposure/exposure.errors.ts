import type { InventoryTable } from "./exposure.types.ts";

export type InventoryErrorCode =
  | "empty"
  | "too-large"
  | "too-many-rows"
  | "unsupported-format"
  | "not-json"
  | "not-xml"
  | "not-cyclonedx"
  | "not-spdx"
  | "not-valid"
  | "no-product-column"
  | "nothing-readable";

/** The whole file cannot be read as an inventory; nothing of it is kept. The message says what to do. */
export class InventoryError extends Error {
  readonly code: InventoryErrorCode;
  /** A spreadsheet's first cells where only its columns were not understood: a person can choose them. */
  readonly table: InventoryTable | null;

  constructor(code: InventoryErrorCode, message: string, options?: ErrorOptions & { readonly table?: InventoryTable }) {
    super(message, options);
    this.name = "InventoryError";
    this.code = code;
    this.table = options?.table ?? null;
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

export type VersErrorCode = "not-vers" | "not-canonical" | "not-native";

/** A version range breaks VERS' notation or its canonical form, or a native range cannot be said in VERS. The message names the part. */
export class VersError extends Error {
  readonly code: VersErrorCode;

  constructor(code: VersErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "VersError";
    this.code = code;
  }
}
