import { setTimeout as pause } from "node:timers/promises";
import type { ToEnclave } from "#contracts/exchange";
import { computeKeyId, sha256Hex } from "#engines/ledger";
import { appendEntry } from "#rooms/audit";
import { FILES_AT_ONCE, readBundleFile, readNewBundles, SYSTEM_ACTOR, type BundleFile, type Services, type Transaction } from "#rooms/platform";
import { findPeer, findRequest, isKnownIncoming, pinPeer, recordIncoming } from "./benchmarking.store.ts";
import { receiveClaim } from "./confirm-developer.ts";
import { endAccess } from "./end-access.ts";
import { exchangeFolders } from "./exchange-folders.ts";
import { judgeIncoming, type IncomingCode } from "./guard.ts";
import { monotonicClock, noteLease, noteLook } from "./lease.ts";
import { noteSealing } from "./note-sealing.ts";
import { receivePart } from "./receive-files.ts";
import { receiveRequest } from "./receive-request.ts";

// File system events get lost on shared folders; a look twice a second does not.
const POLL_MS = 500;

// What rests on what: a key before all else, a request before its end.
const ORDER: readonly ToEnclave["kind"][] = ["low-keys", "determination-requested", "reconsideration-requested", "lease", "access-ended", "sealing-recorded", "facts-file-part", "developer-claimed"];

const REST_ON_REQUEST: ReadonlySet<ToEnclave["kind"]> = new Set(["access-ended", "sealing-recorded", "facts-file-part", "developer-claimed"]);

type RefusedCode = IncomingCode | "already-requested";

/**
 * Takes in what the low side has written since the last look. Each bundle is judged once: what is taken in or refused is
 * remembered by its digest, and the file stays where it is. Leases are not taken in; they are read when they are needed.
 * @param seen the caller's memory of files between two looks
 */
export async function importBundles(services: Services, seen: Map<string, string> = new Map(), monotonic: () => number = monotonicClock): Promise<void> {
  const { incoming } = exchangeFolders(services);
  const beganAtMs = monotonic();
  const files = await readNewBundles(incoming, seen);
  // The first pass may find the key that the second one needs.
  for (const kinds of [["low-keys"], ORDER.slice(1)]) {
    const pinnedKey = (await findPeer(services.db))?.transport_key ?? null;
    const judged = files.map((file) => ({ file, verdict: judgeIncoming(file.bytes, pinnedKey) }));
    for (const kind of kinds) {
      for (const { file, verdict } of judged) {
        if (verdict.ok && verdict.bundle.kind === kind && (await takeIn(services, file, verdict.bundle))) seen.set(file.name, file.stamp);
      }
    }
    if (pinnedKey === null) continue;
    for (const { file, verdict } of judged) {
      if (verdict.ok || verdict.code === "no-key-yet") continue;
      await refuse(services, file, verdict.code);
      seen.set(file.name, file.stamp);
    }
  }
  // A folder that is not there just now, as on a share that is away, has nothing in it; the low side's keys are always in it.
  if (files.length < FILES_AT_ONCE && (await readBundleFile(incoming, "low-keys.json"))) noteLook(services, beganAtMs);
}

/** Looks twice a second until the returned function is called, which waits for a look under way. */
export function watchExchange(services: Services): () => Promise<void> {
  const over = new AbortController();
  const seen = new Map<string, string>();
  const watching = (async () => {
    while (!over.signal.aborted) {
      try {
        await importBundles(services, seen);
      } catch (error) {
        // The folder or the database may be away for a moment; the next look tries again.
        services.log.error("the exchange could not be read and is tried again", { error });
      }
      await pause(POLL_MS, undefined, { signal: over.signal }).catch((error: unknown) => {
        if (!over.signal.aborted) throw error;
      });
    }
  })();
  return () => {
    over.abort();
    return watching;
  };
}

/** False when it has to be looked at again. */
async function takeIn(services: Services, file: BundleFile, bundle: ToEnclave): Promise<boolean> {
  try {
    return await takeInOnce(services, file, bundle);
  } catch (error) {
    // One bundle must not hold up the others; it stays unread and its turn comes again.
    services.log.error("a bundle could not be taken in and is tried again", { file: file.name, error });
    return false;
  }
}

/** False when it has to wait for another bundle. */
async function takeInOnce(services: Services, file: BundleFile, bundle: ToEnclave): Promise<boolean> {
  if (bundle.kind === "lease") {
    noteLease(services, bundle);
    return true;
  }
  const digest = sha256Hex(file.bytes);
  if (await isKnownIncoming(services.db, digest)) return true;
  if (REST_ON_REQUEST.has(bundle.kind) && "requestId" in bundle && !(await findRequest(services.db, bundle.requestId))) return false;
  if ((bundle.kind === "determination-requested" || bundle.kind === "reconsideration-requested") && (await findRequest(services.db, bundle.requestId))) {
    await refuse(services, file, "already-requested");
    return true;
  }
  await services.db.inTransaction(async (tx) => {
    if ((await recordIncoming(tx, { digest, verdict: "imported", at: services.clock() })) === 1) await apply(services, tx, bundle);
  });
  return true;
}

async function apply(services: Services, tx: Transaction, bundle: Exclude<ToEnclave, { kind: "lease" }>): Promise<void> {
  if (bundle.kind === "determination-requested" || bundle.kind === "reconsideration-requested") return receiveRequest(services, tx, bundle);
  if (bundle.kind === "access-ended") return endAccess(services, tx, bundle);
  if (bundle.kind === "sealing-recorded") return noteSealing(services, tx, bundle);
  if (bundle.kind === "developer-claimed") return receiveClaim(services, tx, bundle);
  if (bundle.kind === "facts-file-part") return receivePart(services, tx, bundle);
  if ((await pinPeer(tx, bundle.transportKey, services.clock())) === 0) return;
  const keyId = computeKeyId(bundle.transportKey);
  await appendEntry(services, tx, { kind: "benchmarking.peer-pinned", subject: keyId, by: SYSTEM_ACTOR, data: { keyId } });
}

async function refuse(services: Services, file: BundleFile, code: RefusedCode): Promise<void> {
  const digest = sha256Hex(file.bytes);
  await services.db.inTransaction(async (tx) => {
    if ((await recordIncoming(tx, { digest, verdict: code, at: services.clock() })) === 0) return;
    await appendEntry(services, tx, { kind: "benchmarking.bundle-refused", subject: digest, by: SYSTEM_ACTOR, data: { code } });
  });
}
