import type { EnrolOperator, ErasureRecord, OperatorProfile } from "#contracts/distribution";
import { appendEntry } from "#rooms/audit";
import type { Actor, Queryable, Services } from "#rooms/platform";
import { notEnrolled } from "./distribution.errors.ts";
import { deleteInventoriesOf, deleteMatchesOf, deleteOperator, deleteOptInsOf, deleteStepsOf, findOperator, lockOperator, upsertOperator, type OperatorRow } from "./distribution.store.ts";

/** Enrols the actor's own organisation, or changes its profile. The actor becomes the person who is told. */
export async function enrolOperator(services: Services, input: { readonly actor: Actor; readonly profile: EnrolOperator }): Promise<void> {
  const { actor, profile } = input;
  await services.db.inTransaction(async (tx) => {
    await upsertOperator(tx, { organisationId: actor.organisationId, contactPersonId: actor.personId, sector: profile.sector, sizeBand: profile.sizeBand, region: profile.region, at: services.clock() });
    await appendEntry(services, tx, { kind: "distribution.operator-enrolled", subject: actor.organisationId, by: actor, data: {} });
  });
}

/**
 * Ends enrolment at once, from any state, and erases what was kept of the operator (INV-5, INV-23). The ledger keeps how much
 * was erased, and no adverse mark exists.
 */
export function leave(services: Services, actor: Actor): Promise<ErasureRecord> {
  return services.db.inTransaction(async (tx) => {
    if (!(await lockOperator(tx, actor.organisationId))) throw notEnrolled();
    const matches = await deleteMatchesOf(tx, actor.organisationId);
    await deleteStepsOf(tx, actor.organisationId);
    await deleteOptInsOf(tx, actor.organisationId);
    const inventories = await deleteInventoriesOf(tx, actor.organisationId);
    await deleteOperator(tx, actor.organisationId);
    await appendEntry(services, tx, { kind: "distribution.operator-left", subject: actor.organisationId, by: actor, data: { erasedInventories: inventories, erasedMatches: matches } });
    return { at: services.clock().toISOString(), inventories, matches };
  });
}

/** An operator's enrolment, or the refusal that says to enrol. */
export async function requireOperator(db: Queryable, organisationId: string): Promise<OperatorRow> {
  const row = await findOperator(db, organisationId);
  if (!row) throw notEnrolled();
  return row;
}

export function toProfile(row: OperatorRow): OperatorProfile {
  return { sector: row.sector, sizeBand: row.size_band, region: row.region, enrolledAt: row.enrolled_at };
}
