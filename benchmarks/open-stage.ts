import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asNobodyInNamespace, closeServices, composeServices, createLog, migrate, readConfiguration, startCluster, systemClock, type Services } from "#rooms/platform";
import { LOW_SIDE_ROOMS } from "../apps/server/low-side.ts";

export interface Stage {
  readonly services: Services;
  close(): Promise<void>;
}

/** The low side's rooms on a PostgreSQL of their own; `durable` says whether a commit waits for the disk. */
export async function openStage({ durable, maxConnections }: { readonly durable: boolean; readonly maxConnections: number }): Promise<Stage> {
  const directory = await mkdtemp(join(tmpdir(), "breakwater-bench-"));
  const cluster = await startCluster({ directory: join(directory, "postgres"), runAs: asNobodyInNamespace, durable, maxConnections });
  await cluster.createDatabase("bench");
  const url = cluster.url("bench");
  await migrate({ url, directory: join(import.meta.dirname, "../migrations"), rooms: LOW_SIDE_ROOMS.map(({ name }) => name) });
  const configuration = readConfiguration({ DATABASE_URL: url, BREAKWATER_DATA: join(directory, "data"), BREAKWATER_EXERCISE: "1", BREAKWATER_RATE_FACTOR: "0" });
  const services = await composeServices({ configuration, rooms: LOW_SIDE_ROOMS, clock: systemClock, log: createLog(() => undefined, systemClock) });
  return {
    services,
    close: async () => {
      await closeServices(services);
      await cluster.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
