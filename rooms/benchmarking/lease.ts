import { setTimeout as pause } from "node:timers/promises";
import { LEASE_SECONDS, type ToEnclave } from "#contracts/exchange";
import { readBundleFile, type Services } from "#rooms/platform";
import { BenchmarkingRefusal } from "./benchmarking.errors.ts";
import { boundLease, isLeaseInForce, UNKNOWN_AGE_MS } from "./benchmarking.rules.ts";
import { findPeer } from "./benchmarking.store.ts";
import { exchangeFolders } from "./exchange-folders.ts";
import { judgeIncoming } from "./guard.ts";

interface FirstSight {
  readonly issuedAt: string;
  /** By a clock that nobody can put back; long over for a lease of which nobody can say how old it is. */
  readonly overAtMs: number;
}

interface Watch {
  /** Of each request's newest lease. */
  readonly sights: Map<string, FirstSight>;
  /** When the folder was last looked through, by the same clock. */
  lookedAtMs: number | null;
}

// Held in memory alone: a lease that a process finds at its start may have lain there for as long as nobody ran, and only
// a clock that may have been put back could say how long. So it stands when the low side has renewed it.
const watches = new WeakMap<object, Watch>();

type Lease = Extract<ToEnclave, { kind: "lease" }>;
type Monotonic = () => number;

const LOOK_MS = 500;
const LONGEST_MS = LEASE_SECONDS * 1000;

export const monotonicClock: Monotonic = () => performance.now();

const toTimes = ({ issuedAt, notAfter }: Lease) => ({ issuedAtMs: Date.parse(issuedAt), notAfterMs: Date.parse(notAfter) });

function watchOf(services: Services): Watch {
  // The key service is one for the whole process, whoever acts.
  const watch = watches.get(services.keys) ?? { sights: new Map<string, FirstSight>(), lookedAtMs: null };
  watches.set(services.keys, watch);
  return watch;
}

/** Remembers that every file of the folder was looked at, beginning at this instant: a lease first seen later was written later. */
export function noteLook(services: Services, beganAtMs: number): void {
  watchOf(services).lookedAtMs = beganAtMs;
}

/** Remembers when a lease was first seen. Called for each as soon as it lies in the folder, so that its time runs from there. */
export function noteLease(services: Services, lease: Lease, monotonic: Monotonic = monotonicClock): FirstSight {
  const { sights, lookedAtMs } = watchOf(services);
  const known = sights.get(lease.requestId);
  if (known && lease.issuedAt <= known.issuedAt) return known;
  const times = { nowMs: services.clock().getTime(), monotonicMs: monotonic(), lookedAtMs, longestMs: LONGEST_MS };
  const sight = { issuedAt: lease.issuedAt, overAtMs: boundLease(toTimes(lease), times) };
  sights.set(lease.requestId, sight);
  return sight;
}

/** The lease that lies in the folder, unless it is over by the wall clock, and until when it lasts by the other. */
async function readLease(services: Services, requestId: string, monotonic: Monotonic): Promise<{ readonly lease: Lease; readonly overAtMs: number } | undefined> {
  const peer = await findPeer(services.db);
  if (!peer) return undefined;
  const file = await readBundleFile(exchangeFolders(services).incoming, `lease-${requestId}.json`);
  const verdict = file && judgeIncoming(file.bytes, peer.transport_key);
  if (!verdict?.ok || verdict.bundle.kind !== "lease" || verdict.bundle.requestId !== requestId) return undefined;
  const lease = verdict.bundle;
  const { issuedAt, overAtMs } = noteLease(services, lease, monotonic);
  const now = { nowMs: services.clock().getTime(), longestMs: LONGEST_MS };
  return lease.issuedAt === issuedAt && isLeaseInForce(toTimes(lease), now) ? { lease, overAtMs } : undefined;
}

/**
 * When the developer's lease for this request ends, read anew from the file the low side keeps replacing; null when it is
 * missing, not signed by the pinned key, for another request, older than one that was seen already, over, or not renewed
 * since this process began.
 */
export async function findLease(services: Services, requestId: string, monotonic: Monotonic = monotonicClock): Promise<string | null> {
  const found = await readLease(services, requestId, monotonic);
  return found && monotonic() < found.overAtMs ? found.lease.notAfter : null;
}

/** Waits while the request's lease is one that this process found at its start, for as long as the low side may take to renew it. */
export async function awaitRenewal(services: Services, requestId: string): Promise<void> {
  for (const endMs = monotonicClock() + LONGEST_MS; monotonicClock() < endMs; await pause(LOOK_MS)) {
    if ((await readLease(services, requestId, monotonicClock))?.overAtMs !== UNKNOWN_AGE_MS) return;
  }
}

/** Throws unless the developer's access is in force at this moment: no fresh lease, no call. */
export async function requireLease(services: Services, requestId: string): Promise<void> {
  if ((await findLease(services, requestId)) === null) {
    throw new BenchmarkingRefusal("no-lease", "The developer's access is not in force: there is no fresh lease. Nothing can be run until the low side renews it.");
  }
}
