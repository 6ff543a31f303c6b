import { join } from "node:path";
import { createArtefactStore } from "./artefacts.ts";
import type { Clock } from "./clock.ts";
import type { Configuration } from "./configuration.ts";
import { openDatabase } from "./database.ts";
import { openJobs } from "./jobs.ts";
import { createKeyService } from "./keys.ts";
import type { Log } from "./log.ts";
import { createMessages } from "./messages.ts";
import { APPLICATION_ROLE } from "./migrate.ts";
import { createOwnerKeeper } from "./ownership.ts";
import type { Room } from "./room.ts";
import { createGuardedFetch } from "./safe-fetch.ts";
import type { Services } from "./services.ts";

export interface Composition {
  readonly configuration: Configuration;
  readonly rooms: readonly Room[];
  readonly clock: Clock;
  readonly log: Log;
}

/** The event of a row whose seal no longer fits: the data is a `ChangedRow`. */
const ROW_CHANGED = "platform.row-changed-outside";

/** Builds the world that the given rooms work in. The database must have been migrated. */
export async function composeServices({ configuration, rooms, clock, log }: Composition): Promise<Services> {
  const keys = createKeyService(join(configuration.dataDirectory, "keys"));
  const owners = createOwnerKeeper(keys, async (changed) => {
    log.error("a row was changed outside of Breakwater and is shown to nobody", { table: changed.table, id: changed.id });
    // A seal may also name a person or an address, which no job need know.
    await services.jobs.raise(ROW_CHANGED, { ...changed, rightful: changed.rightful.filter((id) => id.startsWith("org_")) });
  });
  const services: Services = {
    db: openDatabase({ url: configuration.databaseUrl, role: APPLICATION_ROLE, owners }),
    clock,
    log,
    configuration,
    keys,
    fetch: createGuardedFetch({ allow: configuration.outboundAllow }),
    artefacts: createArtefactStore(join(configuration.dataDirectory, "artefacts"), keys),
    messages: createMessages(rooms.flatMap((room) => (room.messages ? [room.messages] : []))),
    jobs: await openJobs({
      url: configuration.databaseUrl,
      jobs: rooms.flatMap((room) => room.jobs ?? []),
      subscriptions: rooms.flatMap((room) => room.subscriptions ?? []),
      log,
    }),
    publishedCounts: async (of) => {
      const counts: Record<string, Readonly<Record<string, number>>> = {};
      for (const room of rooms) if (room.counts && (of === undefined || of.includes(room.name))) counts[room.name] = await room.counts(services);
      return counts;
    },
    figures: rooms.flatMap((room) => room.figures ?? []),
    exportOwned: async (organisationId) => {
      const owned: Record<string, Readonly<Record<string, unknown>>> = {};
      for (const room of rooms) if (room.exportOwned) owned[room.name] = await room.exportOwned(services, organisationId);
      return owned;
    },
    as: (actor) => ({ ...services, db: services.db.as(actor) }),
  };
  return services;
}

/** Stops working jobs, then closes the database. */
export async function closeServices(services: Services): Promise<void> {
  await services.jobs.stop();
  await services.db.close();
}
