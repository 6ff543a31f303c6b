import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { LOW_SIDE_ROOMS } from "../../apps/server/low-side.ts";
import { asNobodyInNamespace, migrate, startCluster } from "#rooms/platform";

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
  await cluster.createDatabase(TEMPLATE);
  const migrations = join(import.meta.dirname, "../../migrations");
  await migrate({ url: cluster.url(TEMPLATE), directory: migrations, rooms: LOW_SIDE_ROOMS.map((room) => room.name) });
  await cluster.createDatabase(ENCLAVE_TEMPLATE);
  await migrate({ url: cluster.url(ENCLAVE_TEMPLATE), directory: migrations, rooms: ["platform", "audit", "access", "benchmarking"] });
  project.provide("postgres", { socket: join(directory, "socket") });
  return async () => {
    await cluster.stop();
    await rm(directory, { recursive: true, force: true });
  };
}
