import type { PatchState } from "#contracts/remediation";
import type { CasePeople } from "#rooms/coordination";
import { json, ownedTable, ownerMark, sealOwner, sql, type Queryable, type Transaction } from "#rooms/platform";
import type { Author } from "./remediation.rules.ts";

// The diff is found by its digest: whose that is, is whose the patch is.
const keepers = ["clearinghouse-analyst"];
export const OWNED_PATCH = ownedTable("remediation.patch", ["case_id", "digest", "author_person_id", "author_organisation_id"], { keepers });
export const OWNED_VERIFICATION = ownedTable("remediation.verification", ["patch_id"], { keepers });

export interface PatchRow {
  readonly id: string;
  readonly case_id: string;
  readonly state: PatchState;
  readonly digest: string;
  readonly author_party: Author["party"];
  readonly author_name: string;
  readonly author_person_id: string | null;
  readonly author_organisation_id: string;
  readonly ai_generated: boolean;
  readonly model: string | null;
  readonly proposed_at: string;
  readonly confirmed_by: string | null;
  readonly confirmed_name: string | null;
  readonly confirmed_at: string | null;
  readonly key_id: string | null;
  readonly envelope: PatchEnvelope | null;
  readonly signed_at: string | null;
  readonly fixed_version: string | null;
  readonly released_at: string | null;
  readonly sealed_withdrawal: string | null;
  readonly withdrawn_at: string | null;
  readonly regression_path: string | null;
  readonly regression_digest: string | null;
  readonly regression_holds: boolean | null;
}

