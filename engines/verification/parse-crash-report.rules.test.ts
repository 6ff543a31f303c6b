import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as reports from "./crash-report.fixture.ts";
import { exactKey, stackKey, toSignature } from "./crash-signature.rules.ts";
import { parseCrashReport } from "./parse-crash-report.rules.ts";
import type { CrashSignature } from "./crash-signature.types.ts";

function read(report: string): CrashSignature | undefined {
  const trace = parseCrashReport(report);
  return trace && toSignature(trace);
}

describe("the normal form of a report", () => {
  it.each<[string, string, CrashSignature]>([
    ["AddressSanitizer, C++", reports.asan, { kind: "address", class: "heap-buffer-overflow", access: { kind: "write", bytes: null }, frames: ["harbour::Log::append", "harbour::Reader::operator()", "harbour::run::lambda::operator()", "main"] }],
    ["LeakSanitizer", reports.leak, { kind: "leak", class: "memory-leak", access: null, frames: ["open_chart", "main"] }],
    ["MemorySanitizer", reports.uninitialised, { kind: "memory", class: "use-of-uninitialized-value", access: null, frames: ["weigh", "main"] }],
    ["ThreadSanitizer", reports.race, { kind: "thread", class: "data-race", access: { kind: "write", bytes: 4 }, frames: ["count_up"] }],
    ["UndefinedBehaviorSanitizer", reports.undefinedWithStack, { kind: "undefined", class: "index-out-of-bounds", access: null, frames: ["tide_at", "main"] }],
    ["libFuzzer", reports.fuzzer, { kind: "signal", class: "deadly-signal", access: null, frames: ["berth::assign"] }],
    ["gdb", reports.gdb, { kind: "signal", class: "unknown", access: null, frames: ["crane_free", "load_hook", "main"] }],
    ["Go", reports.go, { kind: "panic", class: "index-out-of-range", access: null, frames: ["example.com/harbour/manifest.(*Reader).Next", "main.main.func1", "main.main"] }],
    ["Rust", reports.rust, { kind: "panic", class: "index-out-of-bounds", access: null, frames: ["lading::Bill::next", "lading::main::closure", "lading::main"] }],
    ["Python", reports.python, { kind: "exception", class: "KeyError", access: null, frames: ["pilot.steer", "pilot.<module>"] }],
    ["Java", reports.java, { kind: "exception", class: "java.lang.NumberFormatException", access: null, frames: ["harbour.Digits.read", "harbour.Gate.parse", "harbour.Gate.lambda$main", "harbour.Gate.main"] }],
    ["JavaScript", reports.javascript, { kind: "exception", class: "TypeError", access: null, frames: ["buoy.<anonymous>", "buoy.light", "buoy.Buoy.run", "buoy.<anonymous>"] }],
    ["assert", reports.assertion, { kind: "signal", class: "SIGABRT", access: null, frames: ["open_gate"] }],
  ])("of %s", (_name, report, expected) => {
    expect(read(report)).toEqual(expected);
  });

  it("is the same with a panic's place before or after its message, and without a backtrace", () => {
    const old = "thread 'main' panicked at 'index out of bounds: the len is 3 but the index is 3', src/lading.rs:5:10\nnote: run with `RUST_BACKTRACE=1`\n";
    const recent = "thread 'main' (12) panicked at src/lading.rs:5:10:\nindex out of bounds: the len is 3 but the index is 3\n";
    expect(read(old)).toEqual({ kind: "panic", class: "index-out-of-bounds", access: null, frames: ["lading.rs:5"] });
    expect(read(recent)).toEqual(read(old));
  });

  it("takes the stack from the fuzzer where a panic has none", () => {
    const report = `thread '<unnamed>' panicked at src/lading.rs:5:10:\ncapacity overflow\n${reports.fuzzer}`;
    expect(read(report)).toEqual({ kind: "panic", class: "capacity-overflow", access: null, frames: ["berth::assign"] });
  });

  it("takes the end of a chain of exceptions, also where the fuzzer prints the exception first", () => {
    const atheris = ' === Uncaught Python exception: ===\nZeroDivisionError: division by zero\nTraceback (most recent call last):\n  File "/src/sail.py", line 3, in trim\n    return 1 / 0\n\n==3== ERROR: libFuzzer: fuzz target exited\n';
    expect(read(atheris)).toMatchObject({ class: "ZeroDivisionError", frames: ["sail.trim"] });
  });

  it("does not depend on how deep a recursion went or where in its cycle it stopped", () => {
    const overflow = (order: readonly string[]) => `==3==ERROR: AddressSanitizer: stack-overflow on address 0x7ff\n${order.map((name, index) => `    #${index} 0x5${index} in ${name} /src/knot.c:${name === "tie" ? 4 : 9}`).join("\n")}\n`;
    const deep = (first: string, second: string, count: number) => overflow(Array.from({ length: count }, (_, index) => (index % 2 === 0 ? first : second)));
    expect(read(deep("tie", "untie", 40))?.frames).toEqual(["tie", "untie"]);
    expect(read(deep("untie", "tie", 91))).toEqual(read(deep("tie", "untie", 40)));
    const python = `Traceback (most recent call last):\n  File "/src/a.py", line 9, in <module>\n    tie()\n${'  File "/src/a.py", line 2, in tie\n    return tie()\n'.repeat(3)}  [Previous line repeated 996 more times]\nRecursionError: maximum recursion depth exceeded\n`;
    expect(read(python)).toEqual({ kind: "exception", class: "RecursionError", access: null, frames: ["a.tie"] });
  });

  it("names a crash wholly inside a runtime by the runtime's frames rather than by nothing", () => {
    const report = "==3==ERROR: AddressSanitizer: SEGV on unknown address 0x0\n==3==The signal is caused by a READ memory access.\n    #0 0x7f1 in strlen (/lib/x86_64-linux-gnu/libc.so.6+0x1)\n    #1 0x7f2 in qsort (/lib/x86_64-linux-gnu/libc.so.6+0x2)\n";
    expect(read(report)).toEqual({ kind: "address", class: "SEGV", access: { kind: "read", bytes: null }, frames: ["strlen", "qsort"] });
  });

  it("leaves a project's own `read` in, since its file says whose it is", () => {
    const report = "==3==ERROR: AddressSanitizer: SEGV on unknown address 0x0\n    #0 0x51 in read /src/reader/read.c:3\n    #1 0x52 in read (/lib/x86_64-linux-gnu/libc.so.6+0x1)\n";
    expect(read(report)?.frames).toEqual(["read"]);
  });

  it("is not made of text without a report", () => {
    for (const text of ["", "all is well\n", "at the harbour (at noon)\n", "panic: not really\n", "Traceback (most recent call last):\n", "#1 priority: ship it\n"]) {
      expect([text, read(text)]).toEqual([text, undefined]);
    }
  });
});

