import type { RejectionCause } from "#contracts/findings";
import { appendEntry } from "#rooms/audit";
import { SYSTEM_ACTOR, type Services, type Transaction } from "#rooms/platform";
import { updateRejection, type FindingRow } from "../findings.store.ts";
import { moveFinding } from "../move-finding.ts";
import { insertSample } from "./samples.store.ts";
import { sealReason } from "../sealed-records.ts";
import { tellAssigned, tellFinder } from "../tell-people.ts";
import { isDrawn, TRIAGE_POLICY } from "./triage-policy.rules.ts";

export interface Objection {
  readonly cause: Exclude<RejectionCause, "person">;
  /** What was found and what would change it: its finder reads it. */
  readonly text: string;
  readonly outcome?: string;
}

/** The hash that draws the sample: over an id of ours, under a key of ours. */
export function hashForSample(services: Services, findingId: string): string {
  return services.keys.keyedHash("rejection-sample", findingId);
}

/** Rejects without a person, on evidence alone, and draws some of these for a person to look at. */
export async function rejectAlone(services: Services, tx: Transaction, row: FindingRow, { cause, text, outcome = cause }: Objection): Promise<void> {
  await updateRejection(tx, row.id, { cause, sealed: sealReason(services, row.id, text) });
  await moveFinding(services, tx, row, { step: "reject-on-evidence" }, { by: SYSTEM_ACTOR, data: { outcome } });
  await tellFinder(services, tx, row, "findings.rejected");
  if (isDrawn(hashForSample(services, row.id))) await drawRejection(services, tx, { findingId: row.id, why: "rate" });
}

/** Puts a rejection before a person; its finder is not told, since it stands until somebody overturns it. */
export async function drawRejection(services: Services, tx: Transaction, { findingId, why }: { readonly findingId: string; readonly why: "rate" | "week" }): Promise<void> {
  await insertSample(tx, { findingId, policy: TRIAGE_POLICY.version, why, at: services.clock() });
  await appendEntry(services, tx, { kind: "findings.rejection-drawn", subject: findingId, by: SYSTEM_ACTOR, data: { policy: TRIAGE_POLICY.version, why } });
  await tellAssigned(services, tx, { findingId, role: "validator", kind: "findings.rejection-drawn" });
}
