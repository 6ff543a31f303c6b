export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** What writers build from: a property that is undefined, or an empty list, is left out. */
export type Draft = undefined | null | boolean | number | string | readonly Draft[] | { readonly [key: string]: Draft };

/** Keys in code-unit order at every depth (CSAF 2.0 test 6.2.13), so that writing the same advisory again gives the same bytes. */
export function toDocument(draft: { readonly [key: string]: Draft }): JsonObject {
  const entries: [string, Json][] = [];
  for (const key of Object.keys(draft).toSorted()) {
    const value = draft[key];
    if (value === undefined || (Array.isArray(value) && value.length === 0)) continue;
    entries.push([key, toJson(value)]);
  }
  return Object.fromEntries(entries);
}

function toJson(value: Exclude<Draft, undefined>): Json {
  if (value === null || typeof value !== "object") return value;
  if (isList(value)) return value.filter((item) => item !== undefined).map(toJson);
  return toDocument(value);
}

function isList(value: object): value is readonly Draft[] {
  return Array.isArray(value);
}

/** The bytes that are published, hashed and signed: UTF-8 JSON, two spaces, a final newline. */
export function serializeDocument(document: JsonObject): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(document, null, 2)}\n`);
}
