import { MOST_ON_A_PAGE, type CreditedFinder, type Evidence, type Finding, type FindingState, type Priority, type Reproduction, type Severity } from "#contracts/findings";
import { effectClass, readBundle } from "#engines/verification";
import { filterFor, findOrganisationCard, findPersonCard, isAllowed, recordRead, type Read } from "#rooms/access";
import { inTurn, notFound, type Actor, type Queryable, type Services } from "#rooms/platform";
import { findingResource, toFacts } from "./findings.resources.ts";
import { listAssignments } from "./triage/assignments.store.ts";
import { FINDING_COLUMNS, findBodyDigest, findFinding, findLastOutcome, findLastRun, findValidation, listFindings as listRows, listMerged, UNRANKED, type FindingRow } from "./findings.store.ts";
import { findMinimised } from "./reproduction/minimised.store.ts";
import { readCursor, writeCursor } from "./page-cursor.ts";
import { findPriority, listSeverities } from "./priority/priority.store.ts";
import { readHandedInPatch } from "./tasks/judge-patches.ts";
import { listQuestions } from "./triage/questions.store.ts";
import { openReason, openRun, openSummary } from "./sealed-records.ts";

const CLEARINGHOUSE_ROLES: readonly string[] = ["validator", "clearinghouse-analyst", "clearinghouse-director"];
const HEX_DUMP_BYTES = 256;
/** A page stays open and asks again: within this time it is the same read. */
export const SAME_READ_MS = 600_000;

export function speaksForClearinghouse(actor: Actor): boolean {
  return actor.roles.some((held) => CLEARINGHOUSE_ROLES.includes(held));
}

export interface ListFindings {
  readonly actor: Actor;
  readonly state?: FindingState | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number;
}

export async function listFindings(services: Services, { actor, state, cursor, limit = MOST_ON_A_PAGE }: ListFindings): Promise<{ readonly findings: Finding[]; readonly next: string | null }> {
  const after = cursor === undefined ? null : readCursor(cursor);
  const rows = await listRows(services.db, { visible: filterFor(actor, "findings:read", FINDING_COLUMNS), state: state ?? null, after, limit });
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return { findings: await describeAll(services, actor, rows), next: last ? writeCursor({ rank: last.due_rank ?? UNRANKED, at: last.submitted_at, id: last.id }) : null };
}

/** Many findings for one reader; one read is logged for each owner whose bodies are among them. */
export async function describeAll(services: Services, actor: Actor, rows: readonly FindingRow[]): Promise<Finding[]> {
  const found = await inTurn(rows, (row) => describe(services, actor, row));
  const opened = rows.filter((_row, at) => found[at]?.mayReadEvidence);
  for (const [owner, theirs] of Map.groupBy(opened, (row) => row.organisation_id)) {
    await logRead(services, actor, { owner, subject: "findings", what: `list of ${theirs.length}`, onceInMs: SAME_READ_MS });
  }
  return found;
}

/** One finding. What a run said and a validator wrote is in it for whoever may read the body; then it is logged as a read. */
export async function getFinding(services: Services, { actor, findingId }: { readonly actor: Actor; readonly findingId: string }): Promise<Finding> {
  const row = await getRow(services, findingId);
  const found = await describe(services, actor, row);
  if (found.mayReadEvidence) await logRead(services, actor, { owner: row.organisation_id, subject: row.id, what: "finding", onceInMs: SAME_READ_MS });
  return found;
}

/** The body, for people. Reading somebody else's is logged and shown to its finder. */
export async function readEvidence(services: Services, { actor, findingId }: { readonly actor: Actor; readonly findingId: string }): Promise<Evidence> {
  const row = await getRow(services, findingId);
  const evidence = row.body === "record" ? describeRecord(services, row) : await describeBundle(services, findingId);
  const run = await findLastRun(services.db, findingId);
  const minimised = await readMinimised(services, findingId);
  await logRead(services, actor, { owner: row.organisation_id, subject: row.id, what: "evidence" });
  const candidatePatch = evidence.candidatePatch ?? (await readHandedInPatch(services, findingId));
  return { findingId, ...evidence, candidatePatch, stack: run ? [...openRun(services, run).stack] : [], minimised };
}

type Told = Omit<Evidence, "findingId" | "stack" | "minimised">;

async function describeBundle(services: Services, findingId: string): Promise<Told> {
  const { manifest, files } = await readBundle(await readBody(services, findingId));
  const input = files.get(manifest.reproducer.input) ?? new Uint8Array();
  const text = (path: string | null) => (path === null ? null : new TextDecoder().decode(files.get(path)));
  return {
    description: manifest.description,
    build: manifest.target.recipe.build.map((argv) => [...argv]),
    run: [...manifest.target.recipe.run],
    expected: effectClass(manifest.expected),
    reproducer: { path: manifest.reproducer.input, sizeBytes: input.length, hexDump: toHexDump(input) },
    controls: [...manifest.controls],
    candidatePatch: text(manifest.candidatePatch),
    files: Object.entries(manifest.files).map(([path, sha256]) => ({ path, sha256 })),
  };
}

/** What was told in words holds nothing to run. */
function describeRecord(services: Services, row: FindingRow): Told {
  const { description, record } = openSummary(services, row);
  return { description, build: [], run: [], expected: "", reproducer: { path: "", sizeBytes: 0, hexDump: "" }, controls: [], candidatePatch: record?.candidatePatch ?? null, files: [] };
}

/** The shortest input that fails in the same way; null before it is known, and for whoever may not read the body. */
export async function readMinimised(services: Services, findingId: string): Promise<Evidence["minimised"]> {
  const row = await findMinimised(services.db, findingId);
  if (!row) return null;
  return { sizeBytes: row.size_bytes, hexDump: toHexDump(await services.artefacts.get(row.digest)), ended: row.ended, runs: row.runs, at: row.at };
}

