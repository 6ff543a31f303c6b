import { z } from "zod";
import { webhookAdvisory } from "#contracts/webhooks";
import { findPurlIdentity } from "#engines/exposure";
import { findPersonCard } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { newId, notify, OutboundError, SYSTEM_ACTOR, type Job, type Services, type Transaction } from "#rooms/platform";
import { findAdvisory, type AdvisoryRow } from "../publication.store.ts";
import { toSummary } from "../read-advisories.ts";
import { toPublic } from "../write-documents.ts";
import { signMessage } from "./sign-message.ts";
import { isDead, isTaken, isWished, retryAfterMs, toEvent, type Outcome } from "./webhooks.rules.ts";
import { deleteDeliveriesBefore, findDelivery, findWebhook, giveUpDeliveries, insertDelivery, listActiveWebhooks, lockWebhook, recordAttempt, updateWebhook, type DeliveryRow, type WebhookRow } from "./webhooks.store.ts";

const TIMEOUT_MS = 15_000;
/** Nothing of an answer is read; one that is larger is cut off. */
const MAX_ANSWER_BYTES = 16 * 1024;
const KEPT_MS = 30 * 86_400_000;

const told = z.object({ advisoryId: z.string() });

/** After a revision went out: one message for each address that wished to be told of it. */
export const tellWebhooks: Job<z.infer<typeof told>> = {
  name: "publication.tell-webhooks",
  payload: told,
  run: (services, { advisoryId }) =>
    services.db.inTransaction(async (tx) => {
      const row = await findAdvisory(tx, advisoryId);
      if (!row) return;
      const advisory = toPublic(services, row.content);
      const { severity } = toSummary(row, advisory);
      const event = toEvent(row);
      const purls = advisory.products.flatMap(({ purl }) => (purl === null ? [] : [findPurlIdentity(purl) ?? purl]));
      for (const webhook of await listActiveWebhooks(tx)) {
        if (!isWished({ events: webhook.events, purls: webhook.purls, leastSeverity: webhook.least_severity }, { event, purls, severity })) continue;
        const id = newId("msg");
        const isNew = await insertDelivery(tx, { id, webhook_id: webhook.id, event, advisory_id: row.id, revision: row.revision, at: services.clock() });
        if (isNew) await services.jobs.enqueue(tx, deliverWebhook, { deliveryId: id, attempts: 0 });
      }
    }),
};

const attempt = z.object({ deliveryId: z.string(), attempts: z.number().int() });

/** One try. Run twice it may send twice, under the same id; it counts once, and is followed by one next try at most. */
export const deliverWebhook: Job<z.infer<typeof attempt>> = {
  name: "publication.deliver-webhook",
  payload: attempt,
  concurrency: 4,
  run: async (services, { deliveryId, attempts }) => {
    const delivery = await findDelivery(services.db, deliveryId);
    if (delivery?.state !== "waiting" || delivery.attempts !== attempts) return;
    const webhook = await findWebhook(services.db, delivery.webhook_id);
    if (webhook?.state !== "active") return;
    const outcome = await send(services, webhook, delivery);
    await services.db.inTransaction((tx) => record(services, tx, delivery, outcome));
  },
};

async function send(services: Services, webhook: WebhookRow, delivery: DeliveryRow): Promise<Outcome> {
  const { keys, clock } = services;
  const at = clock();
  const advisory = delivery.advisory_id === null ? undefined : await findAdvisory(services.db, delivery.advisory_id);
  const body = JSON.stringify({ type: delivery.event, timestamp: delivery.created_at, data: advisory ? describe(services, advisory) : {} });
  const sealed = [webhook.sealed_secret, ...(webhook.sealed_earlier_secret !== null && webhook.earlier_until !== null && new Date(webhook.earlier_until) > at ? [webhook.sealed_earlier_secret] : [])];
  const secrets = sealed.map((secret) => keys.open("webhook-secret", webhook.id, secret).toString("utf8"));
  const headers = { "content-type": "application/json", "user-agent": "Breakwater-Webhooks", ...signMessage(services, { id: delivery.id, timestamp: Math.floor(at.getTime() / 1000), body, secrets }) };
  try {
    const answer = await services.fetch(keys.open("webhook-url", webhook.id, webhook.sealed_url).toString("utf8"), { method: "POST", headers, body, redirect: "error", timeoutMs: TIMEOUT_MS, maxBytes: MAX_ANSWER_BYTES });
    await answer.body?.cancel();
    return { status: answer.status, fault: null };
  } catch (error) {
    if (error instanceof OutboundError) return { status: null, fault: error.code };
    if (error instanceof DOMException && error.name === "TimeoutError") return { status: null, fault: "timeout" };
    throw error;
  }
}

function describe(services: Services, row: AdvisoryRow): z.infer<typeof webhookAdvisory> {
  const { publicUrl } = services.configuration;
  return webhookAdvisory.parse({ ...toSummary(row, toPublic(services, row.content)), url: `${publicUrl}/api/advisories/${row.id}`, page: `${publicUrl}/advisories/${row.id}` });
}

async function record(services: Services, tx: Transaction, delivery: DeliveryRow, outcome: Outcome): Promise<void> {
  const at = services.clock();
  const webhook = await lockWebhook(tx, delivery.webhook_id);
  if (!webhook) return; // Removed meanwhile.
  const attempts = delivery.attempts + 1;
  const taken = isTaken(outcome);
  const again = taken ? undefined : retryAfterMs(attempts, delivery.event);
  const state = taken ? "delivered" : again === undefined ? "given-up" : "waiting";
  if (!(await recordAttempt(tx, { id: delivery.id, attempts: delivery.attempts, state, at, ...outcome }))) return;
  const failingSince = taken ? null : new Date(webhook.failing_since ?? at);
  if (failingSince && isDead(outcome, { failingSinceMs: failingSince.getTime(), nowMs: at.getTime() })) return giveUp(services, tx, webhook, failingSince);
  await updateWebhook(tx, { id: webhook.id, state: webhook.state, failingSince });
  if (again !== undefined) await services.jobs.enqueue(tx, deliverWebhook, { deliveryId: delivery.id, attempts }, { startAfter: new Date(at.getTime() + again) });
}

async function giveUp(services: Services, tx: Transaction, webhook: WebhookRow, failingSince: Date): Promise<void> {
  await giveUpDeliveries(tx, webhook.id);
  await updateWebhook(tx, { id: webhook.id, state: "dead", failingSince });
  await appendEntry(services, tx, { kind: "publication.webhook-given-up", subject: webhook.id, by: SYSTEM_ACTOR, data: { failingSince: failingSince.toISOString() } });
  const owner = await findPersonCard(tx, webhook.person_id);
  if (owner) await notify(services, tx, { to: { personId: owner.id, email: owner.email }, kind: "publication.webhook-given-up", params: { host: new URL(services.keys.open("webhook-url", webhook.id, webhook.sealed_url).toString("utf8")).host }, link: `/webhooks/${webhook.id}` });
}

/** What became of a message is told for thirty days. */
export const forgetDeliveries: Job<Record<string, never>> = {
  name: "publication.forget-deliveries",
  payload: z.object({}),
  concurrency: 1,
  schedule: "41 3 * * *",
  run: (services) => deleteDeliveriesBefore(services.db, new Date(services.clock().getTime() - KEPT_MS)),
};
