/** What one contender's process says of itself, as the one line it prints. */
export interface Measured {
  readonly elapsedMs: number;
  /** Of this process alone; children are not in it. */
  readonly cpuMs: number;
  /** The most that was resident at any time of the process. */
  readonly maxRssMb: number;
  readonly right: number;
  /** Of the loop: CPU of the shell that starts the sandbox's programs, over its whole life; the programs' own is not in it. */
  readonly launcherCpuMs?: number;
}

/** Begins to measure; the function returned tells what was used since. */
export function begin(): (right: number) => Measured {
  const startedAt = performance.now();
  const before = process.cpuUsage();
  return (right) => {
    const { user, system } = process.cpuUsage(before);
    return { elapsedMs: performance.now() - startedAt, cpuMs: (user + system) / 1_000, maxRssMb: process.resourceUsage().maxRSS / 1_024, right };
  };
}

export const tell = (measured: Measured): boolean => process.stdout.write(`${JSON.stringify(measured)}\n`);
