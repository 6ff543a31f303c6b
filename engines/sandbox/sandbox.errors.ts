import type { ExecOutcome } from "./sandbox.types.ts";

/** Why the sandbox itself could not do what was asked. A program's own failure is an `ExecResult`, never one of these. */
export const SANDBOX_ERROR_MEANINGS = {
  unavailable: "this host cannot run the backend at all (program missing, user namespaces switched off, no engine on the socket)",
  "start-failed": "the backend works, but setting up this run failed before the program began",
  "command-refused": "argv, environment, folder, user or limits are not usable; nothing was run",
  "path-refused": "a path leaves /box, goes through a link, or is not a regular file",
  "not-found": "no such file below /box",
  "too-large": "a file or folder exceeds the stated bound",
  stopped: "the sandbox was stopped; start a new one",
  aborted: "the caller's signal ended the run; the process tree is dead",
  "egress-alarm": "a program of this guarded run tried to leave; every sandbox of the run is halted, the evidence is in the run's alarms",
} as const;

export type SandboxErrorCode = keyof typeof SANDBOX_ERROR_MEANINGS;

/** What each ending of a program means. */
export const EXEC_OUTCOME_MEANINGS = {
  exited: "the program ended by itself with an exit code",
  signalled: "a signal ended the program, its own fault or a limit of the kernel (SIGXCPU: processor time, SIGXFSZ: file size)",
  "timed-out": "the wall time was over; the whole tree was killed",
  "out-of-memory": "the tree reached its memory limit and was killed",
  "output-limit": "the program wrote more than is kept, to its output or to its folder; the whole tree was killed",
} satisfies Record<ExecOutcome, string>;

export class SandboxError extends Error {
  readonly code: SandboxErrorCode;

  constructor(code: SandboxErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "SandboxError";
    this.code = code;
  }
}

/** Text from outside, made safe to show in one line: control characters escaped, at most 400 characters. */
export function toShownText(bytes: Uint8Array | string): string {
  const text = typeof bytes === "string" ? bytes : new TextDecoder().decode(bytes.subarray(0, 4096));
  const escaped = text.trim().replace(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return escaped.length > 400 ? `${escaped.slice(0, 400)}…` : escaped;
}
