import type { Services } from "#rooms/platform";
import { listOwnedRequests } from "./assistance-export.store.ts";
import { exportScans } from "./show-scans.ts";

/** What an operator asked, also through its delegate, and what it was answered; and the scans it had run. */
export async function exportOwned(services: Services, organisationId: string): Promise<Readonly<Record<string, unknown>>> {
  const { db, keys } = services;
  const open = (id: string, text: string) => keys.open("assistance", id, text).toString("utf8");
  return {
    requests: (await listOwnedRequests(db, organisationId)).map((row) => ({ ...row, question: open(row.id, row.question), answer: row.answer === null ? null : open(row.id, row.answer) })),
    scans: await exportScans(services, organisationId),
  };
}
