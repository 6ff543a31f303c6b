import { mayDetermine, measureResults } from "#engines/decision-proof";
import { appendEntry } from "#rooms/audit";
import { notFound, type Actor, type Services } from "#rooms/platform";
import { BenchmarkingRefusal } from "./benchmarking.errors.ts";
import { findFinishedRun, findStandard, lockRequest, saveRecommendation } from "./benchmarking.store.ts";
import type { Outcome, Recommendation, StandardContent } from "./benchmarking.types.ts";
import { requireUnchangedSet } from "./benchmark-sets.ts";
import { readConsultation } from "./consultation.ts";
import { namesOf } from "./guard.ts";
import { reachState, requireTransition } from "./reach-state.ts";
import { findUnreleasable, listHeldBack, type HeldBack } from "./releasable-text.rules.ts";
import { openCommittedStandard, openResults, sealRecord } from "./sealed-records.ts";
import { tellAll } from "./tell-all.ts";

export interface RecommendOutcome {
  readonly actor: Actor;
  readonly requestId: string;
  readonly outcome: Outcome;
  readonly releasableText: string;
  readonly setsDirectory: string;
}

/** The analyst's recommendation to the Director, with the text that may be released; not before the consulted were heard. */
export async function recommendOutcome(services: Services, input: RecommendOutcome): Promise<void> {
  const { actor, requestId, outcome, releasableText, setsDirectory } = input;
  await services.db.inTransaction(async (tx) => {
    const request = await lockRequest(tx, requestId);
    if (!request) throw notFound();
    requireTransition(request, "recommend", actor);
    const consultation = await readConsultation(services, tx, request);
    if (!consultation?.complete) throw new BenchmarkingRefusal("consultation-open", "Not every office was heard, and the time to be heard is not over.");
    const run = await findFinishedRun(tx, requestId);
    const standard = run && (await findStandard(tx, run.standard));
    if (!run || !standard) throw new Error(`The request ${requestId} is in consultation without sealed results`);
    const content = openCommittedStandard(services, standard).value;
    const { outcomeByRule } = measureResults(content, openResults(services, run).value.samples);
    if (!mayDetermine(outcome, outcomeByRule)) {
      throw new BenchmarkingRefusal("outcome-not-by-rule", "outcome: this does not follow from the results by the standard's rule; recommend what follows, or insufficient", { field: "outcome" });
    }
    await requireReleasable(releasableText, content, setsDirectory);
    const at = services.clock();
    const recommendation: Recommendation = { outcome, releasableText, recommendedBy: actor.personId, recommendedAt: at.toISOString() };
    await saveRecommendation(tx, requestId, sealRecord(services, "recommendation", requestId, recommendation));
    await reachState(services, tx, { request, event: "recommend", actor });
    await appendEntry(services, tx, { kind: "benchmarking.outcome-recommended", subject: requestId, by: actor, data: { runId: run.id, heard: consultation.views.size, lapsed: consultation.lapsed } });
    await tellAll(services, tx, { role: "nsa-director", kind: "benchmarking.signature-asked", requestId });
  });
}

/** Throws when the text holds a figure, or anything of the set or the standard. */
export async function requireReleasable(text: string, standard: StandardContent, setsDirectory: string): Promise<void> {
  const set = await requireUnchangedSet(setsDirectory, standard.benchmarkSet);
  const heldBack = listHeldBack({ canary: set.canary, tasks: set.tasks, standardText: standard.text });
  const names = namesOf({ standard: { id: standard.standardId, version: standard.version }, benchmarkSet: standard.benchmarkSet });
  requireFreeOfFigures(text, names, heldBack);
}

/** Throws when the text holds a figure outside of these names, or something of what is held back. */
export function requireFreeOfFigures(text: string, names: readonly string[], heldBack?: HeldBack): void {
  const found = findUnreleasable(text, { names, ...(heldBack ? { heldBack } : {}) });
  if (found === undefined) return;
  const shown = JSON.stringify(found.slice(0, 60)).slice(1, -1);
  throw new BenchmarkingRefusal("not-releasable", `releasableText: “${shown}” may not leave the enclave; say it without figures and without anything of the set or the standard`, { field: "releasableText" });
}
