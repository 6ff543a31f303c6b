import { randomInt, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, chown, rm, writeFile } from "node:fs/promises";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { BoundedOutput } from "./bounded-output.ts";
import { checkCommand, FIXED_ENVIRONMENT } from "./bubblewrap-arguments.ts";
import { copyInConfined, readConfined, writeConfined, type Owner } from "./confined-files.ts";
import { describeRefusal, makeFrameReader, openContainerEngine, type ContainerEngine } from "./container-engine.ts";
import { isInKernelLog, watchOutOfMemory } from "./control-group.ts";
import { watchDisk } from "./disk-watch.ts";
import { removeLeftovers, toHostName } from "./remove-leftovers.ts";
import { resolveLimits } from "./sandbox-limits.ts";
import { SandboxError } from "./sandbox.errors.ts";
import type { ExecCommand, ExecOutcome, ExecResult, Sandbox, SandboxBackend, SandboxInfo, SandboxLimits, StartOptions } from "./sandbox.types.ts";
import { buildSeccompProfile } from "./seccomp-profile.ts";

export interface ContainerOptions {
  /** An image the engine has already; nothing is ever pulled. It needs what is to be run in it, and nothing else. */
  readonly image: string;
  /** Unix socket of the engine, which runs on this host, as root; default Docker's or else Podman's usual place. */
  readonly socketPath?: string;
  readonly limits?: Partial<SandboxLimits>;
}

const READ_BYTES = 16 * 1024 * 1024;
const TEMPORARY_BYTES = 256 * 1024 * 1024;
const FIRST_SPARE_ID = 0x70000000;
const SPARE_IDS = 0x0fffffff;
// The engine's own first process, beside the program's.
const OWN_PROCESSES = 2;
const NOT_FOUND = 127;
const SIGNALS = new Map(Object.entries(constants.signals).map(([name, number]) => [number, name]));
const INFO: SandboxInfo = { hostUser: "unprivileged", memoryLimit: "cgroup", processLimit: "cgroup", nestedNamespacesDisabled: false, egressNoticed: false };

type Ending = Exclude<ExecOutcome, "exited" | "signalled"> | "aborted";

interface Place {
  readonly engine: ContainerEngine;
  readonly image: string;
  /** What stands after `seccomp=`: Docker takes the profile itself, Podman the path of a file. */
  readonly profile: string;
  readonly work: string;
  readonly owner: Owner;
}

function toContainer({ image, profile, work, owner }: Place, command: ExecCommand, limits: SandboxLimits): unknown {
  const ulimit = (Name: string, Soft: number, Hard = Soft) => ({ Name, Soft, Hard });
  return {
    Image: image,
    Entrypoint: [],
    Cmd: command.argv,
    User: `${owner.uid}:${owner.gid}`,
    Env: Object.entries({ ...FIXED_ENVIRONMENT, ...command.env }).map(([name, value]) => `${name}=${value}`),
    WorkingDir: command.cwd ?? "/box",
    Hostname: "sandbox",
    NetworkDisabled: true,
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    HostConfig: {
      NetworkMode: "none",
      IpcMode: "private",
      CgroupnsMode: "private",
      // Signals that a first process sends itself are lost; the engine's own takes that place.
      Init: true,
      ReadonlyRootfs: true,
      CapDrop: ["ALL"],
      SecurityOpt: ["no-new-privileges", `seccomp=${profile}`],
      Memory: limits.memoryBytes,
      MemorySwap: limits.memoryBytes,
      PidsLimit: limits.processes + OWN_PROCESSES,
      Ulimits: [
        ulimit("cpu", limits.cpuSeconds, limits.cpuSeconds + 1), ulimit("fsize", limits.fileBytes), ulimit("core", 0), ulimit("nofile", 1024),
        ulimit("nproc", 1024), ulimit("memlock", 65_536), ulimit("stack", 8_388_608),
      ],
      // Podman puts a writable /run into read-only containers unless something else is there.
      Tmpfs: { "/tmp": `rw,nosuid,nodev,mode=1777,size=${TEMPORARY_BYTES}`, "/run": "ro,nosuid,nodev,noexec" },
      Binds: [`${work}:/box:rw`],
      LogConfig: { Type: "none" },
    },
  };
}

