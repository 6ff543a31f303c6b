// A *report* is what a crashed program, its runtime or its sanitizer printed; a *trace* is that report parsed; a *signature*
// is the trace in the one normal form that all languages share. All of it is the crashed program's word: attacker-controlled.

/**
 * Who noticed. `address`, `undefined`, `leak`, `memory`, `thread`: a sanitizer. `signal`: the kernel. `panic`: Go's or Rust's
 * runtime. `exception`: Python's, Java's or JavaScript's.
 */
export type CrashKind = "address" | "undefined" | "leak" | "memory" | "thread" | "signal" | "panic" | "exception";

export type TraceLanguage = "native" | "go" | "rust" | "python" | "java" | "javascript";

export interface MemoryAccess {
  readonly kind: "read" | "write";
  /** Null where a runtime made the access on the target's behalf, since it then depends on the input. */
  readonly bytes: number | null;
}

/**
 * A crash in normal form. `frames` are the target's own, topmost first: function names when symbolised; else
 * `module+0xoffset`, or `module@buildid+0xoffset` where the report states a build id (the same on every run of one build,
 * whatever address randomisation does).
 */
export interface CrashSignature {
  readonly kind: CrashKind;
  /** The sanitizer's word, the signal's or exception's name, or the panic's reason in a word. */
  readonly class: string;
  readonly access: MemoryAccess | null;
  readonly frames: readonly string[];
}

/** One frame of a stack. What the report does not say is null; inlined calls are frames of their own. */
export interface StackFrame {
  /** Normal form: no arguments, template arguments, return type or compiler's suffix. */
  readonly function: string | null;
  /** As printed, with `.` and `..` resolved. */
  readonly file: string | null;
  readonly line: number | null;
  /** Path of the program or library, as printed. */
  readonly module: string | null;
  /** In the module, hex without `0x`. */
  readonly offset: string | null;
  readonly buildId: string | null;
  /** Whether it is the target's code, not an allocator's, libc's, a sanitizer's, a language runtime's or a fuzzer's. */
  readonly isOwn: boolean;
}

/** A frame before anyone has decided whose it is. */
export type RawFrame = Omit<StackFrame, "isOwn">;

/** A parsed report. The stack is where it happened, not where the memory came from; topmost first, all frames. */
export interface CrashTrace {
  readonly language: TraceLanguage;
  readonly kind: CrashKind;
  readonly class: string;
  readonly access: MemoryAccess | null;
  readonly stack: readonly StackFrame[];
}

/** What a parser makes of a report. `bytes` of the access are as printed. */
export interface RawTrace extends Omit<CrashTrace, "stack"> {
  readonly stack: readonly RawFrame[];
}
