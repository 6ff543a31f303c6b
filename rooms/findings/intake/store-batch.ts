import { hash } from "node:crypto";
import type { BulkResult } from "#contracts/intake";
import { appendEntry } from "#rooms/audit";
import { newId, type Actor, type Refusal, type Services, type Transaction } from "#rooms/platform";
import { refuseClaimed } from "#rooms/scanning";
import { insertBatch, insertFinderSeverities, insertFindings, listKnown, updateIntake, type KnownFinding } from "./intake.store.ts";
import type { PreparedFinding, RefusedLine } from "./prepare-finding.ts";
import { wakeReproduction } from "../reproduction/reproduction-queue.ts";

export interface StoreBatch {
  readonly actor: Actor;
  /** At most a thousand, in the order of their lines. */
  readonly lines: readonly (PreparedFinding | RefusedLine)[];
  /** The last line that this batch settles, blank ones too. */
  readonly lastLine: number;
  readonly intakeId: string | undefined;
}

/**
 * Stores what is new of a batch, in one transaction and under one leaf of the ledger. Content that this organisation has sent
 * before gets its first receipt; a target that another has claimed, or whose owner opted out, is refused.
 */
export async function storeBatch(services: Services, batch: StoreBatch): Promise<readonly BulkResult[]> {
  const { actor, lines } = batch;
  const first = new Map<string, PreparedFinding>();
  for (const line of lines) if (!("refusal" in line) && !first.has(line.digest)) first.set(line.digest, line);
  const known = new Map((await listKnown(services.db, actor.organisationId, [...first.keys()])).map((row) => [row.digest, row]));
  const unknown = [...first.values()].filter(({ digest }) => !known.has(digest));
  const refusals = await refuseClaimed(services, { actor, targets: unknown.map(({ keys }) => keys) });
  const refused = new Map<string, Refusal>();
  for (const [at, refusal] of refusals.entries()) if (refusal) refused.set((unknown[at] as PreparedFinding).digest, refusal);
  const fresh = unknown.filter(({ digest }) => !refused.has(digest));
  for (const { bundle } of fresh) if (bundle) await services.artefacts.put(bundle);

  const batchId = newId("batch");
  return services.db.inTransaction(async (tx) => {
    const ownIds = await storeFindings(services, tx, { batch, batchId, fresh, known });
    const results = lines.map((line): BulkResult => {
      if ("refusal" in line) return toRefused(line.line, line.refusal);
      const refusal = refused.get(line.digest);
      if (refusal) return toRefused(line.line, refusal);
      const earlier = known.get(line.digest);
      if (earlier) return { line: line.line, duplicateOf: earlier.id, commitment: earlier.commitment, ...(earlier.batch_id === null ? {} : { batchId: earlier.batch_id }) };
      const { id, commitment } = first.get(line.digest) as PreparedFinding;
      return { line: line.line, ...(ownIds.has(line.line) ? { findingId: id } : { duplicateOf: id }), commitment, batchId };
    });
    if (batch.intakeId !== undefined) await updateIntake(tx, { organisationId: actor.organisationId, id: batch.intakeId, lines: batch.lastLine, ...countResults(results), at: services.clock() });
    return results;
  });
}

/** Lines whose finding was stored now. What somebody else of the organisation stored in the meantime moves to `known`. */
async function storeFindings(services: Services, tx: Transaction, { batch, batchId, fresh, known }: { readonly batch: StoreBatch; readonly batchId: string; readonly fresh: readonly PreparedFinding[]; readonly known: Map<string, KnownFinding> }): Promise<ReadonlySet<number>> {
  if (fresh.length === 0) return new Set();
  const { organisationId, personId } = batch.actor;
  const at = services.clock();
  const rows = fresh.map(({ id, digest, commitment, keys, sealed, harm, bundle }) => ({ id, digest, commitment, projectKey: keys.project, sealed, harm, ...(bundle ? { body: "bundle" as const, state: "submitted" as const } : { body: "record" as const, state: "needs_info" as const }) }));
  const inserted = await insertFindings(tx, rows, { organisationId, personId, batchId, intakeId: batch.intakeId ?? null, at });
  let stored = fresh;
  if (inserted < fresh.length) {
    for (const row of await listKnown(tx, organisationId, fresh.map(({ digest }) => digest))) if (row.batch_id !== batchId) known.set(row.digest, row);
    stored = fresh.filter(({ digest }) => !known.has(digest));
  }
  if (stored.length === 0) return new Set();
  const severities = stored.flatMap(({ id, severity }) => (severity ? [{ id: newId("sev"), findingId: id, ...severity }] : []));
  if (severities.length > 0) await insertFinderSeverities(tx, severities, at);
  const commitments = stored.map(({ commitment }) => `${commitment}\n`).join("");
  const digest = hash("sha256", commitments, "hex");
  await insertBatch(tx, { id: batchId, organisationId, personId, digest, commitments, at });
  await appendEntry(services, tx, { kind: "findings.batch-submitted", subject: batchId, by: batch.actor, data: { count: stored.length, digest } });
  if (stored.some(({ bundle }) => bundle)) await wakeReproduction(services, tx);
  return new Set(stored.map(({ line }) => line));
}

export function countResults(results: readonly BulkResult[]): { readonly accepted: number; readonly duplicates: number; readonly refused: number } {
  let [accepted, duplicates, refused] = [0, 0, 0];
  for (const result of results) {
    if (result.findingId !== undefined) accepted += 1;
    else if (result.duplicateOf === undefined) refused += 1;
    else duplicates += 1;
  }
  return { accepted, duplicates, refused };
}

function toRefused(line: number, { code, message, field }: Refusal): BulkResult {
  return { line, refused: { code, message, ...(field ? { field } : {}) } };
}
