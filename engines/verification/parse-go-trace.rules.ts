import { toGoName } from "./function-name.rules.ts";
import { parseLocation } from "./parse-native-trace.rules.ts";
import type { RawFrame, RawTrace } from "./crash-signature.types.ts";

// Panics, fatal errors and races as Go's runtime prints them: a name, then on the next line its place behind a tab.

const FRAMES = 256;

const REASONS: readonly [string, string][] = [
  ["index out of range", "index-out-of-range"],
  ["slice bounds out of range", "slice-bounds-out-of-range"],
  ["nil pointer dereference", "nil-dereference"],
  ["integer divide by zero", "division-by-zero"],
  ["out of range", "length-out-of-range"],
  ["assignment to entry in nil map", "nil-map-write"],
  ["interface conversion", "interface-conversion"],
  ["all goroutines are asleep", "deadlock"],
  ["concurrent map", "concurrent-map-access"],
  ["stack overflow", "stack-overflow"],
  ["goroutine stack exceeds", "stack-overflow"],
  ["out of memory", "out-of-memory"],
  ["send on closed channel", "send-on-closed-channel"],
  ["close of closed channel", "close-of-closed-channel"],
];

function readFrames(lines: readonly string[], from: number): readonly RawFrame[] {
  const stack: RawFrame[] = [];
  for (let at = from; at < lines.length && stack.length < FRAMES; at += 1) {
    const line = lines[at] ?? "";
    const place = /^\s+(\S.*?:\d{1,9})(?: \+0x[0-9a-f]+)?$/.exec(lines[at + 1] ?? "")?.[1];
    if (line.trim() === "" || line.startsWith("created by ") || place === undefined) break;
    stack.push({ function: toGoName(line), ...parseLocation(place), module: null, offset: null, buildId: null });
    at += 1;
  }
  return stack;
}

/** Undefined where the lines hold neither a panic, a fatal error nor a race with a stack. */
export function parseGoTrace(lines: readonly string[]): RawTrace | undefined {
  for (const [at, line] of lines.entries()) {
    if (line === "WARNING: DATA RACE") return { language: "go", kind: "thread", class: "data-race", access: null, stack: readFrames(lines, at + 2) };
    const said = /^\s*(panic|fatal error): (.*)$/.exec(line);
    if (!said) continue;
    const routine = lines.findIndex((text, index) => index > at && /^goroutine \d{1,10}[^[]{0,80}\[/.test(text));
    if (routine < 0) return undefined;
    const message = said[2] ?? "";
    const reason = REASONS.find(([words]) => message.includes(words))?.[1] ?? (said[1] === "panic" ? "panic" : "fatal-error");
    return { language: "go", kind: "panic", class: reason, access: null, stack: readFrames(lines, routine + 1) };
  }
  return undefined;
}
