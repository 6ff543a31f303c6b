import { taxiiError } from "#contracts/taxii";
import { Refusal, type RefusalStatus } from "#rooms/platform";
import { TAXII_MEDIA_TYPE } from "./taxii.rules.ts";

export type TaxiiRefusalCode = "not-acceptable" | "not-taxii" | "read-only" | "next-unknown";

const STATUS = { "not-acceptable": 406, "not-taxii": 415, "read-only": 403, "next-unknown": 400 } satisfies Record<TaxiiRefusalCode, RefusalStatus>;

export class TaxiiRefusal extends Refusal {
  declare readonly code: TaxiiRefusalCode;

  constructor(code: TaxiiRefusalCode, message: string, field?: string) {
    super(code, STATUS[code], message, field === undefined ? {} : { field });
  }
}

/** Every refusal as TAXII's own error message (section 3.6.1). */
export function refuseAsTaxii({ code, message, status }: Refusal): { readonly text: string; readonly mediaType: string } {
  const body = taxiiError.parse({ title: code.replaceAll("-", " "), description: message, error_code: code, http_status: String(status) });
  return { text: JSON.stringify(body), mediaType: TAXII_MEDIA_TYPE };
}
