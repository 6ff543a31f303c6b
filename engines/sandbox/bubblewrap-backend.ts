import { randomInt, randomUUID } from "node:crypto";
import { execFile } from "node:child_process";
import { chownSync, mkdirSync, mkdtempSync, rmdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { SandboxWeakness } from "./bubblewrap-arguments.ts";
import { copyInConfined, readConfined, writeConfined, type Owner } from "./confined-files.ts";
import { findControlGroupHost, type ControlGroupHost } from "./control-group.ts";
import { openPrivateNetwork } from "./private-network.ts";
import { removeLeftovers, toHostName } from "./remove-leftovers.ts";
import { runBubblewrap, type BubblewrapRun } from "./run-bubblewrap.ts";
import { resolveLimits } from "./sandbox-limits.ts";
import { SandboxError, toShownText } from "./sandbox.errors.ts";
import type { ExecCommand, NetworkPlan, Sandbox, SandboxBackend, SandboxInfo, SandboxLimits, SandboxNetwork, StartOptions } from "./sandbox.types.ts";

export interface BubblewrapOptions {
  /** Program to use; default `/usr/bin/bwrap`. */
  readonly program?: string;
  /** Where private folders are made; default the system's temporary folder. Must be reachable by other users when run as root. */
  readonly directory?: string;
  readonly limits?: Partial<SandboxLimits>;
  /** The clock of egress alarms. */
  readonly now?: () => Date;
  /** Tests only: opens holes, so that probes can be seen to fail. */
  readonly weakenedForTests?: readonly SandboxWeakness[];
}

/** What the first start found out about this host. */
interface HostProfile {
  readonly dropToOwner: boolean;
  readonly disableUserNamespaces: boolean;
  readonly controlGroups: ControlGroupHost | undefined;
}

const READ_BYTES = 16 * 1024 * 1024;
// Run as root, each sandbox gets an account id that no system gives out (above systemd's containers, below 2^31), so
// that even an escape lands as nobody, and not as the neighbour either.
const FIRST_SPARE_ID = 0x70000000;
const SPARE_IDS = 0x0fffffff;

function chooseOwner(dropToOwner: boolean): Owner {
  if (!dropToOwner) return { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  const id = FIRST_SPARE_ID + randomInt(SPARE_IDS);
  return { uid: id, gid: id };
}

type SandboxSettings = Omit<BubblewrapRun, "command" | "limits" | "onEgress"> & { readonly onEgress: StartOptions["onEgress"]; readonly now: () => Date };

/** Most are empty, and a synchronous call spares those the way through the thread pool. */
async function removeFolder(folder: string): Promise<void> {
  try {
    rmdirSync(folder);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ENOTEMPTY") throw cause;
    await rm(folder, { recursive: true });
  }
}

class BubblewrapSandbox implements Sandbox {
  readonly id: string;
  readonly info: SandboxInfo;
  readonly #run: SandboxSettings;
  readonly #limits: SandboxLimits;
  readonly #running = new Map<Promise<unknown>, AbortController>();
  #stopped: Promise<void> | undefined;

  constructor(id: string, run: SandboxSettings, limits: SandboxLimits) {
    this.id = id;
    this.#run = run;
    this.#limits = limits;
    const groups = run.controlGroups;
    this.info = {
      hostUser: run.dropToOwner ? "unprivileged" : "caller",
      memoryLimit: groups ? `cgroup-v${groups.version}` : "sampled",
      processLimit: groups ? "cgroup" : "rlimit",
      nestedNamespacesDisabled: run.disableUserNamespaces,
      egressNoticed: true,
    };
  }

  get #work(): string {
    return join(this.#run.folder, "work");
  }

  #requireRunning(): void {
    if (this.#stopped) throw new SandboxError("stopped", `Sandbox ${this.id} was stopped; start a new one`);
  }

  async exec(command: ExecCommand) {
    this.#requireRunning();
    const stopping = new AbortController();
    const signal = command.signal ? AbortSignal.any([command.signal, stopping.signal]) : stopping.signal;
    const { onEgress, now } = this.#run;
    const running = runBubblewrap({
      ...this.#run,
      command: { ...command, signal },
      limits: resolveLimits(this.#limits, command.limits),
      onEgress: onEgress && ((attempts, lastWords) => onEgress({ sandboxId: this.id, at: now().toISOString(), argv: command.argv, attempts, lastWords })),
    });
    this.#running.set(running, stopping);
    return await running.finally(() => this.#running.delete(running));
  }

  async write(path: string, content: Uint8Array | string, options?: { readonly mode?: number }) {
    this.#requireRunning();
    await writeConfined(this.#work, path, content, options?.mode ?? 0o644, this.#run.owner);
  }

  async copyIn(hostDirectory: string, path: string) {
    this.#requireRunning();
    await copyInConfined(this.#work, hostDirectory, path, this.#run.owner);
  }

  async read(path: string, options?: { readonly maxBytes?: number }) {
    this.#requireRunning();
    return await readConfined(this.#work, path, options?.maxBytes ?? READ_BYTES);
  }

  async stop() {
    this.#stopped ??= this.#remove();
    await this.#stopped;
  }

  async #remove() {
    for (const stopping of this.#running.values()) stopping.abort(new SandboxError("stopped", `Sandbox ${this.id} was stopped`));
    await Promise.allSettled(this.#running.keys());
    try {
      await removeFolder(this.#work);
    } catch {
      // Folders without permissions, or deeper than a path may be long: the sandbox's own user clears them from inside.
      const clear = "chmod -R u+rwX /box; find /box -mindepth 1 -delete";
      await runBubblewrap({ ...this.#run, onEgress: undefined, command: { argv: ["/bin/sh", "-c", clear] }, limits: resolveLimits(this.#limits) });
    }
    await removeFolder(this.#run.folder);
  }
}

class BubblewrapBackend implements SandboxBackend {
  readonly name = "bubblewrap";
  readonly #options: BubblewrapOptions;
  #profile: Promise<HostProfile> | undefined;

  constructor(options: BubblewrapOptions) {
    this.#options = options;
  }

  async start(options: StartOptions = {}): Promise<Sandbox> {
    return this.#make(await this.#getProfile(), options);
  }

  async openNetwork(plan: NetworkPlan): Promise<SandboxNetwork> {
    const { dropToOwner } = await this.#getProfile();
    const owner = chooseOwner(dropToOwner);
    return await openPrivateNetwork(plan, { owner, account: dropToOwner ? owner : {}, directory: this.#directory });
  }

  async #getProfile(): Promise<HostProfile> {
    this.#profile ??= this.#findProfile();
    return await this.#profile.catch((cause: unknown) => {
      // Whoever installs what was missing need not restart us.
      this.#profile = undefined;
      throw cause;
    });
  }

  get #program(): string {
    return this.#options.program ?? "/usr/bin/bwrap";
  }

  get #directory(): string {
    return this.#options.directory ?? tmpdir();
  }

  #make(profile: HostProfile, { limits, label = "sandbox", onEgress, network }: StartOptions): BubblewrapSandbox {
    const owner = network?.owner ?? chooseOwner(profile.dropToOwner);
    const resolved = resolveLimits(this.#options.limits, limits);
    const folder = mkdtempSync(join(this.#directory, toHostName("sandbox")));
    mkdirSync(join(folder, "work"), { mode: 0o700 });
    if (profile.dropToOwner) for (const path of [join(folder, "work"), folder]) chownSync(path, owner.uid, owner.gid);
    const id = `${label.replace(/[^A-Za-z0-9-]/g, "-").slice(0, 40)}-${randomUUID()}`;
    return new BubblewrapSandbox(id, { ...profile, owner, folder, program: this.#program, weaknesses: this.#options.weakenedForTests ?? [], network, onEgress, now: this.#options.now ?? (() => new Date()) }, resolved);
  }

  /** Tries from the strictest set-up down, and keeps the first that really runs a program. */
  async #findProfile(): Promise<HostProfile> {
    const version = await this.#findVersion();
    // --disable-userns came with 0.8; before it, the system call filter alone refuses new namespaces.
    const disableUserNamespaces = version.major > 0 || version.minor >= 8;
    const isRoot = process.getuid?.() === 0;
    const controlGroups = findControlGroupHost();
    await removeLeftovers([this.#directory], controlGroups);
    const candidates: HostProfile[] = [true, false]
      .filter((dropToOwner) => isRoot || !dropToOwner)
      .flatMap((dropToOwner) => [disableUserNamespaces, false].map((disable) => ({ dropToOwner, disableUserNamespaces: disable, controlGroups })))
      .flatMap((profile) => (controlGroups ? [profile, { ...profile, controlGroups: undefined }] : [profile]));
    const failures: unknown[] = [];
    for (const candidate of candidates) {
      const trial = this.#make(candidate, { label: "trial" });
      try {
        const { exitCode, stderr } = await trial.exec({ argv: ["/bin/true"] });
        if (exitCode === 0) return candidate;
        failures.push(new SandboxError("start-failed", toShownText(stderr)));
      } catch (cause) {
        if (!(cause instanceof SandboxError) || cause.code !== "start-failed") throw cause;
        failures.push(cause);
      } finally {
        await trial.stop();
      }
    }
    const last = failures.at(-1);
    throw new SandboxError(
      "unavailable",
      `bubblewrap cannot make a sandbox here: ${last instanceof Error ? last.message : ""} (on Ubuntu: sysctl kernel.apparmor_restrict_unprivileged_userns=0; in a container: allow user namespaces)`,
      { cause: new AggregateError(failures) },
    );
  }

  async #findVersion(): Promise<{ major: number; minor: number }> {
    try {
      const { stdout } = await promisify(execFile)(this.#program, ["--version"], { env: {} });
      const [, major = "0", minor = "0"] = /(\d+)\.(\d+)/.exec(stdout) ?? [];
      return { major: Number(major), minor: Number(minor) };
    } catch (cause) {
      throw new SandboxError("unavailable", `${this.#program} does not run; install it: apt-get install bubblewrap`, { cause });
    }
  }
}

/**
 * Sandboxes by bubblewrap: a private host folder as /box, and for each `exec` a fresh set of user, pid, net, ipc,
 * uts, cgroup and mount namespaces with a system call allow-list and no capabilities. Works as root and as a normal
 * user. The first `start` finds out what the host allows (`Sandbox.info`) and costs some 30 ms more.
 */
export function createBubblewrapBackend(options: BubblewrapOptions = {}): SandboxBackend {
  return new BubblewrapBackend(options);
}
