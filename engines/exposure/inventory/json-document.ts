import { InventoryError } from "../exposure.errors.ts";

/** A document of objects and lists, with the lines they stand on in the file. */
export interface LinedDocument {
  readonly value: unknown;
  /** The line (from 1) on which the object at this path begins, such as `components[3].components[0]`; null where unknown. */
  lineOf(path: string): number | null;
}

/** Parses attacker-controlled JSON; throws {@link InventoryError} `not-json`. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InventoryError("not-json", "The file looks like JSON but is broken or cut off. Export it again, then upload the new file.", { cause });
  }
}

const DEEPEST = 512;
/** More places than there may be rows; beyond them lines stay unknown. */
const MOST_LINES = 500_000;

/**
 * The lines of a JSON text's objects, by path. Only what lies in members that `follow` names, and in lists, is looked at;
 * `*` follows every member. The text was parsed before, so that this pass need not judge it: JSON.parse tells no lines.
 */
export function findLines(text: string, follow: ReadonlySet<string>): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  const stack: { readonly path: string | null; readonly isList: boolean; index: number }[] = [];
  // Every sign that says where we are; strings are passed over as a whole, escaped quotation marks with them.
  const signs = /["{}[\],\n]/g;
  let line = 1;
  let key: string | null = null;
  for (let sign = signs.exec(text); sign !== null; sign = signs.exec(text)) {
    const top = stack.at(-1);
    if (sign[0] === "\n") line++;
    else if (sign[0] === '"') {
      const end = endOfString(text, sign.index);
      // A string of an object that no colon follows is a value, and the next member's key replaces it.
      if (top && !top.isList && top.path !== null && key === null) key = text.slice(sign.index + 1, end);
      signs.lastIndex = end + 1;
    } else if (sign[0] === ",") {
      key = null;
      if (top) top.index++;
    } else if (sign[0] === "{" || sign[0] === "[") {
      if (stack.length >= DEEPEST || lines.size >= MOST_LINES) return lines;
      const path = top === undefined ? "" : pathOf(top, key, follow);
      if (path !== null && sign[0] === "{") lines.set(path, line);
      stack.push({ path, isList: sign[0] === "[", index: 0 });
      key = null;
    } else stack.pop();
  }
  return lines;
}

function pathOf(top: { readonly path: string | null; readonly isList: boolean; readonly index: number }, key: string | null, follow: ReadonlySet<string>): string | null {
  if (top.path === null) return null;
  if (top.isList) return `${top.path}[${top.index}]`;
  if (key === null || !(follow.has(key) || follow.has("*"))) return null;
  return memberPath(top.path, key);
}

/** How a member's path is written: as in JavaScript. */
export function memberPath(parent: string, key: string): string {
  if (!/^[\w@-]+$/.test(key)) return `${parent}[${JSON.stringify(key)}]`;
  return parent === "" ? key : `${parent}.${key}`;
}

function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text[end - 1 - slashes] === "\\") slashes++;
    if (slashes % 2 === 0) return end;
  }
  return text.length;
}

/** A parsed text with the lines of what lies in these members. */
export function toLinedDocument(text: string, value: unknown, follow: ReadonlySet<string>): LinedDocument {
  const lines = findLines(text, follow);
  return { value, lineOf: (path) => lines.get(path) ?? null };
}