async function create(place: Place, command: ExecCommand, limits: SandboxLimits): Promise<string> {
  const created = await place.engine.call("POST", "/containers/create", toContainer(place, command, limits));
  if (created.status === 404) throw new SandboxError("unavailable", `The engine has no image ${place.image}; import one: docker import FILE.tar ${place.image}`);
  if (created.status !== 201) throw new SandboxError("start-failed", `The container could not be made: ${describeRefusal(created)}`);
  return (created.body as { readonly Id: string }).Id;
}

interface Inspection {
  readonly State: { readonly OOMKilled: boolean; readonly ExitCode: number; readonly Pid: number };
}

async function inspect(engine: ContainerEngine, id: string): Promise<Inspection> {
  const answer = await engine.call("GET", `/containers/${id}/json`);
  if (answer.status !== 200) throw new SandboxError("start-failed", `The container cannot be looked at: ${describeRefusal(answer)}`);
  return answer.body as Inspection;
}

/** The engine's first process (catatonit, tini) says so on the program's own stderr. Forged, it is but an exit code. */
function isNoProgram(stderr: Uint8Array): boolean {
  return /^(?:ERROR \(catatonit:\d+\): failed to exec pid1: |\[FATAL tini \(\d+\)\] exec .{1,4096} failed: )/.test(Buffer.from(stderr.subarray(0, 8192)).toString());
}

function toEnding(exitCode: number): Pick<ExecResult, "outcome" | "exitCode" | "signal"> {
  const signal = exitCode > 128 && exitCode < 160 ? (SIGNALS.get(exitCode - 128) ?? null) : null;
  return signal === null ? { outcome: "exited", exitCode, signal } : { outcome: "signalled", exitCode: null, signal };
}

interface Cleanup extends AsyncDisposable {
  defer(step: () => unknown): void;
}

/** What must be undone whatever the end, last first. (Node 20 has no AsyncDisposableStack.) */
function openCleanup(): Cleanup {
  const steps: (() => unknown)[] = [];
  return {
    defer: (step) => void steps.push(step),
    async [Symbol.asyncDispose]() {
      for (const step of steps.toReversed()) await step();
    },
  };
}

/** One container for one command: when it is gone, so is everything the command started. */
async function runContainer(place: Place, command: ExecCommand, limits: SandboxLimits): Promise<ExecResult> {
  const { engine } = place;
  const id = await create(place, command, limits);
  await using cleanup = openCleanup();
  cleanup.defer(async () => {
    const removed = await engine.call("DELETE", `/containers/${id}?force=1&v=1`);
    if (removed.status >= 300 && removed.status !== 404) throw new SandboxError("start-failed", `The container could not be removed: ${describeRefusal(removed)}`);
  });
  return await followContainer({ place, id, command, limits, cleanup });
}

interface Following {
  readonly place: Place;
  readonly id: string;
  readonly command: ExecCommand;
  readonly limits: SandboxLimits;
  readonly cleanup: Cleanup;
}

