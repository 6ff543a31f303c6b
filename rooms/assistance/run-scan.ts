import { appendEntry } from "#rooms/audit";
import { findBrokering, finishBrokeredScan, startBrokeredScan } from "#rooms/partners";
import { SYSTEM_ACTOR, type Actor, type Services, type Transaction } from "#rooms/platform";
import { lockScanFor, runnersOf, SCAN_SEAL } from "./ask-scan.ts";
import { AssistanceRefusal } from "./assistance.errors.ts";
import { deleteScanFiles } from "./runs/scan-files.store.ts";
import { findExploitDetail } from "./scan.rules.ts";
import { listRunning, setAskedAgain, setDelivered, setTaken, type ScanRow } from "./scan.store.ts";
import { tellAsker } from "./tell-about-scan.ts";

interface Running {
  readonly actor: Actor;
  readonly id: string;
}

export interface ScanResult {
  readonly summary: string;
  readonly steps: readonly { readonly act: string; readonly why: string }[];
}

/** A partner takes a scan up under its own early access: from here on the scan, and nothing else of the operator's, is in its scope. */
export async function takeScan(services: Services, { actor, id }: Running): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = await lockScanFor(tx, id, "take");
    const under = await findBrokering(services, tx, actor);
    if (!under) throw new AssistanceRefusal("no-brokering", "You have no active early access whose terms let you run scans for operators, or you do not offer it; see your early access.");
    await setTaken(tx, { id, organisationId: actor.organisationId, personId: actor.personId, earlyAccessId: under.id, at: services.clock() });
    await startBrokeredScan(services, tx, { actor, under, scanId: id });
    await appendEntry(services, tx, { kind: "assistance.scan-taken", subject: id, by: actor, data: { earlyAccessId: under.id }, visibleTo: [row.organisation_id] });
    await tellAsker(services, tx, row, "assistance.scan-taken");
  });
}

/** The partner gives it back; it waits for another one. */
export async function handScanBack(services: Services, { actor, id }: Running): Promise<void> {
  await services.db.inTransaction(async (tx) => waitAgain(services, tx, await lockScanFor(tx, id, "hand-back"), actor));
}

/** The partner's early access has stopped: whatever it ran under it waits for another partner. Safe to run twice. */
export async function handBackAllUnder(services: Services, earlyAccessId: string): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    for (const { id } of await listRunning(tx, earlyAccessId)) await waitAgain(services, tx, await lockScanFor(tx, id, "hand-back"), SYSTEM_ACTOR);
  });
}

/** What came of it: at most five steps in words that an operator without computer staff can act on. */
export async function deliverScan(services: Services, { actor, id, result }: Running & { readonly result: ScanResult }): Promise<void> {
  refuseExploitDetail(result);
  await services.db.inTransaction(async (tx) => {
    const row = await lockScanFor(tx, id, "deliver");
    if (row.run_state === "waiting" || row.run_state === "running") throw new AssistanceRefusal("not-in-that-state", "The scanner is at work; wait for its end, or give the scan back.");
    await deleteScanFiles(tx, id, ["source"]);
    await setDelivered(tx, { id, sealedResult: services.keys.seal(SCAN_SEAL, id, JSON.stringify(result)), at: services.clock() });
    await finishBrokeredScan(services, tx, { actor, scanId: id });
    await appendEntry(services, tx, { kind: "assistance.scan-delivered", subject: id, by: actor, data: { steps: result.steps.length }, visibleTo: [row.organisation_id] });
    await tellAsker(services, tx, row, "assistance.scan-delivered");
  });
}

function refuseExploitDetail({ summary, steps }: ScanResult): void {
  const texts: readonly (readonly [string, string])[] = [["summary", summary], ...steps.flatMap(({ act, why }, at) => [[`steps.${at}.act`, act], [`steps.${at}.why`, why]] as const)];
  for (const [field, text] of texts) {
    const detail = findExploitDetail(text);
    if (detail) throw new AssistanceRefusal("not-plain", `${field}: holds ${detail}; say in plain words what to do, and hand the detail to the clearinghouse`, { field });
  }
}

async function waitAgain(services: Services, tx: Transaction, row: ScanRow, actor: Pick<Actor, "personId" | "organisationId">): Promise<void> {
  await deleteScanFiles(tx, row.id, ["evidence"]);
  await setAskedAgain(tx, row.id);
  await finishBrokeredScan(services, tx, { actor, scanId: row.id });
  await appendEntry(services, tx, { kind: "assistance.scan-handed-back", subject: row.id, by: actor, data: {}, visibleTo: [row.organisation_id, ...runnersOf(row)] });
  await tellAsker(services, tx, row, "assistance.scan-handed-back");
}
