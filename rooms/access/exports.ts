import type { Label } from "#contracts/labels";
import { appendEntry } from "#rooms/audit";
import { newId, type Actor, type Marking, type Queryable, type Services } from "#rooms/platform";
import { findExport, insertExport, type ExportRow } from "./exports.store.ts";

const MARK_LENGTH = 24;

/** Records that a file leaves for this person, and gives the marking that is written into it. */
export async function noteExport(services: Services, actor: Actor, file: { readonly label: Label; readonly path: string; readonly fileName: string; readonly recipient: string | undefined }): Promise<Marking> {
  const id = newId("exp");
  const mark = services.keys.keyedHash("export-mark", id).slice(0, MARK_LENGTH);
  const at = services.clock();
  const { recipient = `${actor.personId} of ${actor.organisationId}`, ...left } = file;
  await services.db.inTransaction(async (tx) => {
    await insertExport(tx, { id, mark, personId: actor.personId, organisationId: actor.organisationId, recipient, ...left, at });
    await appendEntry(services, tx, { kind: "access.exported", subject: id, by: actor, data: { label: file.label } });
  });
  return { label: file.label, recipient, at: at.toISOString(), mark };
}

/** Whom the file with this mark was given to, when and what it was; undefined for a mark that is none of ours. */
export function traceExport(db: Queryable, mark: string): Promise<ExportRow | undefined> {
  return findExport(db.asSystem("a leaked copy is traced across organisations"), mark);
}
