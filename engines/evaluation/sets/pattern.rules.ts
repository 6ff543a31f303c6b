import type { FileSelection } from "./set.types.ts";

const cache = new Map<string, RegExp>();

/** `*` within a name, `**` across folders, `?` one letter; a pattern that fits a folder fits all below it. */
function toExpression(pattern: string): RegExp {
  const known = cache.get(pattern);
  if (known) return known;
  const body = pattern
    .replace(/\/$/, "")
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map((part) => ({ "**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]" })[part] ?? part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"))
    .join("");
  const expression = new RegExp(`^${body}(?:/.*)?$`, "s");
  if (cache.size < 1_000) cache.set(pattern, expression);
  return expression;
}

export const fitsPattern = (path: string, pattern: string): boolean => toExpression(pattern).test(path);

/** Whether a path below the selection's folder belongs to it. */
export function isSelected(path: string, { include, exclude }: Pick<FileSelection, "include" | "exclude">): boolean {
  return include.some((pattern) => fitsPattern(path, pattern)) && !exclude.some((pattern) => fitsPattern(path, pattern));
}
