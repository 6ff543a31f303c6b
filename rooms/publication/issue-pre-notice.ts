import type { PreNotice } from "#contracts/publication";
import { appendEntry } from "#rooms/audit";
import { authoriseOnCase, getCaseFacts } from "#rooms/coordination";
import type { Actor, Queryable, Services, Transaction } from "#rooms/platform";
import { findReleasedPatch } from "#rooms/remediation";
import { PublicationRefusal } from "./publication.errors.ts";
import { toPreNotice } from "./publication.rules.ts";
import { findAdvisoryOfCase, findPreNotice, holdPublishing, insertPreNotice, listEndedPreNotices, listOpenPreNotices, lockPublishing, type PreNoticeRow } from "./publication.store.ts";

/** Tells operators, while the embargo holds, which version to have by when; a patch must be out already. */
export async function issuePreNotice(services: Services, input: { readonly actor: Actor; readonly caseId: string; readonly dueBy: string }): Promise<PreNotice> {
  await authoriseOnCase(services, input.actor, "publication:publish", input.caseId);
  return services.db.inTransaction(async (tx) => {
    await lockPublishing(tx);
    const at = services.clock();
    if (new Date(input.dueBy) <= at) throw new PublicationRefusal("due-in-past", "dueBy: lies in the past; give an instant to come", { field: "dueBy" });
    const facts = await getCaseFacts(services, tx, input.caseId);
    if (await findAdvisoryOfCase(tx, input.caseId)) throw new PublicationRefusal("already-public", "caseId: this case is public; its advisory says it all", { field: "caseId" });
    const patch = await findReleasedPatch(tx, input.caseId);
    if (!patch) throw new PublicationRefusal("no-verified-patch", "caseId: this case has no verified, signed and released patch; release one first", { field: "caseId" });
    if (await findPreNotice(tx, input.caseId)) throw new PublicationRefusal("already-pre-noticed", "caseId: operators were told of this case already", { field: "caseId" });
    const { vendor, name } = facts.product;
    const notice = toPreNotice({ caseId: input.caseId, product: { vendor, name }, fixedVersion: patch.fixedVersion, dueBy: input.dueBy });
    await insertPreNotice(tx, { case_id: notice.caseId, vendor: notice.product.vendor, product: notice.product.name, fixed_version: notice.fixedVersion, dueBy: new Date(notice.dueBy), at });
    await appendEntry(services, tx, { kind: "publication.pre-notice-issued", subject: input.caseId, by: input.actor, data: { dueBy: input.dueBy } });
    await services.jobs.emit(tx, "publication.pre-notice-issued", { caseId: input.caseId });
    return notice;
  });
}

/** The pre-notices whose advisory is still to come. */
export async function listPreNotices(db: Queryable): Promise<readonly PreNotice[]> {
  return (await listOpenPreNotices(db)).map(toNotice);
}

/**
 * The same, held as they are until the transaction ends: what is written of them by then is there for whoever ends them.
 * `ended`: cases that were announced so and are public now.
 */
export async function holdPreNotices(tx: Transaction): Promise<{ readonly open: readonly PreNotice[]; readonly ended: readonly string[] }> {
  await holdPublishing(tx);
  return { open: await listPreNotices(tx), ended: await listEndedPreNotices(tx) };
}

function toNotice(row: PreNoticeRow): PreNotice {
  return { caseId: row.case_id, product: { vendor: row.vendor, name: row.product }, fixedVersion: row.fixed_version, dueBy: row.due_by };
}
