import { readBundle, type EvidenceBundle } from "#engines/verification";
import { appendEntry } from "#rooms/audit";
import { SYSTEM_ACTOR, type Queryable, type Services, type Transaction } from "#rooms/platform";
import { findBodyDigest, findFinderOrganisations, findFinding, findLastOutcome, findValidation, listPrioritised as listPrioritisedRows, lockFinding, updateCase, updateState } from "./findings.store.ts";
import type { FindingFacts } from "./findings.types.ts";
import { hashTarget } from "./make-claim.ts";
import { getPriority, getSeverities, listCredited } from "./read-finding.ts";
import { openSummary } from "./sealed-records.ts";
import { requireStep } from "./validate-finding.ts";

/** What rooms above may know of a finding; undefined when there is none of this id. Never show it to somebody without scope. */
export async function getFindingFacts(services: Services, db: Queryable, findingId: string): Promise<FindingFacts | undefined> {
  const row = await findFinding(db, findingId);
  if (!row) return undefined;
  const { provenance: _finder, ...summary } = openSummary(services, row);
  const validation = await findValidation(db, findingId);
  const run = await findLastOutcome(db, findingId);
  return {
    id: row.id,
    state: row.state,
    ...summary,
    organisationId: row.organisation_id,
    personId: row.person_id,
    finderOrganisationIds: await findFinderOrganisations(db, findingId),
    finders: await listCredited(services, db, row),
    reproduced: run && run.k !== null && run.n !== null ? { k: run.k, n: run.n } : null,
    validation: validation?.decision === "validated" ? { personId: validation.person_id, at: validation.at } : null,
    severities: await getSeverities(db, findingId),
    priority: await getPriority(db, findingId),
    caseId: row.case_id,
  };
}

/** The evidence itself, read and checked, with the bytes as they were submitted. The caller logs who reads it. */
export async function openEvidence(services: Services, findingId: string): Promise<{ readonly bundle: EvidenceBundle; readonly bytes: Uint8Array }> {
  const digest = await findBodyDigest(services.db, findingId);
  if (digest === undefined) throw new Error(`The body of finding ${findingId} is not open to whoever acts`);
  const bytes = await services.artefacts.get(digest);
  return { bundle: await readBundle(bytes), bytes };
}

/** Ids of findings against a repository that wait for a case, worst first. */
export async function listPrioritised(services: Services, db: Queryable, repository: string): Promise<readonly string[]> {
  return (await listPrioritisedRows(db, hashTarget(services, { repository }).project)).map(({ id }) => id);
}

/** Puts a prioritised finding into its case. */
export async function linkToCase(services: Services, tx: Transaction, { findingId, caseId }: { readonly findingId: string; readonly caseId: string }): Promise<void> {
  await step(services, tx, { findingId, step: "open-case", data: { caseId } });
  await updateCase(tx, findingId, caseId);
}

/** Closes a finding with its case. */
export async function closeFinding(services: Services, tx: Transaction, findingId: string): Promise<void> {
  await step(services, tx, { findingId, step: "close", data: {} });
}

async function step(services: Services, tx: Transaction, input: { readonly findingId: string; readonly step: "open-case" | "close"; readonly data: Readonly<Record<string, unknown>> }): Promise<void> {
  const row = await lockFinding(tx, input.findingId);
  if (!row) throw new Error(`No finding ${input.findingId}`);
  await updateState(tx, row.id, requireStep(row, input.step));
  const kind = input.step === "close" ? "findings.closed" : "findings.case-opened";
  await appendEntry(services, tx, { kind, subject: row.id, by: SYSTEM_ACTOR, data: input.data, visibleTo: [row.organisation_id] });
}
