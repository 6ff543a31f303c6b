import { readBundle, type EvidenceBundle } from "#engines/verification";
import { SYSTEM_ACTOR, type Queryable, type Services, type Transaction } from "#rooms/platform";
import { hashTarget } from "#rooms/scanning";
import { findBodyDigest, findFinderOrganisations, findFinding, findLastOutcome, findValidation, listOfCase, listPrioritised as listPrioritisedRows, listSubsumed, lockFinding, updateCase, type FindingRow } from "./findings.store.ts";
import type { FindingFacts } from "./findings.types.ts";
import { findChain, listChainLinks } from "./duplicates/links.store.ts";
import { moveFinding } from "./move-finding.ts";
import { getPriority, getSeverities, listCredited } from "./read-finding.ts";
import { openSummary } from "./sealed-records.ts";

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
    chain: await findChainFacts(db, findingId),
    subsumes: (await listSubsumed(db, findingId)).map(({ id }) => id),
  };
}

async function findChainFacts(db: Queryable, findingId: string): Promise<FindingFacts["chain"]> {
  const chain = await findChain(db, findingId);
  if (!chain) return null;
  const findingIds = (await listChainLinks(db, chain.id)).map(({ finding_id }) => finding_id);
  const cases = await Promise.all(findingIds.map(async (id) => (await findFinding(db, id))?.case_id ?? null));
  return { id: chain.id, level: chain.level, findingIds, caseId: cases.find((caseId) => caseId !== null) ?? null };
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

/**
 * Puts a prioritised finding into its case, and with it what it is worse together with: a chain is one story.
 * @returns every finding that is in the case now
 */
export async function linkToCase(services: Services, tx: Transaction, { findingId, caseId }: { readonly findingId: string; readonly caseId: string }): Promise<readonly string[]> {
  const chain = await findChain(tx, findingId);
  const members = chain ? (await listChainLinks(tx, chain.id)).map(({ finding_id }) => finding_id).filter((id) => id !== findingId) : [];
  const linked = [await requireRow(tx, findingId)];
  for (const id of members) {
    const row = await requireRow(tx, id);
    if (row.state === "prioritised") linked.push(row);
  }
  for (const row of linked) {
    await moveFinding(services, tx, row, { step: "open-case" }, { by: SYSTEM_ACTOR, data: { caseId } });
    await updateCase(tx, row.id, caseId);
  }
  return linked.map(({ id }) => id);
}

/** Closes a finding with its case: the rest of its chain too, and what its fix has closed. */
export async function closeFinding(services: Services, tx: Transaction, findingId: string): Promise<void> {
  const row = await requireRow(tx, findingId);
  await close(services, tx, row);
  if (row.case_id === null) return;
  for (const other of await listOfCase(tx, row.case_id)) if (other.state === "in_case") await close(services, tx, other);
}

async function close(services: Services, tx: Transaction, row: FindingRow): Promise<void> {
  // A case that was opened again closes a second time; its finding was never anything but closed since the first.
  if (row.state !== "closed") await moveFinding(services, tx, row, { step: "close" }, { by: SYSTEM_ACTOR });
  for (const below of await listSubsumed(tx, row.id)) if (below.state === "subsumed_by") await close(services, tx, below);
}

async function requireRow(tx: Transaction, findingId: string): Promise<FindingRow> {
  const row = await lockFinding(tx, findingId);
  if (!row) throw new Error(`No finding ${findingId}`);
  return row;
}
