import { toBaseName } from "./function-name.rules.ts";
import { parseCrashReport } from "./parse-crash-report.rules.ts";
import type { CrashKind, CrashSignature, CrashTrace, StackFrame, TraceLanguage } from "./crash-signature.types.ts";

// From a report to its normal form. The text is the crashed program's: it is believed only as far as the way the program
// ended allows.

/** Exit status the sanitizers are told to use, so that a printed report without a real one does not count. */
export const SANITIZER_EXIT = 99;
const FRAMES_KEPT = 8;
const FRAMES_IN_KEY = 3;
const FRAMES_IN_EXACT_KEY = 64;
const LONGEST_CYCLE = 16;

/** What each runtime exits with after an uncaught panic or exception; Go's race detector has one of its own. */
const RUNTIME_EXITS: Readonly<Record<TraceLanguage, readonly number[]>> = { native: [SANITIZER_EXIT], go: [2, 66], rust: [101], python: [1], java: [1], javascript: [1] };

// Deaths that are limits of ours, or a request to end, rather than faults of the program.
const LIMIT_SIGNALS = new Set(["SIGKILL", "SIGTERM", "SIGXCPU", "SIGXFSZ", "SIGPIPE", "SIGINT", "SIGHUP"]);
const SANITIZED: ReadonlySet<CrashKind> = new Set(["address", "undefined", "leak", "memory", "thread"]);
const OVERFLOWS = /^(?:stack-overflow|RecursionError|RangeError|java\.lang\.StackOverflowError)$/;

function nameFrame({ function: name, file, line, module, offset, buildId }: StackFrame): string {
  if (name !== null) return name;
  if (file !== null) return line === null ? toBaseName(file) : `${toBaseName(file)}:${line}`;
  return `${toBaseName(module ?? "?")}${buildId === null ? "" : `@${buildId}`}+0x${offset ?? "?"}`;
}

/**
 * The frames that identify a crash: the target's own. A crash wholly inside a runtime has none; its topmost named frames
 * are then better than nothing, which would make all such crashes one.
 */
export function ownFrames({ stack }: CrashTrace): readonly StackFrame[] {
  const own = stack.filter((frame) => frame.isOwn);
  return own.length > 0 ? own : stack.filter(({ function: name }) => name !== null && !/^(?:__asan|__sanitizer|fuzzer::)/.test(name)).slice(0, FRAMES_IN_KEY);
}

/** Folds `a b a b a b main` to `a b main`: how deep a recursion went says nothing about the crash. */
export function foldRecursion<Item>(items: readonly Item[], nameOf: (item: Item) => string): readonly Item[] {
  const folded: Item[] = [];
  const names: string[] = [];
  for (const item of items) {
    folded.push(item);
    names.push(nameOf(item));
    for (let period = 1; period <= LONGEST_CYCLE && 2 * period <= names.length; period += 1) {
      const from = names.length - period;
      let same = true;
      for (let at = from; at < names.length && same; at += 1) same = names[at] === names[at - period];
      if (!same) continue;
      folded.length = from;
      names.length = from;
      break;
    }
  }
  return folded;
}

/** A stack that ran over stops anywhere in its cycle: the cycle itself, from its least name on, is what is the same. */
function findCycle(names: readonly string[]): readonly string[] | undefined {
  for (let from = 0; from < LONGEST_CYCLE; from += 1) {
    for (let period = 1; period <= LONGEST_CYCLE && from + 2 * period <= names.length; period += 1) {
      const cycle = names.slice(from, from + period);
      if (!cycle.every((name, index) => names[from + period + index] === name)) continue;
      const rotations = cycle.map((_, start) => [...cycle.slice(start), ...cycle.slice(0, start)]);
      return rotations.toSorted((left, right) => (left.join("\n") < right.join("\n") ? -1 : 1))[0];
    }
  }
  return undefined;
}

/** The normal form of a parsed report. */
export function toSignature(trace: CrashTrace): CrashSignature {
  const names = ownFrames(trace).map(nameFrame);
  const cycle = OVERFLOWS.test(trace.class) ? findCycle(names) : undefined;
  return { kind: trace.kind, class: trace.class, access: trace.access, frames: (cycle ?? foldRecursion(names, (name) => name)).slice(0, FRAMES_KEPT) };
}

/** How a program ended; an `ExecResult` fits. */
export interface Ending {
  readonly outcome: string;
  readonly exitCode: number | null;
  readonly signal: string | null;
}

