import { join } from "node:path";
import { accessRoom, adoptOwnedRows, adoptUnsealedRows, gatekeeper, isKnownPermission } from "#rooms/access";
import { auditRoom } from "#rooms/audit";
import { engagementRoom } from "#rooms/engagement";
import { determinationRoom } from "#rooms/determination";
import { partnersRoom } from "#rooms/partners";
import { scanningRoom } from "#rooms/scanning";
import { findingsRoom } from "#rooms/findings";
import { coordinationRoom } from "#rooms/coordination";
import { remediationRoom } from "#rooms/remediation";
import { publicationRoom } from "#rooms/publication";
import { distributionRoom } from "#rooms/distribution";
import { assistanceRoom } from "#rooms/assistance";
import { obligationsRoom } from "#rooms/obligations";
import { oversightRoom } from "#rooms/oversight";
import { composeServices, createApi, migrate, platformRoom, systemClock, type Configuration, type IncomingMail, type Log, type Room, type Route, type Services } from "#rooms/platform";
import { exerciseProgressRoute } from "./exercise-progress.ts";

/** The rooms of the low side, in the order of their foundations. The enclave's room is not among them. */
export const LOW_SIDE_ROOMS: readonly Room[] = [
  platformRoom,
  auditRoom,
  accessRoom,
  engagementRoom,
  determinationRoom,
  partnersRoom,
  scanningRoom,
  findingsRoom,
  coordinationRoom,
  remediationRoom,
  publicationRoom,
  distributionRoom,
  assistanceRoom,
  obligationsRoom,
  oversightRoom,
];

/** The whole API of the low side. */
export const LOW_SIDE_ROUTES: readonly Route[] = [...LOW_SIDE_ROOMS.flatMap((room) => room.routes ?? []), exerciseProgressRoute];

/** Brings the database up to date (one process at a time) and opens the world of the low side. */
export async function openLowSide(configuration: Configuration, log: Log): Promise<Services> {
  const directory = join(import.meta.dirname, "../../migrations");
  await migrate({ url: configuration.databaseUrl, directory, rooms: LOW_SIDE_ROOMS.map((room) => room.name) });
  const services = await composeServices({ configuration, rooms: LOW_SIDE_ROOMS, clock: systemClock, log });
  await adoptUnsealedRows(services);
  await adoptOwnedRows(services, LOW_SIDE_ROOMS.flatMap((room) => room.owned ?? []));
  return services;
}

/** The low side's HTTP application. A route whose permission no policy speaks of stops the start. */
export function createLowSideApi(services: Services) {
  for (const { method, path, permission } of LOW_SIDE_ROUTES) {
    if (!isKnownPermission(permission)) throw new Error(`${method} ${path}: no policy speaks of ${permission}; add it to rooms/access/policies`);
  }
  return createApi({ services, routes: LOW_SIDE_ROUTES, gatekeeper, title: "Breakwater" });
}

/** Hands incoming mail to the room whose address it was sent to. */
export function createPostOffice(services: Services) {
  const mailboxes = LOW_SIDE_ROOMS.flatMap((room) => (room.mailbox ? [room.mailbox] : []));
  const findMailbox = async (address: string) => {
    for (const mailbox of mailboxes) if (await mailbox.accepts(services, address)) return mailbox;
    return undefined;
  };
  return {
    accepts: async (address: string) => (await findMailbox(address)) !== undefined,
    receive: async (mail: IncomingMail) => (await findMailbox(mail.to))?.receive(services, mail),
  };
}
