import type { Finding, FindingState, Priority, Reproduction, Severity } from "#contracts/findings";
import { readBundle } from "#engines/verification";
import { findOrganisationCard, findPersonCard, recordRead, requirePermission } from "#rooms/access";
import { notFound, type Actor, type Queryable, type Services } from "#rooms/platform";
import { decideAdmission } from "#rooms/access";
import { isBehindWall } from "./findings.rules.ts";
import { findFinding, findLastRun, findPriority, findValidation, listFindings as listRows, listMerged, listSeverities, type FindingRow } from "./findings.store.ts";
import type { CreditedFinder } from "./findings.types.ts";
import { openReason, openRun, openSummary } from "./sealed-records.ts";

const CLEARINGHOUSE_ROLES: readonly string[] = ["validator", "clearinghouse-analyst", "clearinghouse-director"];
const HEX_DUMP_BYTES = 256;

export function speaksForClearinghouse(actor: Actor): boolean {
  return actor.roles.some((held) => CLEARINGHOUSE_ROLES.includes(held));
}

/** Asked before every act on findings and cases: behind the wall they look absent, whatever else somebody may be (INV-13). */
export function requireOutsideWall(actor: Actor): void {
  if (isBehindWall(actor.roles)) throw notFound();
}

/** Own findings, or all for the clearinghouse; behind the wall, and for everybody else, it looks absent. */
export function requireVisible(actor: Actor, row: Pick<FindingRow, "organisation_id">): void {
  requireOutsideWall(actor);
  if (row.organisation_id !== actor.organisationId && !speaksForClearinghouse(actor)) throw notFound();
}

export async function listFindings(services: Services, { actor, state }: { readonly actor: Actor; readonly state: FindingState | undefined }): Promise<readonly Finding[]> {
  if (isBehindWall(actor.roles)) return [];
  const rows = await listRows(services.db, { organisationId: speaksForClearinghouse(actor) ? null : actor.organisationId, state: state ?? null });
  return Promise.all(rows.map((row) => describe(services, actor, row)));
}

export async function getFinding(services: Services, { actor, findingId }: { readonly actor: Actor; readonly findingId: string }): Promise<Finding> {
  return describe(services, actor, await getVisible(services, actor, findingId));
}

/** The body, for people. Reading somebody else's is logged and shown to its finder. */
export async function readEvidence(services: Services, { actor, findingId }: { readonly actor: Actor; readonly findingId: string }) {
  const row = await getVisible(services, actor, findingId);
  const { manifest, files } = await readBundle(await services.artefacts.get(row.digest));
  const run = await findLastRun(services.db, findingId);
  await logRead(services, actor, row, "evidence");
  const input = files.get(manifest.reproducer.input) ?? new Uint8Array();
  const text = (path: string | null) => (path === null ? null : new TextDecoder().decode(files.get(path)));
  const { expected } = manifest;
  return {
    findingId,
    description: manifest.description,
    build: manifest.target.recipe.build.map((argv) => [...argv]),
    run: [...manifest.target.recipe.run],
    expected: expected.kind === "sanitizer" ? expected.class : expected.signal,
    reproducer: { path: manifest.reproducer.input, sizeBytes: input.length, hexDump: Buffer.from(input.subarray(0, HEX_DUMP_BYTES)).toString("hex") },
    controls: [...manifest.controls],
    candidatePatch: text(manifest.candidatePatch),
    files: Object.entries(manifest.files).map(([path, sha256]) => ({ path, sha256 })),
    stack: run ? [...openRun(services, run).stack] : [],
  };
}

/** The bundle's bytes; logged as `readEvidence` is. */
export async function downloadBundle(services: Services, { actor, findingId }: { readonly actor: Actor; readonly findingId: string }): Promise<Uint8Array> {
  const row = await getVisible(services, actor, findingId);
  const bytes = await services.artefacts.get(row.digest);
  await logRead(services, actor, row, "bundle");
  return bytes;
}

async function getVisible(services: Services, actor: Actor, findingId: string): Promise<FindingRow> {
  const row = await findFinding(services.db, findingId);
  if (!row) throw notFound();
  requireVisible(actor, row);
  return row;
}

async function logRead(services: Services, actor: Actor, row: FindingRow, what: string): Promise<void> {
  requirePermission(actor, "findings:read-body");
  if (actor.organisationId === row.organisation_id) return;
  const purpose = actor.roles.includes("validator") ? "validation" : "coordination";
  await services.db.inTransaction((tx) => recordRead(services, tx, { actor, ownerOrganisationId: row.organisation_id, subject: row.id, purpose, what }));
}

async function describe(services: Services, actor: Actor, row: FindingRow): Promise<Finding> {
  const { db } = services;
  const { description: _body, provenance, ...summary } = openSummary(services, row);
  const validation = await findValidation(db, row.id);
  const inside = speaksForClearinghouse(actor);
  return {
    id: row.id,
    ...summary,
    state: row.state,
    provenance,
    organisationName: (await findOrganisationCard(db, row.organisation_id))?.name ?? "",
    submittedAt: row.submitted_at,
    reproduction: await findReproduction(services, row.id),
    duplicateOf: row.duplicate_of,
    credited: [...(await listCredited(services, db, row))],
    validation: validation
      ? {
          decision: validation.decision,
          reason: openReason(services, validation.id, validation.sealed_reason),
          // Who decided is the clearinghouse's to know; the finder sees that a person did, and why.
          byName: inside ? ((await findPersonCard(db, validation.person_id))?.name ?? "") : services.messages.text("findings.validator"),
          at: validation.at,
        }
      : null,
    rejection: row.sealed_rejection === null ? null : openReason(services, row.id, row.sealed_rejection),
    severities: [...(await getSeverities(db, row.id))],
    priority: await getPriority(db, row.id),
    caseId: row.case_id,
    appealOf: row.appeal_of,
    mayReadEvidence: decideAdmission({ signedIn: true, roles: actor.roles, permission: "findings:read-body" }) === "admitted",
  };
}

async function findReproduction(services: Services, findingId: string): Promise<Reproduction | null> {
  const run = await findLastRun(services.db, findingId);
  if (!run) return null;
  const { detail, signatureKey } = openRun(services, run);
  return { outcome: run.outcome, k: run.k, n: run.n, detail, signatureKey, isolationHeld: run.isolation_held, at: run.at };
}

/** Everybody who found it, in order of arrival. A duplicate's own page shows its own finder only. */
export async function listCredited(services: Services, db: Queryable, row: FindingRow): Promise<readonly CreditedFinder[]> {
  return [row, ...(await listMerged(db, row.id))].map((one) => {
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
