/**
 * Why the sandbox itself could not do what was asked. A program's own failure is an `ExecResult`, never one of these.
 *
 * - `unavailable`: this host cannot run the backend at all (program missing, user namespaces switched off).
 * - `start-failed`: the backend works, but setting up this run failed before the program began.
 * - `command-refused`: argv, environment, folder or limits are not usable; nothing was run.
 * - `path-refused`: a path leaves `/box`, goes through a link, or is not a regular file.
 * - `not-found`: no such file below `/box`.
 * - `too-large`: a file or folder exceeds the stated bound.
 * - `stopped`: the sandbox was stopped; start a new one.
 * - `aborted`: the caller's signal ended the run; the process tree is dead.
 */
export type SandboxErrorCode =
  | "unavailable"
  | "start-failed"
  | "command-refused"
  | "path-refused"
  | "not-found"
  | "too-large"
  | "stopped"
  | "aborted";

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
