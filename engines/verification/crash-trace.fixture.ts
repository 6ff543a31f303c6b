import type { CrashRecord } from "./cluster-crashes.rules.ts";
import type { CrashTrace, StackFrame } from "./crash-signature.types.ts";

/** `parse@a.c:12` is a frame of the target's own. */
export function frame(text: string): StackFrame {
  const [name = "", place] = text.split("@");
  const [file = null, line] = place?.split(":") ?? [];
  return { function: name, file, line: line === undefined ? null : Number(line), module: null, offset: null, buildId: null, isOwn: true };
}

export function record(id: string, stack: string, changes: Partial<Omit<CrashRecord, "trace">> & { readonly trace?: Partial<CrashTrace> } = {}): CrashRecord {
  const { trace, ...more } = changes;
  return {
    id,
    target: null,
    build: null,
    regression: null,
    ...more,
    trace: { language: "native", kind: "address", class: "heap-buffer-overflow", access: { kind: "read", bytes: 1 }, stack: stack === "" ? [] : stack.split(" ").map(frame), ...trace },
  };
}
