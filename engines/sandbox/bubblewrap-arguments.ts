import { lstatSync, readdirSync, readlinkSync } from "node:fs";
import { toPrlimitOptions } from "./sandbox-limits.ts";
import { SandboxError, toShownText } from "./sandbox.errors.ts";
import type { ExecCommand, SandboxLimits } from "./sandbox.types.ts";

/** Holes made on purpose, so that a test can see the matching probes turn red. Never for use. */
export type SandboxWeakness = "share-network" | "share-host-files" | "share-host-processes" | "no-system-call-filter";

export interface BubblewrapArguments {
  readonly workFolder: string;
  readonly command: ExecCommand;
  readonly limits: SandboxLimits;
  readonly disableUserNamespaces: boolean;
  readonly weaknesses: readonly SandboxWeakness[];
  readonly descriptors: { readonly status: number; readonly block: number; readonly filter: number };
}

const FIXED_ENVIRONMENT = { PATH: "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", HOME: "/box", LANG: "C.UTF-8" };
const TEMPORARY_BYTES = 256 * 1024 * 1024;
// What compilers and the dynamic linker read; no accounts, no host name, no resolver, no keys.
const ETC = ["/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives"];

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

function checkCommand({ argv, env, cwd }: ExecCommand): void {
  const texts = [...argv, ...Object.values(env ?? {}), cwd ?? ""];
  if (!argv[0]) throw new SandboxError("command-refused", "argv names no program");
  if (texts.some((text) => text.includes("\0"))) throw new SandboxError("command-refused", "argv, env or cwd holds a NUL character");
  if (cwd !== undefined && !cwd.startsWith("/")) throw new SandboxError("command-refused", `cwd must be an absolute path inside the sandbox, not ${toShownText(cwd)}`);
  for (const name of Object.keys(env ?? {})) {
    if (!/^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(name)) throw new SandboxError("command-refused", `env.${toShownText(name)} is not a usable name`);
    if (name in FIXED_ENVIRONMENT) throw new SandboxError("command-refused", `env.${name} is fixed inside the sandbox; choose another name`);
  }
}

function hostFolders(): string[] {
  return readdirSync("/").filter((name) => !["proc", "dev", "box"].includes(name)).map((name) => `/${name}`);
}

function fileSystem({ workFolder, weaknesses }: BubblewrapArguments): string[] {
  if (weaknesses.includes("share-host-files"))
    // Folder by folder: a place for /box can be made in a root of our own, not in the host's.
    return [...hostFolders().flatMap((path) => ["--bind", path, path]), "--proc", "/proc", "--dev", "/dev", "--bind", workFolder, "/box"];
  return [
    "--ro-bind", "/usr", "/usr",
    ...bindSystem(),
    ...ETC.flatMap((path) => ["--ro-bind-try", path, path]),
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
  checkCommand(command);
  const environment = { ...FIXED_ENVIRONMENT, ...command.env };
  return [
    "--unshare-user", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup",
    ...(weaknesses.includes("share-network") ? [] : ["--unshare-net"]),
    ...(weaknesses.includes("share-host-processes") ? [] : ["--unshare-pid"]),
    ...(run.disableUserNamespaces ? ["--disable-userns"] : []),
    "--uid", "1000", "--gid", "1000",
    "--hostname", "sandbox",
    "--cap-drop", "ALL",
    "--new-session",
    "--die-with-parent",
    ...fileSystem(run),
    "--clearenv",
    ...Object.entries(environment).flatMap(([name, value]) => ["--setenv", name, value]),
    "--chdir", command.cwd ?? "/box",
    "--json-status-fd", String(descriptors.status),
    "--block-fd", String(descriptors.block),
    ...(weaknesses.includes("no-system-call-filter") ? [] : ["--seccomp", String(descriptors.filter)]),
    "--",
    "/usr/bin/prlimit", ...toPrlimitOptions(limits), "--",
    ...command.argv,
  ];
}
