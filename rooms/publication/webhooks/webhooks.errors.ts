import { Refusal, type RefusalStatus } from "#rooms/platform";

export type WebhookRefusalCode = "address-refused" | "not-a-purl" | "too-many-webhooks" | "webhook-not-dead" | "webhook-dead";

const STATUS = { "address-refused": 422, "not-a-purl": 422, "too-many-webhooks": 409, "webhook-not-dead": 409, "webhook-dead": 409 } satisfies Record<WebhookRefusalCode, RefusalStatus>;

export class WebhookRefusal extends Refusal {
  declare readonly code: WebhookRefusalCode;

  constructor(code: WebhookRefusalCode, message: string, field?: string) {
    super(code, STATUS[code], message, field === undefined ? {} : { field });
  }
}
