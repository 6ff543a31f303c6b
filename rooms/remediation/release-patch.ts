import { findPersonCard } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { enterByLink, getCaseFacts, listCoordinators, markFixReady, requireFixing, tellMaintainer } from "#rooms/coordination";
import { notify, type Actor, type Services, type Transaction } from "#rooms/platform";
import { checkRelease } from "./check-release.ts";
import { requirePatch, requirePatchOf } from "./propose-patch.ts";
import { RemediationRefusal } from "./remediation.errors.ts";
import { advancePatch } from "./remediation.rules.ts";
import { listPatches, updateReleased, updateState, updateWithdrawn, type PatchRow } from "./remediation.store.ts";

type By = Pick<Actor, "personId" | "organisationId">;

/** Records the version that carries a signed patch; the fix is ready. */
export async function releasePatch(services: Services, { actor, patchId, fixedVersion }: { readonly actor: Actor; readonly patchId: string; readonly fixedVersion: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => release(services, tx, { row: await requirePatch(tx, patchId), fixedVersion, by: actor }));
}

/** As `releasePatch`, by the maintainer's link. */
export async function releaseAsMaintainer(anybody: Services, { token, patchId, fixedVersion }: { readonly token: string; readonly patchId: string; readonly fixedVersion: string }): Promise<void> {
  const link = await enterByLink(anybody, token);
  const { services } = link;
  await services.db.inTransaction(async (tx) => {
    await requireFixing(link, tx);
    await release(services, tx, { row: await requirePatchOf(tx, link, patchId), fixedVersion, by: link.by });
  });
}

async function release(services: Services, tx: Transaction, { row, fixedVersion, by }: { readonly row: PatchRow; readonly fixedVersion: string; readonly by: By }): Promise<void> {
  requireStep(row, "release");
  const facts = await getCaseFacts(services, tx, row.case_id);
  if (fixedVersion === facts.product.affectedVersion) throw new RemediationRefusal("version-not-new", "fixedVersion: this is the affected version; name the one that carries the fix", { field: "fixedVersion" });
  for (const other of await listPatches(tx, row.case_id)) {
    const superseded = other.id === row.id ? undefined : advancePatch(other.state, "supersede");
    if (!superseded) continue;
    await updateState(tx, other.id, superseded);
    await appendEntry(services, tx, { kind: "remediation.patch-superseded", subject: other.id, by, data: { by: row.id } });
  }
  await updateReleased(tx, row.id, { fixedVersion, at: services.clock() });
  await appendEntry(services, tx, { kind: "remediation.patch-released", subject: row.id, by, data: { caseId: row.case_id, digest: row.digest, fixedVersion }, visibleTo: facts.finderOrganisationIds });
  await markFixReady(services, tx, row.case_id);
  await services.jobs.emit(tx, "remediation.patch-released", { caseId: row.case_id, patchId: row.id });
  await services.jobs.enqueue(tx, checkRelease, { patchId: row.id });
  await tellAnalysts(services, tx, row, "remediation.released");
}

/** Recalls a patch. Rooms above tell whoever was given it. */
export async function withdrawPatch(services: Services, { actor, patchId, reason }: { readonly actor: Actor; readonly patchId: string; readonly reason: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = await requirePatch(tx, patchId);
    requireStep(row, "withdraw");
    await updateWithdrawn(tx, patchId, { sealedReason: services.keys.seal("patch-withdrawal", patchId, reason), at: services.clock() });
    const { finderOrganisationIds } = await getCaseFacts(services, tx, row.case_id);
    await appendEntry(services, tx, { kind: "remediation.patch-withdrawn", subject: patchId, by: actor, data: { caseId: row.case_id, digest: row.digest }, visibleTo: finderOrganisationIds });
    await services.jobs.emit(tx, "remediation.patch-withdrawn", { caseId: row.case_id, patchId });
    await tellAnalysts(services, tx, row, "remediation.withdrawn");
    // Whoever has it in hand: who wrote it, and whose project carries it. Operators are told by the rooms above.
    const author = row.author_person_id === null ? undefined : await findPersonCard(tx, row.author_person_id);
    if (author && row.author_party === "finder") await notify(services, tx, { to: { personId: author.id, email: author.email }, kind: "remediation.withdrawn", params: { id: row.id }, link: "/findings" });
    await tellMaintainer(services, tx, { caseId: row.case_id, kind: "remediation.maintainer-withdrawn" });
  });
}

async function tellAnalysts(services: Services, tx: Transaction, row: PatchRow, kind: string): Promise<void> {
  for (const analyst of await listCoordinators(tx, row.case_id)) {
    await notify(services, tx, { to: { personId: analyst.id, email: analyst.email }, kind, params: { id: row.id }, link: `/clearinghouse/cases/${row.case_id}` });
  }
}

function requireStep(row: PatchRow, step: "release" | "withdraw"): void {
  if (!advancePatch(row.state, step)) throw new RemediationRefusal("wrong-state", `Patch ${row.id} is ${row.state}; ${step === "release" ? "only a signed patch is released" : "only a signed or released patch is withdrawn"}.`);
}
