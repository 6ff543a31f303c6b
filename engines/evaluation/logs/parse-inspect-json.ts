import { LogError } from "./log.errors.ts";

// Python writes these three where JSON has no word; strings are matched first so that none of them is changed in one.
const BEYOND_JSON = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g;

/** JSON as Inspect writes it: NaN and the infinities become null. `where` is named in the refusal. */
export function parseInspectJson(bytes: Uint8Array, where: string): unknown {
  const text = new TextDecoder().decode(bytes);
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    try {
      return JSON.parse(text.replace(BEYOND_JSON, (found) => (found.startsWith('"') ? found : "null")));
    } catch (error) {
      if (error instanceof SyntaxError) throw new LogError("corrupt", where, `is not JSON: ${error.message.slice(0, 200)}`, { cause: error });
      throw error;
    }
  }
}
