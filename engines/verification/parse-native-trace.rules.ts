import { toFilePath, toNativeName } from "./function-name.rules.ts";
import type { MemoryAccess, RawFrame, RawTrace } from "./crash-signature.types.ts";

// Reports of gcc's and clang's sanitizers (symbolised or not), of libFuzzer, of glibc's assert, and stacks as gdb prints
// them. Lines come bounded from the caller; each is read once.

const FRAMES = 256;
/** How far below its headline a report says what kind of access it was. */
const ACCESS_LINES = 12;
const MESSAGE_CHARACTERS = 400;

const UNDEFINED: readonly [RegExp, string][] = [
  [/signed integer overflow|negation of .* cannot be represented/, "signed-integer-overflow"],
  [/unsigned integer overflow/, "unsigned-integer-overflow"],
  [/index .* out of bounds/, "index-out-of-bounds"],
  [/shift exponent|left shift of/, "invalid-shift"],
  [/division by zero/, "division-by-zero"],
  [/null pointer/, "null-pointer"],
  [/misaligned address/, "misaligned-access"],
  [/insufficient space for an object/, "object-size"],
  [/outside the range of representable values/, "float-cast-overflow"],
  [/load of value .* not a valid value/, "invalid-value"],
  [/variable length array bound/, "vla-bound"],
  [/does not point to an object of type/, "vptr"],
  [/through pointer to incorrect function type/, "function-type"],
  [/pointer index expression|applying .* offset/, "pointer-overflow"],
  [/reached an? unreachable|execution reached the end of a value-returning/, "unreachable"],
];

const RENAMED: Readonly<Record<string, string>> = {
  "attempting double-free": "double-free",
  "attempting free": "bad-free",
  "requested allocation size": "allocation-size-too-big",
  "allocator is out of memory": "out-of-memory",
  "data race": "data-race",
  "detected memory leaks": "memory-leak",
  "lock-order-inversion": "lock-order-inversion",
  "deadly signal": "deadly-signal",
};
const KINDS = { Address: "address", HWAddress: "address", Memory: "memory", Leak: "leak", Thread: "thread", UndefinedBehavior: "undefined" } as const;

const HEADLINE = /(?:ERROR|WARNING): (Address|HWAddress|Memory|Leak|Thread|UndefinedBehavior)Sanitizer:? (.*)$/;
const FUZZER = /ERROR: libFuzzer: ([a-z][a-z -]*)/;
const ASSERTION = /^(?:[^\s:]+: )?([^\s:]+):(\d+): ([^:]{1,300}(?:::[^:]{1,300})*): Assertion `.*' failed\.?$/;

/** `/src/a.c:12:3`, `a.c:12` or a bare path. */
export function parseLocation(printed: string): { readonly file: string; readonly line: number | null } {
  const found = /^(.*?)(?::(\d{1,9}))?(?::\d{1,9})?$/.exec(printed);
  return { file: toFilePath(found?.[1] ?? printed), line: found?.[2] === undefined ? null : Number(found[2]) };
}

/** Splits `name /path/file.c:1:2`; the name may hold spaces, the location begins at the first rooted path or is the last word. */
function splitLocation(text: string): readonly [name: string, location: string | undefined] {
  const rooted = text.startsWith("/") ? 0 : text.indexOf(" /");
  if (rooted >= 0) return [text.slice(0, rooted), text.slice(rooted).trim()];
  const at = text.lastIndexOf(" ");
  const last = text.slice(at + 1);
  if (/^[^()<>]+:\d{1,9}$/.test(last) || last === "<null>" || last === "??:0") return [at < 0 ? "" : text.slice(0, at), /^[<?]/.test(last) ? undefined : last];
  return [text, undefined];
}

function toFrame(name: string, location: string | undefined, rest: Partial<RawFrame> = {}): RawFrame {
  const place = location === undefined ? { file: null, line: null } : parseLocation(location);
  return { function: toNativeName(name), ...place, module: null, offset: null, buildId: null, ...rest };
}

/** One `#n` line of a sanitizer's or gdb's stack; undefined for any other line. */
export function parseNativeFrame(line: string): RawFrame | undefined {
  const numbered = /^\s*#\d{1,5}\s+(?:0x[0-9a-f]{1,16}\s*)?(?:in )?(.*)$/.exec(line);
  let body = numbered?.[1]?.trim();
  if (body === undefined) return undefined;
  const build = /\(BuildId: ([0-9a-f]{4,64})\)$/.exec(body);
  const buildId = build?.[1] ?? null;
  if (build) body = body.slice(0, build.index).trim();

  // gdb: name (arguments) at file:line, or from library.
  const open = body.indexOf(" (");
  const at = body.lastIndexOf(" at ");
  if (open > 0 && at > open && /:\d{1,9}$/.test(body)) return toFrame(body.slice(0, open), body.slice(at + 4));
  const from = body.lastIndexOf(" from /");
  if (open > 0 && from > open) return toFrame(body.slice(0, open), undefined, { module: toFilePath(body.slice(from + 6)) });

  const bracket = body.endsWith(")") ? body.lastIndexOf("(") : -1;
  const inModule = bracket < 0 ? null : /^(.+)\+0x([0-9a-f]{1,16})$/.exec(body.slice(bracket + 1, -1));
  if (inModule) {
    const [name, location] = splitLocation(body.slice(0, bracket).trim());
    return toFrame(name, location, { module: toFilePath(inModule[1] ?? ""), offset: inModule[2] ?? null, buildId });
  }
  const [name, location] = splitLocation(body);
  if (location === undefined && open > 0 && !body.startsWith(" (anonymous", open)) return toFrame(body.slice(0, open), undefined);
  return toFrame(name, location);
}

