/*
 * What never reaches a line of the log, wherever it stands in it: by the name of the field it is in, and by its shape in
 * any text, since errors carry along whatever they were about. Shape is judged generously: a digest too many that is
 * withheld costs a reader a look, a token too few costs a session.
 */

export const WITHHELD = "[withheld]";
const FIELD_LIMIT = 400;
const DEEPEST = 4;
const MOST_ENTRIES = 30;
// What is judged; the rest is cut off unseen.
const TEXT_LIMIT = 8000;

const SECRET_NAME = /secret|token|passw|passphrase|credential|cookie|authori[sz]ation|dpop|assertion|challenge|proof|signature|private|sealed|session|(api|access|signing|sealing|master|private)[-_]?key|^key$|^auth$|e-?mail|^to_?address$/i;
// An id of ours or a digest says what a line is about and opens nothing.
const HARMLESS_NAME = /^(session|token|key|credential|proof|challenge)[-_]?(id|count|kind|state)$/i;

const SHAPES: readonly (readonly [shape: RegExp, instead: string])[] = [
  [/-----BEGIN [A-Z0-9 ]+-----[\s\S]*?(-----END [A-Z0-9 ]+-----|$)/g, WITHHELD],
  // user:password in an address, as in DATABASE_URL
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]*@/gi, `$1${WITHHELD}@`],
  [/\b(bearer|dpop)\s+[A-Za-z0-9._~+/=-]{6,}/gi, `$1 ${WITHHELD}`],
  [/\bbasic\s+[A-Za-z0-9+/=]{16,}/gi, `Basic ${WITHHELD}`],
  // header: value to the end of the line
  [/\b(authorization|proxy-authorization|cookie|set-cookie|dpop|x-api-key)(["']?\s*[:=]\s*)[^\r\n]+/gi, `$1$2${WITHHELD}`],
  // name=value and "name":"value"
  [/(\b[a-z0-9_-]{0,40}(?:secret|token|password|passwd|passphrase|credential|api[-_]?key|access[-_]?key|private[-_]?key|assertion|session|challenge)\b["']?\s*[:=]\s*)("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s,;&}]+)/gi, `$1${WITHHELD}`],
  // JSON Web Tokens and sealed compact forms
  [/\beyJ[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*){1,4}/g, WITHHELD],
  // the secret of a mailed link
  [/#[A-Za-z0-9_-]{16,}/g, `#${WITHHELD}`],
  [/[^\s<>"'(),;:=[\]{}]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250})\.[A-Za-z]{2,63}/g, "[address withheld]"],
  // what is mailed to addresses without a dot
  [/\b(to|from|rcpt to|mail from):\s*<[^>\s]+>/gi, "$1:<address withheld>"],
];
// 256 bits in base64url are 43 characters; a shorter run may be a word of somebody's.
const LONG_RUN = /[A-Za-z0-9_+/-]{32,}={0,2}/g;

// Keys as model endpoints and forges give them out; looked for last, since such letters stand in the middle of longer ones.
const FOREIGN_KEY = /\b(?:sk|pk|rk|ghp|gho|ghs|glpat|xox[a-z]|hf|AKIA)[-_]?[A-Za-z0-9_-]{12,}/g;

/** A field as it may be written: bounded, and without what its name or its text gives away. */
export function redactField(name: string, value: unknown): unknown {
  return redactValue(name, value, 0);
}

/** A text without what looks like a secret or somebody's address, at most 400 characters. */
export function redactText(text: string): string {
  let safe = text.slice(0, TEXT_LIMIT);
  for (const [shape, instead] of SHAPES) safe = safe.replace(shape, instead);
  return safe.replace(LONG_RUN, (run) => (isSecretLike(run) ? WITHHELD : run)).replace(FOREIGN_KEY, WITHHELD).slice(0, FIELD_LIMIT);
}

/** Small and capital letters mixed, with digits or at the length of a secret of ours; a digest in hex and an id are not. */
function isSecretLike(run: string): boolean {
  return /[a-z]/.test(run) && /[A-Z]/.test(run) && (/\d/.test(run) || run.length >= 40);
}

function redactValue(name: string, value: unknown, depth: number): unknown {
  if (SECRET_NAME.test(name) && !HARMLESS_NAME.test(name) && value !== null && value !== undefined && typeof value !== "boolean") return WITHHELD;
  if (typeof value === "string") return redactText(value);
  if (typeof value === "number" || typeof value === "boolean" || value === null) return value;
  if (value instanceof Error) return redactText(describeError(value));
  if (value instanceof Uint8Array) return `[${value.length} bytes]`;
  if (value === undefined) return null;
  if (typeof value !== "object") return redactText(typeof value === "bigint" || typeof value === "symbol" ? value.toString() : typeof value);
  if (isInstant(value)) return value.toISOString();
  if (depth >= DEEPEST) return "[more]";
  if (Array.isArray(value)) return value.slice(0, MOST_ENTRIES).map((one) => redactValue(name, one, depth + 1));
  const entries = value instanceof Map ? [...value].map(([key, one]) => [String(key), one] as const) : Object.entries(value);
  return Object.fromEntries(entries.slice(0, MOST_ENTRIES).map(([key, one]) => [redactText(key), redactValue(key, one, depth + 1)]));
}

/** An instant knows how to write itself; a rule has no clock to compare its kind with. */
function isInstant(value: object): value is { toISOString(): string } {
  return Object.prototype.toString.call(value) === "[object Date]" && !Number.isNaN(Number(value));
}

/** What happened and, behind it, why; the place in the code is of the first one. */
function describeError(error: Error): string {
  const causes: string[] = [];
  for (let cause = error.cause; cause instanceof Error && causes.length < DEEPEST; cause = cause.cause) causes.push(` because ${cause.name}: ${cause.message}`);
  const place = (error.stack ?? "").split("\n").find((line) => /^\s+at /.test(line))?.trim();
  return `${error.name}: ${error.message}${causes.join("")}${place ? ` ${place}` : ""}`;
}
