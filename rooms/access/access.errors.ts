import { Refusal, type RefusalStatus } from "#rooms/platform";

export type AccessRefusalCode = "sign-in-needed" | "not-permitted" | "link-not-valid" | "name-taken" | "email-taken" | "exercise-only" | "grant-not-valid";

const STATUS = {
  "sign-in-needed": 401,
  "not-permitted": 403,
  "link-not-valid": 410,
  "name-taken": 409,
  "email-taken": 409,
  "exercise-only": 404,
  "grant-not-valid": 403,
} satisfies Record<AccessRefusalCode, RefusalStatus>;

export class AccessRefusal extends Refusal {
  declare readonly code: AccessRefusalCode;

  constructor(code: AccessRefusalCode, message: string, options?: { readonly field?: string }) {
    super(code, STATUS[code], message, options);
  }
}
