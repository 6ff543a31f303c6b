import { appendEntry } from "#rooms/audit";
import { SYSTEM_ACTOR, type Services, type Transaction } from "#rooms/platform";
import { findReleasedPatch } from "#rooms/remediation";
import { reviseForRecall } from "./publication.rules.ts";
import { deletePreNotice, findAdvisoryOfCase, lockPublishing, updateAdvisory } from "./publication.store.ts";
import { writeDocuments } from "./write-documents.ts";

/**
 * After a patch was withdrawn: the advisory stays, since the flaw does, but its documents say from now on that the fix is
 * bad. A pre-notice that is left without a fix is taken back. Nothing happens to an advisory that points to another patch
 * or says so already.
 */
export async function recallFix(services: Services, input: { readonly caseId: string; readonly patchId: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    await lockPublishing(tx);
    await withdrawPreNotice(services, tx, input.caseId);
    const row = await findAdvisoryOfCase(tx, input.caseId);
    if (!row || row.state !== "published" || row.patch?.patchId !== input.patchId) return;
    const at = services.clock();
    const content = reviseForRecall(row.content, { at: at.toISOString(), texts: services.messages.text });
    await updateAdvisory(tx, { ...row, state: "fix-recalled", revision: content.revisions.length, content, patch: null, at });
    await writeDocuments(services, tx, { ...row, content });
    await appendEntry(services, tx, { kind: "publication.fix-recalled", subject: row.id, by: SYSTEM_ACTOR, data: { caseId: row.case_id, patchId: input.patchId, revision: content.revisions.length } });
    await services.jobs.emit(tx, "publication.fix-recalled", { advisoryId: row.id });
  });
}

async function withdrawPreNotice(services: Services, tx: Transaction, caseId: string): Promise<void> {
  if (await findReleasedPatch(tx, caseId)) return;
  if ((await deletePreNotice(tx, caseId)) === 0) return;
  await appendEntry(services, tx, { kind: "publication.pre-notice-withdrawn", subject: caseId, by: SYSTEM_ACTOR, data: {} });
  await services.jobs.emit(tx, "publication.pre-notice-withdrawn", { caseId });
}
