import { SYSTEM_ACTOR, type Services, type Transaction } from "#rooms/platform";
import { canonicalTarget } from "#rooms/scanning";
import { choosePrimary, judgeReproduction, type EvidenceOutcome } from "../findings.rules.ts";
import { findParent, lockBug, updateBug, type FindingRow } from "../findings.store.ts";
import { moveFinding } from "../move-finding.ts";
import { storeRun, type Observation } from "./observe-run.ts";
import { putBelow } from "../duplicates/put-below.ts";
import { rejectAlone, type Objection } from "../triage/reject-alone.ts";
import { openSummary } from "../sealed-records.ts";
import { STUDY_JOB } from "../duplicates/study-finding.ts";
import { JUDGE_PATCHES_JOB } from "../tasks/judge-patches.ts";
import { tellAssigned, tellFinder } from "../tell-people.ts";

/** What a run showed decides: known already, rejected on evidence, or for a person to look at, unless something stands against that. */
export async function recordOutcome(services: Services, tx: Transaction, row: FindingRow, { seen, objection }: { readonly seen: Observation; readonly objection: Objection | undefined }): Promise<void> {
  const outcome = seen.outcome as EvidenceOutcome;
  await storeRun(services, tx, row.id, seen);
  if (objection) return rejectAlone(services, tx, row, objection);
  if (judgeReproduction(outcome) === "reject-on-evidence") {
    const cause = outcome === "not-reproduced" ? "not-reproduced" : "does-not-build";
    return rejectAlone(services, tx, row, { cause, text: services.messages.text(`findings.rejection.${cause}`, { n: seen.n ?? 0, detail: seen.record.detail ?? "" }), outcome });
  }
  const rank = seen.record.rank ?? 0;
  const other = await findSameBug(services, tx, row, seen);
  const leads = other && choosePrimary({ submittedAt: row.submitted_at, rank, state: row.state }, { submittedAt: other.submitted_at, rank: other.evidence_rank, state: other.state });
  if (other && leads === "other") return merge(services, tx, row, other);
  await moveFinding(services, tx, row, { step: "keep-for-person" }, { by: SYSTEM_ACTOR, data: { outcome, ...(seen.k !== null && seen.n !== null && { k: seen.k, n: seen.n }) } });
  if (other) await merge(services, tx, other, row);
  await tellAssigned(services, tx, { findingId: row.id, role: "validator", kind: "findings.needs-validation" });
  for (const name of [STUDY_JOB, JUDGE_PATCHES_JOB]) await services.jobs.enqueue(tx, { name }, { findingId: row.id });
}

async function findSameBug(services: Services, tx: Transaction, row: FindingRow, { outcome, record }: Observation): Promise<FindingRow | undefined> {
  const { signatureKey, rank = 0 } = record;
  // A flaky run's signature is not sure enough to merge by; a person looks at it.
  if (outcome !== "reproduced" || signatureKey === null) {
    await updateBug(tx, row.id, { bugKey: null, rank });
    return undefined;
  }
  const { target } = openSummary(services, row);
  const { project } = canonicalTarget({ repository: target.repository, product: target.name });
  const bugKey = services.keys.keyedHash("bug", `${project}\0${signatureKey}`);
  await lockBug(tx, bugKey);
  await updateBug(tx, row.id, { bugKey, rank });
  return findParent(tx, bugKey, row.id);
}

async function merge(services: Services, tx: Transaction, child: FindingRow, parent: FindingRow): Promise<void> {
  await putBelow(services, tx, { child, parentId: parent.id, kind: "duplicate", by: SYSTEM_ACTOR, reason: null });
  await tellFinder(services, tx, child, "findings.merged");
  // Its case was closed, and here it is again.
  if (parent.state === "closed") await services.jobs.emit(tx, "findings.variant-returned", { findingId: child.id, ofFindingId: parent.id });
}
