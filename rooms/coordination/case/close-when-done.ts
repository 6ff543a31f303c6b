import { appendEntry } from "#rooms/audit";
import { getFindingFacts } from "#rooms/findings";
import { notify, SYSTEM_ACTOR, type Job, type Services, type Transaction } from "#rooms/platform";
import { z } from "zod";
import { findFixHeld, listDone, updateFixHeld } from "./close-when-done.store.ts";
import { findCaseOfFinding, lockCase, type CaseRow } from "../coordination.store.ts";
import { isEmbargoed } from "../embargo/keep-embargo.ts";
import { mailMaintainer } from "../mail/mail-maintainer.ts";
import { moveCase } from "./move-case.ts";
import { closeMoved } from "./report-fact.ts";
import { tellCoordinators } from "../tell-coordinators.ts";

/*
 * A case closes by itself once its fix is released, was seen to hold, and is public: a week later, so that whoever notices
 * that it does not hold can still say so in the case. When the weakness comes back, the same case opens again.
 */
const DAYS_TO_SPEAK = 7;
const DAY_MS = 86_400_000;

/** Records that the released fix was run against the evidence and held. For the room that ran it. */
export async function markFixHeld(services: Services, tx: Transaction, caseId: string): Promise<void> {
  const at = services.clock();
  await updateFixHeld(tx, caseId, at);
  await appendEntry(services, tx, { kind: "coordination.fix-held", subject: caseId, by: SYSTEM_ACTOR, data: {} });
  await services.jobs.enqueue(tx, closeWhenDone, { caseId }, { startAfter: new Date(at.getTime() + DAYS_TO_SPEAK * DAY_MS) });
}

const casePayload = z.object({ caseId: z.string().optional() });

/** Closes what is done: one case, or once an hour all that have become so since. */
export const closeWhenDone: Job<z.infer<typeof casePayload>> = {
  name: "coordination.close-when-done",
  payload: casePayload,
  concurrency: 1,
  schedule: "41 * * * *",
  run: async (services, { caseId }) => {
    const heldBefore = new Date(services.clock().getTime() - DAYS_TO_SPEAK * DAY_MS);
    for (const id of await listDone(services.db, { heldBefore, caseId: caseId ?? null })) {
      await services.db.inTransaction(async (tx) => {
        const row = await lockCase(tx, id);
        if (row?.state !== "open" || !row.flags.publicAware || (await isEmbargoed(services, tx, id))) return;
        const heldAt = await findFixHeld(tx, id);
        if (heldAt === null || heldAt > heldBefore.toISOString()) return;
        await tellEverybody(services, tx, { row, kind: "coordination.closed-itself" });
        await closeMoved(services, tx, { row, by: SYSTEM_ACTOR });
      });
    }
  },
};

const variantPayload = z.object({ findingId: z.string(), ofFindingId: z.string() });

/** Opens a closed case again when its weakness came back as another finding; all who took part are told. */
export const reopenCase: Job<z.infer<typeof variantPayload>> = {
  name: "coordination.reopen-case",
  payload: variantPayload,
  run: (services, { findingId, ofFindingId }) =>
    services.db.inTransaction(async (tx) => {
      const found = await findCaseOfFinding(tx, ofFindingId);
      const row = found && (await lockCase(tx, found.id));
      if (row?.state !== "closed") return;
      const { after } = await moveCase(services, tx, { caseId: row.id, by: SYSTEM_ACTOR, kind: "coordination.case-reopened", events: [{ on: "reopen" }], data: { findingId } });
      await updateFixHeld(tx, row.id, null);
      await tellEverybody(services, tx, { row: { ...row, state: after.state }, kind: "coordination.came-back" });
    }),
};

/** The coordinators, whoever found it, and the maintainer, each in their own words. */
async function tellEverybody(services: Services, tx: Transaction, { row, kind }: { readonly row: CaseRow; readonly kind: string }): Promise<void> {
  await tellCoordinators(services, tx, { row, kind });
  const facts = await getFindingFacts(services, tx, row.finding_id);
  if (facts) await notify(services, tx, { to: { personId: facts.personId }, kind, params: { id: row.id }, link: `/findings/${row.finding_id}` });
  await mailMaintainer(services, tx, { row, kind: `${kind}.maintainer` });
}