function isBelieved({ kind, language }: CrashTrace, { outcome, exitCode, signal }: Ending): boolean {
  if (outcome === "signalled") return signal === "SIGABRT" && (SANITIZED.has(kind) || kind === "panic");
  if (outcome !== "exited" || exitCode === null || kind === "signal") return false;
  return RUNTIME_EXITS[language].includes(exitCode);
}

/**
 * The crash a run shows, with all its frames, or null when it shows none. A report counts only together with the exit
 * status that belongs to it: the one the sanitizer was told (`SANITIZER_EXIT`) or its abort, Go's 2, Rust's 101, 1 for
 * Python, Java and JavaScript. A death by signal needs no report; one that stands there names the place.
 */
export function readCrash(stderr: Uint8Array | string, ending: Ending): CrashTrace | null {
  const trace = parseCrashReport(typeof stderr === "string" ? stderr : new TextDecoder().decode(stderr));
  if (trace && isBelieved(trace, ending)) return trace;
  if (ending.outcome !== "signalled" || ending.signal === null || LIMIT_SIGNALS.has(ending.signal)) return null;
  return { language: "native", kind: "signal", class: ending.signal, access: null, stack: trace?.kind === "signal" ? trace.stack : [] };
}

/** The crash a run shows in normal form, or null when it shows none; `readCrash` says what counts. */
export function crashSignature(stderr: Uint8Array | string, ending: Ending): CrashSignature | null {
  const trace = readCrash(stderr, ending);
  return trace && toSignature(trace);
}

/** `function file:line` of the topmost own frame; null where it is not symbolised. */
export function crashSite(stderr: Uint8Array | string, ending: Ending): string | null {
  const trace = readCrash(stderr, ending);
  const top = trace && ownFrames(trace)[0];
  if (!top || (top.function === null && top.file === null)) return null;
  const place = top.file === null ? "" : `${toBaseName(top.file)}${top.line === null ? "" : `:${top.line}`}`;
  return [top.function ?? "", place].filter((part) => part !== "").join(" ");
}

function describeAccess({ access }: Pick<CrashSignature, "access">): string {
  return access ? `${access.kind}${access.bytes ?? ""}` : "-";
}

/** One line that is equal exactly for equal crashes of one build: class, access and the three topmost own frames. */
export function signatureKey(signature: CrashSignature): string {
  return [signature.kind, signature.class, describeAccess(signature), ...signature.frames.slice(0, FRAMES_IN_KEY)].join("|");
}

/** `same`: equal keys. `same-root`: same class, direction of access and topmost own frame, reached another way. */
export function compareSignatures(left: CrashSignature, right: CrashSignature): "same" | "same-root" | "different" {
  if (signatureKey(left) === signatureKey(right)) return "same";
  const isSameRoot = left.kind === right.kind && left.class === right.class && left.access?.kind === right.access?.kind && left.frames[0] === right.frames[0];
  return isSameRoot ? "same-root" : "different";
}

/** Whether some own frame still is a bare offset, which a symbolizer could name. */
export function needsSymbols(trace: CrashTrace): boolean {
  return trace.stack.some((frame) => frame.isOwn && frame.function === null && frame.offset !== null);
}

/**
 * The first key, cheap since nothing is symbolised for it: type, access, and build id with offset of every own frame.
 * `build` names the build where the report states no build id. A symbolised report gives function and line instead.
 */
export function exactKey(trace: CrashTrace, build = "?"): string {
  const frames = ownFrames(trace).slice(0, FRAMES_IN_EXACT_KEY).map((frame) => (frame.offset === null ? placeFrame(frame) : `${frame.buildId ?? build}+${frame.offset}`));
  return [trace.kind, trace.class, describeAccess(trace), ...frames].join("|");
}

/** Function, file and line of a frame, or its offset: equal for one place in one version of the source. */
export function placeFrame(frame: StackFrame): string {
  const place = frame.file === null ? "" : `${toBaseName(frame.file)}:${frame.line ?? "?"}`;
  return frame.function === null || place === "" ? nameFrame(frame) : `${frame.function} ${place}`;
}

/** Where a crash came from, whatever it looked like: every own frame's place. A wild read that hits a mapped page or not is one place. */
export function stackKey(trace: CrashTrace): string {
  return foldRecursion(ownFrames(trace).map(placeFrame), (place) => place).join("|");
}
