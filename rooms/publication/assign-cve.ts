import type { CveAssignment } from "#contracts/publication";
import { appendEntry } from "#rooms/audit";
import { notFound, type Actor, type Services } from "#rooms/platform";
import { PublicationRefusal } from "./publication.errors.ts";
import { reviseForCve } from "./publication.rules.ts";
import { findAdvisory, lockPublishing, updateAdvisory } from "./publication.store.ts";
import { refuseRealCve } from "./publish-advisory.ts";
import { writeDocuments } from "./write-documents.ts";

/** Adds the id that a CNA gave for the handed-off draft; every document is written again with it. */
export async function assignCve(services: Services, input: { readonly actor: Actor; readonly id: string; readonly cve: CveAssignment }): Promise<void> {
  refuseRealCve(services, input.cve.id);
  await services.db.inTransaction(async (tx) => {
    await lockPublishing(tx);
    const row = await findAdvisory(tx, input.id);
    if (!row) throw notFound();
    if (row.content.cve) throw new PublicationRefusal("cve-already-assigned", `${row.tracking_id} already has ${row.content.cve.id}; an id is never exchanged here`);
    const at = services.clock();
    const content = reviseForCve(row.content, { at: at.toISOString(), cve: input.cve, texts: services.messages.text });
    await updateAdvisory(tx, { ...row, revision: content.revisions.length, content, at });
    await writeDocuments(services, tx, row.id, content);
    await appendEntry(services, tx, { kind: "publication.cve-assigned", subject: row.id, by: input.actor, data: { cve: input.cve.id, cna: input.cve.assigner.orgId, revision: content.revisions.length } });
  });
}
