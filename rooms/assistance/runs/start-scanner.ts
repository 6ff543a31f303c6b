import { PROJECT_FILE, project as projectSchema, type Project } from "#contracts/project";
import { appendEntry } from "#rooms/audit";
import { openModelForScan } from "#rooms/partners";
import { notFound, type Actor, type Services } from "#rooms/platform";
import { lockScanFor, SCAN_SEAL } from "../ask-scan.ts";
import { AssistanceRefusal } from "../assistance.errors.ts";
import type { ScanOrder } from "../assistance.types.ts";
import { findScan, setRunWaiting, type ScanRow } from "../scan.store.ts";
import { readSource } from "./hand-source.ts";
import { runScanner } from "./run-scanner.ts";
import { findSource } from "./scan-files.store.ts";

const DEFAULT_TOKENS = 500_000;
/** Longer than a scan may take. */
const KEY_HOURS = 1;

/**
 * The partner that took a scan up lets the house's own scanner loose on the operator's source, with the model of its early
 * access and a cap on what it may use. What is examined is what the operator handed over, and nothing else.
 */
export async function startScanner(services: Services, { actor, id, project: given, tokens = DEFAULT_TOKENS }: { readonly actor: Actor; readonly id: string; readonly project?: Project | undefined; readonly tokens?: number | undefined }): Promise<void> {
  const row = await findScan(services.db, id);
  if (!row) throw notFound();
  const source = await findSource(services.db, id);
  if (row.state !== "taken" || row.early_access_id === null) throw new AssistanceRefusal("not-in-that-state", `The scan is ${row.state}; this cannot be done now.`);
  refuseAtWork(row);
  if (!source) throw new AssistanceRefusal("no-source", "The operator has handed over no source that could be examined.");
  const project = given ?? (await readProjectIn(services.keys.open(SCAN_SEAL, source.id, source.sealed)));
  const { secret, model } = await openModelForScan(services, { actor, earlyAccessId: row.early_access_id, scanId: id, hours: KEY_HOURS });
  const order: ScanOrder = { modelKey: secret, model, project, tokens, digest: source.digest };
  await services.db.inTransaction(async (tx) => {
    const locked = await lockScanFor(tx, id, "deliver");
    refuseAtWork(locked);
    await setRunWaiting(tx, { id, personId: actor.personId, sealedOrder: services.keys.seal(SCAN_SEAL, id, JSON.stringify(order)) });
    await appendEntry(services, tx, { kind: "assistance.scan-run-started", subject: id, by: actor, data: { tokens }, visibleTo: [locked.organisation_id] });
    await services.jobs.enqueue(tx, runScanner, { scanId: id });
  });
}

function refuseAtWork({ run_state: state }: ScanRow): void {
  if (state === "waiting" || state === "running") throw new AssistanceRefusal("not-in-that-state", "The scanner is at work already.");
}

async function readProjectIn(bytes: Uint8Array): Promise<Project> {
  const file = (await readSource(bytes)).get(PROJECT_FILE);
  const say = (problem: string, cause?: unknown) => new AssistanceRefusal("no-project", `project: ${problem}; say how the source is built and run`, { field: "project", cause });
  if (!file) throw say(`there is no ${PROJECT_FILE} in the source`);
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(file).toString("utf8"));
  } catch (cause) {
    throw say(`the ${PROJECT_FILE} in the source is no JSON`, cause);
  }
  const parsed = projectSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw say(`${PROJECT_FILE}: ${issue?.path.join(".") || "the document"}: ${issue?.message ?? "unreadable"}`);
}
