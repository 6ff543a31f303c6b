import { createBubblewrapBackend } from "#engines/sandbox";
import { verifyPatch as runVerification, type EvidenceBundle, type PatchVerdict } from "#engines/verification";
import { findPersonCard } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { getCaseFacts, listCoordinators, openCaseEvidence, tellMaintainer, tryFixOnOthers } from "#rooms/coordination";
import { newId, notify, SYSTEM_ACTOR, type Job, type Services, type Transaction } from "#rooms/platform";
import { z } from "zod";
import { advancePatch, HALTED, judgeAttempts } from "./remediation.rules.ts";
import { findPatch, insertAttempt, listAttempts, listAttemptsOfCase, lockPatch, updateRegression, updateState, type PatchRow } from "./remediation.store.ts";
import { signWhenReady } from "./sign-patch.ts";

const payload = z.object({ patchId: z.string() });
const backend = createBubblewrapBackend();
const BUILDS_AND_VARIANTS_SECONDS = 900;
// No file of a bundle has this name: its paths begin with a folder or a word of the manifest.
const REGRESSION = "regression-test/input";

/** Runs a patch against the case's evidence: it must build, stop the reproducer and its variants, and change nothing else. */
export const verifyPatch: Job<z.infer<typeof payload>> = {
  name: "remediation.verify-patch",
  payload,
  expireInSeconds: BUILDS_AND_VARIANTS_SECONDS,
  run: async (services, { patchId }) => {
    const begun = await beginVerification(services, patchId);
    if (!begun) return;
    const [{ bundle }, patch] = [await openCaseEvidence(services, begun.case_id), await services.artefacts.get(begun.digest)];
    const judged = await runVerification({ bundle, patch, backend, earlier: await openEarlier(services, begun.case_id), now: services.clock });
    const holds = judged.verdict === "verified" ? await tryRegression(services, begun, { bundle, patch }) : undefined;
    await services.db.inTransaction(async (tx) => {
      if (holds !== undefined) await updateRegression(tx, patchId, holds);
      const passed = await recordVerdict(services, tx, patchId, judged);
      if (passed) await tryFixOnOthers(services, tx, { caseId: begun.case_id, patch });
    });
  },
};

/**
 * Whether the regression test of a verified patch is one: put in the reproducer's place, it shows the effect before the patch
 * and not with it. Undefined where there is none.
 */
async function tryRegression(services: Services, row: PatchRow, { bundle, patch }: { readonly bundle: EvidenceBundle; readonly patch: Uint8Array }): Promise<boolean | undefined> {
  if (row.regression_digest === null) return undefined;
  const { manifest } = bundle;
  const inPlace = { ...bundle, manifest: { ...manifest, reproducer: { ...manifest.reproducer, input: REGRESSION } }, files: new Map([...bundle.files, [REGRESSION, new Uint8Array(await services.artefacts.get(row.regression_digest))]]) };
  const { evidence } = await runVerification({ bundle: inPlace, patch, backend, now: services.clock });
  const passed = (wanted: string) => evidence.steps.some(({ step, ok }) => step === wanted && ok);
  return passed("reproducer-before") && passed("reproducer-after");
}

/** What was seen in every earlier attempt: an input that got round one patch is tried on the next. */
async function openEarlier(services: Services, caseId: string): Promise<readonly PatchVerdict["evidence"][]> {
  const attempts = await listAttemptsOfCase(services.db, caseId);
  return attempts.map(({ id, sealed }) => (JSON.parse(services.keys.open("patch-verification", id, sealed).toString("utf8")) as Pick<PatchVerdict, "evidence">).evidence);
}

function beginVerification(services: Services, patchId: string): Promise<PatchRow | undefined> {
  return services.db.inTransaction(async (tx) => {
    const row = await lockPatch(tx, patchId);
    const next = row && advancePatch(row.state, "begin-verification");
    if (!row || !next) return undefined;
    await updateState(tx, patchId, next);
    return row;
  });
}

/** Whether the patch is verified by it, this time. */
async function recordVerdict(services: Services, tx: Transaction, patchId: string, judgement: PatchVerdict): Promise<boolean> {
  const row = await lockPatch(tx, patchId);
  // Run twice at once: the first to come here has decided.
  if (row?.state !== "verifying") return false;
  const { evidence } = judgement;
  const { verdict, reason } = readVerdict(judgement);
  const halted = verdict === HALTED;
  const isolationHeld = evidence.isolation.probes.every((probe) => probe.held);
  const id = newId("ver");
  await insertAttempt(tx, { id, patchId, verdict, isolationHeld, sealed: services.keys.seal("patch-verification", id, JSON.stringify({ reason, evidence })), at: services.clock() });
  const judged = judgeAttempts((await listAttempts(tx, patchId)).map((attempt) => attempt.verdict));
  const passed = judged === "verified";
  await updateState(tx, patchId, passed ? "verified" : "failed");
  const { finderOrganisationIds } = await getCaseFacts(services, tx, row.case_id);
  await appendEntry(services, tx, { kind: passed ? "remediation.patch-verified" : "remediation.patch-refused", subject: patchId, by: SYSTEM_ACTOR, data: { verdict, digest: row.digest }, visibleTo: finderOrganisationIds });
  await signWhenReady(services, tx, patchId);
  await tellOfVerdict(services, tx, row, passed ? "verified" : halted ? "halted" : "refused");
  return passed;
}

/** That a program tried to leave outweighs whatever else the engine could tell. */
function readVerdict({ verdict, reason, evidence: { isolation, steps } }: PatchVerdict): { readonly verdict: string; readonly reason: string } {
  if (isolation.alarms.length === 0) return { verdict, reason };
  return { verdict: HALTED, reason: steps.find(({ step, ok }) => step === "isolation" && !ok)?.detail ?? reason };
}

async function tellOfVerdict(services: Services, tx: Transaction, row: PatchRow, said: "verified" | "halted" | "refused"): Promise<void> {
  const kind = `remediation.${said}`;
  const author = row.author_person_id === null ? undefined : await findPersonCard(tx, row.author_person_id);
  const confirmed = (await findPatch(tx, row.id))?.confirmed_at ?? null;
  for (const analyst of await listCoordinators(tx, row.case_id)) {
    if (analyst.id !== author?.id) await notify(services, tx, { to: { personId: analyst.id, email: analyst.email }, kind, params: { id: row.id }, link: `/clearinghouse/cases/${row.case_id}` });
  }
  if (author) await notify(services, tx, { to: { personId: author.id, email: author.email }, kind, params: { id: row.id }, link: row.author_party === "coordinator" ? `/clearinghouse/cases/${row.case_id}` : "/findings" });
  if (row.author_party === "maintainer" || confirmed !== null) await tellMaintainer(services, tx, { caseId: row.case_id, kind: said === "verified" ? "remediation.maintainer-verified" : "remediation.maintainer-refused" });
}
