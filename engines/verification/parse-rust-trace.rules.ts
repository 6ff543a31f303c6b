import { toFilePath, toNativeName } from "./function-name.rules.ts";
import { parseLocation } from "./parse-native-trace.rules.ts";
import type { RawFrame, RawTrace } from "./crash-signature.types.ts";

// Rust's panics, with the place before or after the message (the order changed in 1.73), with or without a backtrace.

const FRAMES = 256;
/** How far below its headline a panic's backtrace begins: the message may have lines of its own. */
const MESSAGE_LINES = 60;

const REASONS: readonly [string, string][] = [
  ["index out of bounds", "index-out-of-bounds"],
  ["out of range for slice", "slice-out-of-range"],
  ["slice index starts at", "slice-out-of-range"],
  ["is not a char boundary", "char-boundary"],
  ["out of bounds of", "slice-out-of-range"],
  ["attempt to divide by zero", "division-by-zero"],
  ["with overflow", "arithmetic-overflow"],
  ["`None` value", "unwrap-none"],
  ["called `Result::unwrap()` on an `Err` value", "unwrap-error"],
  ["already borrowed", "already-borrowed"],
  ["already mutably borrowed", "already-borrowed"],
  ["entered unreachable code", "unreachable"],
  ["not implemented", "not-implemented"],
  ["not yet implemented", "not-implemented"],
  ["capacity overflow", "capacity-overflow"],
  ["assertion ", "assertion"],
];

function readBacktrace(lines: readonly string[], from: number): readonly RawFrame[] {
  const stack: RawFrame[] = [];
  for (let at = from; at < lines.length && stack.length < FRAMES; at += 1) {
    const numbered = /^\s*\d{1,4}:\s+(?:0x[0-9a-f]{1,16} - )?(\S.*)$/.exec(lines[at] ?? "");
    if (!numbered) break;
    const place = /^\s+at (\S.*)$/.exec(lines[at + 1] ?? "")?.[1];
    stack.push({ function: toNativeName(numbered[1] ?? ""), ...(place === undefined ? { file: null, line: null } : parseLocation(place)), module: null, offset: null, buildId: null });
    if (place !== undefined) at += 1;
  }
  return stack;
}

/** Undefined where no line says that a thread panicked. Without a backtrace the stack is the one place the panic names. */
export function parseRustTrace(lines: readonly string[]): RawTrace | undefined {
  const at = lines.findIndex((line) => line.startsWith("thread '") && line.includes(" panicked at "));
  if (at < 0) return undefined;
  const line = lines[at] ?? "";
  const said = line.slice(line.indexOf(" panicked at ") + 13);
  const isOld = said.startsWith("'");
  const place = /([^\s,']+):(\d{1,9}):\d{1,9}:?$/.exec(isOld ? said.slice(said.lastIndexOf(", ") + 2) : said);
  const message = isOld ? said : (lines[at + 1] ?? "");
  const backtrace = lines.slice(at, at + MESSAGE_LINES).indexOf("stack backtrace:");
  const stack = backtrace < 0 ? [] : readBacktrace(lines, at + backtrace + 1);
  const named: RawFrame[] = place ? [{ function: null, file: toFilePath(place[1] ?? ""), line: Number(place[2]), module: null, offset: null, buildId: null }] : [];
  return { language: "rust", kind: "panic", class: REASONS.find(([words]) => message.includes(words))?.[1] ?? "panic", access: null, stack: stack.length > 0 ? stack : named };
}
