import type { CrashSignature } from "./verification.types.ts";

// Reads the reports of gcc's and clang's AddressSanitizer and UndefinedBehaviorSanitizer, symbolised or not. The text is
// the crashed program's: bounded here, and believed only as far as the caller's exit status allows.

/** Exit status the sanitizers are told to use, so that a printed report without a real one does not count. */
export const SANITIZER_EXIT = 99;
const REPORT_CHARACTERS = 256 * 1024;
const FRAMES_KEPT = 8;
const FRAMES_IN_KEY = 3;

const RUNTIME_MODULES = /^(?:lib(?:asan|ubsan|lsan|clang_rt|c|m|pthread|gcc_s|stdc\+\+|dl|rt)[.-]|ld-|linux-vdso)/;
const RUNTIME_FUNCTIONS = /^(?:__asan_|__ubsan_|__lsan_|__sanitizer_|__interceptor_|___interceptor_|__GI_|__libc_|_start$|_IO_|__mem|__str|_?_?(?:malloc|calloc|realloc|free|abort|raise|memcpy|memmove|memset|memcmp|memchr|strlen|strcpy|strncpy|strcat|strcmp|strncmp|strdup|strtol|strtok|sprintf|vsprintf|snprintf|vsnprintf|printf|vprintf|fread|fgets|fwrite|read|write)$)/;

const UNDEFINED: readonly [RegExp, string][] = [
  [/signed integer overflow/, "signed-integer-overflow"],
  [/unsigned integer overflow/, "unsigned-integer-overflow"],
  [/index .* out of bounds/, "index-out-of-bounds"],
  [/shift exponent|left shift of/, "invalid-shift"],
  [/division by zero/, "division-by-zero"],
  [/null pointer/, "null-pointer"],
  [/misaligned address/, "misaligned-access"],
  [/insufficient space for an object/, "object-size"],
  [/outside the range of representable values/, "float-cast-overflow"],
];

// Deaths that are limits of ours, or a request to end, rather than faults of the program.
const LIMIT_SIGNALS = new Set(["SIGKILL", "SIGTERM", "SIGXCPU", "SIGXFSZ", "SIGPIPE", "SIGINT", "SIGHUP"]);

interface Frame {
  readonly name: string;
  readonly isOwn: boolean;
  readonly site: string | null;
}

function parseFrame(line: string): Frame | undefined {
  const body = /^\s*#\d+ 0x[0-9a-f]+ +(.*)$/.exec(line)?.[1];
  if (body === undefined) return undefined;
  const module = /\(([^()\s]*?)\+(0x[0-9a-f]+)\)/.exec(body);
  const moduleName = module?.[1]?.split("/").at(-1) ?? "";
  const named = /^in (\S+)(?: (.*))?$/.exec(body);
  if (!named) return module ? { name: `${moduleName}+${module[2]}`, isOwn: !RUNTIME_MODULES.test(moduleName), site: null } : undefined;
  const [, name = "", where = ""] = named;
  const isRuntime = RUNTIME_FUNCTIONS.test(name) || RUNTIME_MODULES.test(moduleName) || /\/(?:libsanitizer|compiler-rt|sysdeps|csu)\//.test(where);
  const file = /([^/\s]+:\d+)(?::\d+)?$/.exec(where)?.[1];
  return { name, isOwn: !isRuntime, site: file === undefined ? name : `${name} ${file}` };
}

/** The first stack after the report's headline: where it happened, not where the memory came from. */
function firstStack(lines: readonly string[]): readonly Frame[] {
  const start = lines.findIndex((line) => parseFrame(line));
  if (start < 0) return [];
  const end = lines.findIndex((line, index) => index > start && !parseFrame(line));
  return lines.slice(start, end < 0 ? undefined : end).flatMap((line) => parseFrame(line) ?? []);
}

