import type { CaseFlags } from "#contracts/coordination";
import { appendEntry } from "#rooms/audit";
import { listToTell } from "#rooms/findings";
import { newId, notify, SYSTEM_ACTOR, type Actor, type Job, type Queryable, type Services, type Transaction } from "#rooms/platform";
import { z } from "zod";
import type { CaseFact } from "./case-flags.rules.ts";
import { insertEmbargo, listRegister, lockCase, updateEmbargo, type CaseRow } from "./coordination.store.ts";
import { deriveEmbargo, exitReasonOf, mayNegotiate, type EmbargoNow, type ExitReason } from "./embargo.rules.ts";

// The disclosure policy's figures: 90 days by default, 14 more once for a maintainer at work.
const EMBARGO_DAYS = 90;
const EXTENSION_DAYS = 14;
const DAY_MS = 86_400_000;

type By = Pick<Actor, "personId" | "organisationId">;

/** The embargo as it stands now. Ask again at every use: its end does not wait for a job. */
export async function getEmbargo(services: Services, db: Queryable, caseId: string): Promise<EmbargoNow> {
  return deriveEmbargo(await listRegister(db, caseId), services.clock().toISOString());
}

/** Proposes the default embargo to a participant who is told now; none once it is public anyway. */
export async function proposeEmbargo(services: Services, tx: Transaction, row: { readonly id: string; readonly flags: CaseFlags }): Promise<Date | undefined> {
  if (!mayNegotiate(row.flags)) return undefined;
  const at = services.clock();
  const endsAt = new Date(at.getTime() + EMBARGO_DAYS * DAY_MS);
  const id = newId("emb");
  await insertEmbargo(tx, { id, caseId: row.id, endsAt, replaces: null, at });
  await appendEntry(services, tx, { kind: "coordination.embargo-proposed", subject: row.id, by: SYSTEM_ACTOR, data: { embargoId: id, endsAt: endsAt.toISOString() } });
  return endsAt;
}

/** Begins the proposed embargo: it counts from its acceptance to the end that was proposed. False when none is open. */
export async function acceptEmbargo(services: Services, tx: Transaction, { row, by }: { readonly row: CaseRow; readonly by: By }): Promise<boolean> {
  const at = services.clock();
  const proposed = (await listRegister(tx, row.id)).find((entry) => entry.state === "PROPOSED" && entry.endsAt > at.toISOString());
  if (!proposed || !mayNegotiate(row.flags)) return false;
  await updateEmbargo(tx, proposed.id, { state: "ACTIVE", at });
  await services.jobs.enqueue(tx, endEmbargo, { caseId: row.id, embargoId: proposed.id }, { startAfter: new Date(proposed.endsAt) });
  await appendEntry(services, tx, { kind: "coordination.embargo-begun", subject: row.id, by, data: { embargoId: proposed.id, endsAt: proposed.endsAt } });
  return true;
}

/** Moves the end out by the one extension there is; the caller has decided that it may. */
export async function extendEmbargo(services: Services, tx: Transaction, { row, by }: { readonly row: CaseRow; readonly by: By }): Promise<void> {
  const active = (await listRegister(tx, row.id)).find((entry) => entry.state === "ACTIVE");
  if (!active) throw new Error(`Case ${row.id} has no active embargo to extend`);
  const at = services.clock();
  const endsAt = new Date(Date.parse(active.endsAt) + EXTENSION_DAYS * DAY_MS);
  const id = newId("emb");
  await insertEmbargo(tx, { id, caseId: row.id, endsAt, replaces: active.id, at });
  await updateEmbargo(tx, active.id, { state: "SUPERSEDED", at });
  await updateEmbargo(tx, id, { state: "ACTIVE", at });
  await services.jobs.enqueue(tx, endEmbargo, { caseId: row.id, embargoId: id }, { startAfter: endsAt });
  await appendEntry(services, tx, { kind: "coordination.embargo-extended", subject: row.id, by, data: { embargoId: id, replaces: active.id, endsAt: endsAt.toISOString() } });
}

/** Ends what is in force and takes back what is open, when a fact that ends embargoes has just turned on. */
export async function exitOnFacts(services: Services, tx: Transaction, { caseId, facts, by }: { readonly caseId: string; readonly facts: readonly CaseFact[]; readonly by: By }): Promise<void> {
  const reason = facts.map(exitReasonOf).find((found) => found !== undefined);
  if (reason) await exitEmbargo(services, tx, { caseId, reason, by });
}

async function exitEmbargo(services: Services, tx: Transaction, { caseId, reason, by }: { readonly caseId: string; readonly reason: ExitReason; readonly by: By }): Promise<void> {
  const at = services.clock();
  for (const entry of await listRegister(tx, caseId)) {
    if (entry.state === "PROPOSED") await updateEmbargo(tx, entry.id, { state: "CANCELLED", at });
    if (entry.state !== "ACTIVE") continue;
    await updateEmbargo(tx, entry.id, { state: "TERMINATED", exitReason: entry.endsAt <= at.toISOString() ? "end-reached" : reason, at });
    await appendEntry(services, tx, { kind: "coordination.embargo-ended", subject: caseId, by, data: { embargoId: entry.id, reason, endsAt: entry.endsAt } });
    await services.jobs.emit(tx, "coordination.embargo-ended", { caseId });
  }
}

const payload = z.object({ caseId: z.string(), embargoId: z.string() });

/** The end of an embargo, as a row in the queue. It finds nothing to do when the end was moved or came early. */
export const endEmbargo: Job<z.infer<typeof payload>> = {
  name: "coordination.end-embargo",
  payload,
  run: (services, { caseId, embargoId }) =>
    services.db.inTransaction(async (tx) => {
      const row = await lockCase(tx, caseId);
      if (!row) return;
      const entry = (await listRegister(tx, caseId)).find(({ id }) => id === embargoId);
      if (entry?.state !== "ACTIVE" || entry.endsAt > services.clock().toISOString()) return;
      await exitEmbargo(services, tx, { caseId, reason: "end-reached", by: SYSTEM_ACTOR });
      for (const analyst of await listToTell(tx, row.finding_id)) {
        await notify(services, tx, { to: { personId: analyst.id, email: analyst.email }, kind: "coordination.embargo-ended", params: { id: caseId }, link: `/clearinghouse/cases/${caseId}` });
      }
    }),
};
