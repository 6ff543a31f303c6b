import { toFilePath, toScriptName } from "./function-name.rules.ts";
import { parseLocation } from "./parse-native-trace.rules.ts";
import type { RawFrame, RawTrace } from "./crash-signature.types.ts";

// Stacks as V8 prints them.

const FRAMES = 256;
/** A message may have lines of its own between the error's name and the first frame. */
const MESSAGE_LINES = 20;
const ERROR = /^(?:==\d{1,10}== )?(?:Uncaught (?:Exception: )?)?(?:Jazzer\.js: )?([A-Za-z_$][\w$]{0,100}(?:\.[\w$]{1,100}){0,5})(?: \[\w{1,100}\])?(?::|$)/;

function parseFrame(line: string): RawFrame | undefined {
  const body = /^\s+at (\S.*)$/.exec(line)?.[1];
  if (body === undefined) return undefined;
  const open = body.endsWith(")") ? body.lastIndexOf(" (") : -1;
  const place = open < 0 ? body.replace(/^async /, "") : body.slice(open + 2, -1);
  if (!/:\d{1,9}:\d{1,9}$/.test(place) && place !== "native" && place !== "<anonymous>") return undefined;
  const { file, line: number } = parseLocation(place);
  // `Object.` comes and goes with V8's versions, ` [as x]` with how the function was reached.
  const named = open < 0 ? "<anonymous>" : body.slice(0, open).replace(/^async /, "").replace(/ \[as [^\]]{1,200}\]$/, "").replace(/^Object\./, "");
  return { function: toScriptName(toFilePath(file), named), file, line: number, module: null, offset: null, buildId: null };
}

/** Undefined where no error's name stands above a stack of V8's. */
export function parseJavascriptTrace(lines: readonly string[]): RawTrace | undefined {
  const at = lines.findIndex((line) => parseFrame(line));
  if (at < 0) return undefined;
  const name = lines.slice(Math.max(0, at - MESSAGE_LINES), at).toReversed().map((line) => ERROR.exec(line)?.[1]).find((found) => found !== undefined && /^[A-Z]/.test(found));
  if (name === undefined) return undefined;
  const stack: RawFrame[] = [];
  for (const line of lines.slice(at, at + FRAMES)) {
    const frame = parseFrame(line);
    if (!frame) break;
    stack.push(frame);
  }
  return { language: "javascript", kind: "exception", class: name, access: null, stack };
}
