import type { LeastSeverity, WebhookDelivery, WebhookEvent } from "#contracts/webhooks";
import { ownedTable, ownerMark, sealOwner, sql, type Queryable, type Transaction } from "#rooms/platform";
import type { Outcome } from "./webhooks.rules.ts";

export const OWNED_WEBHOOK = ownedTable("publication.webhook", ["organisation_id", "person_id"]);

export interface WebhookRow {
  readonly id: string;
  readonly organisation_id: string;
  readonly person_id: string;
  readonly sealed_url: string;
  readonly sealed_secret: string;
  readonly sealed_earlier_secret: string | null;
  readonly earlier_until: string | null;
  readonly events: readonly WebhookEvent[];
  readonly purls: readonly string[];
  readonly least_severity: LeastSeverity | null;
  readonly state: "active" | "dead";
  readonly created_at: string;
  readonly failing_since: string | null;
}

export interface DeliveryRow {
  readonly id: string;
  readonly webhook_id: string;
  readonly event: WebhookDelivery["event"];
  readonly advisory_id: string | null;
  readonly revision: number | null;
  readonly state: WebhookDelivery["state"];
  readonly attempts: number;
  readonly created_at: string;
  readonly attempted_at: string | null;
  readonly status: number | null;
  readonly fault: WebhookDelivery["fault"];
}

const WEBHOOK = sql`id, organisation_id, person_id, sealed_url, sealed_secret, sealed_earlier_secret, earlier_until, events, purls, least_severity, state, created_at, failing_since, ${ownerMark(OWNED_WEBHOOK)}`;
const DELIVERY = sql`id, webhook_id, event, advisory_id, revision, state, attempts, created_at, attempted_at, status, fault`;

export async function insertWebhook(tx: Transaction, row: Pick<WebhookRow, "id" | "organisation_id" | "person_id" | "sealed_url" | "sealed_secret" | "events" | "purls" | "least_severity"> & { readonly at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO publication.webhook (id, organisation_id, person_id, sealed_url, sealed_secret, events, purls, least_severity, created_at, owner_seal)
    VALUES (${row.id}, ${row.organisation_id}, ${row.person_id}, ${row.sealed_url}, ${row.sealed_secret}, ${row.events}, ${row.purls}, ${row.least_severity}, ${row.at}, ${sealOwner(OWNED_WEBHOOK, row.id, [row.organisation_id, row.person_id])})`);
}

export function findWebhook(db: Queryable, id: string): Promise<WebhookRow | undefined> {
  return db.find(sql`SELECT ${WEBHOOK} FROM publication.webhook WHERE id = ${id} AND state <> 'removed'`);
}

export function lockWebhook(tx: Transaction, id: string): Promise<WebhookRow | undefined> {
  return tx.find(sql`SELECT ${WEBHOOK} FROM publication.webhook WHERE id = ${id} AND state <> 'removed' FOR UPDATE`);
}

/** Held until the transaction ends, so that nobody adds past the limit by adding twice at once. */
export async function lockWebhooksOf(tx: Transaction, organisationId: string): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${organisationId}, 103))`);
}

export function listWebhooks(db: Queryable, organisationId: string): Promise<WebhookRow[]> {
  return db.query(sql`SELECT ${WEBHOOK} FROM publication.webhook WHERE organisation_id = ${organisationId} AND state <> 'removed' ORDER BY created_at, id`);
}

export function listActiveWebhooks(db: Queryable): Promise<WebhookRow[]> {
  return db.query(sql`SELECT ${WEBHOOK} FROM publication.webhook WHERE state = 'active' ORDER BY id`);
}

export async function updateSecret(tx: Transaction, { id, sealedSecret, sealedEarlierSecret, until }: { readonly id: string; readonly sealedSecret: string; readonly sealedEarlierSecret: string; readonly until: Date }): Promise<void> {
  await tx.execute(sql`UPDATE publication.webhook SET sealed_secret = ${sealedSecret}, sealed_earlier_secret = ${sealedEarlierSecret}, earlier_until = ${until} WHERE id = ${id}`);
}

export async function updateWebhook(tx: Transaction, { id, state, failingSince }: { readonly id: string; readonly state: "active" | "dead" | "removed"; readonly failingSince: Date | null }): Promise<void> {
  await tx.execute(sql`UPDATE publication.webhook SET state = ${state}, failing_since = ${failingSince} WHERE id = ${id}`);
}

/** Whether it is new: one revision is told to one address once, however often we are asked to. */
export async function insertDelivery(tx: Transaction, row: Pick<DeliveryRow, "id" | "webhook_id" | "event" | "advisory_id" | "revision"> & { readonly at: Date }): Promise<boolean> {
  return (await tx.execute(sql`INSERT INTO publication.webhook_delivery (id, webhook_id, event, advisory_id, revision, created_at)
    VALUES (${row.id}, ${row.webhook_id}, ${row.event}, ${row.advisory_id}, ${row.revision}, ${row.at}) ON CONFLICT (webhook_id, advisory_id, revision) DO NOTHING`)) > 0;
}

export function findDelivery(db: Queryable, id: string): Promise<DeliveryRow | undefined> {
  return db.find(sql`SELECT ${DELIVERY} FROM publication.webhook_delivery WHERE id = ${id}`);
}

/** The latest first. */
export function listDeliveries(db: Queryable, webhookId: string, limit: number): Promise<DeliveryRow[]> {
  return db.query(sql`SELECT ${DELIVERY} FROM publication.webhook_delivery WHERE webhook_id = ${webhookId} ORDER BY created_at DESC, id LIMIT ${limit}`);
}

/** To all addresses of an organisation, the latest first. */
export function listDeliveriesOf(db: Queryable, organisationId: string, limit: number): Promise<DeliveryRow[]> {
  return db.query(sql`SELECT ${DELIVERY} FROM publication.webhook_delivery
    WHERE webhook_id IN (SELECT w.id FROM publication.webhook w WHERE w.organisation_id = ${organisationId} AND w.state <> 'removed') ORDER BY created_at DESC, id LIMIT ${limit}`);
}

/** Records one try, unless somebody else recorded it: `attempts` is how many there were before it. */
export async function recordAttempt(tx: Transaction, { id, attempts, state, at, status, fault }: Outcome & { readonly id: string; readonly attempts: number; readonly state: DeliveryRow["state"]; readonly at: Date }): Promise<boolean> {
  return (await tx.execute(sql`UPDATE publication.webhook_delivery SET state = ${state}, attempts = attempts + 1, attempted_at = ${at}, status = ${status}, fault = ${fault}
    WHERE id = ${id} AND attempts = ${attempts} AND state = 'waiting'`)) > 0;
}

export async function giveUpDeliveries(tx: Transaction, webhookId: string): Promise<void> {
  await tx.execute(sql`UPDATE publication.webhook_delivery SET state = 'given-up' WHERE webhook_id = ${webhookId} AND state = 'waiting'`);
}

export async function deleteDeliveriesBefore(db: Queryable, at: Date): Promise<void> {
  await db.execute(sql`DELETE FROM publication.webhook_delivery WHERE created_at < ${at} AND state <> 'waiting'`);
}
