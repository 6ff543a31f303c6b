import { Refusal, type RefusalStatus } from "#rooms/platform";

export type PublicationRefusalCode =
  | "no-verified-patch"
  | "already-published"
  | "not-publishable"
  | "document-not-valid"
  | "real-cve-in-exercise"
  | "cve-already-assigned"
  | "already-pre-noticed"
  | "already-public"
  | "due-in-past"
  | "detail-held"
  | "embargo-in-force"
  | "already-ended"
  | "nothing-changed"
  | "not-a-successor"
  | "not-a-provider";

const STATUS = {
  "no-verified-patch": 409,
  "already-published": 409,
  "not-publishable": 422,
  "document-not-valid": 422,
  "real-cve-in-exercise": 422,
  "cve-already-assigned": 409,
  "already-pre-noticed": 409,
  "already-public": 409,
  "due-in-past": 422,
  "detail-held": 409,
  "embargo-in-force": 409,
  "already-ended": 409,
  "nothing-changed": 422,
  "not-a-successor": 422,
  "not-a-provider": 422,
} satisfies Record<PublicationRefusalCode, RefusalStatus>;

export class PublicationRefusal extends Refusal {
  declare readonly code: PublicationRefusalCode;

  constructor(code: PublicationRefusalCode, message: string, options?: { readonly field?: string; readonly cause?: unknown }) {
    super(code, STATUS[code], message, options);
  }
}
