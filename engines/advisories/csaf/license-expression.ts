import registry from "./registries/licenses.json" with { type: "json" };
import scancode from "./registries/scancode-licenses.json" with { type: "json" };

const lowerWords = (text: string): ReadonlySet<string> => new Set(text.toLowerCase().split(" "));
const licenses = lowerWords(registry.licenses);
const deprecatedLicenses = lowerWords(registry.deprecatedLicenses);
const exceptions = lowerWords(registry.exceptions);
const deprecatedExceptions = lowerWords(registry.deprecatedExceptions);
const scancodeNames = lowerWords(scancode.licenses);
const deprecatedScancodeNames = lowerWords(scancode.deprecatedLicenses);

/** A license or exception as an expression names it. */
export interface LicenseName {
  readonly text: string;
  /** `listed` by SPDX or ScanCode; `foreign` names another inventory; `unknown` stands in neither list. */
  readonly standing: "listed" | "deprecated" | "foreign" | "unknown";
}

export interface LicenseExpression {
  readonly names: readonly LicenseName[];
  readonly problem?: string;
}

const LONGEST_EXPRESSION = 10_000;
const TOKEN = /\s*(?:([()])|([^\s()]+))/y;
const ID = /^[A-Za-z0-9.-]+\+?$/;
const REFERENCE = /^(?:LicenseRef|AdditionRef)-[A-Za-z0-9.-]+$/;

/**
 * Reads an SPDX license expression by the grammar of SPDX 3.0.1, annex B, without the `DocumentRef` part, which CSAF forbids.
 * Operators are all capitals or all small letters. Nesting costs no stack.
 */
export function readLicenseExpression(text: string): LicenseExpression {
  const names: LicenseName[] = [];
  const fail = (problem: string): LicenseExpression => ({ names, problem });
  if (text.length > LONGEST_EXPRESSION) return fail(`longer than ${LONGEST_EXPRESSION} characters`);
  let open = 0;
  // What may come next: an operand, an exception after "with", or something behind an operand ("with" only behind a single license).
  let wants: "operand" | "exception" | "operator" | "operator-or-with" = "operand";
  TOKEN.lastIndex = 0;
  const end = text.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const [, parenthesis, word] = TOKEN.exec(text) ?? [];
    if (parenthesis === "(") {
      if (wants !== "operand") return fail("an opening parenthesis stands behind a license without an operator");
      open += 1;
    } else if (parenthesis === ")") {
      if (open === 0 || wants === "operand" || wants === "exception") return fail("a closing parenthesis does not stand where one can");
      open -= 1;
      wants = "operator";
    } else if (word === undefined) {
      return fail("it is no license expression");
    } else if (wants === "operator" || wants === "operator-or-with") {
      if (/^(?:AND|and|OR|or)$/.test(word)) wants = "operand";
      else if (/^(?:WITH|with)$/.test(word) && wants === "operator-or-with") wants = "exception";
      else return fail(`"${word}" stands where AND, OR or WITH is expected`);
    } else {
      if (/^(?:AND|OR|WITH)$/i.test(word)) return fail(`"${word}" stands where a license is expected`);
      if (word.startsWith("DocumentRef-")) return fail(`"${word}": CSAF allows no DocumentRef`);
      const isException: boolean = wants === "exception";
      const isReference = REFERENCE.test(word) && word.startsWith(isException ? "AdditionRef-" : "LicenseRef-");
      const isId = ID.test(word) && !/^(?:LicenseRef|AdditionRef)-/.test(word) && !(isException && word.endsWith("+"));
      if (!isReference && !isId) return fail(`"${word}" is no license identifier`);
      names.push({ text: word, standing: standingOf(word, isException) });
      wants = isException ? "operator" : "operator-or-with";
    }
  }
  if (open > 0) return fail("a parenthesis is not closed");
  if (wants === "operand" || wants === "exception") return fail("it ends where a license is expected");
  return { names };
}

function standingOf(word: string, isException: boolean): LicenseName["standing"] {
  const id = word.toLowerCase();
  const reference = /^(?:licenseref|additionref)-(?:scancode-(.+)|.+)$/.exec(id);
  if (reference) {
    const [, name] = reference;
    if (name === undefined) return "foreign";
    if (deprecatedScancodeNames.has(name)) return "deprecated";
    return scancodeNames.has(name) ? "listed" : "unknown";
  }
  const [listed, deprecated] = isException ? [exceptions, deprecatedExceptions] : [licenses, deprecatedLicenses];
  const bare = id.replace(/\+$/, "");
  if (deprecated.has(id) || (!listed.has(bare) && deprecated.has(bare))) return "deprecated";
  return listed.has(bare) ? "listed" : "unknown";
}
