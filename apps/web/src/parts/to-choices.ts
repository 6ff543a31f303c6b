import { t } from "../messages.ts";
import type { MessageKey } from "../messages.ts";

/** Every word of a closed list with its text, in the list's order, for a field that offers them. */
export function toChoices(words: Readonly<Record<string, MessageKey>>): readonly { readonly value: string; readonly label: string }[] {
  return Object.entries(words).map(([value, label]) => ({ value, label: t(label) }));
}
