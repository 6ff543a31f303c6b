import { LedgerRefusal } from "./ledger.errors.ts";

// Far above any entry of ours, far below the depth at which a hostile value ends the stack.
const MAX_DEPTH = 64;

/**
 * The one spelling of a JSON value, so that equal values have equal hashes: RFC 8785 (JSON Canonicalization Scheme).
 * Keys in order of their UTF-16 code units, numbers as ECMAScript writes them, no blanks.
 *
 * Refuses (`not-canonical`) whatever JSON cannot say exactly: NaN, infinities, undefined, bigint, functions, dates and
 * other class instances, lone surrogates, more than 64 levels (cycles included).
 */
export function canonicalJson(value: unknown): string {
  return write(value, "value", 0);
}

function write(value: unknown, where: string, depth: number): string {
  if (depth > MAX_DEPTH) return refuse(where, `is nested deeper than ${MAX_DEPTH} levels`);
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "string") return writeString(value, where);
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : refuse(where, "is not a finite number");
  if (Array.isArray(value)) {
    // Array.from, so that a hole is seen as undefined and refused rather than skipped.
    return `[${Array.from(value as unknown[], (item, index) => write(item, `${where}[${index}]`, depth + 1)).join(",")}]`;
  }
  if (isPlainObject(value)) {
    // toSorted without a comparison orders by UTF-16 code units, as RFC 8785 section 3.2.3 wants.
    const members = Object.keys(value)
      .toSorted()
      .map((key) => `${writeString(key, where)}:${write(value[key], `${where}.${key}`, depth + 1)}`);
    return `{${members.join(",")}}`;
  }
  return refuse(where, `is ${typeof value === "object" ? "not a plain object" : `of type ${typeof value}`}`);
}

function writeString(text: string, where: string): string {
  // JSON.stringify would write a lone surrogate as an escape, which two parsers read differently.
  return text.isWellFormed() ? JSON.stringify(text) : refuse(where, "contains a lone surrogate");
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function refuse(where: string, problem: string): never {
  // `where` holds hostile keys; the end of the path says most.
  const path = where.length > 120 ? `…${where.slice(-120)}` : where;
  const escaped = JSON.stringify(path.toWellFormed()).slice(1, -1);
  throw new LedgerRefusal("not-canonical", `${escaped} ${problem}; it cannot be written as canonical JSON`);
}
