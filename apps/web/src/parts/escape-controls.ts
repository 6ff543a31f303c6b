/**
 * Characters that change what a reader sees without being seen: C0 and C1 controls (line feed and tab are left to the
 * caller), soft hyphen, zero-width and bidirectional marks, line and paragraph separators, byte order mark, variation selectors, tags.
 */
const UNSEEN = new RegExp(
  [
    "[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u115f\\u1160\\u180e\\u200b-\\u200f\\u2028-\\u202e]",
    "[\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff9-\\ufffb]",
    "[\\ufe00-\\ufe0e]",
    "[\\u{e0000}-\\u{e007f}]",
  ].join("|"),
  "u",
);

/** One run of text, either as it is or as the visible name of a character that would not be seen. */
export interface TextRun {
  readonly text: string;
  readonly escaped: boolean;
}

/** Splits hostile text so that each unseen character becomes its own visible run, such as `U+202E`. */
export function escapeControls(text: string): readonly TextRun[] {
  const runs: TextRun[] = [];
  let plain = "";
  for (const character of text) {
    if (!UNSEEN.test(character)) {
      plain += character;
      continue;
    }
    if (plain) runs.push({ text: plain, escaped: false });
    plain = "";
    runs.push({ text: nameOf(character), escaped: true });
  }
  if (plain) runs.push({ text: plain, escaped: false });
  return runs;
}

/** The same, as one string, for places that take no markup (titles, labels). */
export function toVisibleText(text: string): string {
  return escapeControls(text.replace(/[\n\t]/g, " "))
    .map((run) => (run.escaped ? `[${run.text}]` : run.text))
    .join("");
}

function nameOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