describe("the keys of a crash", () => {
  it("tell one place in one build by build id and offset, and one stack by function and line", () => {
    const trace = parseCrashReport("==2==ERROR: AddressSanitizer: SEGV on unknown address 0x0\n    #0 0x561 (/box/target/c+0x120a) (BuildId: 00aa11)\n    #1 0x562 (/box/target/c+0x1300)\n");
    expect(trace && exactKey(trace, "sha256-of-c")).toBe("address|SEGV|-|00aa11+120a|sha256-of-c+1300");
    const named = parseCrashReport(reports.gdb);
    expect(named && stackKey(named)).toBe("crane_free crane.c:924|load_hook|main crane.c:779");
  });
});

describe("a hostile report", () => {
  const texts = Object.values(reports);
  const words = ["#0 0x1 in ", "<", "(", "{lambda", "operator", "::", "\n", "\r\n", " at ", "/src/a.c:1:2", "\u0000", ": runtime error: index ", "==1==ERROR: AddressSanitizer: ", "Traceback (most recent call last):\n", "panic: ", "goroutine 1 [", "thread '", "' panicked at ", "Caused by: ", "\tat a.b(", "    at x (", "🦀", "A".repeat(300)];

  it("is read without an error, into bounded names", () => {
    const spliced = fc.array(fc.oneof(fc.constantFrom(...words), fc.string(), fc.constantFrom(...texts).chain((text) => fc.nat(text.length).map((at) => text.slice(at, at + 400)))), { maxLength: 40 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(spliced, (text) => {
        const trace = parseCrashReport(text);
        if (!trace) return;
        expect(trace.stack.length).toBeLessThanOrEqual(512);
        for (const frame of trace.stack) for (const part of [frame.function, frame.file]) expect(part?.length ?? 0).toBeLessThanOrEqual(200);
        const signature = toSignature(trace);
        expect(signature.frames.length).toBeLessThanOrEqual(16);
        expect(`${exactKey(trace)}${stackKey(trace)}`).toBeTypeOf("string");
      }),
      { numRuns: 1_500 },
    );
  });

  // Where a parser looked back over what it has read, these would not end within the test's time limit.
  it.each(["<", "(", ")", "operator<", " (", " at ", "a.", "::", ":1", "{", "@", ".a", "\tat a.", "index ", "shift ", "0x1+", "/../", "a b ", "', ", "$1", "\\"])("is read in linear time where it repeats %j", (piece) => {
    for (const before of ["==1==ERROR: AddressSanitizer: x\n#0 0x1 in ", "a.c:1:1: runtime error: ", 'Traceback (most recent call last):\n  File "', "panic: x\n\ngoroutine 1 [running]:\n", "thread 'a' panicked at '", 'Exception in thread "main" ', "Error: x\n    at ", "x: a.c:1: f: Assertion `"]) {
      const text = before + piece.repeat(Math.ceil(260_000 / piece.length));
      const lines = before + `${piece.repeat(Math.ceil(8_000 / piece.length))}\n${before}`.repeat(32);
      expect([parseCrashReport(text)?.class.length ?? 0, parseCrashReport(lines)?.class.length ?? 0].every((length) => length < 300)).toBe(true);
    }
  });
});
