import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { asNobodyInNamespace, closeServices, composeServices, createLog, migrate, readConfiguration, socketDirectoryOf, startCluster, systemClock, type Cluster, type Room } from "#rooms/platform";
import { ENCLAVE_ROOMS } from "../../apps/enclave/enclave-side.ts";
import { LOW_SIDE_ROOMS } from "../../apps/server/low-side.ts";

declare module "vitest" {
  export interface ProvidedContext {
    readonly postgres: { readonly socket: string };
  }
}

export const TEMPLATE = "template_low";
export const ENCLAVE_TEMPLATE = "template_enclave";

/** One real PostgreSQL for the whole run, with a migrated template database that each test copies. */
export default async function setup(project: TestProject) {
  const directory = await mkdtemp(join(tmpdir(), "breakwater-test-"));
  const cluster = await startCluster({ directory, runAs: asNobodyInNamespace, durable: false, maxConnections: 200 });
  const end = async () => {
    await cluster.stop();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    for (const [name, rooms] of [[TEMPLATE, LOW_SIDE_ROOMS], [ENCLAVE_TEMPLATE, ENCLAVE_ROOMS]] as const) await makeTemplate(cluster, { name, rooms, directory });
  } catch (error) {
    await end();
    throw error;
  }
  project.provide("postgres", { socket: socketDirectoryOf(directory) });
  return end;
}

interface Template {
  readonly name: string;
  readonly rooms: readonly Room[];
  readonly directory: string;
}

async function makeTemplate(cluster: Cluster, { name, rooms, directory }: Template): Promise<void> {
  const databaseUrl = cluster.url(name);
  await cluster.createDatabase(name);
  await migrate({ url: databaseUrl, directory: join(import.meta.dirname, "../../migrations"), rooms: rooms.map((room) => room.name) });
  // The job queue makes its tables at a side's first start: once here, instead of once in each copy.
  const configuration = readConfiguration({ DATABASE_URL: databaseUrl, BREAKWATER_DATA: join(directory, name) });
  await closeServices(await composeServices({ configuration, rooms, clock: systemClock, log: createLog((line) => process.stderr.write(line), systemClock) }));
}
