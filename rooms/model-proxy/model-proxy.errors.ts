import { Refusal, type RefusalStatus } from "#rooms/platform";

export type ModelProxyRefusalCode = "model-did-not-answer" | "model-key-not-valid" | "model-not-known";

const STATUS = {
  "model-did-not-answer": 503,
  "model-key-not-valid": 403,
  "model-not-known": 422,
} satisfies Record<ModelProxyRefusalCode, RefusalStatus>;

export class ModelProxyRefusal extends Refusal {
  declare readonly code: ModelProxyRefusalCode;

  constructor(code: ModelProxyRefusalCode, message: string, options?: { readonly field?: string; readonly cause?: unknown }) {
    super(code, STATUS[code], message, options);
  }
}
