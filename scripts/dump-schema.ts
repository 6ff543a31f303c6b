// `npm run db:dump`: writes migrations/schema.sql and schema.enclave.sql, the structure the migrations lead to, so that a
// change of it shows in review as what it is.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ENCLAVE_ROOMS } from "../apps/enclave/enclave-side.ts";
import { LOW_SIDE_ROOMS } from "../apps/server/low-side.ts";
import { asNobodyInNamespace, migrate, startCluster, type Room } from "#rooms/platform";
import { describeSchema } from "./describe-schema.ts";

const migrations = join(import.meta.dirname, "../migrations");
const directory = await mkdtemp(join(tmpdir(), "breakwater-schema-"));
const cluster = await startCluster({ directory, runAs: asNobodyInNamespace, durable: false });
try {
  await dump("low", LOW_SIDE_ROOMS, "schema.sql");
  await dump("enclave", ENCLAVE_ROOMS, "schema.enclave.sql");
} finally {
  await cluster.stop();
  await rm(directory, { recursive: true });
}

async function dump(database: string, rooms: readonly Room[], file: string): Promise<void> {
  await cluster.createDatabase(database);
  await migrate({ url: cluster.url(database), directory: migrations, rooms: rooms.map((room) => room.name) });
  await writeFile(join(migrations, file), await describeSchema(cluster.url(database)));
}
