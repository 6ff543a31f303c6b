import { requirePermission } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { notFound, type Actor, type Services } from "#rooms/platform";
import { BenchmarkingRefusal } from "./benchmarking.errors.ts";
import { decideTransition } from "./benchmarking.rules.ts";
import { lockRequest, saveLifting, type RequestRow } from "./benchmarking.store.ts";
import type { Lifting } from "./benchmarking.types.ts";
import { reachState, requireTransition } from "./reach-state.ts";
import { requireFreeOfFigures } from "./recommend-outcome.ts";
import { openLifting, sealRecord } from "./sealed-records.ts";
import { openSigned, signAct } from "./signed-records.ts";
import { requireSigningAuthority } from "./signing-authority.ts";
import { tellAll } from "./tell-all.ts";

/** Whether a determination in this state can still be lifted. */
export const isLiftable = ({ state }: Pick<RequestRow, "state">): boolean => "to" in decideTransition(state, "lift", ["nsa-director"]);

/** The analyst proposes that a model is no longer determined to be covered, with the text that may be released. */
export async function proposeLifting(services: Services, input: { readonly actor: Actor; readonly requestId: string; readonly releasableText: string }): Promise<void> {
  const { actor, requestId, releasableText } = input;
  await services.db.inTransaction(async (tx) => {
    const request = await lockRequest(tx, requestId);
    if (!request) throw notFound();
    if (!isLiftable(request)) throw new BenchmarkingRefusal("wrong-state", `The request is in the state ${request.state}; there is no determination in force to lift.`);
    const { outcome } = await openSigned(services, tx, request);
    if (outcome !== "covered") throw new BenchmarkingRefusal("wrong-state", "Only a determination that a model is covered can be lifted.");
    requireFreeOfFigures(releasableText, []);
    const lifting: Lifting = { releasableText, proposedBy: actor.personId, proposedAt: services.clock().toISOString() };
    await saveLifting(tx, requestId, sealRecord(services, "lifting", requestId, lifting));
    await appendEntry(services, tx, { kind: "benchmarking.lifting-proposed", subject: requestId, by: actor, data: {} });
    await tellAll(services, tx, { role: "nsa-director", kind: "benchmarking.lifting-asked", requestId });
  });
}

/** The Director, or a delegate, signs that a determination no longer holds. What was signed stays; this stands beside it. */
export async function liftDetermination(services: Services, { actor, requestId }: { readonly actor: Actor; readonly requestId: string }): Promise<void> {
  requirePermission(actor, "benchmarking:sign");
  await services.db.inTransaction(async (tx) => {
    const authority = await requireSigningAuthority(services, tx, actor);
    const request = await lockRequest(tx, requestId);
    if (!request) throw notFound();
    requireTransition(request, "lift", actor);
    const lifting = openLifting(services, request);
    if (!lifting) throw new BenchmarkingRefusal("wrong-state", "No analyst has proposed to lift this determination.");
    if (lifting.proposedBy === actor.personId) throw new BenchmarkingRefusal("same-person", "You proposed this; another person has to sign.");
    await signAct(services, tx, { actor, authority, request, act: "lifted", releasableText: lifting.releasableText, answers: null });
    await reachState(services, tx, { request, event: "lift", actor });
    await tellAll(services, tx, { role: "benchmark-analyst", kind: "benchmarking.determination-lifted", requestId });
  });
}
