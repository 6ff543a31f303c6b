const escapeCharacter = (character: string) => `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;

/** Text of a sandbox or a model made safe to show and keep: control characters (tab and newline apart) and bidi overrides stand as escapes. */
export function escapeControls(text: string): string {
  return text
    .replace(/\r\n/g, "\n")
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, escapeCharacter)
    .replace(/[\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
}

/** Keeps the beginning and the end, because a compiler's first error and a sanitizer's summary stand at opposite ends. */
export function boundText(text: string, most: number): string {
  if (text.length <= most) return text;
  const half = Math.floor((most - 40) / 2);
  return `${text.slice(0, half)}\n[… ${text.length - 2 * half} characters left out …]\n${text.slice(-half)}`;
}

const UTF_8 = new TextDecoder("utf-8");

/** Bytes that are meant to be text, decoded leniently, escaped, then bounded. */
export function toSafeText(bytes: Uint8Array, most: number): string {
  return boundText(escapeControls(UTF_8.decode(bytes)), most);
}
