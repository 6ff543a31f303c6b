import { canonicalJson } from "./canonical-json.ts";
import { LedgerRefusal } from "./ledger.errors.ts";
import { readInstant, readObject, readPattern, readText } from "./read-field.ts";

/** The canonical JSON of one entry. Larger things are kept elsewhere, and their digest is put here. */
export const MAX_ENTRY_BYTES = 64 * 1024;

/**
 * One act, as it stands in the log. The leaf's content is the UTF-8 of its canonical JSON.
 * Nothing personal or secret goes in: the log cannot forget. Put a salted commitment here instead.
 */
export interface LedgerEntry {
  readonly v: 1;
  /** Unique in the log. */
  readonly id: string;
  /** When the act happened, as `toISOString` writes it. */
  readonly at: string;
  /** What happened: `room.thing-happened`, e.g. `determination.results-sealed`. */
  readonly kind: string;
  /** Id of the thing it happened to. */
  readonly subject: string;
  /** Id of the person or process that acted. */
  readonly by: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Reads an attacker-controlled value as an entry; refuses with the field's name. `where` begins that name. */
export function parseLedgerEntry(value: unknown, where = "entry"): LedgerEntry {
  const fields = readObject(value, where, ["v", "id", "at", "kind", "subject", "by", "data"]);
  if (fields.v !== 1) throw new LedgerRefusal("malformed", `${where}.v must be 1; a newer Breakwater may know this version`);
  readText(fields.id, `${where}.id`, 128);
  readInstant(fields.at, `${where}.at`);
  readPattern(fields.kind, `${where}.kind`, /^[a-z0-9]+([.-][a-z0-9]+)*$/, "lower-case words such as determination.results-sealed");
  readText(fields.subject, `${where}.subject`, 256);
  readText(fields.by, `${where}.by`, 256);
  if (typeof fields.data !== "object" || fields.data === null || Array.isArray(fields.data)) {
    throw new LedgerRefusal("malformed", `${where}.data must be an object`);
  }
  if (Buffer.byteLength(canonicalJson(value)) > MAX_ENTRY_BYTES) {
    throw new LedgerRefusal("malformed", `${where} is larger than ${MAX_ENTRY_BYTES} bytes; store the content elsewhere and put its digest in data`);
  }
  // The value itself, not a copy of its fields: what was checked is what is hashed.
  return value as LedgerEntry;
}

/** The leaf's content, after the same checks as `parseLedgerEntry`: the only way an entry should get into a tree. */
export function canonicalEntry(entry: LedgerEntry): string {
  return canonicalJson(parseLedgerEntry(entry));
}
