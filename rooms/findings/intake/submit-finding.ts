import type { SubmissionReceipt } from "#contracts/findings";
import { appendEntry } from "#rooms/audit";
import type { Actor, Services, Transaction } from "#rooms/platform";
import { requireUnclaimed } from "#rooms/scanning";
import { FindingsRefusal } from "../findings.errors.ts";
import { findByDigest, findFinding, type FindingRow } from "../findings.store.ts";
import { findWaitingAppeal, insertFindings, lockAppeals } from "./intake.store.ts";
import { openBundle, prepareBundle } from "./prepare-finding.ts";
import { wakeReproduction } from "../reproduction/reproduction-queue.ts";

export interface SubmitFinding {
  readonly actor: Actor;
  /** A plain tar with an evidence bundle's manifest; attacker-controlled. */
  readonly bytes: Uint8Array;
  readonly appealOf?: string | undefined;
}

/**
 * Takes a finding in: the bundle is read and checked, kept encrypted, and goes to reproduction. The same bytes from the
 * same organisation again give the first receipt. Nothing of a refused bundle is stored.
 */
export async function submitFinding(services: Services, { actor, bytes, appealOf }: SubmitFinding): Promise<SubmissionReceipt> {
  const bundle = await openBundle(bytes);
  const earlier = await findByDigest(services.db, actor.organisationId, bundle.digest);
  if (earlier) return toReceipt(earlier, true);
  const rejected = appealOf === undefined ? undefined : await requireOpenAppeal(services, actor, appealOf);
  const { id, digest, commitment, target, keys, sealed, harm } = prepareBundle(services, { line: 1, bundle, bytes });
  await requireUnclaimed(services, { actor, target, isPastOptOut: rejected?.rejection_cause === "opted-out" });

  await services.artefacts.put(bytes);
  await services.db.inTransaction(async (tx) => {
    if (appealOf !== undefined) await requireNoOtherAppeal(tx, appealOf);
    const rows = [{ id, digest, commitment, projectKey: keys.project, sealed, harm, body: "bundle", state: "submitted" }] as const;
    const isNew = await insertFindings(tx, rows, { organisationId: actor.organisationId, personId: actor.personId, batchId: null, intakeId: null, appealOf: appealOf ?? null, at: services.clock() });
    if (isNew === 0) return;
    await appendEntry(services, tx, { kind: "findings.submitted", subject: id, by: actor, data: { commitment, aiGenerated: bundle.manifest.provenance.aiGenerated, appealOf: appealOf ?? null } });
    await wakeReproduction(services, tx);
  });
  const stored = await findByDigest(services.db, actor.organisationId, digest);
  if (!stored) throw new Error("A finding just stored is not there");
  return toReceipt(stored, stored.id !== id);
}

async function requireOpenAppeal(services: Services, actor: Actor, findingId: string): Promise<FindingRow> {
  const rejected = await findFinding(services.db, findingId);
  if (rejected?.organisation_id !== actor.organisationId || rejected.state !== "rejected") {
    throw new FindingsRefusal("appeal-not-open", "appealOf: name a rejected finding of your own organisation", { field: "appealOf" });
  }
  return rejected;
}

/** One at a time: the next one may say what the last one did not. */
async function requireNoOtherAppeal(tx: Transaction, appealOf: string): Promise<void> {
  await lockAppeals(tx, appealOf);
  const waiting = await findWaitingAppeal(tx, appealOf);
  if (waiting) throw new FindingsRefusal("appeal-waits", `appealOf: your appeal ${waiting.id} against this rejection still waits; add to it, or wait for what comes of it`, { field: "appealOf" });
}

function toReceipt(row: FindingRow, alreadyReceived: boolean): SubmissionReceipt {
  return { findingId: row.id, state: row.state, alreadyReceived, digest: row.digest, commitment: row.commitment, receivedAt: row.submitted_at };
}
