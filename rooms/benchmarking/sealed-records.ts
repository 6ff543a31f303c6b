import type { Opened, ProofOpening } from "#engines/decision-proof";
import type { EvaluationResult } from "#engines/evaluation";
import type { Services } from "#rooms/platform";
import { BenchmarkingRefusal } from "./benchmarking.errors.ts";
import type { RequestRow, RunRow, StandardRow, ViewRow } from "./benchmarking.store.ts";
import type { Lifting, ModelAddress, Recommendation, SealedResults, StandardContent, View } from "./benchmarking.types.ts";

/*
 * The records whose text must not be readable in a copy of the database. Each is bound to its own id, so that a row which
 * somebody edited or moved in the database does not open any more.
 */

const PURPOSES = {
  standard: "benchmarking.standard",
  salt: "benchmarking.salt",
  model: "benchmarking.model",
  results: "benchmarking.results",
  quarantine: "benchmarking.quarantine",
  view: "benchmarking.view",
  recommendation: "benchmarking.recommendation",
  facts: "benchmarking.facts",
  file: "benchmarking.file",
  claim: "benchmarking.claim",
  "claim-word": "benchmarking.claim-word",
  lifting: "benchmarking.lifting",
  credential: "benchmarking.credential",
  inspection: "benchmarking.inspection",
  word: "benchmarking.inspection-word",
} as const;
type Purpose = keyof typeof PURPOSES;

export function sealRecord(services: Services, purpose: Purpose, recordId: string, value: unknown): string {
  return services.keys.seal(PURPOSES[purpose], recordId, JSON.stringify(value));
}

export function openRecord(services: Services, purpose: Purpose, recordId: string, sealed: string): unknown {
  let text: string;
  try {
    text = services.keys.open(PURPOSES[purpose], recordId, sealed).toString("utf8");
  } catch (cause) {
    throw new BenchmarkingRefusal("record-altered", `The ${purpose} of ${recordId} was altered in the database; restore it from your backup.`, { cause });
  }
  return JSON.parse(text);
}

export const openStandard = (services: Services, row: StandardRow): StandardContent => openRecord(services, "standard", row.id, row.sealed_content) as StandardContent;

/** Older records say only where. */
export function openModelAddress(services: Services, row: RequestRow): ModelAddress {
  const address = openRecord(services, "model", row.id, row.sealed_model) as Partial<ModelAddress> & Pick<ModelAddress, "modelName" | "endpoint">;
  return { origin: "requested", accessMode: "developer-hosted", reconsiders: null, ...address };
}

export const openFacts = (services: Services, row: RequestRow): string | null => (row.sealed_facts === null ? null : (openRecord(services, "facts", row.id, row.sealed_facts) as string));

export const openLifting = (services: Services, row: RequestRow): Lifting | null => (row.sealed_lift === null ? null : (openRecord(services, "lifting", row.id, row.sealed_lift) as Lifting));

export function openRecommendation(services: Services, row: RequestRow): Recommendation | null {
  return row.sealed_recommendation === null ? null : (openRecord(services, "recommendation", row.id, row.sealed_recommendation) as Recommendation);
}

export const viewRecordId = (requestId: string, office: string): string => `${requestId}/${office}`;

export const openView = (services: Services, requestId: string, row: ViewRow): View => openRecord(services, "view", viewRecordId(requestId, row.office), row.sealed_view) as View;

/** Both salts of one record, kept as one. */
export function sealSalts(services: Services, recordId: string, salts: { readonly salt: string; readonly proof: ProofOpening | null }): string {
  return sealRecord(services, "salt", recordId, salts);
}

/** A committed standard with what opens its commitment. */
export function openCommittedStandard(services: Services, row: StandardRow): Opened<StandardContent> {
  if (row.sealed_salt === null || row.commitment === null) throw new BenchmarkingRefusal("wrong-state", `The standard ${row.id} is a draft; publish it first.`);
  return { value: openStandard(services, row), ...openSalts(services, row.id, row.sealed_salt), commitment: row.commitment };
}

/** A finished run's results with what opens their commitment. */
export function openResults(services: Services, row: RunRow): Opened<SealedResults> {
  if (row.sealed_results === null || row.sealed_salt === null || row.results_commitment === null) {
    throw new BenchmarkingRefusal("wrong-state", `The run ${row.id} has no sealed results.`);
  }
  const value = openRecord(services, "results", row.id, row.sealed_results) as SealedResults;
  return { value, ...openSalts(services, row.id, row.sealed_salt), commitment: row.results_commitment };
}

/** Of what was quarantined, the evidence alone: the samples stay shut. */
export function openAlarms(services: Services, runId: string, sealed: string): NonNullable<EvaluationResult["isolation"]>["alarms"] {
  return (openRecord(services, "quarantine", runId, sealed) as EvaluationResult).isolation?.alarms ?? [];
}

function openSalts(services: Services, recordId: string, sealed: string): { readonly salt: string; readonly proof: ProofOpening | null } {
  const salts = openRecord(services, "salt", recordId, sealed) as string | { readonly salt: string; readonly proof: ProofOpening | null };
  // A bare text is from before there were proofs.
  return typeof salts === "string" ? { salt: salts, proof: null } : salts;
}
