import type { ArtefactStore } from "./artefacts.ts";
import type { Clock } from "./clock.ts";
import type { Configuration } from "./configuration.ts";
import type { Database } from "./database.ts";
import type { Jobs } from "./jobs.ts";
import type { KeyService } from "./keys.ts";
import type { Log } from "./log.ts";
import type { Messages } from "./messages.ts";

/** What a composition root hands to every workflow: the world, as arguments. */
export interface Services {
  readonly db: Database;
  readonly clock: Clock;
  readonly jobs: Jobs;
  readonly keys: KeyService;
  readonly artefacts: ArtefactStore;
  readonly configuration: Configuration;
  readonly messages: Messages;
  readonly log: Log;
  /** Every room's published counts, by room name: all that oversight ever reads. */
  readonly publishedCounts: () => Promise<Readonly<Record<string, Readonly<Record<string, number>>>>>;
}
