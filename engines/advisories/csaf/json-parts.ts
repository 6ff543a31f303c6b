// Looks into JSON that nobody has validated yet: what is of the wrong kind counts as absent.

/** A JSON object of a document that nobody has validated yet: attacker-controlled, of any shape. */
export type Part = Readonly<Record<string, unknown>>;
/** A value with the place it has in its list, for the JSON pointer. */
export type Placed<Value> = readonly [value: Value, index: number];

export function toPart(value: unknown): Part | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Part) : undefined;
}

export function parts(value: unknown): Placed<Part>[] {
  if (!Array.isArray(value)) return [];
  const found: Placed<Part>[] = [];
  for (let index = 0; index < value.length; index += 1) {
    const part = toPart(value[index]);
    if (part) found.push([part, index]);
  }
  return found;
}

export function texts(value: unknown): Placed<string>[] {
  if (!Array.isArray(value)) return [];
  const found: Placed<string>[] = [];
  for (let index = 0; index < value.length; index += 1) if (typeof value[index] === "string") found.push([value[index] as string, index]);
  return found;
}

export function toText(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** A part under construction: our own copy, so it may change. */
export type Draft = Record<string, unknown>;

/** Of items that are equal, whatever the order of their keys, the first. */
export function withoutRepeats<Item>(items: readonly Item[]): Item[] {
  const seen = new Set<string>();
  return items.filter((item) => {
    const key = JSON.stringify(sortKeys(item));
    return seen.has(key) ? false : seen.add(key);
  });
}

/** Keys in code-unit order at every depth. */
export function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  const part = toPart(value);
  return part ? Object.fromEntries(Object.keys(part).toSorted().map((key) => [key, sortKeys(part[key])])) : value;
}
