import { toDocument, type Draft } from "./document-bytes.ts";

/** What our extension says of a part of a document, where it is what the document states; else what is read from the document alone. */
export function keepStated<Value>(own: Value | undefined, render: (value: Value) => Draft, stated: Draft, read: () => Value): Value {
  const text = (draft: Draft): string => JSON.stringify(toDocument({ draft }));
  return own !== undefined && text(render(own) ?? {}) === text(stated ?? {}) ? own : read();
}
