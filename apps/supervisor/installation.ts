import { createHash } from "node:crypto";
import { chmodSync, chownSync, mkdirSync, realpathSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { asNobodyInNamespace, type RunAs } from "#rooms/platform";
import { becomeUser, ensureOsUsers, type OsUser, type OsUsers } from "./os-users.ts";

/** One side's place on this machine. */
export interface Side {
  readonly directory: string;
  readonly runAs: RunAs;
}

/** Where an installation keeps everything, and as whom its parts run. */
export interface Installation {
  readonly checkout: string;
  readonly home: string;
  readonly low: Side;
  readonly enclave: Side;
  readonly exchange: string;
  readonly exercise: string;
  /** True when the two sides run as two operating-system users, which needs root at the start. */
  readonly separateUsers: boolean;
}

/**
 * Where this checkout's installation keeps everything: `BREAKWATER_HOME` if set, else below /var/lib/breakwater for root
 * (another user must be able to reach it) and in `.breakwater/` of the checkout for everybody else.
 */
export function homeOf(checkoutPath: string, homeSetting: string | undefined): string {
  if (homeSetting) return resolve(homeSetting);
  const checkout = realpathSync(checkoutPath);
  return process.getuid?.() === 0 ? join("/var/lib/breakwater", nameOf(checkout)) : join(checkout, ".breakwater");
}

/** Lays out the folders of this checkout's installation, each side's its own. */
export function prepareInstallation(checkoutPath: string, homeSetting: string | undefined): Installation {
  const checkout = realpathSync(checkoutPath);
  const users = ensureOsUsers();
  const home = homeOf(checkoutPath, homeSetting);
  const mountPoint = join(home, "checkout");
  makeFolder(home, { mode: users ? 0o711 : 0o700 });
  makeFolder(mountPoint, { mode: 0o711 });
  const low = makeSide(join(home, "low"), users?.low, checkout, mountPoint);
  const enclave = makeSide(join(home, "enclave"), users?.enclave, checkout, mountPoint);
  const exchange = makeExchange(join(home, "exchange"), users);
  const exercise = join(home, "exercise");
  makeFolder(exercise, { mode: 0o711 });
  return { checkout, home, low, enclave, exchange, exercise, separateUsers: users !== undefined };
}

function makeSide(directory: string, user: OsUser | undefined, checkout: string, mountPoint: string): Side {
  makeFolder(directory, { mode: 0o700, ...(user ? { uid: user.uid, gid: user.gid } : {}) });
  const postgres = join(directory, "postgres");
  makeFolder(postgres, { mode: 0o700, ...(user ? { uid: user.uid, gid: user.gid } : {}) });
  return { directory, runAs: user ? becomeUser(user, checkout, mountPoint) : asNobodyInNamespace };
}

/** Each side writes in its own folder and can only read the other's. */
function makeExchange(directory: string, users: OsUsers | undefined): string {
  makeFolder(directory, { mode: 0o711 });
  const owners = { "to-enclave": users?.low, "from-enclave": users?.enclave };
  for (const [name, user] of Object.entries(owners)) {
    makeFolder(join(directory, name), { mode: 0o2750, ...(user && users ? { uid: user.uid, gid: users.exchangeGid } : {}) });
  }
  return directory;
}

function makeFolder(path: string, options: { mode: number; uid?: number; gid?: number }): void {
  mkdirSync(path, { recursive: true });
  if (options.uid !== undefined && options.gid !== undefined) chownSync(path, options.uid, options.gid);
  chmodSync(path, options.mode);
}

function nameOf(checkout: string): string {
  const word = basename(checkout).toLowerCase().replace(/[^a-z0-9]+/g, "-") || "checkout";
  return `${word}-${createHash("sha256").update(checkout).digest("hex").slice(0, 8)}`;
}
