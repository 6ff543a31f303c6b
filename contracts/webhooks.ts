/*
 * Whom we tell, at an address of their own, when an advisory goes out (Standard Webhooks 1.0). Operations (all below /api):
 *   GET    /webhooks/signing-key          → webhookSigningKey                  public
 *   GET    /webhooks                      → webhookList                        any organisation its own
 *   POST   /webhooks                      addWebhook → newWebhook (201)        the secret is shown this once
 *   GET    /webhooks/{id}                 → webhookDetail                      with its latest 50 deliveries
 *   POST   /webhooks/{id}/secret          → newWebhook                         for a day both secrets sign
 *   POST   /webhooks/{id}/ping            → webhookDetail                      one test message, tried once
 *   POST   /webhooks/{id}/revival         → webhookDetail                      after it was given up
 *   DELETE /webhooks/{id}                 204
 *
 * A message is `{type, timestamp, data}`: `data` is `webhookAdvisory`, and `{}` for a ping. Its headers are `webhook-id` (the
 * same at every try), `webhook-timestamp` and `webhook-signature`: `v1,` HMAC-SHA-256 by each secret in force, and `v1a,`
 * Ed25519 by our key, over `id.timestamp.body`.
 */
import { z } from "zod";
import { identifier, instant, plainText } from "./access.ts";
import { advisorySummary } from "./publication.ts";

export const webhookEvent = z.enum(["advisory.published", "advisory.revised", "advisory.withdrawn"]).meta({ id: "WebhookEvent" });
export type WebhookEvent = z.infer<typeof webhookEvent>;

export const leastSeverity = z.enum(["low", "medium", "high", "critical"]);
export type LeastSeverity = z.infer<typeof leastSeverity>;

export const addWebhook = z
  .strictObject({
    url: z.url({ protocol: /^https?$/, message: "expected a web address" }).max(2048),
    events: z.array(webhookEvent).min(1).max(3).default(["advisory.published", "advisory.revised", "advisory.withdrawn"]),
    /** Only what is about one of these package URLs; none: about anything. */
    purls: z.array(plainText(500)).max(100).default([]),
    /** Only what is at least so bad. What nobody rated is always told. */
    leastSeverity: leastSeverity.nullable().default(null),
  })
  .meta({ id: "AddWebhook" });
export type AddWebhook = z.infer<typeof addWebhook>;

/** `dead`: it took nothing for three days, or said that it is gone. */
export const webhookState = z.enum(["active", "dead"]).meta({ id: "WebhookState" });

export const webhook = z
  .object({
    id: identifier,
    url: z.string(),
    events: z.array(webhookEvent),
    purls: z.array(z.string()),
    leastSeverity: leastSeverity.nullable(),
    state: webhookState,
    createdAt: instant,
    /** Since when nothing came through; null while it does. */
    failingSince: instant.nullable(),
    /** Until when the secret before signs too; null where there is none. */
    earlierSecretUntil: instant.nullable(),
  })
  .meta({ id: "Webhook", "x-label": "coordination" });
export type Webhook = z.infer<typeof webhook>;
export const webhookList = z.object({ webhooks: z.array(webhook) }).meta({ id: "WebhookList", "x-label": "coordination" });

/** `secret` is `whsec_` and base64, as every library for Standard Webhooks takes it. */
export const newWebhook = z.object({ webhook, secret: z.string() }).meta({ id: "NewWebhook", "x-label": "coordination" });

/** Why no answer came. An answer that is not taken has its status instead. */
export const deliveryFault = z.enum(["address-refused", "redirect-refused", "too-large", "encoded", "unreachable", "timeout"]);
export const webhookDelivery = z
  .object({
    id: identifier,
    event: z.union([webhookEvent, z.literal("ping")]),
    advisoryId: identifier.nullable(),
    revision: z.number().int().nullable(),
    state: z.enum(["waiting", "delivered", "given-up"]),
    attempts: z.number().int(),
    createdAt: instant,
    attemptedAt: instant.nullable(),
    status: z.number().int().nullable(),
    fault: deliveryFault.nullable(),
  })
  .meta({ id: "WebhookDelivery", "x-label": "coordination" });
export type WebhookDelivery = z.infer<typeof webhookDelivery>;
export const webhookDetail = z.object({ webhook, deliveries: z.array(webhookDelivery) }).meta({ id: "WebhookDetail", "x-label": "coordination" });
export type WebhookDetail = z.infer<typeof webhookDetail>;

/** `whpk_` and base64 of the 32 bytes of an Ed25519 key. */
export const webhookSigningKey = z.object({ publicKey: z.string() }).meta({ id: "WebhookSigningKey", "x-label": "public" });

/** What a message says of an advisory: public, like the advisory itself. */
export const webhookAdvisory = advisorySummary.extend({ url: z.string(), page: z.string() });
