import { appendEntry } from "#rooms/audit";
import { notFound, type Actor, type Services, type Transaction } from "#rooms/platform";
import { PublicationRefusal } from "./publication.errors.ts";
import { isOpen } from "./publication.rules.ts";
import { findAdvisory, lockPublishing, updateAdvisory, type AdvisoryRow } from "./publication.store.ts";
import type { AdvisoryContent } from "./publication.types.ts";
import { writeDocuments } from "./write-documents.ts";

export interface Change {
  /** With the revision that it makes. */
  readonly content: AdvisoryContent;
  readonly row?: Partial<Pick<AdvisoryRow, "state" | "patch" | "ending">>;
  readonly entry: { readonly kind: string; readonly data: Readonly<Record<string, string | readonly string[]>> };
  /** For rooms above: `{advisoryId}`. */
  readonly event: "publication.advisory-revised" | "publication.advisory-withdrawn";
}

/**
 * One more revision of a published advisory by a person: every document is written, validated and signed again, nothing
 * that went out before is touched.
 * @param decide what changes, from the row under its lock and the instant of the revision
 */
export async function reviseAdvisory(
  services: Services,
  { actor, id }: { readonly actor: Actor; readonly id: string },
  decide: (row: AdvisoryRow, at: string, tx: Transaction) => Change | Promise<Change>,
): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    await lockPublishing(tx);
    const row = await findAdvisory(tx, id);
    if (!row) throw notFound();
    if (!isOpen(row.state)) throw new PublicationRefusal("already-ended", `${row.tracking_id} is ${row.state}; nothing is said of it any more`);
    const at = services.clock();
    const { content, row: changed, entry, event } = await decide(row, at.toISOString(), tx);
    const next = { ...row, ...changed, content, revision: content.revisions.length, at };
    await updateAdvisory(tx, next);
    await writeDocuments(services, tx, next);
    await appendEntry(services, tx, { kind: entry.kind, subject: row.id, by: actor, data: { ...entry.data, revision: next.revision } });
    await services.jobs.emit(tx, event, { advisoryId: row.id });
  });
}
