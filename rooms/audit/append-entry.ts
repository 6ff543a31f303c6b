import { canonicalEntry, type LedgerEntry } from "#engines/ledger";
import { newId, type Actor, type Services, type Transaction } from "#rooms/platform";
import { insertEntry } from "./audit.store.ts";

export interface Act {
  /** `room.thing-happened` */
  readonly kind: string;
  readonly subject: string;
  readonly by: Pick<Actor, "personId" | "organisationId">;
  /** Ids, states, instants and digests only: nothing personal or secret, since the log cannot forget. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Organisations that may hold a receipt for this act, besides the actor's own. */
  readonly visibleTo?: readonly string[];
}

/**
 * Writes an act to the ledger in the act's own transaction: an act without its entry, or an entry without its act, is
 * impossible.
 * @returns the entry's id, for a receipt later
 */
export async function appendEntry(services: Services, tx: Transaction, act: Act): Promise<string> {
  const at = services.clock();
  const entry: LedgerEntry = { v: 1, id: newId("ent"), at: at.toISOString(), kind: act.kind, subject: act.subject, by: act.by.personId, data: act.data };
  const visibleTo = [...new Set([act.by.organisationId, ...(act.visibleTo ?? [])])];
  await insertEntry(tx, { id: entry.id, at, kind: entry.kind, subject: entry.subject, by: entry.by, visibleTo, content: canonicalEntry(entry) });
  return entry.id;
}
