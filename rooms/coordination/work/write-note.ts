import type { z } from "zod";
import type { noteList } from "#contracts/cases";
import { findPersonCard } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { newId, type Actor, type Services } from "#rooms/platform";
import { insertNote, listNotes } from "./case-work.store.ts";
import { requireOpenCase } from "./threads.ts";

/** A note among those who coordinate a case; no participant ever sees one. */
export async function writeNote(services: Services, { actor, caseId, text }: { readonly actor: Actor; readonly caseId: string; readonly text: string }): Promise<void> {
  const id = newId("note");
  await services.db.inTransaction(async (tx) => {
    await requireOpenCase(tx, caseId);
    await insertNote(tx, { id, caseId, personId: actor.personId, sealed: services.keys.seal("case-note", id, text), at: services.clock() });
    await appendEntry(services, tx, { kind: "coordination.note-written", subject: caseId, by: actor, data: { noteId: id } });
  });
}

export async function showNotes(services: Services, caseId: string): Promise<z.infer<typeof noteList>> {
  const rows = await listNotes(services.db, caseId);
  const notes = rows.map(async ({ id, person_id, sealed, at }) => ({ id, byName: (await findPersonCard(services.db, person_id))?.name ?? "", text: services.keys.open("case-note", id, sealed).toString("utf8"), at }));
  return { notes: await Promise.all(notes) };
}