export interface PatchEnvelope {
  readonly payloadType: string;
  readonly payload: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

const PATCH = sql`SELECT id, case_id, state, digest, author_party, author_name, author_person_id, author_organisation_id, ai_generated, model, proposed_at,
  confirmed_by, confirmed_name, confirmed_at, key_id, envelope, signed_at, fixed_version, released_at, sealed_withdrawal, withdrawn_at, regression_path, regression_digest, regression_holds, ${ownerMark(OWNED_PATCH)} FROM remediation.patch`;

export function findPatch(db: Queryable, id: string): Promise<PatchRow | undefined> {
  return db.find(sql`${PATCH} WHERE id = ${id}`);
}

/** Whom the policies ask about: its case's people, and the person who wrote it. */
export function findPatchPeople(db: Queryable, id: string): Promise<(CasePeople & { readonly author: string | null }) | undefined> {
  return db.find(sql`SELECT findings.finder_organisations(finding) AS organisations, findings.assigned_people(finding, 'validator') AS validators,
    findings.assigned_people(finding, 'analyst') AS analysts, author_person_id AS author, owner_mark
    FROM (SELECT author_person_id, coordination.finding_of(case_id) AS finding, ${ownerMark(OWNED_PATCH)} FROM remediation.patch WHERE id = ${id}) AS patch`);
}

export function lockPatch(tx: Transaction, id: string): Promise<PatchRow | undefined> {
  return tx.find(sql`${PATCH} WHERE id = ${id} FOR UPDATE`);
}

export function findByDigest(db: Queryable, caseId: string, digest: string): Promise<PatchRow | undefined> {
  return db.find(sql`${PATCH} WHERE case_id = ${caseId} AND digest = ${digest}`);
}

export function listPatches(db: Queryable, caseId: string): Promise<PatchRow[]> {
  return db.query(sql`${PATCH} WHERE case_id = ${caseId} ORDER BY proposed_at, id`);
}

export function findReleased(db: Queryable, caseId: string): Promise<PatchRow | undefined> {
  return db.find(sql`${PATCH} WHERE case_id = ${caseId} AND state = 'released' ORDER BY released_at DESC, id LIMIT 1`);
}

/** False when this case has a patch of this digest already. */
export async function insertPatch(tx: Transaction, row: { id: string; caseId: string; digest: string; author: Author & { readonly name: string; readonly aiGenerated: boolean; readonly model: string | null }; regression: { readonly path: string; readonly digest: string } | null; at: Date }): Promise<boolean> {
  const { author, regression } = row;
  const inserted = await tx.execute(sql`INSERT INTO remediation.patch (id, case_id, state, digest, author_party, author_name, author_person_id, author_organisation_id, ai_generated, model, proposed_at, regression_path, regression_digest, owner_seal)
    VALUES (${row.id}, ${row.caseId}, 'proposed', ${row.digest}, ${author.party}, ${author.name}, ${author.personId}, ${author.organisationId}, ${author.aiGenerated}, ${author.model}, ${row.at}, ${regression?.path ?? null}, ${regression?.digest ?? null},
      ${sealOwner(OWNED_PATCH, row.id, [row.caseId, row.digest, author.personId, author.organisationId])})
    ON CONFLICT (case_id, digest) DO NOTHING`);
  return inserted === 1;
}

export async function updateState(tx: Transaction, id: string, state: PatchState): Promise<void> {
  await tx.execute(sql`UPDATE remediation.patch SET state = ${state} WHERE id = ${id}`);
}

export async function updateRegression(tx: Transaction, id: string, holds: boolean): Promise<void> {
  await tx.execute(sql`UPDATE remediation.patch SET regression_holds = ${holds} WHERE id = ${id}`);
}

/** How many patches one house's people wrote for a case. */
export async function countByAuthor(db: Queryable, caseId: string, { party, organisationId }: Pick<Author, "party" | "organisationId">): Promise<number> {
  const row = await db.find<{ count: number }>(sql`SELECT count(*) AS count FROM remediation.patch WHERE case_id = ${caseId} AND author_party = ${party} AND author_organisation_id = ${organisationId}`);
  return row?.count ?? 0;
}

export interface ReleaseCheckRow {
  readonly verdict: string;
  readonly held: boolean;
  readonly at: string;
}

export async function insertReleaseCheck(tx: Transaction, row: { readonly id: string; readonly patchId: string; readonly verdict: string; readonly held: boolean; readonly sealed: string; readonly at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO remediation.release_check (id, patch_id, verdict, held, sealed, at) VALUES (${row.id}, ${row.patchId}, ${row.verdict}, ${row.held}, ${row.sealed}, ${row.at})`);
}

export function findReleaseCheck(db: Queryable, patchId: string): Promise<ReleaseCheckRow | undefined> {
  return db.find(sql`SELECT verdict, held, at FROM remediation.release_check WHERE patch_id = ${patchId} ORDER BY at DESC, id DESC LIMIT 1`);
}

export async function updateConfirmed(tx: Transaction, id: string, confirmed: { by: string; name: string; at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE remediation.patch SET confirmed_by = ${confirmed.by}, confirmed_name = ${confirmed.name}, confirmed_at = ${confirmed.at} WHERE id = ${id}`);
}

export async function updateSigned(tx: Transaction, id: string, signed: { keyId: string; envelope: PatchEnvelope; at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE remediation.patch SET state = 'signed', key_id = ${signed.keyId}, envelope = ${json(signed.envelope)}, signed_at = ${signed.at} WHERE id = ${id}`);
}

export async function updateReleased(tx: Transaction, id: string, released: { fixedVersion: string; at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE remediation.patch SET state = 'released', fixed_version = ${released.fixedVersion}, released_at = ${released.at} WHERE id = ${id}`);
}

export async function updateWithdrawn(tx: Transaction, id: string, withdrawn: { sealedReason: string; at: Date }): Promise<void> {
  await tx.execute(sql`UPDATE remediation.patch SET state = 'withdrawn', sealed_withdrawal = ${withdrawn.sealedReason}, withdrawn_at = ${withdrawn.at} WHERE id = ${id}`);
}

export interface AttemptRow {
  readonly id: string;
  readonly verdict: string;
  readonly sealed: string;
  readonly at: string;
}

export async function insertAttempt(tx: Transaction, row: Omit<AttemptRow, "at"> & { readonly patchId: string; readonly isolationHeld: boolean; readonly at: Date }): Promise<void> {
  await tx.execute(sql`INSERT INTO remediation.verification (id, patch_id, verdict, isolation_held, sealed, at, owner_seal)
    VALUES (${row.id}, ${row.patchId}, ${row.verdict}, ${row.isolationHeld}, ${row.sealed}, ${row.at}, ${sealOwner(OWNED_VERIFICATION, row.id, [row.patchId])})`);
}

/** Every attempt to mend this case's finding so far, by whatever patch. */
export function listAttemptsOfCase(db: Queryable, caseId: string): Promise<AttemptRow[]> {
  return db.query(sql`SELECT v.id, v.verdict, v.sealed, v.at, ${ownerMark(OWNED_VERIFICATION, "v")} FROM remediation.verification v JOIN remediation.patch p ON p.id = v.patch_id WHERE p.case_id = ${caseId} ORDER BY v.at, v.id`);
}

export function listAttempts(db: Queryable, patchId: string): Promise<AttemptRow[]> {
  return db.query(sql`SELECT id, verdict, sealed, at, ${ownerMark(OWNED_VERIFICATION)} FROM remediation.verification WHERE patch_id = ${patchId} ORDER BY at, id`);
}

export async function countPatches(db: Queryable): Promise<Readonly<Record<string, number>>> {
  const row = await db.find<Record<string, number>>(sql`SELECT count(*) AS proposed,
    count(*) FILTER (WHERE state IN ('verified', 'signed', 'released', 'superseded', 'withdrawn')) AS verified,
    count(*) FILTER (WHERE state = 'failed') AS refused, count(released_at) AS released, count(withdrawn_at) AS withdrawn, count(*) FILTER (WHERE ai_generated) AS "aiGenerated"
    FROM remediation.patch`);
  return row ?? {};
}
