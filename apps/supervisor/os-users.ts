import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { RunAs } from "#rooms/platform";

/** A side's own operating-system user. */
export interface OsUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

export interface OsUsers {
  readonly low: OsUser;
  readonly enclave: OsUser;
  /** Both users are in it; the exchange folders belong to it. */
  readonly exchangeGid: number;
}

const EXCHANGE_GROUP = "breakwater-exchange";

/** Makes the two system users when run as root; undefined for a normal user, whose processes then all run as that user. */
export function ensureOsUsers(): OsUsers | undefined {
  if (process.getuid?.() !== 0) return undefined;
  if (!found("group", EXCHANGE_GROUP)) execFileSync("groupadd", ["--system", EXCHANGE_GROUP]);
  return { low: ensureUser("breakwater"), enclave: ensureUser("breakwater-enclave"), exchangeGid: Number(found("group", EXCHANGE_GROUP)?.[2]) };
}

function ensureUser(name: string): OsUser {
  if (!found("passwd", name)) {
    execFileSync("useradd", ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", "--groups", EXCHANGE_GROUP, name]);
  }
  const fields = found("passwd", name);
  if (!fields) throw new Error(`The system user ${name} could not be made; run: useradd --system --user-group ${name}`);
  return { name, uid: Number(fields[2]), gid: Number(fields[3]) };
}

function found(database: "passwd" | "group", name: string): readonly string[] | undefined {
  try {
    return execFileSync("getent", [database, name], { encoding: "utf8" }).trim().split(":");
  } catch (error) {
    // getent exits 2 for "no such name"; anything else is a broken system.
    if ((error as { status?: number }).status === 2) return undefined;
    throw error;
  }
}

/**
 * A command line run as `user`. A checkout under a private folder (a root's home, a mktemp folder) cannot be reached by
 * another user, so there the checkout is bound to `mountPoint` in a mount namespace of that process alone.
 */
export function becomeUser(user: OsUser, checkout: string, mountPoint: string): RunAs {
  const drop = ["setpriv", `--reuid=${user.uid}`, `--regid=${user.gid}`, "--init-groups", "--inh-caps=-all", "--bounding-set=-all", "--"];
  if (isReachableByAll(checkout)) return (argv) => [...drop, ...argv];
  const script = 'mount --bind "$1" "$2" && cd "$2" && shift 2 && exec "$@"';
  return (argv) => {
    const moved = argv.map((word) => (word === checkout || word.startsWith(`${checkout}/`) ? join(mountPoint, word.slice(checkout.length)) : word));
    return ["unshare", "--mount", "--propagation", "private", "--", "sh", "-c", script, "sh", checkout, mountPoint, ...drop, ...moved];
  };
}

function isReachableByAll(path: string): boolean {
  for (let folder = path; ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}
