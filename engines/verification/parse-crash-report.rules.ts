import { isRuntimeFrame } from "./runtime-frames.rules.ts";
import { parseGoTrace } from "./parse-go-trace.rules.ts";
import { parseJavaTrace } from "./parse-java-trace.rules.ts";
import { parseJavascriptTrace } from "./parse-javascript-trace.rules.ts";
import { parseBareStack, parseNativeTrace } from "./parse-native-trace.rules.ts";
import { parsePythonTrace } from "./parse-python-trace.rules.ts";
import { parseRustTrace } from "./parse-rust-trace.rules.ts";
import type { CrashTrace, RawTrace } from "./crash-signature.types.ts";

const REPORT_CHARACTERS = 256 * 1024;
// Demangled names of C++ templates run to several thousand characters.
const LINE_CHARACTERS = 8_192;
const LINES = 8_192;

/** The end of the text, where a report stands, in lines of bounded number and length. */
function toLines(text: string): readonly string[] {
  return text.slice(-REPORT_CHARACTERS).split("\n").slice(-LINES).map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line).slice(0, LINE_CHARACTERS));
}

/** Decides whose each frame is. */
export function toCrashTrace(raw: RawTrace): CrashTrace {
  const stack = raw.stack.map((frame) => ({ ...frame, isOwn: !isRuntimeFrame(raw.language, frame) }));
  // How much a runtime touched at once depends on the input; what the target itself touched depends on its code.
  const access = raw.access && { kind: raw.access.kind, bytes: stack[0]?.isOwn ? raw.access.bytes : null };
  return { ...raw, access, stack };
}

function parseLines(lines: readonly string[]): RawTrace | undefined {
  const native = parseNativeTrace(lines);
  if (native && native.kind !== "signal") return native;
  const rust = parseRustTrace(lines);
  // Under a fuzzer the panic names the reason and the fuzzer prints the stack.
  if (rust) return rust.stack.length <= 1 && native && native.stack.length > 0 ? { ...rust, stack: native.stack } : rust;
  return parseGoTrace(lines) ?? parsePythonTrace(lines) ?? parseJavaTrace(lines) ?? parseJavascriptTrace(lines) ?? native ?? parseBareStack(lines);
}

/**
 * Reads what a crashed program, its runtime or its sanitizer printed: gcc's and clang's sanitizers, libFuzzer, assert, gdb's
 * stacks, Go, Rust, Python, Java, JavaScript. At most the last 256 Ki characters are looked at, in linear time. Undefined
 * where there is no report.
 */
export function parseCrashReport(text: string): CrashTrace | undefined {
  const raw = parseLines(toLines(text));
  return raw && toCrashTrace(raw);
}
