import { canonicalEntry, type LedgerEntry } from "#engines/ledger";
import { newId, type Actor, type Services, type Transaction } from "#rooms/platform";
import { insertEntries } from "./audit.store.ts";
import { findForeignData } from "./entry-data.rules.ts";

export interface Act {
  /** `room.thing-happened` */
  readonly kind: string;
  readonly subject: string;
  readonly by: Pick<Actor, "personId" | "organisationId">;
  /** Ids, words, instants, digests, counts and public keys only, which is enforced: the log cannot forget. */
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
  const [id] = await appendEntries(services, tx, [act]);
  return id as string;
}

/** The same for many acts of one transaction, in their order and in one statement. */
export async function appendEntries(services: Services, tx: Transaction, acts: readonly Act[]): Promise<readonly string[]> {
  const at = services.clock().toISOString();
  const rows = acts.map(({ kind, subject, by, data, visibleTo = [] }) => {
    const foreign = findForeignData(data);
    if (foreign !== undefined) throw new Error(`The act ${kind} does not fit into the ledger: ${foreign}`);
    const entry: LedgerEntry = { v: 1, id: newId("ent"), at, kind, subject, by: by.personId, data };
    return { id: entry.id, at, kind, subject, acted_by: entry.by, visible_to: [...new Set([by.organisationId, ...visibleTo])], content: canonicalEntry(entry) };
  });
  await insertEntries(tx, rows);
  return rows.map(({ id }) => id);
}
