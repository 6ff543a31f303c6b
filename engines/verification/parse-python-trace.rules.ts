import { toFilePath, toScriptName } from "./function-name.rules.ts";
import type { RawFrame, RawTrace } from "./crash-signature.types.ts";

// Python prints the oldest call first and, where one exception led to another, the one that ended the program last.

const FRAMES = 256;
const HEADLINE = "Traceback (most recent call last):";
const EXCEPTION = /^([A-Za-z_]\w{0,100}(?:\.\w{1,100}){0,20})(?::|$)/;

/** Undefined where no traceback ends in an exception. */
export function parsePythonTrace(lines: readonly string[]): RawTrace | undefined {
  const at = lines.findLastIndex((line) => line.trimEnd().endsWith(HEADLINE));
  if (at < 0) return undefined;
  // In a group each line stands behind a bar.
  const margin = lines[at]?.indexOf(HEADLINE) ?? 0;
  const stack: RawFrame[] = [];
  let exception: string | undefined;
  for (const whole of lines.slice(at + 1)) {
    const line = whole.slice(margin);
    const frame = /^\s+File "([^"]*)", line (\d{1,9})(?:, in (.*))?$/.exec(line);
    if (frame) {
      const file = toFilePath(frame[1] ?? "");
      // The innermost frames are kept, however deep the recursion.
      if (stack.length === FRAMES) stack.shift();
      stack.push({ function: toScriptName(file, frame[3] ?? "<module>"), file, line: Number(frame[2]), module: null, offset: null, buildId: null });
    } else if (/^\S/.test(line)) {
      exception = EXCEPTION.exec(line)?.[1];
      break;
    }
  }
  // Atheris prints the exception above the traceback.
  exception ??= EXCEPTION.exec(lines[at - 1] ?? "")?.[1];
  if (exception === undefined || stack.length === 0) return undefined;
  return { language: "python", kind: "exception", class: exception, access: null, stack: stack.toReversed() };
}
