import { LEASE_SECONDS, type ForEnclave } from "#contracts/exchange";
import { appendEntry } from "#rooms/audit";
import { EngagementRefusal, findBenchmarkingEnd, findModelEndpoint, startBenchmarking } from "#rooms/engagement";
import { sealTo, SYSTEM_ACTOR, writeBundleFile, type Services, type Transaction } from "#rooms/platform";
import { planLease, stopRequest } from "./determination.rules.ts";
import { findEnclave, listRequestIdsWithAccess, lockRequest, markAccessEnded, markExported, setLease, type RequestRow } from "./determination.store.ts";
import { findExchangeFolders } from "./exchange-folders.ts";
import { packFiles } from "./give-files.ts";
import { sealOutgoing, transportKey } from "./guard.ts";
import { openFacts } from "./request-determination.ts";
import { followEarlier, moveTo, ownersOf } from "./move-request.ts";

/** Tells the enclave the low side's key. The same bytes each time, so it may be told again after a restore. */
export async function announceKey(services: Services): Promise<void> {
  await send(services, "low-keys.json", { kind: "low-keys", transportKey: transportKey(services).publicKeyPem });
}

/** Sends new requests, renews leases of those whose access stands, and ends it for those whose access does not. */
export async function exportRequests(services: Services): Promise<void> {
  if (!(await findEnclave(services.db))) return;
  for (const requestId of await listRequestIdsWithAccess(services.db)) await attend(services, requestId);
}

/** The developer withdrew: also a request that never left is over. */
export async function attendAllOf(services: Services, engagementId: string): Promise<void> {
  for (const requestId of await listRequestIdsWithAccess(services.db, engagementId)) await attend(services, requestId);
}

/** Does what one request needs now. Safe to run twice and in several workers at once. */
export async function attend(services: Services, requestId: string): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const request = await lockRequest(tx, requestId);
    if (!request || request.access_ended_at !== null) return;
    if (request.exported_at === null && !(await exportRequest(services, tx, request))) return endLease(services, tx, request);
    // Without access there is nothing to lease and nothing to end.
    if (!request.with_access) return;
    const now = services.clock();
    const accessEndsAt = await findBenchmarkingEnd(services, tx, request.id);
    const plan = planLease({
      now: now.getTime(),
      accessEndsAt: accessEndsAt === undefined ? null : Date.parse(accessEndsAt),
      leasedUntil: request.leased_until === null ? null : Date.parse(request.leased_until),
      leaseMs: LEASE_SECONDS * 1000,
    });
    if (plan.act === "end") return endLease(services, tx, { ...request, exported_at: request.exported_at ?? now.toISOString() });
    if (plan.act === "wait") return;
    const notAfter = new Date(plan.notAfter);
    await setLease(tx, request.id, notAfter);
    await send(services, `lease-${request.id}.json`, { kind: "lease", requestId: request.id, issuedAt: now.toISOString(), notAfter: notAfter.toISOString() });
  });
}

/** False when the developer's engagement no longer allows it. */
async function exportRequest(services: Services, tx: Transaction, request: RequestRow): Promise<boolean> {
  const enclave = await findEnclave(tx);
  const facts = request.sealed_facts === null ? null : openFacts(services, request.id, request.sealed_facts);
  const { announced: files, parts } = await packFiles(services, tx, request.id);
  const sendParts = async () => {
    for (const { name, bundle } of parts) await send(services, name, bundle);
  };
  if (!request.with_access && request.reconsiders !== null && facts !== null) {
    await markExported(tx, request.id, services.clock());
    await appendEntry(services, tx, { kind: "determination.exported", subject: request.id, by: SYSTEM_ACTOR, data: {}, visibleTo: ownersOf(request) });
    await send(services, `request-${request.id}.json`, { kind: "reconsideration-requested", requestId: request.id, reconsiders: request.reconsiders, facts, files, modelDigest: request.model_digest, requestedAt: request.requested_at });
    await sendParts();
    return true;
  }
  const endpoint = request.engagement_id === null ? undefined : await findModelEndpoint(services, tx, request.engagement_id);
  if (!enclave || !endpoint || request.engagement_id === null) return false;
  try {
    await startBenchmarking(services, tx, { engagementId: request.engagement_id, requestId: request.id });
  } catch (error) {
    if (!(error instanceof EngagementRefusal)) throw error;
    services.log.info("a request was stopped before it left", { requestId: request.id, code: error.code });
    return false;
  }
  await markExported(tx, request.id, services.clock());
  await appendEntry(services, tx, { kind: "determination.exported", subject: request.id, by: SYSTEM_ACTOR, data: {}, visibleTo: ownersOf(request) });
  await send(services, `request-${request.id}.json`, {
    kind: "determination-requested",
    requestId: request.id,
    modelDigest: request.model_digest,
    modelName: endpoint.model,
    endpoint: endpoint.url,
    sealedCredential: sealTo(enclave.sealing_key, endpoint.credential),
    accessMode: endpoint.accessMode,
    reconsiders: request.reconsiders,
    facts,
    files,
    requestedAt: request.requested_at,
  });
  await sendParts();
  return true;
}

/** No lease from here on; without results the request is over. */
async function endLease(services: Services, tx: Transaction, request: RequestRow): Promise<void> {
  const now = services.clock();
  await markAccessEnded(tx, request.id, now);
  const state = stopRequest(request.state);
  await moveTo(services, tx, { request, state, at: now.toISOString() });
  if (state === "stopped" && request.reconsiders !== null) await followEarlier(services, tx, { requestId: request.reconsiders, act: "stand", at: now.toISOString() });
  await appendEntry(services, tx, { kind: "determination.access-ended", subject: request.id, by: SYSTEM_ACTOR, data: { endedAt: now.toISOString() }, visibleTo: ownersOf(request) });
  if (request.exported_at !== null) await send(services, `ended-${request.id}.json`, { kind: "access-ended", requestId: request.id, endedAt: now.toISOString() });
}

/** Before the commit: after a kill in between it is written once more. Without an exchange folder there is nobody to tell. */
export async function send(services: Services, name: string, bundle: ForEnclave): Promise<void> {
  const folders = findExchangeFolders(services);
  if (folders) await writeBundleFile(folders.outgoing, name, sealOutgoing(services, bundle));
}
