import type { z } from "zod";
import type { FigureDefinition } from "#contracts/oversight";
import type { Actor } from "./actor.ts";
import type { ArtefactStore } from "./artefacts.ts";
import type { Clock } from "./clock.ts";
import type { Configuration } from "./configuration.ts";
import type { Database, Transaction } from "./database.ts";
import type { KeyService } from "./keys.ts";
import type { Log } from "./log.ts";
import type { Messages } from "./messages.ts";
import type { GuardedFetch } from "./safe-fetch.ts";

/** What a composition root hands to every workflow: the world, as arguments. */
export interface Services {
  readonly db: Database;
  readonly clock: Clock;
  readonly jobs: Jobs;
  readonly keys: KeyService;
  readonly artefacts: ArtefactStore;
  /** The one way out over HTTP: to no address of our own network that the configuration does not name. */
  readonly fetch: GuardedFetch;
  readonly configuration: Configuration;
  readonly messages: Messages;
  readonly log: Log;
  /** Every room's published counts, by room name: all that oversight ever reads. `of`: of these rooms alone, and no other counts anything. */
  readonly publishedCounts: (of?: readonly string[]) => Promise<Readonly<Record<string, Readonly<Record<string, number>>>>>;
  /** Every room's definitions of figures over the ledger, rooms in their order. */
  readonly figures: readonly FigureDefinition[];
  /** What each room keeps that an organisation owns, by room name. */
  readonly exportOwned: (organisationId: string) => Promise<Readonly<Record<string, Readonly<Record<string, unknown>>>>>;
  /** The same world with a database that acts for this person: what the HTTP edge hands to a route. */
  as(actor: Actor): Services;
}

/**
 * Work that may wait, may run again and must be safe to run twice. A deadline is a job with `startAfter`, so it is a
 * row in the database and not a timer in memory.
 */
export interface Job<Payload = unknown> {
  /** `room.verb-object`, unique over the whole installation. */
  readonly name: string;
  readonly payload: z.ZodType<Payload>;
  run(services: Services, payload: Payload): Promise<void>;
  /** How long one run may take before another worker takes it over, seconds; default 300. */
  readonly expireInSeconds?: number;
  /** Runs at once in one worker; default 2. */
  readonly concurrency?: number;
  /** Cron expression (UTC) for jobs that come round by themselves; their payload is `{}`. */
  readonly schedule?: string;
}

/** An upper room's wish to run `job` when a lower room records `event`; the event's data is the payload. */
export interface Subscription {
  readonly event: string;
  readonly job: string;
}

export interface EnqueueOptions {
  /** Not before this instant. */
  readonly startAfter?: Date;
  /** At most one waiting job of this name and key. */
  readonly singletonKey?: string;
}

export interface ScheduledWork {
  readonly job: string;
  /** Cron expression, UTC. */
  readonly schedule: string;
  /** The newest run that began, as far back as runs are kept (7 days); null without one. */
  readonly lastRanAt: string | null;
  readonly outcome: "done" | "failed" | "running" | "never";
}

export interface Jobs {
  /** Puts a job in the same transaction as the act that calls for it: no act without its job, no job without its act. */
  enqueue<Payload>(tx: Transaction, job: Pick<Job<Payload>, "name">, payload: Payload, options?: EnqueueOptions): Promise<void>;
  /** Records an event for rooms above: each subscribed job is enqueued in this transaction. */
  emit(tx: Transaction, event: string, data: Readonly<Record<string, unknown>>): Promise<void>;
  /** The same outside of any transaction: for an alarm that must stand even when the act at hand comes to nothing. */
  raise(event: string, data: Readonly<Record<string, unknown>>): Promise<void>;
  /** How the work that comes round by itself has gone. */
  listSchedules(): Promise<readonly ScheduledWork[]>;
  /** Starts working the given jobs in this process until `stop`. */
  work(services: Services): Promise<void>;
  /**
   * Runs every job that is due by `until`, and those they bring about, here and one after another; for tests and
   * drills, which say what time it is.
   */
  drain(services: Services, until: Date): Promise<number>;
  /** Lets running jobs end (at most 5 s), then stops. */
  stop(): Promise<void>;
}
