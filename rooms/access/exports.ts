import type { Label } from "#contracts/labels";
import { appendEntry } from "#rooms/audit";
import { newId, type Actor, type Marking, type Services } from "#rooms/platform";
import { MARK_LENGTH, readMarks } from "./export-marks.rules.ts";
import { EXPORT_COLUMNS, findExports, insertExport, type TracedExport } from "./exports.store.ts";
import { filterFor } from "./permission.ts";

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

/**
 * To whom the file was given in which a mark of ours stands: for oversight, and for whoever owns what is in it. A mark that
 * is none of ours and one of somebody else's file look alike. The file itself is kept nowhere.
 * @param file a copy found elsewhere, or the mark alone; attacker-controlled
 */
export function traceExports(services: Services, actor: Actor, file: Uint8Array): Promise<readonly TracedExport[]> {
  const marks = readMarks(file);
  return services.db.inTransaction(async (tx) => {
    const found = await findExports(tx.asSystem("a leaked copy is traced across organisations"), marks, filterFor(actor, "access:trace-export", EXPORT_COLUMNS));
    for (const { id, owners, organisation_id: organisationId } of found) {
      await appendEntry(services, tx, { kind: "access.export-traced", subject: id, by: actor, data: {}, visibleTo: [...new Set([...owners, organisationId])] });
    }
    return found;
  });
}
