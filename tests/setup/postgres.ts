import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { LOW_SIDE_ROOMS } from "../../apps/server/low-side.ts";
import { asNobodyInNamespace, migrate, socketDirectoryOf, startCluster, type Cluster } from "#rooms/platform";

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
    await makeTemplate(cluster, TEMPLATE, LOW_SIDE_ROOMS.map((room) => room.name));
    await makeTemplate(cluster, ENCLAVE_TEMPLATE, ["platform", "audit", "access", "benchmarking"]);
  } catch (error) {
    await end();
    throw error;
  }
  project.provide("postgres", { socket: socketDirectoryOf(directory) });
  return end;
}

async function makeTemplate(cluster: Cluster, name: string, rooms: readonly string[]): Promise<void> {
  await cluster.createDatabase(name);
  await migrate({ url: cluster.url(name), directory: join(import.meta.dirname, "../../migrations"), rooms });
}
