import { appendEntry } from "#rooms/audit";
import { notFound, type Actor, type Services } from "#rooms/platform";
import { BenchmarkingRefusal } from "./benchmarking.errors.ts";
import { findRequest, lockRequest, saveRecommendation } from "./benchmarking.store.ts";
import type { Recommendation } from "./benchmarking.types.ts";
import { followEarlier } from "./follow-earlier.ts";
import { reachState, requireTransition } from "./reach-state.ts";
import { requireFreeOfFigures } from "./recommend-outcome.ts";
import { openModelAddress, sealRecord } from "./sealed-records.ts";
import { openSigned } from "./signed-records.ts";
import { tellAll } from "./tell-all.ts";

/** The analyst's recommendation that a determination stands as it was signed, after the developer's facts were looked at. Nothing is run for it. */
export async function recommendStanding(services: Services, input: { readonly actor: Actor; readonly requestId: string; readonly releasableText: string }): Promise<void> {
  const { actor, requestId, releasableText } = input;
  await services.db.inTransaction(async (tx) => {
    const request = await lockRequest(tx, requestId);
    if (!request) throw notFound();
    requireTransition(request, "recommend-standing", actor);
    const { reconsiders } = openModelAddress(services, request);
    const earlier = reconsiders === null ? undefined : await findRequest(tx, reconsiders);
    if (!earlier) throw new BenchmarkingRefusal("nothing-to-reconsider", "This request does not ask to look at a determination again; run the benchmark.");
    requireFreeOfFigures(releasableText, []);
    const { outcome } = await openSigned(services, tx, earlier);
    const recommendation: Recommendation = { answer: "stands", outcome, releasableText, recommendedBy: actor.personId, recommendedAt: services.clock().toISOString() };
    await saveRecommendation(tx, requestId, sealRecord(services, "recommendation", requestId, recommendation));
    await followEarlier(services, tx, request, "look-again");
    await reachState(services, tx, { request, event: "recommend-standing", actor });
    await appendEntry(services, tx, { kind: "benchmarking.standing-recommended", subject: requestId, by: actor, data: { reconsiders } });
    await tellAll(services, tx, { role: "nsa-director", kind: "benchmarking.signature-asked", requestId });
  });
}
