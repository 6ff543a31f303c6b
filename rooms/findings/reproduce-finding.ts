import { createBubblewrapBackend, type SandboxBackend } from "#engines/sandbox";
import { readBundle, reproduce, signatureKey, type Reproduction } from "#engines/verification";
import { tellHolders } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { newId, SYSTEM_ACTOR, type Job, type Services, type Transaction } from "#rooms/platform";
import { z } from "zod";
import { FindingsRefusal } from "./findings.errors.ts";
import { advance, canonicalTarget, choosePrimary, judgeReproduction } from "./findings.rules.ts";
import { findParent, insertRun, lockBug, lockFinding, moveMerged, updateBugKey, updateParent, updateRejection, updateState, type FindingRow } from "./findings.store.ts";
import { openSummary, sealReason, sealRun } from "./sealed-records.ts";
import { tellAssigned, tellFinder } from "./tell-people.ts";

const payload = z.object({ findingId: z.string() });
const BUILD_AND_RUNS_SECONDS = 600;
const COMMAND_CHARACTERS = 1000;

/** Runs a finding's evidence in fresh sandboxes of a backend, k of n, and moves the finding on by what was seen. */
export function reproduceIn(backend: SandboxBackend): Job<z.infer<typeof payload>> {
  return {
    name: "findings.reproduce",
    payload,
    expireInSeconds: BUILD_AND_RUNS_SECONDS,
    run: async (services, { findingId }) => {
      const digest = await beginReproduction(services, findingId);
      if (digest === undefined) return;
      const result = await reproduce(await readBundle(await services.artefacts.get(digest)), backend, { now: services.clock });
      if (result.isolation.held) return services.db.inTransaction((tx) => recordResult(services, tx, findingId, result));
      if (result.isolation.alarms.length > 0) return services.db.inTransaction((tx) => recordAlarm(services, tx, findingId, result));
      await services.db.inTransaction((tx) => recordHalt(services, tx, findingId, result));
      throw new FindingsRefusal("isolation-failed", `Finding ${findingId} was not run: the sandbox's isolation did not hold. Mend the host, then run it again.`);
    },
  };
}

export const reproduceFinding = reproduceIn(createBubblewrapBackend());

/** The bundle's digest, or undefined when somebody else has already finished. */
function beginReproduction(services: Services, findingId: string): Promise<string | undefined> {
  return services.db.inTransaction(async (tx) => {
    const row = await lockFinding(tx, findingId);
    const next = row && advance(row.state, "begin-reproduction");
    if (!row || !next) return undefined;
    if (row.state !== next) {
      await updateState(tx, findingId, next);
      await appendEntry(services, tx, { kind: "findings.reproduction-begun", subject: findingId, by: SYSTEM_ACTOR, data: {}, visibleTo: [row.organisation_id] });
    }
    return row.digest;
  });
}

async function recordHalt(services: Services, tx: Transaction, findingId: string, result: Reproduction): Promise<void> {
  await storeRun(services, tx, findingId, { result, outcome: "halted" });
  await appendEntry(services, tx, { kind: "findings.reproduction-halted", subject: findingId, by: SYSTEM_ACTOR, data: { isolationHeld: false } });
  await tellAnalysts(services, tx, { findingId, kind: "findings.isolation-failed" });
}

/** The sandbox held and its program tried to leave: nothing was proven, and a person looks at what the evidence is. */
async function recordAlarm(services: Services, tx: Transaction, findingId: string, result: Reproduction): Promise<void> {
  const row = await lockFinding(tx, findingId);
  if (row?.state !== "reproducing") return;
  await storeRun(services, tx, findingId, { result, outcome: "halted" });
  await updateState(tx, findingId, "needs_validation");
  await appendEntry(services, tx, { kind: "findings.reproduction-halted", subject: findingId, by: SYSTEM_ACTOR, data: { isolationHeld: true, alarms: result.isolation.alarms.length }, visibleTo: [row.organisation_id] });
  await tellAnalysts(services, tx, { findingId, kind: "findings.tried-to-leave" });
  await tellAssigned(services, tx, { findingId, role: "validator", kind: "findings.needs-validation" });
}

async function tellAnalysts(services: Services, tx: Transaction, { findingId, kind }: { readonly findingId: string; readonly kind: string }): Promise<void> {
  await tellHolders(services, tx, { roles: ["clearinghouse-analyst"], kind, link: `/clearinghouse/findings/${findingId}` });
}

