import { probeIsolation, type ProbeOptions } from "./probe-isolation.ts";
import { SandboxError } from "./sandbox.errors.ts";
import type { EgressAlarm, ExecCommand, IsolationReport, NetworkPlan, Sandbox, SandboxBackend, StartOptions } from "./sandbox.types.ts";

/**
 * planned → probed → running → (an egress alarm) → halted
 *
 * Nothing leads back out of `halted`: every `exec` under way is killed, and every later call throws `egress-alarm`.
 */
export interface GuardedRun extends RunPart {
  /** The egress and escape probes with which the run began; where `isolation.held` is false, do not go on. Store it. */
  readonly isolation: IsolationReport;
  /** Aborted at the first alarm, with the `SandboxError` as its reason: for work outside the sandboxes, such as a model's turn. */
  readonly halted: AbortSignal;
  /** A part of this run: what tries to leave in it halts the whole run, and stands in the part's own evidence too. */
  openPart(): RunPart;
}

/** A guarded run, or one of its parts, such as a sample of an evaluation. */
export interface RunPart {
  /** Use this one for every sandbox; it is the backend that was given, watched. A guarded run may begin on it, within this one. */
  readonly backend: SandboxBackend;
  /** The evidence, in the order of events; empty as long as nothing tried to leave. Store it when the run ends. */
  readonly alarms: readonly EgressAlarm[];
}

/**
 * The probes with which a run began, and what tried to leave while it ran. `held` is false where a probe did not hold, or
 * where an alarm halted the run.
 */
export interface RunIsolation extends IsolationReport {
  readonly alarms: readonly EgressAlarm[];
}

// A program that tries again and again in many sandboxes at once must not fill the memory with evidence.
const ALARMS_KEPT = 100;

function toError({ sandboxId, attempts }: EgressAlarm): SandboxError {
  return new SandboxError("egress-alarm", `A program in sandbox ${sandboxId} tried to leave (IPv4 packets without a route: ${attempts.ipv4}, IPv6: ${attempts.ipv6}); the run is halted, its alarms hold the evidence`);
}

function guardSandbox(sandbox: Sandbox, halted: AbortSignal): Sandbox {
  const whileNotHalted = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    halted.throwIfAborted();
    try {
      return await work();
    } catch (cause) {
      halted.throwIfAborted();
      throw cause;
    }
  };
  return {
    id: sandbox.id,
    info: sandbox.info,
    exec: (command: ExecCommand) =>
      whileNotHalted(async () => {
        const result = await sandbox.exec({ ...command, signal: command.signal ? AbortSignal.any([command.signal, halted]) : halted });
        // The attempt may have been the program's last act.
        halted.throwIfAborted();
        return result;
      }),
    write: (path, content, options) => whileNotHalted(() => sandbox.write(path, content, options)),
    copyIn: (hostDirectory, path) => whileNotHalted(() => sandbox.copyIn(hostDirectory, path)),
    // What the program left is evidence; it can still be read.
    read: (path, options) => sandbox.read(path, options),
    stop: () => sandbox.stop(),
  };
}

// The probes try to leave, and that is no alarm: in a run within a run they are made on the backend that nobody watches.
const unwatched = new WeakMap<SandboxBackend, SandboxBackend>();

function watch(backend: SandboxBackend, halted: AbortSignal, sound: (alarm: EgressAlarm) => void): RunPart {
  const alarms: EgressAlarm[] = [];
  const { openNetwork } = backend;
  const watched: SandboxBackend = {
    name: backend.name,
    ...(openNetwork && {
      async openNetwork(plan: NetworkPlan) {
        halted.throwIfAborted();
        return await openNetwork.call(backend, plan);
      },
    }),
    async start(options: StartOptions = {}) {
      halted.throwIfAborted();
      const onEgress = (alarm: EgressAlarm) => {
        if (alarms.length < ALARMS_KEPT) alarms.push(alarm);
        options.onEgress?.(alarm);
        sound(alarm);
      };
      return guardSandbox(await backend.start({ ...options, onEgress }), halted);
    },
  };
  unwatched.set(watched, unwatched.get(backend) ?? backend);
  return { backend: watched, alarms };
}

/**
 * Begins an evaluation or verification run: probes the backend, then gives a backend whose sandboxes all halt when a
 * program in any of them tries to leave. Throws `SandboxError` when there is no sandbox to probe.
 */
export async function openGuardedRun(backend: SandboxBackend, options?: ProbeOptions): Promise<GuardedRun> {
  const isolation = await probeIsolation(unwatched.get(backend) ?? backend, options);
  const stopping = new AbortController();
  const halted = stopping.signal;
  const whole = watch(backend, halted, (alarm) => {
    if (!halted.aborted) stopping.abort(toError(alarm));
  });
  return { ...whole, isolation, halted, openPart: () => watch(whole.backend, halted, () => undefined) };
}

/** What to store of a run when it is over. */
export function closeIsolation({ isolation, alarms }: GuardedRun): RunIsolation {
  return { ...isolation, held: isolation.held && alarms.length === 0, alarms: [...alarms] };
}
