import { LEASE_SECONDS } from "#contracts/exchange";
import { readBundleFile, type Services } from "#rooms/platform";
import { BenchmarkingRefusal } from "./benchmarking.errors.ts";
import { isLeaseInForce } from "./benchmarking.rules.ts";
import { findPeer } from "./benchmarking.store.ts";
import { exchangeFolders } from "./exchange-folders.ts";
import { judgeIncoming } from "./guard.ts";

/**
 * When the developer's lease for this request ends, read anew from the file the low side keeps replacing; null when it is
 * missing, not signed by the pinned key, for another request or over.
 */
export async function findLease(services: Services, requestId: string): Promise<string | null> {
  const peer = await findPeer(services.db);
  if (!peer) return null;
  const file = await readBundleFile(exchangeFolders(services).incoming, `lease-${requestId}.json`);
  const verdict = file && judgeIncoming(file.bytes, peer.transport_key);
  if (!verdict?.ok || verdict.bundle.kind !== "lease" || verdict.bundle.requestId !== requestId) return null;
  const { issuedAt, notAfter } = verdict.bundle;
  const times = { issuedAtMs: Date.parse(issuedAt), notAfterMs: Date.parse(notAfter) };
  return isLeaseInForce(times, { nowMs: services.clock().getTime(), longestMs: LEASE_SECONDS * 1000 }) ? notAfter : null;
}

/** Throws unless the developer's access is in force at this moment: no fresh lease, no call. */
export async function requireLease(services: Services, requestId: string): Promise<void> {
  if ((await findLease(services, requestId)) === null) {
    throw new BenchmarkingRefusal("no-lease", "The developer's access is not in force: there is no fresh lease. Nothing can be run until the low side renews it.");
  }
}
