import { openHostWitness } from "./host-witness.ts";
import { SANDBOX_PROBES, type SandboxProbe } from "./isolation-probes.ts";
import { getProbeProgram } from "./probe-program.ts";
import type { IsolationReport, ProbeResult, SandboxBackend } from "./sandbox.types.ts";

export interface ProbeOptions {
  readonly now?: () => Date;
  readonly onProbe?: (result: ProbeResult) => void;
}

/** Runs the given probes in one fresh sandbox of the backend, one after the other. */
export async function runProbes(backend: SandboxBackend, probes: readonly SandboxProbe[], options: ProbeOptions = {}): Promise<IsolationReport> {
  const startedAt = (options.now ?? (() => new Date()))().toISOString();
  const program = await getProbeProgram(backend);
  const sandbox = await backend.start({ label: "probe" });
  const results: ProbeResult[] = [];
  try {
    const witness = await openHostWitness();
    try {
      await sandbox.write("probe", program, { mode: 0o755 });
      for (const probe of probes) {
        const { name, group, attempted } = probe;
        const result = { probe: name, group, attempted, ...(await probe.run(sandbox, witness)) };
        results.push(result);
        options.onProbe?.(result);
      }
    } finally {
      await witness.close();
    }
  } finally {
    await sandbox.stop();
  }
  return { backend: backend.name, startedAt, held: results.every((result) => result.held), probes: results };
}

/**
 * The egress and escape probes with which every evaluation and verification run begins: some 150 ms, plus once in a
 * process the time to build the probe program. Throws `SandboxError` when there is no sandbox to probe.
 */
export async function probeIsolation(backend: SandboxBackend, options?: ProbeOptions): Promise<IsolationReport> {
  return await runProbes(backend, SANDBOX_PROBES.filter((probe) => probe.group !== "resource"), options);
}
