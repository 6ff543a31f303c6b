import { OFFICES, type Office } from "#contracts/benchmarking";
import type { Queryable, Services } from "#rooms/platform";
import { isConsultationComplete } from "./benchmarking.rules.ts";
import { findFinishedRun, listViewRows, type RequestRow } from "./benchmarking.store.ts";
import type { View } from "./benchmarking.types.ts";
import { openResults, openView } from "./sealed-records.ts";

/** How long the consulted offices have to be heard. Policy of this project; the order names no time. */
export const CONSULTATION_MS = 7 * 24 * 3_600_000;

export interface ConsultationRecord {
  readonly lapsesAt: string;
  readonly lapsed: boolean;
  readonly complete: boolean;
  readonly views: ReadonlyMap<Office, View>;
}

/** Who was heard on a request; null before its results were sealed. A view that was put in by hand does not open and is refused. */
export async function readConsultation(services: Services, db: Queryable, request: RequestRow): Promise<ConsultationRecord | null> {
  const run = await findFinishedRun(db, request.id);
  if (!run) return null;
  // From the sealed results and not from a column: an edited row must not shorten it.
  const lapsesAt = new Date(Date.parse(openResults(services, run).value.sealedAt) + CONSULTATION_MS).toISOString();
  const views = new Map((await listViewRows(db.asSystem("which offices were heard is known to all who are; what each said is shown apart"), request.id)).map((row) => [row.office as Office, openView(services, request.id, row)]));
  const now = services.clock().toISOString();
  return { lapsesAt, lapsed: now >= lapsesAt, complete: isConsultationComplete({ heard: views.size, offices: OFFICES.length, lapsesAt, now }), views };
}
