import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { chatRequest } from "#contracts/model-proxy";
import { hunt, HuntError, ModelError, RunError, type EndpointFetch, type HuntResult } from "#engines/evaluation";
import { createBubblewrapBackend, type SandboxBackend } from "#engines/sandbox";
import type { ScanRunState } from "#contracts/assistance";
import { findPersonCard } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { askModelByKey, closeModel } from "#rooms/partners";
import { newId, notify, Refusal, SYSTEM_ACTOR, watchStanding, type Job, type Services } from "#rooms/platform";
import { z } from "zod";
import { SCAN_SEAL } from "../ask-scan.ts";
import type { RunRecord, ScanOrder } from "../assistance.types.ts";
import { findScan, lockScan, setRunEnded, setRunning, type ScanRow } from "../scan.store.ts";
import { deleteScanFiles, findSource, insertScanFile } from "./scan-files.store.ts";
import { readSource } from "./hand-source.ts";

/*
 * The evaluation engine's agent on the operator's own source, in a sandbox (REQUIREMENTS C4, INV-17).
 *
 *   waiting → running → finished | stopped | halted | failed
 *
 * `halted`: the sandbox's isolation did not hold, and nothing was run, or a program tried to leave it. `stopped`: the operator took the
 * scan back, the partner gave it back, or its access ended; nothing of the run is kept then. After `failed` and `stopped` the
 * source is there still and the scanner may be started again; else it is removed with the run.
 */

const payload = z.object({ scanId: z.string() });
/** A hunt ends by itself after thirty minutes; building and proving what it found comes on top. */
const LONGEST_SECONDS = 45 * 60;
const LOOK_MS = 500;

export function runScannerIn(backend: SandboxBackend): Job<z.infer<typeof payload>> {
  return {
    name: "assistance.run-scanner",
    payload,
    expireInSeconds: LONGEST_SECONDS,
    concurrency: 1,
    run: async (services, { scanId }) => {
      const begun = await begin(services, scanId);
      if (!begun) return;
      const { row, order, source } = begun;
      const place = join(services.configuration.dataDirectory, "scans", scanId);
      const watch = watchStanding(() => requireSame(services, row), LOOK_MS);
      try {
        // What a killed worker left of the same scan.
        await rm(place, { recursive: true, force: true });
        await unpack(join(place, "source"), source);
        const result = await scan(services, { order, place, backend, signal: watch.signal });
        await keep(services, row, order, result);
      } finally {
        watch.stop();
        await rm(place, { recursive: true, force: true });
        await closeModel(services, order.modelKey);
      }
    },
  };
}

export const runScanner = runScannerIn(createBubblewrapBackend());

async function begin(services: Services, scanId: string): Promise<{ readonly row: ScanRow; readonly order: ScanOrder; readonly source: Map<string, Uint8Array> } | undefined> {
  return services.db.inTransaction(async (tx) => {
    const row = await lockScan(tx, scanId);
    if (row?.state !== "taken" || row.sealed_order === null || (row.run_state !== "waiting" && row.run_state !== "running")) return undefined;
    const order = JSON.parse(services.keys.open(SCAN_SEAL, scanId, row.sealed_order).toString("utf8")) as ScanOrder;
    const file = await findSource(tx, scanId);
    // The operator handed over something else since: that is another scan, which nobody started.
    if (file?.digest !== order.digest) return undefined;
    await setRunning(tx, { id: scanId, at: services.clock() });
    return { row, order, source: await readSource(services.keys.open(SCAN_SEAL, file.id, file.sealed)) };
  });
}

/** Paths were judged when the archive was read: plain, relative, no way up. */
async function unpack(directory: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  for (const [path, content] of files) {
    const file = join(directory, path);
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    // Scripts of a test suite are started by name.
    await writeFile(file, content, { mode: path.endsWith(".sh") ? 0o700 : 0o600 });
  }
}

interface Ended {
  readonly state: Exclude<ScanRunState, "waiting" | "running">;
  readonly result: HuntResult | null;
  readonly bundles: readonly { readonly digest: string; readonly bytes: Uint8Array }[];
}

