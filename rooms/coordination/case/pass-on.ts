import { replayVerifiedFix } from "#rooms/findings";
import { SYSTEM_ACTOR, type Job, type Services, type Transaction } from "#rooms/platform";
import { recordOptOut } from "#rooms/scanning";
import { z } from "zod";
import { findCase, findCaseOfFinding } from "../coordination.store.ts";
import { turnFactOn } from "./report-fact.ts";

/*
 * What becomes known in a case and another room decides by.
 */

const optOutPayload = z.object({ repository: z.string(), reason: z.string() });

/** A maintainer's wish that nobody scans holds for every claim and submission from now on. */
export const honourOptOut: Job<z.infer<typeof optOutPayload>> = {
  name: "coordination.honour-opt-out",
  payload: optOutPayload,
  run: async (services, { repository, reason }) => {
    await recordOptOut(services, { actor: SYSTEM_ACTOR, repository, reason });
  },
};

const exploitationPayload = z.object({ findingId: z.string(), exploited: z.boolean() });

/** Attacks that an analyst knows of are a fact of the case, and end its embargo as its policy says. */
export const noteExploitation: Job<z.infer<typeof exploitationPayload>> = {
  name: "coordination.note-exploitation",
  payload: exploitationPayload,
  run: (services, { findingId, exploited }) =>
    services.db.inTransaction(async (tx) => {
      const row = exploited ? await findCaseOfFinding(tx, findingId) : undefined;
      if (row === undefined || row.state === "closed" || row.flags.attacksSeen) return;
      await turnFactOn(services, tx, { caseId: row.id, fact: "A", by: SYSTEM_ACTOR });
    }),
};

/** A verified fix is tried on all that it may mend besides. For the room that verified it. */
export async function tryFixOnOthers(services: Services, tx: Transaction, { caseId, patch }: { readonly caseId: string; readonly patch: Uint8Array }): Promise<void> {
  const row = await findCase(tx, caseId);
  if (row) await replayVerifiedFix(services, tx, { findingId: row.finding_id, patch });
}
