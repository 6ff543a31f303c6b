import { listNotifications, markNotificationRead } from "./notifications.store.ts";
import { notFound } from "./refusal.ts";
import type { Services } from "./services.ts";

export interface InboxEntry {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly body: string;
  readonly link: string | null;
  readonly at: string;
  readonly readAt: string | null;
}

/** A person's newest notices, at most 100. */
export async function listInbox(services: Services, personId: string): Promise<readonly InboxEntry[]> {
  const rows = await listNotifications(services.db, personId, { now: services.clock(), limit: 100 });
  return rows.map((row) => ({ id: row.id, kind: row.kind, title: row.title, body: row.body, link: row.link, at: row.created_at, readAt: row.read_at }));
}

/** Marks one notice of this person read; somebody else's looks absent. */
export async function markRead(services: Services, personId: string, id: string): Promise<void> {
  if ((await markNotificationRead(services.db, personId, id, services.clock())) === 0) throw notFound();
}