function toHexDump(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, HEX_DUMP_BYTES)).toString("hex");
}

/** The bundle's bytes; logged as `readEvidence` is. */
export async function downloadBundle(services: Services, { actor, findingId }: { readonly actor: Actor; readonly findingId: string }): Promise<Uint8Array> {
  const row = await getRow(services, findingId);
  const bytes = await readBody(services, findingId);
  await logRead(services, actor, { owner: row.organisation_id, subject: row.id, what: "bundle" });
  return bytes;
}

async function getRow(services: Services, findingId: string): Promise<FindingRow> {
  const row = await findFinding(services.db, findingId);
  if (!row) throw notFound();
  return row;
}

async function readBody(services: Services, findingId: string): Promise<Uint8Array> {
  const digest = await findBodyDigest(services.db, findingId);
  if (digest === undefined) throw notFound();
  return services.artefacts.get(digest);
}

/** A read of somebody else's record is logged and shown to whoever it belongs to. */
export async function logRead(services: Services, actor: Actor, { owner, ...read }: Pick<Read, "subject" | "what" | "onceInMs"> & { readonly owner: string }): Promise<void> {
  if (actor.organisationId === owner) return;
  const purpose = actor.roles.includes("validator") ? "validation" : "coordination";
  await services.db.inTransaction((tx) => recordRead(services, tx, { actor, ownerOrganisationId: owner, purpose, ...read }));
}

async function describe(services: Services, actor: Actor, row: FindingRow): Promise<Finding> {
  const { db } = services;
  const nameOf = async (personId: string) => (await findPersonCard(db, personId))?.name ?? "";
  const { description: _body, provenance, ...summary } = openSummary(services, row);
  const validation = await findValidation(db, row.id);
  const assignments = await listAssignments(db, row.id);
  const inside = speaksForClearinghouse(actor);
  const mayReadEvidence = isAllowed(actor, "findings:read-body", { type: findingResource.type, id: row.id, facts: toFacts(row) });
  return {
    id: row.id,
    ...summary,
    body: row.body,
    state: row.state,
    provenance,
    organisationName: (await findOrganisationCard(db, row.organisation_id))?.name ?? "",
    submittedAt: row.submitted_at,
    reproduction: await findReproduction(services, row.id, mayReadEvidence),
    duplicateOf: row.duplicate_of,
    subsumedBy: row.subsumed_by,
    credited: [...(await listCredited(services, db, row))],
    validation: validation && mayReadEvidence
      ? {
          decision: validation.decision,
          reason: openReason(services, validation.id, validation.sealed_reason),
          // Who decided is the clearinghouse's to know; the finder sees that a person did, and why.
          byName: inside ? await nameOf(validation.person_id) : services.messages.text("findings.validator"),
          at: validation.at,
        }
      : null,
    assignments: await inTurn(assignments, async ({ id, person_id, role, assigned_by, sealed_reason, at, ended_at }) => ({
      id, personId: person_id, personName: await nameOf(person_id), role, byName: await nameOf(assigned_by), reason: sealed_reason === null ? null : openReason(services, id, sealed_reason), at, endedAt: ended_at,
    })),
    rejection: row.sealed_rejection === null || !mayReadEvidence ? null : openReason(services, row.id, row.sealed_rejection),
    rejectionCause: row.rejection_cause,
    severities: [...(await getSeverities(db, row.id))],
    priority: await getPriority(db, row.id),
    caseId: row.case_id,
    appealOf: row.appeal_of,
    questions: mayReadEvidence ? await readQuestions(services, row.id) : [],
    mayReadEvidence,
  };
}

async function readQuestions(services: Services, findingId: string): Promise<Finding["questions"]> {
  return (await listQuestions(services.db, findingId)).map(({ id, sealed_question, at, sealed_answer, answered_at }) => ({
    id, question: openReason(services, id, sealed_question), at, answer: sealed_answer === null ? null : openReason(services, id, sealed_answer), answeredAt: answered_at,
  }));
}

/** That it was run, and with what outcome; what the run said, for whoever may read the body. */
async function findReproduction(services: Services, findingId: string, mayReadEvidence: boolean): Promise<Reproduction | null> {
  const outcome = await findLastOutcome(services.db, findingId);
  if (!outcome) return null;
  const run = mayReadEvidence ? await findLastRun(services.db, findingId) : undefined;
  const { detail, signatureKey } = run ? openRun(services, run) : { detail: null, signatureKey: null };
  return { outcome: outcome.outcome, k: outcome.k, n: outcome.n, detail, signatureKey, isolationHeld: outcome.isolation_held, at: outcome.at };
}

/** Everybody who found it, in order of arrival. A duplicate's own page shows its own finder only. */
export async function listCredited(services: Services, db: Queryable, row: FindingRow): Promise<readonly CreditedFinder[]> {
  const found = [row, ...(await listMerged(db.asSystem("everybody who found it is credited by name"), row.id))];
  return found.toSorted((left, right) => left.submitted_at.localeCompare(right.submitted_at)).map((one) => {
    const { finder: name, aiGenerated, model, modelVersion, harness, human } = openSummary(services, one).provenance;
    return { name, aiGenerated, model, modelVersion, harness, human };
  });
}

export async function getSeverities(db: Queryable, findingId: string): Promise<readonly Severity[]> {
  return (await listSeverities(db, findingId)).map(({ given_by, level, vector, cvss_version, score, at }) => ({ by: given_by, level, vector, version: cvss_version, score, at }));
}

export async function getPriority(db: Queryable, findingId: string): Promise<Priority | null> {
  const row = await findPriority(db, findingId);
  return row ? { ...row.decision, at: row.at } : null;
}
