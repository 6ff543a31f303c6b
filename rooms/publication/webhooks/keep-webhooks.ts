import type { AddWebhook, Webhook } from "#contracts/webhooks";
import { findPurlIdentity } from "#engines/exposure";
import { appendEntry } from "#rooms/audit";
import { findAddressFault, newId, notFound, type Actor, type Services, type Transaction } from "#rooms/platform";
import { describeWebhook } from "./read-webhooks.ts";
import { newWebhookSecret } from "./sign-message.ts";
import { deliverWebhook } from "./tell-webhooks.ts";
import { WebhookRefusal } from "./webhooks.errors.ts";
import { EARLIER_SECRET_MS, MOST_WEBHOOKS } from "./webhooks.rules.ts";
import { giveUpDeliveries, insertDelivery, insertWebhook, listWebhooks, lockWebhook, lockWebhooksOf, updateSecret, updateWebhook, type WebhookRow } from "./webhooks.store.ts";

interface Keep {
  readonly actor: Actor;
  readonly id: string;
}

/** @returns with the secret, which nobody is shown again */
export async function addWebhook(services: Services, { actor, wish }: { readonly actor: Actor; readonly wish: AddWebhook }): Promise<{ readonly webhook: Webhook; readonly secret: string }> {
  const fault = findAddressFault(new URL(wish.url), services.configuration.outboundAllow);
  if (fault) throw new WebhookRefusal("address-refused", `url: ${fault}; give an https address that can be reached from the internet`, "url");
  const purls = wish.purls.map((purl, place) => {
    const identity = findPurlIdentity(purl);
    if (identity === null) throw new WebhookRefusal("not-a-purl", `purls.${place}: this is no package URL; write it as pkg:type/namespace/name`, `purls.${place}`);
    return identity;
  });
  const id = newId("hook");
  const secret = newWebhookSecret();
  const row = await services.db.inTransaction(async (tx) => {
    await lockWebhooksOf(tx, actor.organisationId);
    if ((await listWebhooks(tx, actor.organisationId)).length >= MOST_WEBHOOKS) throw new WebhookRefusal("too-many-webhooks", `Your organisation has ${MOST_WEBHOOKS} addresses; remove one first`);
    await insertWebhook(tx, {
      id, organisation_id: actor.organisationId, person_id: actor.personId, events: [...new Set(wish.events)], purls: [...new Set(purls)], least_severity: wish.leastSeverity, at: services.clock(),
      sealed_url: services.keys.seal("webhook-url", id, wish.url), sealed_secret: services.keys.seal("webhook-secret", id, secret),
    });
    await appendEntry(services, tx, { kind: "publication.webhook-added", subject: id, by: actor, data: { events: wish.events.length, purls: purls.length, leastSeverity: wish.leastSeverity } });
    return requireWebhook(tx, id);
  });
  return { webhook: describeWebhook(services, row), secret };
}

/** Another secret; for a day what is sent is signed by the one before too, so that the receiver can change over. */
export async function changeSecret(services: Services, { actor, id }: Keep): Promise<{ readonly webhook: Webhook; readonly secret: string }> {
  const secret = newWebhookSecret();
  const { keys, clock } = services;
  const row = await services.db.inTransaction(async (tx) => {
    const before = await requireWebhook(tx, id);
    const earlier = keys.open("webhook-secret", id, before.sealed_secret);
    await updateSecret(tx, { id, sealedSecret: keys.seal("webhook-secret", id, secret), sealedEarlierSecret: keys.seal("webhook-secret", id, earlier), until: new Date(clock().getTime() + EARLIER_SECRET_MS) });
    await appendEntry(services, tx, { kind: "publication.webhook-secret-changed", subject: id, by: actor, data: {} });
    return requireWebhook(tx, id);
  });
  return { webhook: describeWebhook(services, row), secret };
}

/** Sends one test message, which is tried once. */
export async function pingWebhook(services: Services, { id }: Pick<Keep, "id">): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const { state } = await requireWebhook(tx, id);
    if (state === "dead") throw new WebhookRefusal("webhook-dead", "This address was given up; begin again with it first");
    const deliveryId = newId("msg");
    await insertDelivery(tx, { id: deliveryId, webhook_id: id, event: "ping", advisory_id: null, revision: null, at: services.clock() });
    await services.jobs.enqueue(tx, deliverWebhook, { deliveryId, attempts: 0 });
  });
}

/** Begins again with an address that was given up. What it missed meanwhile is in the feeds. */
export async function reviveWebhook(services: Services, { actor, id }: Keep): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const { state } = await requireWebhook(tx, id);
    if (state !== "dead") throw new WebhookRefusal("webhook-not-dead", "This address was not given up; there is nothing to begin again");
    await updateWebhook(tx, { id, state: "active", failingSince: null });
    await appendEntry(services, tx, { kind: "publication.webhook-revived", subject: id, by: actor, data: {} });
  });
}

export async function removeWebhook(services: Services, { actor, id }: Keep): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    await requireWebhook(tx, id);
    await giveUpDeliveries(tx, id);
    await updateWebhook(tx, { id, state: "removed", failingSince: null });
    await appendEntry(services, tx, { kind: "publication.webhook-removed", subject: id, by: actor, data: {} });
  });
}

async function requireWebhook(tx: Transaction, id: string): Promise<WebhookRow> {
  const row = await lockWebhook(tx, id);
  if (!row) throw notFound();
  return row;
}
