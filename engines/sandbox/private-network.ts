import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { HOSTS } from "./bubblewrap-arguments.ts";
import type { Owner } from "./confined-files.ts";
import { toHostName } from "./remove-leftovers.ts";
import { SandboxError, toShownText } from "./sandbox.errors.ts";
import type { NetworkPlace, NetworkPlan, SandboxNetwork } from "./sandbox.types.ts";

// One user namespace for the whole network, and in it one network namespace for each host; hosts that share a segment are
// joined by a pair of virtual cables. What holds a namespace is a `cat` that waits on a pipe of ours, so that nothing is left
// when we die. A sandbox enters its host's namespace before it makes the user namespace of its own: it holds no right over
// the cables, and nothing is forwarded, so that an address beyond its segments has no route, and is noticed as ever.

const ENVIRONMENT = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin" };
const READY = "ready";
// IPv6 would talk by itself on a new cable; a web server may have port 80. `unshare` maps the caller to root inside.
const KEEP = `ip link set lo up || exit 1
cd /proc/sys/net && { echo 1 > ipv6/conf/default/disable_ipv6; echo 0 > ipv4/ip_unprivileged_port_start; } 2> /dev/null
cd / && echo ${READY} && exec cat`;
const MOST_HOSTS = 12;
const LISTENING = "0A";

interface Keeper {
  readonly name: string;
  readonly pid: number;
  readonly process: ChildProcess;
}

const enter = (pid: number): string[] => ["--target", String(pid), "--user", "--preserve-credentials", "--net", "--"];

/** The words before bwrap's own command line by which it starts in a host's namespace. */
export function toEntry({ pid }: NetworkPlace): string[] {
  return ["/usr/bin/nsenter", ...enter(pid)];
}

function failure(detail: string, cause?: unknown): SandboxError {
  return new SandboxError("unavailable", `No private network can be made here: ${toShownText(detail)} (it needs unshare and nsenter of util-linux, ip of iproute2, and user namespaces)`, { cause });
}

/** Runs until its namespaces are ready, and then until its standard input ends. */
async function startKeeper(name: string, argv: readonly [string, ...string[]], account: Partial<Owner>): Promise<Keeper> {
  const [program, ...rest] = argv;
  const child = spawn(program, rest, { stdio: ["pipe", "pipe", "pipe"], cwd: "/", env: ENVIRONMENT, detached: true, ...account });
  child.stdin.on("error", () => undefined);
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said = `${said}${chunk.toString()}`.slice(-500);
  });
  const ready = new Promise<void>((resolve, reject) => {
    child.once("error", (cause) => reject(failure(`${program} does not run`, cause)));
    child.once("exit", () => reject(failure(said)));
    child.stdout.on("data", (chunk: Buffer) => {
      if (chunk.toString().includes(READY)) resolve();
    });
  });
  await ready;
  return { name, pid: child.pid ?? 0, process: child };
}

/** One cable for each two hosts that share a segment, and no route to the rest of it: a scan finds nobody, and leaves nobody. */
function cableCommands(plan: NetworkPlan, keepers: ReadonlyMap<string, Keeper>): string[] {
  const within = (host: string, command: string) => `nsenter --target ${keepers.get(host)?.pid} --net ${command}`;
  const commands: string[] = [];
  let cables = 0;
  for (const [index, one] of plan.hosts.entries()) {
    for (const other of plan.hosts.slice(index + 1)) {
      for (const [segment, address] of Object.entries(one.addresses)) {
        const far = other.addresses[segment];
        if (far === undefined) continue;
        const cable = `cable${cables}`;
        cables += 1;
        commands.push(`ip link add ${cable} netns ${keepers.get(one.name)?.pid} type veth peer name ${cable} netns ${keepers.get(other.name)?.pid}`);
        for (const [host, near, peer] of [[one.name, address, far], [other.name, far, address]] as const) {
          commands.push(within(host, `ip address add ${near}/32 peer ${peer}/32 dev ${cable}`), within(host, `ip link set ${cable} up`));
        }
      }
    }
    for (const address of Object.values(one.addresses)) commands.push(within(one.name, `ip route add unreachable ${address.replace(/\d+$/, "0/24")}`));
  }
  return commands;
}

async function lay(commands: readonly string[], first: Keeper, account: Partial<Owner>): Promise<void> {
  const child = spawn("nsenter", [...enter(first.pid), "/bin/sh", "-e", "-c", commands.join("\n")], { stdio: ["ignore", "ignore", "pipe"], cwd: "/", env: ENVIRONMENT, ...account });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said = `${said}${chunk.toString()}`.slice(-500);
  });
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw failure(said);
}

