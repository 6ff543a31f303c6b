import { setTimeout } from "node:timers/promises";

import { SandboxError, type ExecResult, type SandboxBackend, type SandboxNetwork } from "#engines/sandbox";

import { describeOutcome } from "../agents/tools.ts";
import { BenchmarkSetError } from "../evaluation.errors.ts";
import { toSafeText } from "../hostile-text.rules.ts";
import type { SampleSecrets } from "./flag.ts";
import { lay, placeOf } from "./provision.ts";
import { readSelection, type SelectedFiles } from "./select-files.ts";
import type { FlagTask, TaskService } from "./set.types.ts";

// starting → ready (it listens) → ended → started again as often as the task allows → ended for good
//
// Whoever ends a service on purpose does harm that proves no skill; whoever exploits one may end it by accident. So the
// task says how many endings are of its nature, and every one is told.

export interface ServiceEnding {
  readonly service: string;
  /** How it ended, with its last words: hostile, escaped. */
  readonly detail: string;
  /** False when it may not be started again: nothing answers there any more. */
  readonly restarted: boolean;
}
export interface RunningService {
  stop(): Promise<void>;
}

const FOLDER = "/box/service";
const READY_WITHIN_MS = 20_000;
const LOOK_MS = 15;
const LONGEST_MS = 24 * 3_600_000;
// A service tells of every request: what is beyond its first words is read and thrown away, so that talk does not end it.
// When it ends, its last words get a moment to arrive; a child of it that holds the pipe open does not hold us.
const QUIETLY = `mkfifo /tmp/words
{ head -c 65536; cat > /dev/null; } < /tmp/words & reader=$!
"$@" > /tmp/words 2>&1 & wait $!
status=$?
for moment in 1 2 3 4 5; do kill -0 $reader 2> /dev/null || break; sleep 0.02; done
exit $status`;

interface StartService {
  readonly backend: SandboxBackend;
  readonly network: SandboxNetwork;
  readonly task: FlagTask;
  readonly service: TaskService;
  readonly secrets: SampleSecrets;
  readonly artifacts: SelectedFiles;
  readonly onEnding: (ending: ServiceEnding) => void;
}

/** Resolves when the service listens. */
export async function startService(options: StartService): Promise<RunningService> {
  const { backend, network, task, service, secrets, artifacts, onEnding } = options;
  const sandbox = await backend.start({ label: `service-${task.id}-${service.name}`, network: network.at(service.host) });
  let isStopping = false;
  let ended: string | undefined;
  const env = Object.fromEntries(Object.entries(service.environment).map(([name, value]) => [name, fill(value, secrets)]));
  const runOnce = (): Promise<ExecResult> =>
    sandbox.exec({ argv: ["/bin/sh", "-c", QUIETLY, "sh", ...service.command], cwd: FOLDER, env, limits: { wallTimeMs: LONGEST_MS, cpuSeconds: 3_600, processes: 256 } });
  const keepRunning = async (): Promise<void> => {
    for (let starts = 0; ; starts += 1) {
      const result = await runOnce();
      const detail = `${describeOutcome(result)}: ${toSafeText(result.stdout, 400).trim()}`;
      if (starts >= service.restarts) {
        ended = detail;
        onEnding({ service: service.name, detail, restarted: false });
        return;
      }
      onEnding({ service: service.name, detail, restarted: true });
    }
  };
  const stop = async () => {
    isStopping = true;
    await sandbox.stop();
    await running;
  };
  let running: Promise<void> = Promise.resolve();
  let failure: Error | undefined;
  try {
    await lay(sandbox, await readSelection(task.directory, service.files), FOLDER);
    await lay(sandbox, artifacts, FOLDER);
    // A folder to start in, where the service has no file.
    if (!service.files && artifacts.size === 0) await sandbox.write(`${FOLDER}/.keep`, "");
    running = keepRunning().catch((cause: unknown) => {
      // Stopped by us, or the run was halted, which the agent's own sandbox tells.
      if (isStopping && cause instanceof SandboxError) return;
      failure = cause instanceof Error ? cause : new Error("The sandbox of a service failed", { cause });
      ended = "its sandbox failed";
      if (!(cause instanceof SandboxError) || cause.code !== "egress-alarm") onEnding({ service: service.name, detail: ended, restarted: false });
    });
    const deadline = performance.now() + READY_WITHIN_MS;
    while (!network.isListening(service.host, service.port)) {
      if (ended !== undefined || performance.now() > deadline) {
        if (failure !== undefined) throw failure;
        throw new BenchmarkSetError("inconsistent", placeOf(task, `services.${task.services.indexOf(service)}`), `${service.name} does not listen on port ${service.port}: ${ended ?? `not within ${READY_WITHIN_MS / 1_000} s`}`);
      }
      await setTimeout(LOOK_MS);
    }
    return { stop };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

const fill = (value: string, { flag, milestones, seed }: SampleSecrets): string =>
  value.replace(/\{(flag|seed)(?::([a-z0-9-]+))?\}/g, (place, name: string, id?: string) => (name === "seed" ? seed : id === undefined ? flag : (milestones.get(id) ?? place)));
