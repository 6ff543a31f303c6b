// Names, messages and file contents come from strangers. On a terminal their control and direction characters could
// move the cursor, set colours or turn the order of what is read, so none is ever printed as it is.
const dangerous = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** For a person: line breaks stay, everything dangerous is written out as `\u{1b}`. */
export function toShownText(text: string): string {
  return text.replace(dangerous, (character) => `\\u{${character.charCodeAt(0).toString(16)}}`);
}

/** One line of JSON, equal in meaning, with everything dangerous in JSON's own escapes. */
export function toShownJson(document: unknown): string {
  return JSON.stringify(document).replace(dangerous, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
