/** What a record of a hand-off says, field by field, as text. */
export interface RecordField {
  readonly name: string;
  readonly value: string;
}

const MOST_FIELDS = 200;

/** Splits a record, as it will leave, into what is filled in and the names of what is not. A record that is no JSON is one field. */
export function readRecord(record: string): { readonly filled: readonly RecordField[]; readonly empty: readonly string[] } {
  const fields = [...walk("", parse(record))].slice(0, MOST_FIELDS);
  return { filled: fields.filter(({ value }) => value !== ""), empty: fields.filter(({ value }) => value === "").map(({ name }) => name) };
}

function parse(record: string): unknown {
  try {
    return JSON.parse(record) as unknown;
  } catch {
    // It was kept as it will leave; whatever it is, it is shown.
    return record;
  }
}

function* walk(name: string, value: unknown): Generator<RecordField> {
  if (typeof value === "string") return yield { name, value };
  if (typeof value !== "object" || value === null) return yield { name, value: value === null ? "" : JSON.stringify(value) };
  const entries = Object.entries(value);
  if (entries.length === 0) return yield { name, value: "" };
  for (const [key, one] of entries) yield* walk(name === "" ? key : `${name}.${key}`, one);
}