async function scan(services: Services, { order, place, backend, signal }: { readonly order: ScanOrder; readonly place: string; readonly backend: SandboxBackend; readonly signal: AbortSignal }): Promise<Ended> {
  const { name, version, repository, recipe, controls } = order.project;
  try {
    const result = await hunt({
      directory: join(place, "source"), name, version, repository, recipe, controls, backend, signal,
      outputDirectory: join(place, "evidence"), folder: join(place, "log"), tokenLimit: order.tokens,
      // Reached by `fetch` below and no other way: neither address nor key leaves this process.
      model: { name: order.model, url: "http://early-access.invalid/v1", apiKey: order.modelKey },
      fetch: modelOf(services, order),
    });
    const bundles = await Promise.all(result.findings.map(async ({ digest, bundlePath }) => ({ digest, bytes: new Uint8Array(await readFile(bundlePath)) })));
    return { state: toState(result.outcome), result, bundles };
  } catch (error) {
    if (error instanceof HuntError || error instanceof ModelError || error instanceof RunError) {
      services.log.info("scan failed", { code: error.code });
      return { state: "failed", result: null, bundles: [] };
    }
    throw error;
  }
}

/** Each question goes by the partner's own key, so that the developer sees it and the end of the access ends it. */
function modelOf(services: Services, { modelKey }: ScanOrder): EndpointFetch {
  return async (_address, { body }) => {
    try {
      return Response.json(await askModelByKey(services, modelKey, chatRequest.parse(JSON.parse(Buffer.from(body as Uint8Array).toString("utf8")))));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return Response.json({ error: { code: error.code, message: error.message } }, { status: error.status });
    }
  };
}

function toState(outcome: HuntResult["outcome"]): Ended["state"] {
  if (outcome === "halted" || outcome === "stopped") return outcome;
  return outcome === "model-error" ? "failed" : "finished";
}

async function keep(services: Services, begun: ScanRow, order: ScanOrder, { state, result, bundles }: Ended): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = await lockScan(tx, begun.id);
    // Taken back, given back or erased while it ran: nothing of it is kept.
    if (!row || !isSame(begun, row)) return;
    const at = services.clock();
    const record: RunRecord = {
      name: order.project.name, version: order.project.version, titles: result?.findings.map(({ title }) => title) ?? [],
      turns: result?.turns ?? 0, tokens: result?.tokens ?? 0, isolationHeld: result?.isolation.held ?? true,
    };
    for (const { digest, bytes } of bundles) {
      const id = newId("scf");
      await insertScanFile(tx, { id, scanId: row.id, organisationId: row.organisation_id, kind: "evidence", digest, bytes: bytes.length, sealed: services.keys.seal(SCAN_SEAL, id, bytes), at });
    }
    if (state === "finished" || state === "halted") await deleteScanFiles(tx, row.id, ["source"]);
    await setRunEnded(tx, { id: row.id, state, sealedRun: services.keys.seal(SCAN_SEAL, row.id, JSON.stringify(record)), at });
    const runner = row.runner_person_id === null ? undefined : await findPersonCard(tx, row.runner_person_id);
    await appendEntry(services, tx, {
      kind: "assistance.scan-run-ended", subject: row.id, by: SYSTEM_ACTOR, data: { outcome: state, found: bundles.length, turns: record.turns, tokens: record.tokens, isolationHeld: record.isolationHeld },
      visibleTo: [row.organisation_id, ...(runner ? [runner.organisationId] : [])],
    });
    if (runner) await notify(services, tx, { to: { personId: runner.id, email: runner.email }, kind: state === "halted" ? "assistance.scan-halted" : "assistance.scan-run-ended", link: "/assistance/scans" });
  });
}

function isSame(begun: ScanRow, now: ScanRow | undefined): boolean {
  return now?.state === "taken" && now.runner_organisation_id === begun.runner_organisation_id && now.early_access_id === begun.early_access_id && now.sealed_order === begun.sealed_order;
}

/** Throws when the scan is no longer this partner's to run, whoever ended it. */
async function requireSame(services: Services, begun: ScanRow): Promise<void> {
  if (!isSame(begun, await findScan(services.db, begun.id))) throw new Error("the scan is over");
}