function readAddressReport(text: string): { signature: CrashSignature; site: string | null } | null {
  const headline = /^==\d+==ERROR: AddressSanitizer: (attempting double-free|attempting free|requested allocation size|[A-Za-z][A-Za-z0-9-]*)/m.exec(text);
  if (!headline) return null;
  const word = headline[1] ?? "";
  const renamed: Readonly<Record<string, string>> = { "attempting double-free": "double-free", "attempting free": "bad-free", "requested allocation size": "allocation-size-too-big" };
  const report = text.slice(headline.index);
  const sized = /^(READ|WRITE) of size (\d+) at/m.exec(report);
  const unsized = /caused by a (READ|WRITE) memory access/.exec(report);
  const stack = firstStack(report.split("\n"));
  const own = stack.filter((frame) => frame.isOwn);
  const kind = (sized ?? unsized)?.[1] === "READ" ? "read" : "write";
  const bytes = sized && stack[0]?.isOwn ? Number(sized[2]) : null;
  const signature: CrashSignature = {
    kind: "address",
    class: renamed[word] ?? word,
    access: sized || unsized ? { kind, bytes } : null,
    frames: own.slice(0, FRAMES_KEPT).map((frame) => frame.name),
  };
  return { signature, site: own[0]?.site ?? null };
}

function readUndefinedReport(text: string): { signature: CrashSignature; site: string | null } | null {
  const headline = /^(?:.*\/)?([^/\s:]+:\d+:\d+): runtime error: (.*)$/m.exec(text);
  if (!headline) return null;
  const [, where = "", message = ""] = headline;
  const found = UNDEFINED.find(([pattern]) => pattern.test(message))?.[1] ?? "undefined-behavior";
  return { signature: { kind: "undefined", class: found, access: null, frames: [where] }, site: where };
}

/** How a program ended; an `ExecResult` fits. */
export interface Ending {
  readonly outcome: string;
  readonly exitCode: number | null;
  readonly signal: string | null;
}

function readReport(stderr: Uint8Array | string, ending: Ending) {
  const text = (typeof stderr === "string" ? stderr : new TextDecoder().decode(stderr.subarray(0, REPORT_CHARACTERS))).slice(0, REPORT_CHARACTERS);
  const isReported = ending.outcome === "exited" ? ending.exitCode === SANITIZER_EXIT : ending.outcome === "signalled" && ending.signal === "SIGABRT";
  const report = isReported ? (readAddressReport(text) ?? readUndefinedReport(text)) : null;
  if (report) return report;
  if (ending.outcome !== "signalled" || ending.signal === null || LIMIT_SIGNALS.has(ending.signal)) return null;
  return { signature: { kind: "signal", class: ending.signal, access: null, frames: [] } satisfies CrashSignature, site: null };
}

/**
 * The crash a run shows, or null when it shows none. A sanitizer's report counts only together with the exit status the
 * sanitizer was told (`SANITIZER_EXIT`) or its abort.
 */
export function crashSignature(stderr: Uint8Array | string, ending: Ending): CrashSignature | null {
  return readReport(stderr, ending)?.signature ?? null;
}

/** `function file:line` of the topmost own frame of a symbolised report. */
export function crashSite(stderr: Uint8Array | string, ending: Ending): string | null {
  return readReport(stderr, ending)?.site ?? null;
}

/** One line that is equal exactly for equal crashes of one build: class, access and the three topmost own frames. */
export function signatureKey(signature: CrashSignature): string {
  const access = signature.access ? `${signature.access.kind}${signature.access.bytes ?? ""}` : "-";
  return [signature.kind, signature.class, access, ...signature.frames.slice(0, FRAMES_IN_KEY)].join("|");
}

/** `same`: equal keys. `same-root`: same class, direction of access and topmost own frame, reached another way. */
export function compareSignatures(left: CrashSignature, right: CrashSignature): "same" | "same-root" | "different" {
  if (signatureKey(left) === signatureKey(right)) return "same";
  const isSameRoot = left.kind === right.kind && left.class === right.class && left.access?.kind === right.access?.kind && left.frames[0] === right.frames[0];
  return isSameRoot ? "same-root" : "different";
}