async function followContainer({ place: { engine, work }, id, command, limits, cleanup }: Following): Promise<ExecResult> {
  let ending: Ending | undefined;
  let failure: unknown;
  const end = (reason: Ending) => {
    ending ??= reason;
    // A container that has ended meanwhile answers 409, which is as good.
    engine.call("POST", `/containers/${id}/kill?signal=KILL`).catch((cause: unknown) => {
      failure ??= cause;
    });
  };
  const outputs = { stdout: new BoundedOutput(limits.outputBytes), stderr: new BoundedOutput(limits.outputBytes) };
  const stream = await engine.attach(id);
  cleanup.defer(() => void stream.destroy());
  stream.on("data", makeFrameReader((name, chunk) => {
    const kept = outputs[name].add(chunk);
    if (kept.length > 0) (name === "stdout" ? command.onStdout : command.onStderr)?.(kept);
    if (kept.length < chunk.length && ending === undefined) end("output-limit");
  }));
  const closed = new Promise<void>((resolve) => stream.once("close", resolve).once("end", resolve));
  stream.on("error", (cause) => (failure ??= ending === undefined ? cause : undefined));

  const started = await engine.call("POST", `/containers/${id}/start`);
  if (started.status !== 204) throw new SandboxError("start-failed", `The container could not be started: ${describeRefusal(started)}`);
  const startedAt = performance.now();
  const clock = setTimeout(() => end("timed-out"), limits.wallTimeMs);
  cleanup.defer(() => clearTimeout(clock));
  const onAbort = () => end("aborted");
  if (command.signal?.aborted) onAbort();
  command.signal?.addEventListener("abort", onAbort, { once: true });
  cleanup.defer(() => command.signal?.removeEventListener("abort", onAbort));
  const disk = watchDisk(work, limits, () => end("output-limit"));
  cleanup.defer(() => disk.cancel());
  const { State: running } = await inspect(engine, id);
  const memory = running.Pid > 0 ? watchOutOfMemory(running.Pid) : undefined;
  cleanup.defer(() => memory?.stop());
  stream.end(command.stdin);

  const waited = await engine.call("POST", `/containers/${id}/wait`);
  const wallMs = performance.now() - startedAt;
  await closed;
  const isOverDisk = await disk.finish(wallMs);
  if (ending === "aborted") throw new SandboxError("aborted", "Aborted by the caller; the container was killed", { cause: command.signal?.reason });
  if (failure !== undefined) throw new SandboxError("start-failed", "The container engine failed while the program ran", { cause: failure });
  if (waited.status !== 200) throw new SandboxError("start-failed", `The container's end is not known: ${describeRefusal(waited)}`);
  const { State: state } = await inspect(engine, id);
  const output = { stdout: outputs.stdout.bytes(), stderr: outputs.stderr.bytes(), wallMs };
  const reached = ending ?? (state.OOMKilled || memory?.hasKilled() || isInKernelLog(id) ? "out-of-memory" : isOverDisk ? "output-limit" : undefined);
  if (reached) return { ...output, outcome: reached, exitCode: null, signal: null };
  return { ...output, ...toEnding(isNoProgram(output.stderr) ? NOT_FOUND : state.ExitCode) };
}

class ContainerSandbox implements Sandbox {
  readonly id: string;
  readonly info = INFO;
  readonly #place: Place;
  readonly #folder: string;
  readonly #limits: SandboxLimits;
  readonly #running = new Set<Promise<unknown>>();
  readonly #stopping = new AbortController();

  constructor({ id, place, folder, limits }: { readonly id: string; readonly place: Place; readonly folder: string; readonly limits: SandboxLimits }) {
    this.id = id;
    this.#place = place;
    this.#folder = folder;
    this.#limits = limits;
  }

  #requireRunning(): void {
    if (this.#stopping.signal.aborted) throw new SandboxError("stopped", `Sandbox ${this.id} was stopped; start a new one`);
  }

