import { toJavaName } from "./function-name.rules.ts";
import type { RawFrame, RawTrace } from "./crash-signature.types.ts";

// Java prints the newest call first, and below it what caused the exception; the last cause is where it began.

const FRAMES = 256;
const HEADLINE = /^\s*(?:Exception in thread "[^"]{0,200}" |Caused by: |== Java Exception: )?((?:[A-Za-z_$][\w$]{0,100}\.){0,20}[A-Za-z_$][\w$]{0,200})(?::|$)/;

function parseFrame(line: string): RawFrame | undefined {
  const frame = /^\s+at ([^\s()]{1,1000})\(([^()]{0,300})\)$/.exec(line);
  if (!frame) return undefined;
  const place = /^([^:]+\.\w+)(?::(\d{1,9}))?$/.exec(frame[2] ?? "");
  const lineNumber = place?.[2] === undefined ? null : Number(place[2]);
  return { function: toJavaName(frame[1] ?? ""), file: place?.[1] ?? null, line: lineNumber, module: null, offset: null, buildId: null };
}

/** Undefined where no exception stands above a line of `at package.Class.method(File.java:1)`. */
export function parseJavaTrace(lines: readonly string[]): RawTrace | undefined {
  let trace: RawTrace | undefined;
  for (let at = 0; at < lines.length; at += 1) {
    const frame = parseFrame(lines[at] ?? "");
    if (!frame) continue;
    const headline = findHeadline(lines, at);
    const stack: RawFrame[] = [];
    for (; at < lines.length; at += 1) {
      const next = parseFrame(lines[at] ?? "");
      if (!next) break;
      if (stack.length < FRAMES) stack.push(next);
    }
    // A cause shares the calls it does not print with the exception above it.
    const shared = Number(/^\s+\.\.\. (\d{1,5}) more$/.exec(lines[at] ?? "")?.[1] ?? 0);
    if (shared > 0 && trace) stack.push(...trace.stack.slice(-shared));
    // A second exception of its own, or one that was suppressed, is not what this one began with.
    if (headline && (trace === undefined || headline.isCause)) trace = { language: "java", kind: "exception", class: headline.name, access: null, stack };
    else if (trace !== undefined) break;
  }
  return trace;
}

/** A message may have lines of its own between the exception's name and the first frame. */
const MESSAGE_LINES = 10;

function findHeadline(lines: readonly string[], at: number): { readonly name: string; readonly isCause: boolean } | undefined {
  for (let above = at - 1; above >= Math.max(0, at - MESSAGE_LINES); above -= 1) {
    const line = lines[above] ?? "";
    const name = HEADLINE.exec(line)?.[1];
    if (name === undefined || !(name.includes(".") || /Exception in thread|Caused by|Java Exception|(?:Exception|Error)\b/.test(line))) continue;
    return { name, isCause: line.trimStart().startsWith("Caused by: ") };
  }
  return undefined;
}
