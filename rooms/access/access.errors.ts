import { Refusal, type RefusalStatus } from "#rooms/platform";

export type AccessRefusalCode =
  | "sign-in-needed"
  | "not-permitted"
  | "step-up-needed"
  | "link-not-valid"
  | "name-taken"
  | "email-taken"
  | "exercise-only"
  | "invitation-needed"
  | "grant-not-valid"
  | "passkey-not-valid"
  | "passkey-needed"
  | "too-many-passkeys"
  | "provider-not-valid"
  | "provider-answer-not-valid"
  | "card-not-valid"
  | "role-not-possible"
  | "already-invited"
  | "already-confirmed"
  | "code-not-valid"
  | "scope-not-yours"
  | "end-not-valid"
  | "client-not-valid"
  | "proof-not-valid";

const STATUS = {
  "sign-in-needed": 401,
  "not-permitted": 403,
  "step-up-needed": 403,
  "link-not-valid": 410,
  "name-taken": 409,
  "email-taken": 409,
  "exercise-only": 404,
  "invitation-needed": 409,
  "grant-not-valid": 403,
  "passkey-not-valid": 403,
  "passkey-needed": 403,
  "too-many-passkeys": 409,
  "provider-not-valid": 422,
  "provider-answer-not-valid": 403,
  "card-not-valid": 403,
  "role-not-possible": 422,
  "already-invited": 409,
  "already-confirmed": 409,
  "code-not-valid": 403,
  "scope-not-yours": 422,
  "end-not-valid": 422,
  "client-not-valid": 401,
  "proof-not-valid": 401,
} satisfies Record<AccessRefusalCode, RefusalStatus>;

export class AccessRefusal extends Refusal {
  declare readonly code: AccessRefusalCode;

  constructor(code: AccessRefusalCode, message: string, options?: { readonly field?: string; readonly cause?: unknown }) {
    super(code, STATUS[code], message, options);
  }
}
