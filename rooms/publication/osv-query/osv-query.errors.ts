import { osvError } from "#contracts/osv-query";
import { Refusal, type RefusalStatus } from "#rooms/platform";

export type OsvRefusalCode = "query-refused";

const STATUS = { "query-refused": 400 } satisfies Record<OsvRefusalCode, RefusalStatus>;

/** A query that cannot be answered as it stands. */
export class OsvRefusal extends Refusal {
  declare readonly code: OsvRefusalCode;

  constructor(field: string, message: string) {
    super("query-refused", STATUS["query-refused"], `${field}: ${message}`, { field });
  }
}

// Codes of gRPC, which osv.dev's clients know: invalid argument, not found, resource exhausted.
const GRPC: Readonly<Partial<Record<RefusalStatus, number>>> = { 404: 5, 429: 8 };
const INVALID_ARGUMENT = 3;

export function refuseAsOsv({ message, status }: Refusal): { readonly text: string; readonly mediaType: string } {
  return { text: JSON.stringify(osvError.parse({ code: GRPC[status] ?? INVALID_ARGUMENT, message })), mediaType: "application/json" };
}
