import { openCommitment } from "#engines/ledger";
import type { Services } from "#rooms/platform";
import { notFound } from "#rooms/platform";
import type { Measured } from "#contracts/benchmarking";
import { findFinishedRun, findRequest, findStandard } from "./benchmarking.store.ts";
import type { Outcome, SealedResults, StandardContent } from "./benchmarking.types.ts";
import { mayDetermine } from "./decision.rules.ts";
import { measureResults } from "./measure-results.ts";
import { openCommittedStandard, openResults, type Opened } from "./sealed-records.ts";

export type AuditCheckName = "standard-opens" | "results-open" | "one-standard" | "one-set" | "one-request" | "outcome-follows";

export interface AuditCheck {
  readonly name: AuditCheckName;
  readonly ok: boolean;
  readonly sentence: string;
}

export interface DeterminationAudit {
  /** True only if every check is. */
  readonly ok: boolean;
  readonly checks: readonly AuditCheck[];
  readonly measures: readonly Measured[];
  readonly outcomeByRule: Outcome;
}

export interface OpenedDetermination {
  readonly requestId: string;
  readonly modelDigest: string;
  readonly standard: Opened<StandardContent>;
  readonly results: Opened<SealedResults>;
  /** What is or was determined; null to ask what follows. */
  readonly outcome: Outcome | null;
}

/** Recomputes a decision from the opened standard and results, for whoever may see both. */
export function auditOpened({ requestId, modelDigest, standard, results, outcome }: OpenedDetermination): DeterminationAudit {
  const check = (name: AuditCheckName, ok: boolean, sentence: string): AuditCheck => ({ name, ok, sentence });
  const { measures, outcomeByRule } = measureResults(standard.value, results.value.samples);
  const set = standard.value.benchmarkSet;
  const { manifest } = results.value;
  const sameSet = manifest.setId === set.id && manifest.setVersion === set.version && manifest.setDigest === set.digest;
  const checks = [
    check("standard-opens", openCommitment(standard.commitment, standard.salt, standard.value), "The standard is the one that was committed to."),
    check("results-open", openCommitment(results.commitment, results.salt, results.value), "The results are the ones that were committed to."),
    check("one-standard", results.value.standard.commitment === standard.commitment, "The results were sealed under this standard."),
    check("one-set", sameSet, "What ran is the benchmark set of the standard, file for file."),
    check("one-request", results.value.requestId === requestId && results.value.modelDigest === modelDigest, "The results are of this request and this model."),
    check("outcome-follows", outcome === null || mayDetermine(outcome, outcomeByRule), "The outcome follows from the results by the standard's rule, or leaves the question open."),
  ];
  return { ok: checks.every(({ ok }) => ok), checks, measures, outcomeByRule };
}

/** The audit of a request in this enclave, from its sealed records. */
export async function auditDetermination(services: Services, requestId: string): Promise<DeterminationAudit> {
  const request = await findRequest(services.db, requestId);
  const run = await findFinishedRun(services.db, requestId);
  const standard = run && (await findStandard(services.db, run.standard));
  if (!request || !run || !standard) throw notFound();
  return auditOpened({
    requestId,
    modelDigest: request.model_digest,
    standard: openCommittedStandard(services, standard),
    results: openResults(services, run),
    outcome: request.determination?.outcome ?? null,
  });
}
