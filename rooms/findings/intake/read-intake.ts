import type { BatchReceipt, FindingRecord, IntakeState } from "#contracts/intake";
import { recordRead } from "#rooms/access";
import { notFound, type Actor, type ResourceKind, type Services } from "#rooms/platform";
import { findFinding } from "../findings.store.ts";
import { toRecord } from "./intake-line.rules.ts";
import { findBatch, findIntake, OWNED_BATCH, OWNED_INTAKE } from "./intake.store.ts";
import { openSummary } from "../sealed-records.ts";

const NOBODYS = { organisation: { type: "Organisation", id: "nobody" } };

/** A stream that an organisation sent, as the policies see it. */
export const intakeResource: ResourceKind = {
  type: "Intake",
  read: "findings:read-intake",
  load: async ({ db }, id) => {
    const row = await findIntake(db, id);
    return row && { organisation: { type: "Organisation", id: row.organisation_id } };
  },
  absent: NOBODYS,
  owned: OWNED_INTAKE,
};

export const batchResource: ResourceKind = {
  type: "Intake",
  read: "findings:read-intake",
  load: async ({ db }, id) => {
    const row = await findBatch(db, id);
    return row && { organisation: { type: "Organisation", id: row.organisation_id } };
  },
  absent: NOBODYS,
  owned: OWNED_BATCH,
};

/** How far a stream got. */
export async function getIntake(services: Services, id: string): Promise<IntakeState> {
  const row = await findIntake(services.db, id);
  if (!row) throw notFound();
  const { lines, accepted, duplicates, refused, begun_at: begunAt, last_at: lastAt, ended_at: endedAt } = row;
  return { id, lines, accepted, duplicates, refused, begunAt, lastAt, endedAt };
}

/** What a batch committed to, for whoever submitted it. */
export async function getBatch(services: Services, id: string): Promise<BatchReceipt> {
  const row = await findBatch(services.db, id);
  if (!row) throw notFound();
  const commitments = row.commitments.split("\n").slice(0, -1);
  return { id, at: row.at, count: commitments.length, digest: row.digest, commitments };
}

/** What a finding that was told in words says; reading somebody else's is logged and shown to its finder. */
export async function readRecord(services: Services, { actor, findingId }: { readonly actor: Actor; readonly findingId: string }): Promise<{ findingId: string; record: FindingRecord }> {
  const row = await findFinding(services.db, findingId);
  const record = row && toRecord(openSummary(services, row));
  if (!row || !record) throw notFound();
  if (actor.organisationId !== row.organisation_id) {
    const purpose = actor.roles.includes("validator") ? "validation" : "coordination";
    await services.db.inTransaction((tx) => recordRead(services, tx, { actor, ownerOrganisationId: row.organisation_id, purpose, subject: row.id, what: "record" }));
  }
  return { findingId, record };
}
