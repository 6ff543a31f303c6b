import { join } from "node:path";
import type { DecisionProver } from "#engines/decision-proof";
import { accessRoom, adoptUnsealedRows, gatekeeper, isKnownPermission } from "#rooms/access";
import { auditRoomWithoutPush } from "#rooms/audit";
import { benchmarkingRoom, createBenchmarkingRoom } from "#rooms/benchmarking";
import { composeServices, createApi, migrate, platformRoom, systemClock, type Configuration, type Log, type Room, type Services } from "#rooms/platform";

/** The rooms of the enclave: the foundations, reused with a database and keys of its own, and the one room that is its own. */
export const ENCLAVE_ROOMS: readonly Room[] = [platformRoom, auditRoomWithoutPush, accessRoom, benchmarkingRoom];

const BREAKWATERS_SETS = join(import.meta.dirname, "../../benchmark-sets");

/**
 * The same rooms with benchmark sets from another folder than Breakwater's own, and with a prover, without which no proofs
 * follow what is signed.
 */
export function enclaveRooms(setsDirectory: string | undefined, prover?: DecisionProver): readonly Room[] {
  return ENCLAVE_ROOMS.map((room) => (room === benchmarkingRoom ? createBenchmarkingRoom(setsDirectory ?? BREAKWATERS_SETS, prover) : room));
}

/** Brings the enclave's database up to date and opens its world. */
export async function openEnclave(configuration: Configuration, log: Log, rooms: readonly Room[]): Promise<Services> {
  if (!configuration.exchangeDirectory) throw new Error("Configuration: BREAKWATER_EXCHANGE: name the folder that the enclave shares with the low side");
  const directory = join(import.meta.dirname, "../../migrations");
  await migrate({ url: configuration.databaseUrl, directory, rooms: rooms.map((room) => room.name) });
  const services = await composeServices({ configuration, rooms, clock: systemClock, log });
  await adoptUnsealedRows(services);
  return services;
}

/** The enclave's HTTP application, for its own people. A route whose permission no policy speaks of stops the start. */
export function createEnclaveApi(services: Services, rooms: readonly Room[]) {
  const routes = rooms.flatMap((room) => room.routes ?? []);
  for (const { method, path, permission } of routes) {
    if (!isKnownPermission(permission)) throw new Error(`${method} ${path}: no policy speaks of ${permission}; add it to rooms/access/policies`);
  }
  return createApi({ services, routes, gatekeeper, title: "Breakwater, enclave", sessionCookie: "breakwater_enclave_session" });
}
