/** A record of an outside corpus: a row's columns, or the fields of an object. Hostile. */
export type CorpusRecord = Readonly<Record<string, unknown>>;

const PLACE = /\{\{([^{}:]{1,100})(?::(id|number|list))?\}\}/g;

export class TemplateError extends Error {
  override readonly name = "TemplateError";
}

/**
 * A value in which `{{column}}` stands for a field of the record. Where a text is nothing but `{{column}}` the field itself
 * takes its place, a list or a number too. `{{column:id}}` makes an id of it, `{{column:number}}` a number, `{{column:list}}`
 * splits it at commas, semicolons or lines.
 * @throws {TemplateError} naming the column that the record does not have
 */
export function fillTemplate(template: unknown, record: CorpusRecord): unknown {
  if (Array.isArray(template)) return template.map((one) => fillTemplate(one, record));
  if (template !== null && typeof template === "object") return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, fillTemplate(value, record)]));
  if (typeof template !== "string") return template;
  const whole = new RegExp(`^(?:${PLACE.source})$`).exec(template);
  if (whole) return convert(valueOf(record, whole[1] ?? ""), whole[2]);
  return template.replace(PLACE, (_place, name: string, form?: string) => toText(convert(valueOf(record, name), form)));
}

function valueOf(record: CorpusRecord, name: string): unknown {
  if (Object.hasOwn(record, name)) return record[name];
  throw new TemplateError(`has no field ${name}; it has ${Object.keys(record).slice(0, 20).join(", ")}`);
}

function convert(value: unknown, form: string | undefined): unknown {
  if (form === "id") return toId(toText(value));
  if (form === "number") return typeof value === "number" ? value : toNumber(toText(value));
  if (form === "list") return Array.isArray(value) ? value : toText(value).split(/[,;\n]/).map((part) => part.trim()).filter((part) => part !== "");
  return value;
}

function toNumber(text: string): number {
  const number = Number(text);
  if (text.trim() === "" || !Number.isFinite(number)) throw new TemplateError(`says ${JSON.stringify(text.slice(0, 60))} where a number is wanted`);
  return number;
}

/** Lower-case letters, digits and hyphens: `Web/Easy 1` becomes `web-easy-1`. */
export function toId(text: string): string {
  return text.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 64).replace(/-+$/, "");
}

const toText = (value: unknown): string => (typeof value === "string" ? value : (JSON.stringify(value) ?? ""));