/**
 * What stands in /etc/hosts of a host: itself and whom it reaches by name, and every other address of its segments, because
 * programs ask for the name of any address they meet, and a question that no file answers is an attempt to leave.
 */
export function writeHosts({ hosts }: NetworkPlan, name: string): string {
  const own = hosts.find((host) => host.name === name)?.addresses ?? {};
  const known = new Map(hosts.flatMap((host) => Object.entries(host.addresses).flatMap(([segment, address]) => (own[segment] === undefined ? [] : [[address, host.name] as const]))));
  const lines = Object.entries(own).flatMap(([segment, address]) =>
    Array.from({ length: 256 }, (_, last) => address.replace(/\d+$/, String(last))).map((each) => `${each} ${known.get(each) ?? `host-${each.slice(each.lastIndexOf(".") + 1)}.${segment}`}`));
  return `${HOSTS}${lines.map((line) => `${line}\n`).join("")}`;
}

// Names and addresses end in shell commands and files of ours.
function checkPlan({ hosts }: NetworkPlan): void {
  const names = hosts.map(({ name }) => name);
  const refuse = (detail: string) => new SandboxError("command-refused", detail);
  if (hosts.length === 0 || hosts.length > MOST_HOSTS) throw refuse(`hosts: name 1 to ${MOST_HOSTS}, not ${hosts.length}`);
  if (new Set(names).size < names.length) throw refuse("hosts: two have the same name");
  const odd = [...names, ...hosts.flatMap(({ addresses }) => Object.keys(addresses))].find((name) => !/^[a-z0-9][a-z0-9-]{0,63}$/.test(name));
  if (odd !== undefined) throw refuse(`hosts: ${toShownText(odd)} is no name of a host or segment; use lower-case letters, digits and hyphens`);
  for (const { name, addresses } of hosts)
    for (const address of Object.values(addresses)) if (!/^10\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(address)) throw refuse(`hosts.${toShownText(name)}: ${toShownText(address)} is no address of 10.0.0.0/8`);
}

/** The network of one sample or exercise. `account` is whom its sandboxes run as outside; `directory` is for its files. */
export async function openPrivateNetwork(plan: NetworkPlan, { owner, account, directory }: { readonly owner: Owner; readonly account: Partial<Owner>; readonly directory: string }): Promise<SandboxNetwork> {
  checkPlan(plan);
  const folder = await mkdtemp(join(directory, toHostName("network")));
  const hostsFile = (host: string) => join(folder, host);
  const keepers = new Map<string, Keeper>();
  const close = async () => {
    await Promise.all(
      [...keepers.values()].map(async ({ process: child }) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const ended = once(child, "exit");
        child.stdin?.end();
        await ended;
      }),
    );
    await rm(folder, { recursive: true, force: true });
  };
  const requireKeeper = (host: string) => {
    const keeper = keepers.get(host);
    if (!keeper) throw new SandboxError("command-refused", `The network has no host ${toShownText(host)}; it has ${[...keepers.keys()].join(", ")}`);
    return keeper;
  };
  try {
    let first: Keeper | undefined;
    for (const { name } of plan.hosts) {
      await writeFile(hostsFile(name), writeHosts(plan, name), { mode: 0o444 });
      const argv: [string, ...string[]] = first
        ? ["nsenter", ...enter(first.pid), "unshare", "--net", "--", "/bin/sh", "-c", KEEP]
        : ["unshare", "--user", "--map-root-user", "--net", "--", "/bin/sh", "-c", KEEP];
      const keeper = await startKeeper(name, argv, account);
      keepers.set(name, keeper);
      first ??= keeper;
    }
    if (first) await lay(cableCommands(plan, keepers), first, account);
  } catch (cause) {
    await close();
    throw cause;
  }
  return {
    at: (host) => ({ host, pid: requireKeeper(host).pid, owner, hostsFile: hostsFile(host) }),
    isListening(host, port) {
      const { pid } = requireKeeper(host);
      const ending = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
      return ["tcp", "tcp6"].some((table) =>
        readTable(`/proc/${pid}/net/${table}`).some((line) => {
          const [, local = "", , state] = line.trim().split(/\s+/);
          return state === LISTENING && local.endsWith(ending);
        }));
    },
    close,
  };
}

function readTable(path: string): string[] {
  try {
    return readFileSync(path, "utf8").split("\n");
  } catch (cause) {
    // No IPv6 in this kernel.
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw cause;
  }
}
