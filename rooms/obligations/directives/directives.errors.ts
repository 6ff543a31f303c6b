import { Refusal, type RefusalStatus } from "#rooms/platform";

export type DirectiveRefusalCode = "draft-waits" | "words-not-valid" | "unknown-directive" | "not-in-force" | "revocation-waits" | "no-revocation-waits" | "not-in-that-state" | "until-not-valid" | "no-day-to-move";

const STATUS = {
  "draft-waits": 409,
  "words-not-valid": 422,
  "unknown-directive": 422,
  "not-in-force": 409,
  "revocation-waits": 409,
  "no-revocation-waits": 409,
  "not-in-that-state": 409,
  "until-not-valid": 422,
  "no-day-to-move": 409,
} satisfies Record<DirectiveRefusalCode, RefusalStatus>;

export class DirectiveRefusal extends Refusal {
  declare readonly code: DirectiveRefusalCode;

  constructor(code: DirectiveRefusalCode, message: string, field?: string) {
    super(code, STATUS[code], message, field === undefined ? undefined : { field });
  }
}
