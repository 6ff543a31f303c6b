import type { ReadAdvisoryFields } from "../advisories.types.ts";
import type { Tell } from "./consistency.types.ts";

/** Publication comes first, the last change last, and revisions between them in their order. */
export function checkDates({ publishedAt, modifiedAt, ending, revisions }: ReadAdvisoryFields, tell: Tell): void {
  if (publishedAt !== null && publishedAt > modifiedAt) tell("date-order", "/publishedAt", `was published (${publishedAt}) after it was last changed (${modifiedAt})`);
  if (ending !== null && publishedAt !== null && ending.at < publishedAt) tell("date-order", "/ending/at", `was ${ending.kind} (${ending.at}) before it was published (${publishedAt})`);
  for (const [index, { at, number }] of revisions.entries()) {
    const before = revisions[index - 1];
    if (before && at < before.at) tell("date-order", `/revisions/${index}/at`, `revision ${number} (${at}) lies before the one it follows (${before.at})`);
    if (at > modifiedAt) tell("date-order", `/revisions/${index}/at`, `revision ${number} (${at}) lies after the last change (${modifiedAt})`);
  }
}
