import { PgBoss } from "pg-boss";
import { APPLICATION_ROLE } from "./migrate.ts";
import { Refusal } from "./refusal.ts";
import type { Log } from "./log.ts";
import type { Job, Jobs, ScheduledWork, Services, Subscription } from "./services.ts";

export interface JobsOptions {
  /** Owner's URL: the queue keeps its own schema. */
  readonly url: string;
  readonly jobs: readonly Job<never>[];
  readonly subscriptions: readonly Subscription[];
  readonly log: Log;
}

// A deadline must survive an installation that stood still for years; the queue would else forget it after days.
const KEEP_WAITING_SECONDS = 10 * 365 * 86_400;
const KEEP_DONE_SECONDS = 7 * 86_400;
// A killed worker's job is noticed by this monitor; 15 s is the bound measured for it to run again.
const MONITOR_SECONDS = 5;

export async function openJobs(options: JobsOptions): Promise<Jobs> {
  const boss = new PgBoss({
    connectionString: options.url,
    schema: "pgboss",
    max: 5,
    useListenNotify: true,
    monitorIntervalSeconds: MONITOR_SECONDS,
    superviseIntervalSeconds: MONITOR_SECONDS,
    cronWorkerIntervalSeconds: 5,
  });
  boss.on("error", (error) => options.log.warn("job queue error", { error }));
  await boss.start();
  for (const job of options.jobs) {
    await boss.createQueue(job.name, { notify: true, retryLimit: 8, retryDelay: 1, retryBackoff: true, retryDelayMax: 60, expireInSeconds: job.expireInSeconds ?? 300, retentionSeconds: KEEP_WAITING_SECONDS, deleteAfterSeconds: KEEP_DONE_SECONDS });
  }
  await grantQueueToApplication(boss);
  const known = new Set(options.jobs.map((job) => job.name));
  for (const { event, job } of options.subscriptions) {
    if (!known.has(job)) throw new Error(`Subscription of ${event} names the unknown job ${job}`);
  }

  const enqueue: Jobs["enqueue"] = async (tx, job, payload, enqueueOptions = {}) => {
    if (!known.has(job.name)) throw new Error(`Unknown job ${job.name}; list it in its room's jobs`);
    const { startAfter, singletonKey } = enqueueOptions;
    await boss.send(job.name, payload as object, {
      db: { executeSql: tx.executeSql },
      ...(startAfter ? { startAfter } : {}),
      ...(singletonKey ? { singletonKey } : {}),
    });
  };

  return {
    enqueue,
    emit: async (tx, event, data) => {
      for (const subscription of options.subscriptions) {
        if (subscription.event === event) await enqueue(tx, { name: subscription.job }, data);
      }
    },
    raise: async (event, data) => {
      for (const subscription of options.subscriptions) if (subscription.event === event) await boss.send(subscription.job, { ...data });
    },
    listSchedules: () => listSchedules(boss, options.jobs),
    work: async (services) => {
      for (const job of options.jobs) await workOne(boss, job, services);
    },
    drain: (services, until) => drain(boss, options.jobs, { services, until }),
    stop: () => boss.stop({ graceful: true, timeout: 5000, close: true }),
  };
}

const NEWEST_RUNS = `
  SELECT DISTINCT ON (name) name, started_on, state FROM pgboss.job
  WHERE name = ANY ($1) AND started_on IS NOT NULL ORDER BY name, started_on DESC`;

async function listSchedules(boss: PgBoss, jobs: readonly Job<never>[]): Promise<readonly ScheduledWork[]> {
  const scheduled = jobs.flatMap(({ name, schedule }) => (schedule === undefined ? [] : [{ job: name, schedule }]));
  const { rows } = (await boss.getDb().executeSql(NEWEST_RUNS, [scheduled.map(({ job }) => job)])) as { readonly rows: readonly { readonly name: string; readonly started_on: Date | string; readonly state: string }[] };
  return scheduled.map(({ job, schedule }) => {
    const run = rows.find(({ name }) => name === job);
    if (!run) return { job, schedule, lastRanAt: null, outcome: "never" };
    return { job, schedule, lastRanAt: new Date(run.started_on).toISOString(), outcome: run.state === "completed" ? "done" : run.state === "active" ? "running" : "failed" };
  });
}

