import { requestStage, type FromEnclave } from "#contracts/exchange";
import { sha256Hex } from "#engines/ledger";
import { appendEntry } from "#rooms/audit";
import { readNewBundles, SYSTEM_ACTOR, type BundleFile, type Services, type Transaction } from "#rooms/platform";
import { findEnclave, isKnownIncoming, recordIncoming } from "./determination.store.ts";
import type { TakenIn } from "./determination.types.ts";
import { recordDeveloper } from "./claim-model.ts";
import { findExchangeFolders } from "./exchange-folders.ts";
import { judgeIncoming, type IncomingVerdict, type RefusedCode } from "./guard.ts";
import { pinEnclave } from "./pin-enclave.ts";
import { receiveAct } from "./receive-act.ts";
import { receiveDetermination } from "./receive-determination.ts";
import { receiveProof } from "./receive-proof.ts";
import { recordAlarm } from "./record-alarm.ts";
import { recordDelegation, recordDelegationEnd, recordOffer, recordRotation } from "./record-authority.ts";
import { recordInitiated } from "./record-initiated.ts";
import { recordRefusedAccess } from "./record-refused-access.ts";
import { recordResults } from "./record-results.ts";
import { recordRun } from "./record-run.ts";
import { recordStage } from "./record-stage.ts";
import { recordStandard } from "./record-standard.ts";

// What rests on what.
const SIGNED: readonly FromEnclave["kind"][] = ["delegation-made", "determination-signed", "determination-act", "decision-proven", "delegation-ended"];
// What a key signed counts before it hands over, and what its successor signed after.
const ROUNDS: readonly (readonly FromEnclave["kind"][])[] = [
  ["standard-committed", "determination-initiated", "developer-confirmed", "access-mode-refused", "run-begun", "run-halted", "stage-reached", "results-sealed", ...SIGNED],
  ["director-key-rotated", "director-key-offered", ...SIGNED],
];

/**
 * Takes in what the enclave has written since the last look. Each bundle is judged once; what was taken in or refused is
 * remembered by its digest, and the file stays where it is.
 * @param seen the caller's memory of files between two looks
 */
export async function importBundles(services: Services, seen: Map<string, string> = new Map()): Promise<void> {
  const folders = findExchangeFolders(services);
  if (!folders) return;
  const files = await readNewBundles(folders.incoming, seen);
  // The first pass may find the keys that the second one needs.
  for (const [round, kinds] of [["enclave-keys"] as const, ...ROUNDS].entries()) {
    const pinnedKey = (await findEnclave(services.db))?.transport_key ?? null;
    const judged = files.map((file) => ({ file, verdict: judgeIncoming(file.bytes, pinnedKey) })).toSorted((a, b) => stageOf(a.verdict) - stageOf(b.verdict));
    for (const kind of kinds) {
      for (const { file, verdict } of judged) {
        if (seen.get(file.name) !== file.stamp && verdict.ok && verdict.bundle.kind === kind && (await takeIn(services, file, verdict.bundle, round === ROUNDS.length))) seen.set(file.name, file.stamp);
      }
    }
    if (pinnedKey === null) continue;
    for (const { file, verdict } of judged) {
      if (verdict.ok || verdict.code === "no-key-yet") continue;
      await refuse(services, sha256Hex(file.bytes), verdict.code);
      seen.set(file.name, file.stamp);
    }
  }
}

/** Stages found in one look are taken in by their own order, not by that of their files' names. */
function stageOf(verdict: IncomingVerdict): number {
  return verdict.ok && verdict.bundle.kind === "stage-reached" ? requestStage.options.indexOf(verdict.bundle.stage) : -1;
}

/** False when it has to be looked at again. In the last round nothing is left that could tell of an unknown key. */
async function takeIn(services: Services, file: BundleFile, bundle: FromEnclave, last: boolean): Promise<boolean> {
  const digest = sha256Hex(file.bytes);
  try {
    if (await isKnownIncoming(services.db, digest)) return true;
    const taken = await takeInOnce(services, digest, bundle);
    if (taken === "waiting" || (taken === "unknown-signer" && !last)) return false;
    if (taken !== "imported") await refuse(services, digest, taken);
    return true;
  } catch (error) {
    // One bundle must not hold up the others; it stays unread and its turn comes again.
    services.log.error("a bundle could not be taken in and is tried again", { file: file.name, error });
    return false;
  }
}

/** Everything a bundle brings is stored together with the memory of it, or not at all. */
class NotTaken extends Error {
  readonly taken: TakenIn;
  constructor(taken: TakenIn) {
    super(taken);
    this.taken = taken;
  }
}

async function takeInOnce(services: Services, digest: string, bundle: FromEnclave): Promise<TakenIn> {
  // Receipts are made over the committed ledger, so a determination or its proof is verified before the transaction that keeps it.
  const apply = await prepare(services, bundle);
  if (typeof apply === "string") return apply;
  try {
    await services.db.inTransaction(async (tx) => {
      if ((await recordIncoming(tx, { digest, verdict: "imported", at: services.clock() })) === 0) return;
      const taken = await apply(tx);
      if (taken !== "imported") throw new NotTaken(taken);
    });
    return "imported";
  } catch (error) {
    if (error instanceof NotTaken) return error.taken;
    throw error;
  }
}

async function prepare(services: Services, bundle: FromEnclave): Promise<TakenIn | ((tx: Transaction) => Promise<TakenIn>)> {
  if (bundle.kind === "determination-signed") return receiveDetermination(services, bundle);
  if (bundle.kind === "decision-proven") return receiveProof(services, bundle);
  return (tx) => applyRecord(services, tx, bundle);
}

function applyRecord(services: Services, tx: Transaction, bundle: Exclude<FromEnclave, { kind: "determination-signed" | "decision-proven" }>): Promise<TakenIn> {
  switch (bundle.kind) {
    case "enclave-keys":
      return pinEnclave(services, tx, bundle);
    case "standard-committed":
      return recordStandard(services, tx, bundle);
    case "stage-reached":
      return recordStage(services, tx, bundle);
    case "run-begun":
      return recordRun(services, tx, bundle);
    case "run-halted":
      return recordAlarm(services, tx, bundle);
    case "results-sealed":
      return recordResults(services, tx, bundle);
    case "director-key-rotated":
      return recordRotation(services, tx, bundle);
    case "director-key-offered":
      return recordOffer(services, tx, bundle);
    case "delegation-made":
      return recordDelegation(services, tx, bundle);
    case "delegation-ended":
      return recordDelegationEnd(services, tx, bundle);
    case "determination-initiated":
      return recordInitiated(services, tx, bundle);
    case "developer-confirmed":
      return recordDeveloper(services, tx, bundle);
    case "access-mode-refused":
      return recordRefusedAccess(services, tx, bundle);
    case "determination-act":
      return receiveAct(services, tx, bundle);
  }
}

async function refuse(services: Services, digest: string, code: RefusedCode | TakenIn): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    if ((await recordIncoming(tx, { digest, verdict: code, at: services.clock() })) === 0) return;
    await appendEntry(services, tx, { kind: "determination.bundle-refused", subject: digest, by: SYSTEM_ACTOR, data: { code } });
  });
}
