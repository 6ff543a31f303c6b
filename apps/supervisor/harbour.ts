import { join } from "node:path";
import { startCluster, type Cluster } from "#rooms/platform";
import { buildWeb } from "./build-web.ts";
import { startChild, type Child } from "./child.ts";
import type { Installation, Side } from "./installation.ts";
import { keepWorking } from "./keep-working.ts";
import { choosePort } from "./ports.ts";

export interface HarbourOptions {
  readonly installation: Installation;
  readonly exercise: boolean;
  readonly port: number | undefined;
  /** The low side's database when it is not the embedded one. */
  readonly databaseUrl: string | undefined;
  /** Where mail goes out; in the exercise, the exercise's own mail server. */
  readonly smtpUrl: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** A running installation: both sides' databases, server, worker and enclave. */
export interface Harbour {
  readonly url: string;
  readonly enclaveUrl: string;
  readonly mailPort: number;
  /** One-time links of the first administrators, while there is nobody else. */
  readonly administratorLink: string | undefined;
  readonly enclaveAdministratorLink: string | undefined;
  /** Rejects when a part ended by itself. */
  readonly broken: Promise<never>;
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 90_000;
/** Server and workers each take up to fifteen connections of the sixty that the embedded database has. */
const MOST_WORKERS = 2;
/** Node's compiled code of the last start: each side's own, since neither may write what the other runs. */
export const CODE_CACHE = "code-cache";

/** Starts everything in the order of who needs whom; what was started is stopped again when a later part fails. */
export async function startHarbour(options: HarbourOptions): Promise<Harbour> {
  const running: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const end of running.splice(0).toReversed()) await end();
  };
  try {
    return await startParts(options, running, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startParts(options: HarbourOptions, running: (() => Promise<void>)[], stop: () => Promise<void>): Promise<Harbour> {
  const { installation, environment } = options;
  const [lowUrl, enclaveDatabaseUrl, web] = await Promise.all([
    options.databaseUrl ?? startDatabase(installation.low, running),
    environment["BREAKWATER_ENCLAVE_DATABASE_URL"] ?? startDatabase(installation.enclave, running),
    buildWeb(installation.checkout),
  ]);
  const port = options.port ?? (await choosePort(8420));
  const mailPort = await choosePort(8425);
  const served = { BREAKWATER_WEB: asSeenBySide(installation, web) };
  const lowEnvironment = {
    DATABASE_URL: lowUrl,
    BREAKWATER_DATA: installation.low.directory,
    BREAKWATER_PORT: String(port),
    BREAKWATER_EXERCISE: options.exercise ? "1" : "0",
    BREAKWATER_EXCHANGE: installation.exchange,
    BREAKWATER_EXERCISE_FOLDER: installation.exercise,
    BREAKWATER_MAIL_IN_PORT: String(mailPort),
    ...pick(environment, ["BREAKWATER_PUBLIC_URL", "BREAKWATER_MAIL_DOMAIN", "BREAKWATER_HOST", "BREAKWATER_CARD_PROXY_SECRET", "BREAKWATER_OUTBOUND_ALLOW", "BREAKWATER_TRUSTED_PROXIES", "BREAKWATER_RATE_FACTOR"]),
    ...(options.smtpUrl ? { BREAKWATER_SMTP_URL: options.smtpUrl } : {}),
    ...served,
  };
  const log = (name: string) => join(installation.home, `${name}.log`);
  const start = (name: string, script: string, side: Side, variables: Readonly<Record<string, string>>): Child =>
    startChild({ name, script, checkout: installation.checkout, runAs: side.runAs, environment: { ...variables, NODE_COMPILE_CACHE: join(side.directory, CODE_CACHE) }, logFile: log(name), onEvent: (event) => announcements.push({ name, event }) });
  const stopWithTheRest = <Part extends Pick<Child, "stop">>(part: Part): Part => {
    running.push(() => part.stop());
    return part;
  };
  const child = (...part: Parameters<typeof start>): Child => stopWithTheRest(start(...part));
  const announcements: { name: string; event: Readonly<Record<string, unknown>> }[] = [];
  const enclave = child("enclave", "apps/enclave/main.ts", installation.enclave, {
    DATABASE_URL: enclaveDatabaseUrl,
    BREAKWATER_DATA: installation.enclave.directory,
    BREAKWATER_PORT: String(await choosePort(port + 1)),
    BREAKWATER_EXERCISE: options.exercise ? "1" : "0",
    BREAKWATER_EXCHANGE: installation.exchange,
    ...pick(environment, ["BREAKWATER_MAIL_DOMAIN", "BREAKWATER_HOST", "BREAKWATER_BENCHMARK_SETS", "BREAKWATER_OUTBOUND_ALLOW", "BREAKWATER_TRUSTED_PROXIES", "BREAKWATER_RATE_FACTOR"]),
    ...(options.smtpUrl ? { BREAKWATER_SMTP_URL: options.smtpUrl } : {}),
    ...served,
  });
  const server = child("server", "apps/server/main.ts", installation.low, lowEnvironment);
  const listening = await server.waitFor("listening", START_TIMEOUT_MS);
  const workers = Array.from({ length: countWorkers(environment["BREAKWATER_WORKERS"]) }, (_none, at) =>
    stopWithTheRest(keepWorking(() => start(at === 0 ? "worker" : `worker-${at + 1}`, "apps/worker/main.ts", installation.low, lowEnvironment))),
  );
  const enclaveListening = await enclave.waitFor("listening", START_TIMEOUT_MS);
  const linkOf = (name: string) => announcements.find((one) => one.name === name && one.event["event"] === "first-administrator-link")?.event["token"] as string | undefined;
  return {
    url: String(listening["url"]),
    enclaveUrl: String(enclaveListening["url"]),
    mailPort,
    administratorLink: linkOf("server"),
    enclaveAdministratorLink: linkOf("enclave"),
    broken: Promise.race([server, enclave, ...workers].map(failWhenEnded)),
    stop,
  };
}

/** One, where nothing else is said. */
function countWorkers(setting = "1"): number {
  const count = Number(setting);
  if (!Number.isInteger(count) || count < 1 || count > MOST_WORKERS) throw new Error(`BREAKWATER_WORKERS=${setting}: expected a whole number from 1 to ${MOST_WORKERS}`);
  return count;
}

async function failWhenEnded(child: Pick<Child, "ended">): Promise<never> {
  const code = await child.ended;
  throw new Error(`A part of the installation ended by itself (${code})`);
}

async function startDatabase(side: Side, running: (() => Promise<void>)[]): Promise<string> {
  const cluster: Cluster = await startCluster({ directory: join(side.directory, "postgres"), runAs: side.runAs });
  running.push(() => cluster.stop());
  await cluster.createDatabase("breakwater");
  return cluster.url("breakwater");
}

/** The built web app as the side's own user sees it: through its own view of the checkout when that is a private folder. */
function asSeenBySide(installation: Installation, web: string): string {
  const [path = ""] = installation.low.runAs([web]).slice(-1);
  return path;
}

function pick(environment: Readonly<Record<string, string | undefined>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]])));
}
