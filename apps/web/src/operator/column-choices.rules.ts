import type { Reading } from "./operator.query.ts";

/** What a column of a spreadsheet can be, in the order in which people look for it. */
export const COLUMN_MEANINGS = ["product", "vendor", "model", "version", "location", "exposed", "serial", "purl", "cpe"] as const;
export type ColumnMeaning = (typeof COLUMN_MEANINGS)[number];

/** The number of the file's column, or null for "there is none". */
export type ColumnChoices = Partial<Record<ColumnMeaning, number | null>>;

/** Which columns were taken for what, as choices that a person may change. */
export function guessedChoices({ columns, headings }: Pick<Reading, "columns" | "headings">): ColumnChoices {
  return Object.fromEntries(
    COLUMN_MEANINGS.flatMap((meaning) => {
      const at = Object.hasOwn(columns, meaning) ? headings.indexOf(columns[meaning] ?? "") : -1;
      return [[meaning, at < 0 ? null : at]];
    }),
  );
}

/** The choices with one changed; a column can be one thing only, so whatever had it before has none. */
export function choose(choices: ColumnChoices, meaning: ColumnMeaning, column: number | null): ColumnChoices {
  const others = Object.entries(choices).map(([other, taken]) => [other, column !== null && taken === column ? null : taken]);
  return { ...Object.fromEntries(others), [meaning]: column };
}
