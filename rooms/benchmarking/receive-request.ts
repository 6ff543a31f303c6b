import type { ToEnclave } from "#contracts/exchange";
import { appendEntry } from "#rooms/audit";
import { openSealed, SYSTEM_ACTOR, type Services, type Transaction } from "#rooms/platform";
import { z } from "zod";
import { BenchmarkingRefusal } from "./benchmarking.errors.ts";
import { insertRequest, lockRequest, type RequestRow } from "./benchmarking.store.ts";
import { sealingKey } from "./enclave-keys.ts";
import { reachState } from "./reach-state.ts";
import { sealRecord } from "./sealed-records.ts";
import { tellAll } from "./tell-all.ts";

const credentialText = z.string().min(1).max(1000);

type DeterminationRequested = Extract<ToEnclave, { kind: "determination-requested" }>;

/** Takes a developer's request in, or stops it at once when its credential was not sealed to this enclave. */
export async function receiveRequest(services: Services, tx: Transaction, bundle: DeterminationRequested): Promise<void> {
  const { requestId, modelDigest, modelName, endpoint } = bundle;
  const readable = openCredential(services, bundle.sealedCredential) !== undefined;
  await insertRequest(tx, {
    id: requestId,
    modelDigest,
    sealedModel: sealRecord(services, "model", requestId, { modelName, endpoint }),
    // Kept as the developer sealed it; opened in memory for the run alone.
    sealedCredential: readable ? bundle.sealedCredential : null,
    requestedAt: bundle.requestedAt,
    at: services.clock(),
  });
  await appendEntry(services, tx, { kind: "benchmarking.request-received", subject: requestId, by: SYSTEM_ACTOR, data: { modelDigest } });
  const request = await lockRequest(tx, requestId);
  if (!request) throw new Error(`The request ${requestId} vanished in its own transaction`);
  await reachState(services, tx, { request, event: readable ? "take-in" : "refuse-intake", actor: SYSTEM_ACTOR });
  await tellAll(services, tx, { role: "benchmark-analyst", kind: readable ? "benchmarking.request-received" : "benchmarking.request-unreadable", requestId });
}

/** The credential for the developer's endpoint. Hold it in memory only. */
export function requireCredential(services: Services, request: RequestRow): string {
  const credential = request.sealed_credential === null ? undefined : openCredential(services, request.sealed_credential);
  if (credential === undefined) throw new BenchmarkingRefusal("wrong-state", `The credential of request ${request.id} is no longer here.`);
  return credential;
}

function openCredential(services: Services, sealed: string): string | undefined {
  try {
    return credentialText.parse(openSealed(sealingKey(services).privateKeyPem, sealed).toString("utf8"));
  } catch {
    return undefined; // Sealed to somebody else, cut or changed: the sender's fault, told by the state.
  }
}