async function workOne(boss: PgBoss, job: Job<never>, services: Services): Promise<void> {
  const workers = job.concurrency ?? 2;
  for (let index = 0; index < workers; index += 1) {
    const worker: string = await boss.work(job.name, { batchSize: 1, pollingIntervalSeconds: 2, notifyPollingIntervalSeconds: 2 }, async ([item]) => {
      if (!item) return;
      // Where one job was there may be more: look again at once, and go back to waiting only when nothing was found.
      boss.notifyWorker(worker);
      await runJob(job, services, item.data);
    });
  }
  if (job.schedule) await boss.schedule(job.name, job.schedule, {}, { tz: "UTC" });
}

/**
 * The caller's present may lie before or after the database's, so each waiting job's own due instant decides: a job
 * without one starts at the instant it was made. One that is not due is put out of the way by a thousand years.
 */
const ALIGN_DUE = `
  UPDATE pgboss.job SET start_after = CASE WHEN due <= $1 THEN created_on ELSE due + interval '1000 years' END
  FROM (
    SELECT id AS waiting, CASE
      WHEN start_after = created_on THEN '-infinity'::timestamptz
      WHEN start_after > '2900-01-01' THEN start_after - interval '1000 years'
      ELSE start_after END AS due
    FROM pgboss.job WHERE state < 'active') AS jobs
  WHERE id = waiting AND state < 'active'`;

const WAITING = "SELECT DISTINCT name FROM pgboss.job WHERE state < 'active' AND start_after <= now()";

async function drain(boss: PgBoss, jobs: readonly Job<never>[], { services, until }: { services: Services; until: Date }): Promise<number> {
  let ran = 0;
  for (;;) {
    await boss.getDb().executeSql(ALIGN_DUE, [until]);
    const { rows } = (await boss.getDb().executeSql(WAITING)) as { readonly rows: readonly { readonly name: string }[] };
    const waiting = new Set(rows.map(({ name }) => name));
    const before = ran;
    for (const job of jobs.filter(({ name }) => waiting.has(name))) {
      for (const item of await boss.fetch<unknown>(job.name, { batchSize: 100 })) {
        await runJob(job, services, item.data);
        await boss.complete(job.name, item.id);
        ran += 1;
      }
    }
    if (ran === before) return ran;
  }
}

/** Runs one job: a refusal ends it, anything else is thrown so that the queue tries again. */
export async function runJob<Payload>(job: Job<Payload>, services: Services, data: unknown): Promise<void> {
  const payload = job.payload.safeParse(data);
  if (!payload.success) {
    services.log.error("job payload refused", { job: job.name, problem: payload.error.message });
    return;
  }
  try {
    await job.run(services, payload.data);
  } catch (error) {
    if (error instanceof Refusal) {
      services.log.info("job ended with a refusal", { job: job.name, code: error.code, message: error.message });
      return;
    }
    services.log.error("job failed and will run again", { job: job.name, error });
    throw error;
  }
}

/** In one transaction, one process at a time: two that grant on one table at the same instant would fail, and with them their start. */
async function grantQueueToApplication(boss: PgBoss): Promise<void> {
  await boss.getDb().executeSql(`
    SELECT pg_advisory_xact_lock(hashtext('breakwater-queue-grants'));
    GRANT USAGE ON SCHEMA pgboss TO ${APPLICATION_ROLE};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA pgboss TO ${APPLICATION_ROLE};
    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA pgboss TO ${APPLICATION_ROLE}`);
}