/** The first stack at or below a line, and where it ends. */
export function readStack(lines: readonly string[], from: number, most = lines.length): readonly RawFrame[] {
  const stack: RawFrame[] = [];
  for (let at = from; at < most && stack.length < FRAMES; at += 1) {
    const frame = parseNativeFrame(lines[at] ?? "");
    if (frame) stack.push(frame);
    else if (stack.length > 0) break;
  }
  return stack;
}

function findAccess(lines: readonly string[], from: number): MemoryAccess | null {
  for (const line of lines.slice(from, from + ACCESS_LINES)) {
    const sized = /^\s*(?:Atomic |atomic )?(READ|WRITE|Read|Write) of size (\d{1,15}) at/.exec(line);
    if (sized) return { kind: sized[1]?.toLowerCase() === "read" ? "read" : "write", bytes: Number(sized[2]) };
    const unsized = /caused by a (READ|WRITE) memory access/.exec(line);
    if (unsized) return { kind: unsized[1] === "READ" ? "read" : "write", bytes: null };
  }
  return null;
}

function readWord(text: string): string {
  const known = Object.keys(RENAMED).find((words) => text.startsWith(words));
  return known === undefined ? (/^[A-Za-z][A-Za-z0-9-]*/.exec(text)?.[0] ?? "unknown-crash") : (RENAMED[known] ?? known);
}

function readSanitizer(lines: readonly string[], at: number, [, tool = "", text = ""]: RegExpExecArray): RawTrace {
  return { language: "native", kind: KINDS[tool as keyof typeof KINDS], class: readWord(text), access: findAccess(lines, at + 1), stack: readStack(lines, at + 1) };
}

function readUndefined(lines: readonly string[], at: number, location: string, message: string): RawTrace {
  // Its stack, where one was asked for, follows at once; a later stack is another report's.
  const stack = readStack(lines, at + 1, at + 1 + FRAMES);
  const isNear = lines.slice(at + 1, at + 4).some((line) => parseNativeFrame(line));
  const place: RawFrame = { function: null, ...parseLocation(location), module: null, offset: null, buildId: null };
  return { language: "native", kind: "undefined", class: UNDEFINED.find(([pattern]) => pattern.test(message))?.[1] ?? "undefined-behavior", access: null, stack: isNear ? stack : [place] };
}

/** The first report of a sanitizer, libFuzzer or assert among the lines; undefined where there is none. */
export function parseNativeTrace(lines: readonly string[]): RawTrace | undefined {
  for (const [at, line] of lines.entries()) {
    const headline = line.includes("Sanitizer") ? HEADLINE.exec(line) : null;
    if (headline) return readSanitizer(lines, at, headline);
    const undefinedAt = line.indexOf(": runtime error: ");
    if (undefinedAt > 0 && /:\d{1,9}$/.test(line.slice(0, undefinedAt))) return readUndefined(lines, at, line.slice(0, undefinedAt), line.slice(undefinedAt + 17, undefinedAt + 17 + MESSAGE_CHARACTERS));
    const fuzzer = line.includes("libFuzzer") ? FUZZER.exec(line) : null;
    if (fuzzer) return { language: "native", kind: "signal", class: readWord(fuzzer[1] ?? "").replaceAll(" ", "-"), access: null, stack: readStack(lines, at + 1) };
    const assertion = line.includes("Assertion `") ? ASSERTION.exec(line) : null;
    if (assertion) {
      const [, file = "", number = "", name = ""] = assertion;
      return { language: "native", kind: "signal", class: "SIGABRT", access: null, stack: [toFrame(name, `${file}:${number}`)] };
    }
  }
  return undefined;
}

/** A bare stack, as gdb and crash collectors print it, without a word on what happened. */
export function parseBareStack(lines: readonly string[]): RawTrace | undefined {
  const from = lines.findIndex((line) => /^\s*#0\s/.test(line) && parseNativeFrame(line));
  return from < 0 ? undefined : { language: "native", kind: "signal", class: "unknown", access: null, stack: readStack(lines, from) };
}
