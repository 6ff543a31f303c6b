import { compareSignatures } from "./crash-signature.rules.ts";
import type { CrashSignature, ExpectedEffect } from "./verification.types.ts";

/** One run, as far as it can tell about an effect. All texts are hostile bytes. */
export interface ObservedRun {
  readonly outcome: string;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  readonly signature: CrashSignature | null;
  /** The secret planted for this run. */
  readonly planted: string | null;
  /** What the oracle prints for the same input. */
  readonly oracleOutput: Uint8Array | null;
}

function lastName(name: string): string {
  return (name.split(".").at(-1) ?? name).toLowerCase();
}

function discloses({ stdout, stderr }: ObservedRun, secret: string): boolean {
  const printed = Buffer.concat([stdout, stderr]).toString("latin1");
  const bytes = Buffer.from(secret);
  // Base64 of a text inside another text depends on where it stands: the middle of all three shifts.
  const encoded = [0, 1, 2].map((shift) => Buffer.concat([Buffer.alloc(shift), bytes]).toString("base64").slice(4, -4));
  return [secret, bytes.toString("hex"), ...encoded].some((form) => printed.includes(form));
}

/** Whether a run shows what the bundle claims. */
export function showsEffect(run: ObservedRun, expected: ExpectedEffect): boolean {
  const { signature } = run;
  switch (expected.kind) {
    case "signal":
      return signature?.kind === "signal" && signature.class === expected.signal;
    case "sanitizer":
      return signature !== null && !["signal", "panic", "exception"].includes(signature.kind) && signature.class.toLowerCase() === expected.class.toLowerCase();
    case "traceback":
      return signature !== null && (signature.kind === "panic" || signature.kind === "exception") && lastName(signature.class) === lastName(expected.class);
    case "assertion": {
      const ended = run.outcome === "signalled" ? run.signal === "SIGABRT" : run.outcome === "exited" && run.exitCode !== 0;
      const said = new TextDecoder().decode(run.stderr);
      return ended && /assert/i.test(said) && said.includes(expected.text);
    }
    case "disclosure":
      return run.planted !== null && discloses(run, run.planted);
    case "time":
      return run.outcome === "timed-out";
    case "memory":
      return run.outcome === "out-of-memory";
    case "wrong-output":
      return run.oracleOutput !== null && run.outcome === "exited" && Buffer.compare(run.stdout, run.oracleOutput) !== 0;
  }
}

/** Effects that are told by a signature; the others by comparing runs. */
export function isCrash(expected: ExpectedEffect): boolean {
  return expected.kind === "sanitizer" || expected.kind === "signal" || expected.kind === "traceback";
}

/** Whether a run fails in the way of another: the same root, or the same effect where it has no stack. */
export function hasSameRoot(run: ObservedRun, root: ObservedRun, expected: ExpectedEffect): boolean {
  if (!showsEffect(run, expected)) return false;
  if (!isCrash(expected)) return true;
  return run.signature !== null && root.signature !== null && compareSignatures(run.signature, root.signature) !== "different";
}

/** The effect in words, for people. */
export function describeEffect(expected: ExpectedEffect): string {
  switch (expected.kind) {
    case "signal":
      return `death by ${expected.signal}`;
    case "sanitizer":
      return `a sanitizer report of ${expected.class}`;
    case "traceback":
      return `an uncaught ${expected.class}`;
    case "assertion":
      return `a failed assertion: ${expected.text}`;
    case "disclosure":
      return `the content of ${expected.plant} in the output`;
    case "time":
      return `a run of more than ${expected.overMs} ms`;
    case "memory":
      return `more than ${expected.overBytes} bytes of memory`;
    case "wrong-output":
      return `another output than that of the oracle ${expected.oracle.join(" ")}`;
  }
}

/** The claimed class in a word, as shown in lists. */
export function effectClass(expected: ExpectedEffect): string {
  return expected.kind === "sanitizer" || expected.kind === "traceback" ? expected.class : expected.kind === "signal" ? expected.signal : expected.kind;
}
