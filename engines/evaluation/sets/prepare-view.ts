import { SandboxError, type Sandbox, type SandboxBackend, type SandboxNetwork } from "#engines/sandbox";

import { VIEW_FOLDER } from "../agents/tools.ts";
import type { BenchmarkSet, BenchmarkTask } from "../evaluation.types.ts";
import { secretsOf } from "./flag.ts";
import { lay, pick, provision } from "./provision.ts";
import { startService, type RunningService, type ServiceEnding } from "./run-service.ts";
import { readSelection } from "./select-files.ts";

/** The agent's sandbox and what runs beside it. `stop` ends all of it. */
export interface PreparedView extends Sandbox {
  /** Services that ended while the agent was at work, in the order of events. */
  readonly endings: readonly ServiceEnding[];
}

/**
 * A fresh sandbox with what the agent may see: the task's files, and for a flag task what was built around this sample's
 * flags; its services run, each in a sandbox of its own, on the agent's network. A question needs none of this.
 */
export async function prepareView(backend: SandboxBackend, _set: Pick<BenchmarkSet, "id">, task: BenchmarkTask, flag: string): Promise<PreparedView> {
  const secrets = secretsOf(task, flag);
  const isFlagTask = task.kind === "capture-the-flag";
  const artifacts = isFlagTask ? await provision(backend, task, secrets) : new Map();
  const endings: ServiceEnding[] = [];
  const running: RunningService[] = [];
  let network: SandboxNetwork | undefined;
  let view: Sandbox | undefined;
  const stop = async () => {
    try {
      await Promise.all([view?.stop(), ...running.map((service) => service.stop())]);
    } finally {
      await network?.close();
    }
  };
  try {
    if (isFlagTask && (task.services.length > 0 || task.network)) {
      if (!backend.openNetwork) throw new SandboxError("unavailable", `The task ${task.id} has services, and sandboxes by ${backend.name} cannot share a network; use bubblewrap`);
      network = await backend.openNetwork({ hosts: [{ name: "agent", addresses: task.network?.agent ?? {} }, ...(task.network?.hosts ?? [])] });
      for (const service of task.services) running.push(await startService({ backend, network, task, service, secrets, artifacts: pick(artifacts, service.artifacts), onEnding: (ending) => endings.push(ending) }));
    }
    view = await backend.start({ label: `sample-${task.id}`, ...(network && { network: network.at("agent") }) });
    await lay(view, await readSelection(task.directory, task.files), VIEW_FOLDER);
    if (isFlagTask) await lay(view, pick(artifacts, task.provision?.artifacts ?? []), VIEW_FOLDER);
    const place = view;
    return {
      id: place.id,
      info: place.info,
      exec: (command) => place.exec(command),
      write: (path, content, options) => place.write(path, content, options),
      copyIn: (hostDirectory, path) => place.copyIn(hostDirectory, path),
      read: (path, options) => place.read(path, options),
      stop,
      endings,
    };
  } catch (cause) {
    await stop();
    throw cause;
  }
}
