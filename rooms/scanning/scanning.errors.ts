import { Refusal, type RefusalStatus } from "#rooms/platform";

export type ScanningRefusalCode =
  | "already-claimed"
  | "opted-out"
  | "claim-limit"
  | "claim-over"
  | "terms-changed"
  | "already-member"
  | "not-a-member"
  | "campaign-not-open"
  | "campaign-over-budget"
  | "campaign-dates"
  | "answer-not-open"
  | "peer-refused";

const STATUS = {
  "already-claimed": 409,
  "opted-out": 409,
  "claim-limit": 429,
  "claim-over": 409,
  "terms-changed": 409,
  "already-member": 409,
  "not-a-member": 409,
  "campaign-not-open": 409,
  "campaign-over-budget": 409,
  "campaign-dates": 422,
  "answer-not-open": 409,
  "peer-refused": 422,
} satisfies Record<ScanningRefusalCode, RefusalStatus>;

export class ScanningRefusal extends Refusal {
  declare readonly code: ScanningRefusalCode;

  constructor(code: ScanningRefusalCode, message: string, options?: { readonly field?: string; readonly cause?: unknown }) {
    super(code, STATUS[code], message, options);
  }
}
