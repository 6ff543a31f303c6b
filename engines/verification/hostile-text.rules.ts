/** Text from outside, made safe to keep and show: control characters escaped (line breaks stay), length bounded. */
export function toSafeText(text: string, maxCharacters: number): string {
  const escaped = text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return escaped.length > maxCharacters ? `${escaped.slice(0, maxCharacters)}…` : escaped;
}

/** The same in one line. */
export function toSafeLine(text: string, maxCharacters = 200): string {
  return toSafeText(text.trim(), maxCharacters).replaceAll("\n", "\\n");
}

export const SAFE_PATH = /^[A-Za-z0-9_@+=,.~-]+(\/[A-Za-z0-9_@+=,.~-]+){0,15}$/;

/** A plain relative path: no `.` or `..`, nothing a shell or a file system would read otherwise. */
export function isSafePath(path: string): boolean {
  return path.length <= 200 && SAFE_PATH.test(path) && !path.split("/").some((name) => name === "." || name === "..");
}