async function recordResult(services: Services, tx: Transaction, findingId: string, result: Reproduction): Promise<void> {
  const row = await lockFinding(tx, findingId);
  // Run twice at once: the first to come here has decided.
  if (row?.state !== "reproducing") return;
  const { outcome } = result.outcome;
  await storeRun(services, tx, findingId, { result, outcome });
  const step = judgeReproduction(outcome);
  if (step === "reject-on-evidence") return rejectOnEvidence(services, tx, row, result);
  const other = await findSameBug(services, tx, row, result);
  const primary = other && choosePrimary({ earlier: row.submitted_at < other.submitted_at, other: other.state });
  if (other && primary === "other") return merge(services, tx, row, other);
  if (other) await merge(services, tx, other, row);
  return keepForPerson(services, tx, row, result);
}

async function storeRun(services: Services, tx: Transaction, findingId: string, { result, outcome }: { readonly result: Reproduction; readonly outcome: string }): Promise<void> {
  const id = newId("run");
  const counts = result.outcome;
  // What tried to leave names the target's commands and holds its output: it is sealed with the rest.
  const { alarms, ...isolation } = result.isolation;
  const record = {
    detail: describeAlarm(alarms) ?? ("detail" in counts ? counts.detail : null),
    signatureKey: result.signature && signatureKey(result.signature),
    stack: [...(result.site ? [result.site] : []), ...(result.signature?.frames ?? [])],
    logs: result.logs,
    alarms,
    vendorNotice: result.grade.vendorNotice,
  };
  await insertRun(tx, {
    id, finding_id: findingId, outcome, k: "k" in counts ? counts.k : outcome === "not-reproduced" ? 0 : null, n: "n" in counts ? counts.n : null,
    isolation_held: isolation.probes.every((probe) => probe.held), isolation, sealed: sealRun(services, id, record), at: services.clock(),
  });
}

/** Both texts are hostile. */
function describeAlarm([alarm]: Reproduction["isolation"]["alarms"]): string | undefined {
  if (!alarm) return undefined;
  const { ipv4, ipv6 } = alarm.attempts;
  return `A program tried to leave the sandbox (packets without a route: ${ipv4} IPv4, ${ipv6} IPv6). Command: ${alarm.argv.join(" ").slice(0, COMMAND_CHARACTERS)}. It had printed: ${alarm.lastWords || "nothing"}`;
}

async function findSameBug(services: Services, tx: Transaction, row: FindingRow, { outcome, signature }: Reproduction): Promise<FindingRow | undefined> {
  // A flaky run's signature is not sure enough to merge by; a person looks at it.
  if (outcome.outcome !== "reproduced" || !signature) return undefined;
  const { target } = openSummary(services, row);
  const { project } = canonicalTarget({ repository: target.repository, product: target.name });
  const bugKey = services.keys.keyedHash("bug", `${project}\0${signatureKey(signature)}`);
  await lockBug(tx, bugKey);
  await updateBugKey(tx, row.id, bugKey);
  return findParent(tx, bugKey, row.id);
}

async function rejectOnEvidence(services: Services, tx: Transaction, row: FindingRow, { outcome }: Reproduction): Promise<void> {
  const reason = outcome.outcome === "not-reproduced"
    ? services.messages.text("findings.rejection.not-reproduced", { n: outcome.n })
    : services.messages.text("findings.rejection.does-not-build", { detail: "detail" in outcome ? outcome.detail : "" });
  await updateState(tx, row.id, "rejected");
  await updateRejection(tx, row.id, sealReason(services, row.id, reason));
  await appendEntry(services, tx, { kind: "findings.rejected-on-evidence", subject: row.id, by: SYSTEM_ACTOR, data: { outcome: outcome.outcome }, visibleTo: [row.organisation_id] });
  await tellFinder(services, tx, row, "findings.rejected");
}

async function merge(services: Services, tx: Transaction, row: FindingRow, parent: FindingRow): Promise<void> {
  await updateState(tx, row.id, "duplicate_of");
  await updateParent(tx, row.id, parent.id);
  await moveMerged(tx, row.id, parent.id);
  await appendEntry(services, tx, { kind: "findings.merged", subject: row.id, by: SYSTEM_ACTOR, data: { duplicateOf: parent.id }, visibleTo: [row.organisation_id] });
  await tellFinder(services, tx, row, "findings.merged");
}

async function keepForPerson(services: Services, tx: Transaction, row: FindingRow, { outcome }: Reproduction): Promise<void> {
  await updateState(tx, row.id, "needs_validation");
  await appendEntry(services, tx, { kind: "findings.reproduced", subject: row.id, by: SYSTEM_ACTOR, data: "k" in outcome ? { ...outcome } : { outcome: outcome.outcome }, visibleTo: [row.organisation_id] });
  await tellAssigned(services, tx, { findingId: row.id, role: "validator", kind: "findings.needs-validation" });
}
