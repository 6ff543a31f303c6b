import type { Services } from "#rooms/platform";
import { listOwnedRequests } from "./assistance-export.store.ts";

/** What an operator asked, also through its delegate, and what it was answered. */
export async function exportOwned({ db, keys }: Services, organisationId: string): Promise<Readonly<Record<string, unknown>>> {
  const open = (id: string, text: string) => keys.open("assistance", id, text).toString("utf8");
  return {
    requests: (await listOwnedRequests(db, organisationId)).map((row) => ({ ...row, question: open(row.id, row.question), answer: row.answer === null ? null : open(row.id, row.answer) })),
  };
}
