import type { Services } from "#rooms/platform";
import type { FindingSummary, RunRecord } from "./findings.types.ts";
import { humanPartOf } from "./intake/intake-line.rules.ts";

/*
 * What is sealed in this room's tables, each bound to its own record: a value moved to another record does not open.
 */

export function sealSummary(services: Services, findingId: string, summary: FindingSummary): string {
  return services.keys.seal("finding", findingId, JSON.stringify(summary));
}

export function openSummary(services: Services, row: { readonly id: string; readonly sealed: string }): FindingSummary {
  const { provenance, ...rest } = JSON.parse(services.keys.open("finding", row.id, row.sealed).toString("utf8")) as FindingSummary;
  // Findings from before these two were asked for say them in other words.
  return { ...rest, provenance: { ...provenance, modelVersion: provenance.modelVersion ?? null, human: provenance.human ?? humanPartOf(provenance) } };
}

export function sealRun(services: Services, runId: string, run: RunRecord): string {
  return services.keys.seal("finding-run", runId, JSON.stringify(run));
}

export function openRun(services: Services, row: { readonly id: string; readonly sealed: string }): RunRecord {
  return JSON.parse(services.keys.open("finding-run", row.id, row.sealed).toString("utf8")) as RunRecord;
}

export function sealReason(services: Services, recordId: string, reason: string): string {
  return services.keys.seal("finding-reason", recordId, reason);
}

export function openReason(services: Services, recordId: string, sealed: string): string {
  return services.keys.open("finding-reason", recordId, sealed).toString("utf8");
}
