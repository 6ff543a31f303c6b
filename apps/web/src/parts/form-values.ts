/** What the fields of a form say, as the API takes it. */

export function readText(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value.trim() : "";
}

/** The text, or null for a field left empty. */
export function readOptionalText(form: FormData, name: string): string | null {
  return readText(form, name) || null;
}

/** One entry a line or comma; empty ones are left out. */
export function readList(form: FormData, name: string): string[] {
  return readText(form, name)
    .split(/[\n,]/)
    .map((entry) => entry.trim())
    .filter(Boolean);
}

/** What was chosen of several boxes or one of several buttons. The values are those the page itself wrote. */
export function readChoices<Choice extends string>(form: FormData, name: string): Choice[] {
  return form.getAll(name) as Choice[];
}

/** The same where one is always chosen. */
export function readChoice<Choice extends string>(form: FormData, name: string): Exclude<Choice, ""> {
  return readText(form, name) as Exclude<Choice, "">;
}

/** An instant typed in UTC into a field of type datetime-local; null for a field left empty. */
export function readInstant(form: FormData, name: string): string | null {
  const text = readText(form, name);
  return text === "" ? null : new Date(`${text}Z`).toISOString();
}

/** The same instant as that field shows it: exact, without the parts that are zero. */
export function toInstantField(instant: string | null): string {
  return instant === null ? "" : new Date(instant).toISOString().replace(/(:00)?(\.000)?Z$/, "");
}
