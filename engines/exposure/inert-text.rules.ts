// Control characters, and those that reorder or hide text (bidirectional marks, zero-width, byte order mark).
const UNSAFE = /[\p{Cc}\p{Cf}\u2028\u2029\p{Cs}\p{Co}]+/gu;
const FORMULA_SIGNS = /^[\s=+@'-]+(?=\S)/;
/** An npm scope is the one name that rightly begins with such a sign, and no spreadsheet computes it. */
const NPM_SCOPED = /^@[a-z0-9][a-z0-9._-]*\/[a-z0-9._-]+$/;

/** What most text is already: single words of visible ASCII. Half of the time of reading a large bill went into proving it otherwise. */
const INERT = /^[A-Za-z0-9][!-~]*(?: [!-~]+)*$/;

/**
 * Attacker-controlled text made harmless to show, log and export: no control or hidden characters, single spaces, no
 * leading spreadsheet formula sign, at most `maxLength` characters.
 */
export function toInertText(text: string, maxLength: number): string {
  if (text.length <= maxLength && INERT.test(text)) return text;
  // Cut first, so that the patterns below never run over megabytes.
  const clean = text.slice(0, maxLength * 2).replace(UNSAFE, " ").replace(/\s+/g, " ").trim();
  const inert = NPM_SCOPED.test(clean) ? clean : clean.replace(FORMULA_SIGNS, "");
  return inert.length <= maxLength ? inert : `${inert.slice(0, maxLength - 1).toWellFormed()}…`;
}
