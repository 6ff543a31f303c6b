/*
 * JSON of strangers, read as one reader would and no other: a name that stands twice in one object is read differently by
 * different readers, a name such as `__proto__` is a lever to code that copies objects, and depth is one against whatever
 * walks them. None of our formats needs any of these.
 */

const DEEPEST = 64;
const NAMES_REFUSED: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

export class StrictJsonError extends Error {
  /** Where in the document, such as `record.target`; empty for the whole. */
  readonly place: string;
  constructor(message: string, place = "") {
    super(message);
    this.name = "StrictJsonError";
    this.place = place;
  }
}

// Drops a byte order mark, which some tools put before the first line.
const utf8 = new TextDecoder("utf-8", { fatal: true });

/** @throws StrictJsonError only */
export function readStrictJson(bytes: Uint8Array): unknown {
  let text: string;
  let value: unknown;
  try {
    text = utf8.decode(bytes);
    value = JSON.parse(text);
  } catch (cause) {
    throw new StrictJsonError(cause instanceof TypeError ? "not text in UTF-8" : "not valid JSON");
  }
  // Of a name that stands twice the parser keeps one: then fewer members are there than names were written.
  if (countMembers(value, "", 0) !== countNames(text)) throw new StrictJsonError("a name stands twice in one object; write each once");
  return value;
}

function countMembers(value: unknown, place: string, depth: number): number {
  if (typeof value !== "object" || value === null) return 0;
  if (depth >= DEEPEST) throw new StrictJsonError(`nested deeper than ${DEEPEST}`, place.slice(0, 200));
  let members = 0;
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at += 1) if (typeof value[at] === "object") members += countMembers(value[at], `${place}[${at}]`, depth + 1);
    return members;
  }
  for (const name of Object.keys(value)) {
    if (NAMES_REFUSED.has(name)) throw new StrictJsonError(`the name ${name} is not taken`, place);
    const own = (value as Readonly<Record<string, unknown>>)[name];
    members += 1;
    if (typeof own === "object") members += countMembers(own, place === "" ? name : `${place}.${name}`, depth + 1);
  }
  return members;
}

/** Strings before a colon, in text that is known to be JSON. */
function countNames(text: string): number {
  let names = 0;
  for (let open = text.indexOf('"'); open >= 0; ) {
    let close = text.indexOf('"', open + 1);
    while (isEscaped(text, close)) close = text.indexOf('"', close + 1);
    let after = close + 1;
    while (isBlank(text.charCodeAt(after))) after += 1;
    if (text.charCodeAt(after) === 58) names += 1;
    open = text.indexOf('"', after);
  }
  return names;
}

function isEscaped(text: string, quote: number): boolean {
  let before = quote - 1;
  while (text.charCodeAt(before) === 92) before -= 1;
  return (quote - before) % 2 === 0;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 13;
}
