import type { z } from "zod";
import type { initiateRequest as initiateRequestBody } from "#contracts/benchmarking";
import { appendEntry } from "#rooms/audit";
import { findAddressFault, newId, SYSTEM_ACTOR, type Actor, type Services } from "#rooms/platform";
import { BenchmarkingRefusal } from "./benchmarking.errors.ts";
import { findRequest, insertRequest, lockRequest } from "./benchmarking.store.ts";
import { sendBundle } from "./guard.ts";
import { reachState } from "./reach-state.ts";
import { sealRecord } from "./sealed-records.ts";

export interface InitiateRequest extends z.output<typeof initiateRequestBody> {
  readonly actor: Actor;
}

/**
 * Begins a determination that nobody asked for, at an endpoint the government has itself: of a released model, or of a new
 * version of one that was determined before. No developer gives access for it, no lease is made, and no duty follows; who
 * registered the model's digest is told from the beginning.
 */
export async function initiateRequest(services: Services, input: InitiateRequest): Promise<string> {
  const { actor, modelDigest, modelName, endpoint, credential, hosting, reconsiders } = input;
  const fault = findAddressFault(new URL(endpoint), services.configuration.outboundAllow);
  if (fault) throw new BenchmarkingRefusal("unreachable-endpoint", `endpoint: ${fault}; give an address that the enclave may call`, { field: "endpoint" });
  const id = newId("drq");
  await services.db.inTransaction(async (tx) => {
    const earlier = reconsiders === null ? undefined : await findRequest(tx, reconsiders);
    if (reconsiders !== null && (earlier?.state !== "notified" || earlier.model_digest !== modelDigest)) {
      throw new BenchmarkingRefusal("nothing-to-reconsider", "reconsiders: give a request whose determination is in force, for this model", { field: "reconsiders" });
    }
    const at = services.clock();
    await insertRequest(tx, {
      id, origin: "initiated", modelDigest, reconsiders, sealedFacts: null, requestedAt: at.toISOString(), at,
      sealedModel: sealRecord(services, "model", id, { modelName, endpoint, origin: "initiated", accessMode: hosting, reconsiders }),
      sealedCredential: sealRecord(services, "credential", id, credential),
    });
    await appendEntry(services, tx, { kind: "benchmarking.request-initiated", subject: id, by: actor, data: { modelDigest, reconsiders } });
    await sendBundle(services, tx, `initiated-${id}.json`, { kind: "determination-initiated", requestId: id, modelDigest, reconsiders, initiatedAt: at.toISOString() });
    const request = await lockRequest(tx, id);
    if (!request) throw new Error(`The request ${id} vanished in its own transaction`);
    await reachState(services, tx, { request, event: "take-in", actor: SYSTEM_ACTOR });
  });
  return id;
}
