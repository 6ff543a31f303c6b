import type { ToEnclave } from "#contracts/exchange";
import { appendEntry } from "#rooms/audit";
import { openSealed, SYSTEM_ACTOR, type Services, type Transaction } from "#rooms/platform";
import { z } from "zod";
import { BenchmarkingRefusal } from "./benchmarking.errors.ts";
import { findRequest, insertRequest, lockRequest, type RequestRow } from "./benchmarking.store.ts";
import type { ModelAddress } from "./benchmarking.types.ts";
import { sealingKey } from "./enclave-keys.ts";
import { followEarlier } from "./follow-earlier.ts";
import { announceFiles } from "./receive-files.ts";
import { reachState } from "./reach-state.ts";
import { openModelAddress, openRecord, sealRecord } from "./sealed-records.ts";
import { tellAll } from "./tell-all.ts";

const credentialText = z.string().min(1).max(1000);

type DeterminationRequested = Extract<ToEnclave, { kind: "determination-requested" | "reconsideration-requested" }>;

/** Takes a developer's request in, or stops it at once: its credential was not sealed to this enclave, or what it asks to look at again is not in force. */
export async function receiveRequest(services: Services, tx: Transaction, bundle: DeterminationRequested): Promise<void> {
  const { requestId, modelDigest, reconsiders, facts, files } = bundle;
  const earlier = reconsiders === null ? undefined : await findRequest(tx, reconsiders);
  const known = reconsiders === null || (earlier?.state === "notified" && earlier.model_digest === modelDigest);
  const sealedCredential = bundle.kind === "determination-requested" ? bundle.sealedCredential : null;
  const readable = sealedCredential === null || openDevelopers(services, sealedCredential) !== undefined;
  const address: ModelAddress = {
    origin: "requested",
    modelName: bundle.kind === "determination-requested" ? bundle.modelName : (earlier && openModelAddress(services, earlier).modelName) ?? "",
    endpoint: bundle.kind === "determination-requested" ? bundle.endpoint : null,
    accessMode: bundle.kind === "determination-requested" ? bundle.accessMode : "developer-hosted",
    reconsiders: known ? reconsiders : null,
  };
  await insertRequest(tx, {
    id: requestId,
    origin: "requested",
    modelDigest,
    sealedModel: sealRecord(services, "model", requestId, address),
    // Kept as the developer sealed it; opened in memory for the run alone.
    sealedCredential: readable && known ? sealedCredential : null,
    reconsiders: address.reconsiders,
    sealedFacts: facts === null ? null : sealRecord(services, "facts", requestId, facts),
    requestedAt: bundle.requestedAt,
    at: services.clock(),
  });
  await announceFiles(services, tx, { requestId, files });
  await appendEntry(services, tx, { kind: "benchmarking.request-received", subject: requestId, by: SYSTEM_ACTOR, data: { modelDigest, reconsiders } });
  const request = await lockRequest(tx, requestId);
  if (!request) throw new Error(`The request ${requestId} vanished in its own transaction`);
  await reachState(services, tx, { request, event: readable && known ? "take-in" : "refuse-intake", actor: SYSTEM_ACTOR });
  if (readable && known) await followEarlier(services, tx, request, "ask-again");
  await tellAll(services, tx, { role: "benchmark-analyst", kind: noticeOf({ readable, known, reconsiders }), requestId });
}

function noticeOf({ readable, known, reconsiders }: { readonly readable: boolean; readonly known: boolean; readonly reconsiders: string | null }): string {
  if (!known) return "benchmarking.reconsideration-too-late";
  if (!readable) return "benchmarking.request-unreadable";
  return reconsiders === null ? "benchmarking.request-received" : "benchmarking.reconsideration-received";
}

/** The credential for the model's endpoint. Hold it in memory only. */
export function requireCredential(services: Services, request: RequestRow): string {
  const credential = request.sealed_credential === null ? undefined : openCredential(services, request, request.sealed_credential);
  if (credential === undefined) throw new BenchmarkingRefusal("wrong-state", `The credential of request ${request.id} is not here: it came without access, or was erased when the access ended.`);
  return credential;
}

function openCredential(services: Services, request: RequestRow, sealed: string): string | undefined {
  if (openModelAddress(services, request).origin === "requested") return openDevelopers(services, sealed);
  return credentialText.parse(openRecord(services, "credential", request.id, sealed));
}

function openDevelopers(services: Services, sealed: string): string | undefined {
  try {
    return credentialText.parse(openSealed(sealingKey(services).privateKeyPem, sealed).toString("utf8"));
  } catch {
    return undefined; // Sealed to somebody else, cut or changed: the sender's fault, told by the state.
  }
}
