import type { Priority } from "#contracts/findings";
import { AdvisoryError, cvssScore, decideBod2604, type Bod2604Input } from "#engines/advisories";
import { appendEntry } from "#rooms/audit";
import { newId, notFound, type Actor, type Services, type Transaction } from "#rooms/platform";
import type { GiveSeverity, SeverityBy } from "#contracts/findings";
import { FindingsRefusal } from "./findings.errors.ts";
import { advance, judgeValidator, rankTimeline, type FindingStep } from "./findings.rules.ts";
import { findLastRun, findFinding, insertPriority, insertSeverity, insertValidation, lockFinding, updateRank, updateRejection, updateState, type FindingRow } from "./findings.store.ts";
import { reproduceFinding } from "./reproduce-finding.ts";
import { openRun, openSummary, sealReason } from "./sealed-records.ts";
import { tellAssigned, tellFinder } from "./tell-people.ts";

export interface ValidateFinding {
  readonly actor: Actor;
  readonly findingId: string;
  readonly decision: "validated" | "rejected";
  readonly reason: string;
  readonly assistedByModel: string | null;
}

/** A person's decision on the evidence. Without it nothing goes to a vendor (INV-12). */
export async function validateFinding(services: Services, { actor, findingId, decision, reason, assistedByModel }: ValidateFinding): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = await requireFinding(tx, findingId);
    const { provenance } = openSummary(services, row);
    const answer = judgeValidator({ validator: actor, assistedByModel, finder: { personId: row.person_id, organisationId: row.organisation_id, model: provenance.model } });
    if (answer === "own-finding") throw new FindingsRefusal("own-finding", "A finding is validated by somebody of another organisation than its finder's.");
    if (answer === "same-model") throw new FindingsRefusal("same-model", "assistedByModel: the model that found it cannot help to validate it; decide without it or with another.", { field: "assistedByModel" });
    const state = requireStep(row, decision === "validated" ? "validate" : "reject");
    if (decision === "validated") await requireVendorNotice(services, tx, findingId);

    const id = newId("val");
    const at = services.clock();
    await insertValidation(tx, { id, findingId, decision, sealedReason: sealReason(services, id, reason), personId: actor.personId, organisationId: actor.organisationId, assistedByModel, at });
    await updateState(tx, findingId, state);
    await appendEntry(services, tx, { kind: decision === "validated" ? "findings.validated" : "findings.rejected", subject: findingId, by: actor, data: { validationId: id }, visibleTo: [row.organisation_id] });
    if (decision === "rejected") {
      await updateRejection(tx, findingId, sealReason(services, findingId, reason));
      await tellFinder(services, tx, row, "findings.rejected");
      return;
    }
    await tellFinder(services, tx, row, "findings.confirmed");
    await tellAssigned(services, tx, { findingId, role: "analyst", kind: "findings.validated" });
  });
}

/** What shows only that a harness misuses the project gives its maintainer nothing to mend, whoever holds it for real. */
async function requireVendorNotice(services: Services, tx: Transaction, findingId: string): Promise<void> {
  const run = await findLastRun(tx, findingId);
  const notice = run && openRun(services, run).vendorNotice;
  if (notice && !notice.allowed && run.outcome === "reproduced") throw new FindingsRefusal("no-vendor-notice", `decision: this goes to no maintainer: ${notice.reason}. Reject it with that reason; a bundle that shows it in the project's own code can take it up again.`, { field: "decision" });
}

/** Decides how soon by BOD 26-04's table; the inputs and the rule's version are kept with the decision. */
export async function prioritiseFinding(services: Services, { actor, findingId, ...inputs }: { readonly actor: Actor; readonly findingId: string } & Bod2604Input): Promise<void> {
  const decision = decide(inputs);
  await services.db.inTransaction(async (tx) => {
    const row = await requireFinding(tx, findingId);
    const state = requireStep(row, "prioritise");
    await insertPriority(tx, { id: newId("prio"), findingId, decision, personId: actor.personId, at: services.clock() });
    await updateRank(tx, findingId, rankTimeline(decision.timeline));
    await updateState(tx, findingId, state);
    await appendEntry(services, tx, { kind: "findings.prioritised", subject: findingId, by: actor, data: { rule: decision.rule, dueDays: decision.dueDays, forensic: decision.forensic, inputs: decision.inputs }, visibleTo: [row.organisation_id] });
    await services.jobs.emit(tx, "findings.prioritised", { findingId });
  });
}

function decide(inputs: Bod2604Input): Omit<Priority, "at"> {
  try {
    const decision = decideBod2604(inputs);
    return { ...decision, assumed: [...decision.assumed] };
  } catch (cause) {
    if (!(cause instanceof AdvisoryError)) throw cause;
    throw new FindingsRefusal("priority-input-missing", cause.message, { field: inputs.automatable === null ? "automatable" : "technicalImpact", cause });
  }
}

/** Adds the finder's or the coordinator's view of how severe it is. */
export async function giveSeverity(services: Services, { actor, findingId, severity }: { readonly actor: Actor; readonly findingId: string; readonly severity: GiveSeverity }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = await findFinding(tx, findingId);
    if (!row) throw notFound();
    await recordSeverity(services, tx, { findingId, by: row.organisation_id === actor.organisationId ? "finder" : "coordinator", severity, actor });
  });
}

/** Adds one party's severity beside all others; none is ever overwritten (INV-16). */
export async function recordSeverity(
  services: Services,
  tx: Transaction,
  { findingId, by, severity, actor }: { readonly findingId: string; readonly by: SeverityBy; readonly severity: GiveSeverity; readonly actor: Pick<Actor, "personId" | "organisationId"> },
): Promise<void> {
  const score = severity.vector === undefined ? null : scoreVector(severity.vector, severity.level);
  await insertSeverity(tx, { id: newId("sev"), findingId, by, level: severity.level, vector: severity.vector ?? null, score, at: services.clock() });
  await appendEntry(services, tx, { kind: "findings.severity-given", subject: findingId, by: actor, data: { by, level: severity.level } });
}

function scoreVector(vector: string, level: string): number {
  try {
    const { score, rating } = cvssScore(vector);
    if (rating !== level) throw new FindingsRefusal("severity-disagrees", `level: the vector's rating is ${rating}; give that level or correct the vector`, { field: "level" });
    return score;
  } catch (cause) {
    if (!(cause instanceof AdvisoryError)) throw cause;
    throw new FindingsRefusal("severity-disagrees", `vector: ${cause.message}`, { field: "vector", cause });
  }
}

/** Runs a reproduction again that was halted because the sandbox did not hold. */
export async function runAgain(services: Services, { actor, findingId }: { readonly actor: Actor; readonly findingId: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    // Not locked: the job that this asks for looks again and is safe to run twice.
    const row = await findFinding(tx, findingId);
    if (!row) throw notFound();
    requireStep(row, "begin-reproduction");
    await appendEntry(services, tx, { kind: "findings.reproduction-asked-again", subject: findingId, by: actor, data: {}, visibleTo: [row.organisation_id] });
    await services.jobs.enqueue(tx, reproduceFinding, { findingId });
  });
}

async function requireFinding(tx: Transaction, findingId: string): Promise<FindingRow> {
  const row = await lockFinding(tx, findingId);
  if (!row) throw notFound();
  return row;
}

export function requireStep(row: FindingRow, step: FindingStep) {
  const state = advance(row.state, step);
  if (!state) throw new FindingsRefusal("wrong-state", `Finding ${row.id} is ${row.state}; this step is not open from there.`);
  return state;
}
