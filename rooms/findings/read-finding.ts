import type { Finding, FindingState, Priority, Reproduction, Severity } from "#contracts/findings";
import { effectClass, readBundle } from "#engines/verification";
import { filterFor, findOrganisationCard, findPersonCard, isAllowed, recordRead, type Read } from "#rooms/access";
import { notFound, type Actor, type Queryable, type Services } from "#rooms/platform";
import { findingResource, toFacts } from "./findings.resources.ts";
import { listAssignments } from "./assignments.store.ts";
import { FINDING_COLUMNS, findBodyDigest, findFinding, findLastOutcome, findLastRun, findPriority, findValidation, listFindings as listRows, listMerged, listSeverities, type FindingRow } from "./findings.store.ts";
import type { CreditedFinder } from "./findings.types.ts";
import { openReason, openRun, openSummary } from "./sealed-records.ts";

const CLEARINGHOUSE_ROLES: readonly string[] = ["validator", "clearinghouse-analyst", "clearinghouse-director"];
const HEX_DUMP_BYTES = 256;
/** A page stays open and asks again: within this time it is the same read. */
export const SAME_READ_MS = 600_000;

export function speaksForClearinghouse(actor: Actor): boolean {
  return actor.roles.some((held) => CLEARINGHOUSE_ROLES.includes(held));
}

export async function listFindings(services: Services, { actor, state }: { readonly actor: Actor; readonly state: FindingState | undefined }): Promise<readonly Finding[]> {
  const rows = await listRows(services.db, { visible: filterFor(actor, "findings:read", FINDING_COLUMNS), state: state ?? null });
  const found = await Promise.all(rows.map((row) => describe(services, actor, row)));
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
export async function readEvidence(services: Services, { actor, findingId }: { readonly actor: Actor; readonly findingId: string }) {
  const row = await getRow(services, findingId);
  const { manifest, files } = await readBundle(await readBody(services, findingId));
  const run = await findLastRun(services.db, findingId);
  await logRead(services, actor, { owner: row.organisation_id, subject: row.id, what: "evidence" });
  const input = files.get(manifest.reproducer.input) ?? new Uint8Array();
  const text = (path: string | null) => (path === null ? null : new TextDecoder().decode(files.get(path)));
  const { expected } = manifest;
  return {
    findingId,
    description: manifest.description,
    build: manifest.target.recipe.build.map((argv) => [...argv]),
    run: [...manifest.target.recipe.run],
    expected: effectClass(expected),
    reproducer: { path: manifest.reproducer.input, sizeBytes: input.length, hexDump: Buffer.from(input.subarray(0, HEX_DUMP_BYTES)).toString("hex") },
    controls: [...manifest.controls],
    candidatePatch: text(manifest.candidatePatch),
    files: Object.entries(manifest.files).map(([path, sha256]) => ({ path, sha256 })),
    stack: run ? [...openRun(services, run).stack] : [],
  };
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

async function logRead(services: Services, actor: Actor, { owner, ...read }: Pick<Read, "subject" | "what" | "onceInMs"> & { readonly owner: string }): Promise<void> {
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
    state: row.state,
    provenance,
    organisationName: (await findOrganisationCard(db, row.organisation_id))?.name ?? "",
    submittedAt: row.submitted_at,
    reproduction: await findReproduction(services, row.id, mayReadEvidence),
    duplicateOf: row.duplicate_of,
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
    assignments: await Promise.all(
      assignments.map(async ({ id, person_id, role, assigned_by, sealed_reason, at, ended_at }) => ({
        id, personId: person_id, personName: await nameOf(person_id), role, byName: await nameOf(assigned_by), reason: sealed_reason === null ? null : openReason(services, id, sealed_reason), at, endedAt: ended_at,
      })),
    ),
    rejection: row.sealed_rejection === null || !mayReadEvidence ? null : openReason(services, row.id, row.sealed_rejection),
    severities: [...(await getSeverities(db, row.id))],
    priority: await getPriority(db, row.id),
    caseId: row.case_id,
    appealOf: row.appeal_of,
    mayReadEvidence,
  };
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
  return [row, ...(await listMerged(db.asSystem("everybody who found it is credited by name"), row.id))].map((one) => {
    const { finder, aiGenerated, model } = openSummary(services, one).provenance;
    return { name: finder, aiGenerated, model };
  });
}

export async function getSeverities(db: Queryable, findingId: string): Promise<readonly Severity[]> {
  return (await listSeverities(db, findingId)).map(({ given_by, level, vector, score, at }) => ({ by: given_by, level: level as Severity["level"], vector, score, at }));
}

export async function getPriority(db: Queryable, findingId: string): Promise<Priority | null> {
  const row = await findPriority(db, findingId);
  return row ? { ...row.decision, at: row.at } : null;
}