  async exec(command: ExecCommand) {
    this.#requireRunning();
    checkCommand(command);
    if (command.user !== undefined) throw new SandboxError("command-refused", "user cannot be chosen in a container, whose program is the account it is outside; leave it out");
    const signal = command.signal ? AbortSignal.any([command.signal, this.#stopping.signal]) : this.#stopping.signal;
    if (signal.aborted) throw new SandboxError("aborted", "Aborted before the program was started", { cause: signal.reason });
    const running = runContainer(this.#place, { ...command, signal }, resolveLimits(this.#limits, command.limits));
    this.#running.add(running);
    return await running.finally(() => this.#running.delete(running));
  }

  async write(path: string, content: Uint8Array | string, options?: { readonly mode?: number }) {
    this.#requireRunning();
    await writeConfined(this.#place.work, path, content, options?.mode ?? 0o644, this.#place.owner);
  }

  async copyIn(hostDirectory: string, path: string) {
    this.#requireRunning();
    await copyInConfined(this.#place.work, hostDirectory, path, this.#place.owner);
  }

  async read(path: string, options?: { readonly maxBytes?: number }) {
    this.#requireRunning();
    return await readConfined(this.#place.work, path, options?.maxBytes ?? READ_BYTES);
  }

  async stop() {
    if (!this.#stopping.signal.aborted) this.#stopping.abort(new SandboxError("stopped", `Sandbox ${this.id} was stopped`));
    await Promise.allSettled(this.#running);
    await rm(this.#folder, { recursive: true, force: true });
  }
}

interface EngineKind {
  readonly isPodman: boolean;
}

async function findKind(engine: ContainerEngine): Promise<EngineKind> {
  const [version, info] = [await engine.call("GET", "/version"), await engine.call("GET", "/info")];
  const components = (version.body as { readonly Components?: readonly { readonly Name: string }[] }).Components ?? [];
  const options = (info.body as { readonly SecurityOptions?: readonly string[] | null }).SecurityOptions ?? [];
  if (options.some((option) => option.includes("rootless"))) throw new SandboxError("unavailable", "This engine runs without root, and would give programs the caller's account; use bubblewrap, which needs no root either");
  return { isPodman: components.some(({ Name }) => Name.includes("Podman")) };
}

const [DOCKER_SOCKET, PODMAN_SOCKET] = ["/var/run/docker.sock", "/run/podman/podman.sock"];

function findSocket(): string {
  return !existsSync(DOCKER_SOCKET) && existsSync(PODMAN_SOCKET) ? PODMAN_SOCKET : DOCKER_SOCKET;
}

/**
 * Sandboxes by a container engine (Docker, Podman) on this host: a private host folder as /box, and for each `exec` a
 * container without network and capabilities, read-only, under the same system call allow-list as bubblewrap's. As root
 * each sandbox has an account id of its own. Attempts to leave fail, but are not noticed (`info.egressNoticed`).
 */
export function createContainerBackend({ image, socketPath = findSocket(), limits: ofBackend }: ContainerOptions): SandboxBackend {
  const engine = openContainerEngine(socketPath);
  let finding: Promise<EngineKind> | undefined;
  const find = async (): Promise<EngineKind> => {
    const kind = await findKind(engine);
    await removeLeftovers([tmpdir()], undefined);
    return kind;
  };
  return {
    name: "container",
    async start({ limits, label = "sandbox" }: StartOptions = {}) {
      const resolved = resolveLimits(ofBackend, limits);
      finding ??= find();
      const { isPodman } = await finding.catch((cause: unknown) => {
        // Whoever starts the engine need not restart us.
        finding = undefined;
        throw cause;
      });
      const isRoot = process.getuid?.() === 0;
      const spare = FIRST_SPARE_ID + randomInt(SPARE_IDS);
      const owner = isRoot ? { uid: spare, gid: spare } : { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
      const folder = await mkdtemp(join(tmpdir(), toHostName("sandbox")));
      const work = join(folder, "work");
      await mkdir(work, { mode: 0o700 });
      if (isRoot) await chown(work, owner.uid, owner.gid);
      const profile = buildSeccompProfile();
      const profilePath = join(folder, "seccomp.json");
      if (isPodman) await writeFile(profilePath, profile, { mode: 0o400 });
      const id = `${label.replace(/[^A-Za-z0-9-]/g, "-").slice(0, 40)}-${randomUUID()}`;
      return new ContainerSandbox({ id, folder, limits: resolved, place: { engine, image, profile: isPodman ? profilePath : profile, work, owner } });
    },
  };
}
