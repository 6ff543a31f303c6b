import { lstatSync, readdirSync, readlinkSync } from "node:fs";
import { toPrlimitOptions } from "./sandbox-limits.ts";
import { SandboxError, toShownText } from "./sandbox.errors.ts";
import type { ExecCommand, NetworkPlace, SandboxLimits } from "./sandbox.types.ts";

/** Holes made on purpose, so that a test can see the matching probes turn red. Never for use. */
export type SandboxWeakness =
  | "share-network"
  | "share-host-files"
  | "share-host-processes"
  | "share-host-ipc"
  | "share-host-name"
  | "no-system-call-filter"
  | "allow-user-namespaces"
  | "keep-capabilities"
  | "leak-environment"
  | "leak-descriptor"
  | "no-limits";

export function hasHole(weaknesses: readonly SandboxWeakness[], ...holes: readonly SandboxWeakness[]): boolean {
  return holes.some((hole) => weaknesses.includes(hole));
}

export interface BubblewrapArguments {
  readonly workFolder: string;
  readonly command: ExecCommand;
  readonly limits: SandboxLimits;
  readonly disableUserNamespaces: boolean;
  /** Whether the limits of single processes are set inside; else whoever starts bwrap has set them. */
  readonly limitInside: boolean;
  readonly weaknesses: readonly SandboxWeakness[];
  /** Set where the run is started in a network of ours; else it gets a loopback of its own. */
  readonly network?: NetworkPlace | undefined;
  readonly descriptors: Readonly<Record<"status" | "block" | "filter" | "resolver" | "hosts", number>>;
}

export const FIXED_ENVIRONMENT = { PATH: "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", HOME: "/box", LANG: "C.UTF-8" };
const DEFAULT_USER = 1000;
const TEMPORARY_BYTES = 256 * 1024 * 1024;
// What compilers and the dynamic linker read; no accounts, no host name, no resolver, no keys.
const ETC = ["/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives"];
// Debian keeps a part of its JDK there, without which java does not start.
const JAVA_SETTINGS = /^java-\d+-openjdk$/;

// A name lookup goes to an address of RFC 5737 that nobody has, so that it fails at once and is noticed as an attempt
// to leave, while `localhost` works.
export const RESOLVER = "nameserver 192.0.2.53\noptions timeout:1 attempts:1\n";
export const HOSTS = "127.0.0.1 localhost sandbox\n::1 localhost sandbox\n";

let systemBinds: readonly string[] | undefined;

/** /bin, /lib and their like: links into /usr on a merged system, folders of their own on an older one. */
function bindSystem(): readonly string[] {
  systemBinds ??= ["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"].flatMap((path) => {
    const entry = lstatSync(path, { throwIfNoEntry: false });
    if (!entry) return [];
    return entry.isSymbolicLink() ? ["--symlink", readlinkSync(path), path] : ["--ro-bind", path, path];
  });
  return systemBinds;
}

let settingsBinds: readonly string[] | undefined;

function bindSettings(): readonly string[] {
  settingsBinds ??= [...ETC, ...readdirSync("/etc").filter((name) => JAVA_SETTINGS.test(name)).map((name) => `/etc/${name}`)].flatMap((path) => ["--ro-bind-try", path, path]);
  return settingsBinds;
}

/** Refuses what no backend can run; throws `command-refused` with the field's name. */
export function checkCommand({ argv, env, cwd, user }: ExecCommand): void {
  const texts = [...argv, ...Object.values(env ?? {}), cwd ?? ""];
  if (!argv[0]) throw new SandboxError("command-refused", "argv names no program");
  if (texts.some((text) => text.includes("\0"))) throw new SandboxError("command-refused", "argv, env or cwd holds a NUL character");
  if (cwd !== undefined && !cwd.startsWith("/")) throw new SandboxError("command-refused", `cwd must be an absolute path inside the sandbox, not ${toShownText(cwd)}`);
  if (user !== undefined && (!Number.isSafeInteger(user) || user < 0 || user > 65_533)) throw new SandboxError("command-refused", `user must be a whole number from 0 to 65533, not ${toShownText(String(user))}`);
  for (const name of Object.keys(env ?? {})) {
    if (!/^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(name)) throw new SandboxError("command-refused", `env.${toShownText(name)} is not a usable name`);
    if (name in FIXED_ENVIRONMENT) throw new SandboxError("command-refused", `env.${name} is fixed inside the sandbox; choose another name`);
  }
}

function hostFolders(): string[] {
  return readdirSync("/").filter((name) => !["proc", "dev", "box"].includes(name)).map((name) => `/${name}`);
}

function fileSystem({ workFolder, weaknesses, descriptors }: BubblewrapArguments): string[] {
  if (weaknesses.includes("share-host-files"))
    // Folder by folder: a place for /box can be made in a root of our own, not in the host's.
    return [...hostFolders().flatMap((path) => ["--bind", path, path]), "--proc", "/proc", "--dev", "/dev", "--bind", workFolder, "/box"];
  return [
    "--ro-bind", "/usr", "/usr",
    ...bindSystem(),
    ...bindSettings(),
    "--perms", "0444", "--ro-bind-data", String(descriptors.resolver), "/etc/resolv.conf",
    "--perms", "0444", "--ro-bind-data", String(descriptors.hosts), "/etc/hosts",
    "--proc", "/proc",
    "--dev", "/dev",
    "--remount-ro", "/dev",
    "--perms", "0700", "--size", String(TEMPORARY_BYTES), "--tmpfs", "/tmp",
    "--bind", workFolder, "/box",
    "--remount-ro", "/",
  ];
}

/** The whole bwrap command line. `--unshare-all` is not used: it silently tolerates a missing cgroup namespace. */
export function buildBubblewrapArguments(run: BubblewrapArguments): string[] {
  const { command, limits, weaknesses, descriptors } = run;
  const environment = { ...FIXED_ENVIRONMENT, ...command.env };
  const user = String(command.user ?? DEFAULT_USER);
  const isOpen = (...holes: readonly SandboxWeakness[]) => hasHole(weaknesses, ...holes);
  return [
    "--unshare-user", "--unshare-cgroup",
    ...(isOpen("share-host-ipc") ? [] : ["--unshare-ipc"]),
    ...(isOpen("share-host-name") ? [] : ["--unshare-uts", "--hostname", "sandbox"]),
    ...(isOpen("share-network") || run.network ? [] : ["--unshare-net"]),
    ...(isOpen("share-host-processes") ? [] : ["--unshare-pid"]),
    ...(run.disableUserNamespaces && !isOpen("allow-user-namespaces") ? ["--disable-userns"] : []),
    "--uid", user, "--gid", user,
    ...(isOpen("keep-capabilities") ? ["--cap-add", "ALL"] : ["--cap-drop", "ALL"]),
    "--new-session",
    "--die-with-parent",
    ...fileSystem(run),
    ...(isOpen("leak-environment") ? [] : ["--clearenv"]),
    ...Object.entries(environment).flatMap(([name, value]) => ["--setenv", name, value]),
    "--chdir", command.cwd ?? "/box",
    "--json-status-fd", String(descriptors.status),
    "--block-fd", String(descriptors.block),
    ...(isOpen("no-system-call-filter", "allow-user-namespaces") ? [] : ["--seccomp", String(descriptors.filter)]),
    "--",
    ...(isOpen("no-limits") || !run.limitInside ? [] : ["/usr/bin/prlimit", ...toPrlimitOptions(limits), "--"]),
    ...command.argv,
  ];
}
