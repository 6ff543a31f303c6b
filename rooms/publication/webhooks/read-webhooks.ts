import type { Webhook, WebhookDelivery, WebhookDetail } from "#contracts/webhooks";
import { notFound, type ResourceKind, type Services } from "#rooms/platform";
import { findWebhook, listDeliveries, listDeliveriesOf, listWebhooks, OWNED_WEBHOOK, type DeliveryRow, type WebhookRow } from "./webhooks.store.ts";

const DELIVERIES_SHOWN = 50;
const DELIVERIES_EXPORTED = 10_000;

export const webhookResource: ResourceKind = {
  type: "Webhook",
  read: "publication:keep-webhooks",
  load: async ({ db }, id) => {
    const row = await findWebhook(db, id);
    return row && { organisation: { type: "Organisation", id: row.organisation_id } };
  },
  absent: { organisation: { type: "Organisation", id: "nobody" } },
  owned: OWNED_WEBHOOK,
};

export async function readWebhook(services: Services, id: string): Promise<WebhookDetail> {
  const row = await findWebhook(services.db, id);
  if (!row) throw notFound();
  return { webhook: describeWebhook(services, row), deliveries: (await listDeliveries(services.db, id, DELIVERIES_SHOWN)).map(describeDelivery) };
}

export async function readWebhooks(services: Services, organisationId: string): Promise<Webhook[]> {
  return (await listWebhooks(services.db, organisationId)).map((row) => describeWebhook(services, row));
}

/** What an organisation's addresses are, and what they were told; no secret. */
export async function exportOwned(services: Services, organisationId: string): Promise<Readonly<Record<string, unknown>>> {
  const deliveries = Map.groupBy(await listDeliveriesOf(services.db, organisationId, DELIVERIES_EXPORTED), (row) => row.webhook_id);
  const webhooks = await listWebhooks(services.db, organisationId);
  return { webhooks: webhooks.map((row) => ({ ...describeWebhook(services, row), personId: row.person_id, deliveries: (deliveries.get(row.id) ?? []).map(describeDelivery) })) };
}

export function describeWebhook({ keys, clock }: Services, row: WebhookRow): Webhook {
  return {
    id: row.id, url: keys.open("webhook-url", row.id, row.sealed_url).toString("utf8"), events: [...row.events], purls: [...row.purls], leastSeverity: row.least_severity,
    state: row.state, createdAt: row.created_at, failingSince: row.failing_since,
    earlierSecretUntil: row.earlier_until !== null && new Date(row.earlier_until) > clock() ? row.earlier_until : null,
  };
}

function describeDelivery(row: DeliveryRow): WebhookDelivery {
  return {
    id: row.id, event: row.event, advisoryId: row.advisory_id, revision: row.revision, state: row.state, attempts: row.attempts,
    createdAt: row.created_at, attemptedAt: row.attempted_at, status: row.status, fault: row.fault,
  };
}
