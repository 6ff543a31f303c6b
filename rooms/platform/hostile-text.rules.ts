// Whatever moves a cursor, hides itself or turns the direction of what follows; line breaks and tabs are none of it.
const UNWANTED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Text from outside with its control and direction characters made visible. */
export function escapeControls(text: string): string {
  return text.replace(UNWANTED, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The same without them. */
export function dropControls(text: string): string {
  return text.replace(UNWANTED, "");
}
