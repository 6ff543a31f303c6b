// A worker beside the intake of findings.bench.ts: a process of its own that reproduces, is killed in the middle, and another
// that takes over.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { buildBundle } from "#engines/verification";
import { sql, type Services } from "#rooms/platform";
import { readRealTargets, toEvidence } from "../tests/journeys/fixtures/real-targets.ts";

/** More than a worker comes to the end of while the intake is measured. */
const BUNDLES_A_TARGET = 60;

/** Lines of bundles about our own targets; no two are the same. */
export async function bundleLines(): Promise<readonly string[]> {
  const targets = await readRealTargets();
  const wishes = Array.from({ length: BUNDLES_A_TARGET }, (_none, at) => ({ title: `Too long an input, seen ${at}`, description: "Run it on the input.", finder: "Harbour Watch" }));
  return Promise.all(targets.flatMap((target) => wishes.map(async (wish) => {
    const { draft, files } = toEvidence(target, wish);
    return JSON.stringify({ bundle: Buffer.from(await buildBundle(draft, files)).toString("base64") });
  })));
}

/** Starts a worker on the same database, keys and files; there once it works. */
export async function startWorker({ configuration }: Services): Promise<ChildProcess> {
  const worker = spawn(process.execPath, [join(import.meta.dirname, "../apps/worker/main.ts")], {
    env: { PATH: process.env["PATH"] ?? "", DATABASE_URL: configuration.databaseUrl, BREAKWATER_DATA: configuration.dataDirectory, BREAKWATER_EXERCISE: "1" },
    stdio: ["pipe", "pipe", "ignore"],
  });
  const [line] = (await once(createInterface({ input: worker.stdout }), "line")) as [string];
  if (!line.includes('"working"')) throw new Error(`The worker said ${line}`);
  return worker;
}

/** Waits until something is being reproduced, and then kills the worker as the machine would. */
export async function killAtWork(services: Services, worker: ChildProcess): Promise<void> {
  while ((await countReproducing(services)) === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  const ended = once(worker, "exit");
  worker.kill("SIGKILL");
  await ended;
}

async function countReproducing(services: Services): Promise<number> {
  return (await services.db.find<{ count: number }>(sql`SELECT count(*) AS count FROM findings.finding WHERE state = 'reproducing'`))?.count ?? 0;
}
