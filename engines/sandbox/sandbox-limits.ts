import { SandboxError } from "./sandbox.errors.ts";
import type { SandboxLimits } from "./sandbox.types.ts";

/** Enough for gcc with AddressSanitizer on a small project; a caller tightens for what it runs. */
export const DEFAULT_LIMITS: SandboxLimits = {
  wallTimeMs: 30_000,
  cpuSeconds: 20,
  memoryBytes: 1024 * 1024 * 1024,
  processes: 64,
  fileBytes: 64 * 1024 * 1024,
  diskBytes: 1024 * 1024 * 1024,
  diskFiles: 50_000,
  outputBytes: 1024 * 1024,
};

// A limit above these is a mistake of the caller, not a wish.
const HIGHEST: SandboxLimits = {
  wallTimeMs: 24 * 3_600_000,
  cpuSeconds: 24 * 3_600,
  memoryBytes: 1024 ** 4,
  processes: 65_536,
  fileBytes: 1024 ** 4,
  diskBytes: 1024 ** 5,
  diskFiles: 2 ** 31,
  outputBytes: 256 * 1024 * 1024,
};

export function resolveLimits(...layers: readonly (Partial<SandboxLimits> | undefined)[]): SandboxLimits {
  const limits: SandboxLimits = Object.assign({}, DEFAULT_LIMITS, ...layers);
  for (const name of Object.keys(HIGHEST) as (keyof SandboxLimits)[]) {
    const value = limits[name];
    if (!Number.isSafeInteger(value) || value < 1 || value > HIGHEST[name])
      throw new SandboxError("command-refused", `limits.${name} must be a whole number from 1 to ${HIGHEST[name]}, not ${value}`);
  }
  return limits;
}

const OPEN_FILES = 1024;
const LOCKED_BYTES = 65_536;
const STACK_BYTES = 8_388_608;
// POSIX counts `ulimit -f` in these.
const FILE_BLOCK_BYTES = 512;

/**
 * Options of prlimit(1), which sets them inside the sandbox's own user namespace, so the process count is the
 * sandbox's alone. No address-space limit: AddressSanitizer reserves terabytes of shadow it never touches.
 */
export function toPrlimitOptions(limits: SandboxLimits): string[] {
  return [
    `--nproc=${limits.processes}`,
    `--cpu=${limits.cpuSeconds}:${limits.cpuSeconds + 1}`,
    `--fsize=${limits.fileBytes}`,
    "--core=0",
    `--nofile=${OPEN_FILES}`,
    `--memlock=${LOCKED_BYTES}`,
    `--msgqueue=${LOCKED_BYTES}`,
    `--stack=${STACK_BYTES}`,
  ];
}

/** The same for a shell that goes on to become bwrap; without the process count, which then is a control group's. */
export function toUlimitCommands({ cpuSeconds, fileBytes }: SandboxLimits): string {
  const blocks = Math.max(1, Math.floor(fileBytes / FILE_BLOCK_BYTES));
  // The soft limit first: a hard one below it is refused, and most accounts begin with neither.
  return [`-S -t ${cpuSeconds}`, `-H -t ${cpuSeconds + 1}`, `-f ${blocks}`, "-c 0", `-n ${OPEN_FILES}`, `-l ${LOCKED_BYTES / 1024}`, `-s ${STACK_BYTES / 1024}`]
    .map((options) => `ulimit ${options}`)
    .join(" && ");
}
