import { readChoice, readList, readOptionalText, readText } from "../parts/form-values.ts";
import type { Deadline, Directive, Words } from "./directives.query.ts";

/** The one table of deadlines that there is. */
const TABLE = "cisa:BOD2604:1.0.0";

/** What an officer wrote. Rows of which nothing is filled are left out. */
export function readWords(form: FormData): Words {
  return {
    number: readText(form, "number"),
    kind: readChoice<Words["kind"]>(form, "kind"),
    title: readText(form, "title"),
    summary: readText(form, "summary"),
    scope: readText(form, "scope"),
    effectiveOn: readText(form, "effectiveOn"),
    sections: readRows(form, "sections", ["heading", "text"]),
    definitions: readRows(form, "definitions", ["term", "meaning"]),
    actions: readRowNumbers(form, "actions", ["id", "title", "words", "appliesTo"]).map((row) => ({
      id: readText(form, `actions.${row}.id`),
      title: readText(form, `actions.${row}.title`),
      words: readText(form, `actions.${row}.words`),
      appliesTo: readText(form, `actions.${row}.appliesTo`),
      deadline: readDeadline(form, `actions.${row}`),
    })),
    phases: readRows(form, "phases", ["on", "what"]),
    source: readOptionalText(form, "source"),
    supersedes: readList(form, "supersedes"),
    notes: readRows(form, "notes", ["note"]).map(({ note }) => note),
    changes: readOptionalText(form, "changes"),
  };
}

/** The words of a directive in force, to be written anew as its next version. */
export function toNextWords(directive: Directive): Words {
  const { number, kind, title, summary, scope, effectiveOn, sections, definitions, phases, source, supersedes, notes } = directive;
  const actions = directive.actions.map(({ id, title: named, words, appliesTo, deadline }) => ({ id, title: named, words, appliesTo, deadline }));
  return { number, kind, title, summary, scope, effectiveOn, sections, definitions, actions, phases, source, supersedes, notes, changes: null };
}

function readRows<Name extends string>(form: FormData, rows: string, names: readonly Name[]): Record<Name, string>[] {
  return readRowNumbers(form, rows, names).map((row) => Object.fromEntries(names.map((name) => [name, readText(form, `${rows}.${row}.${name}`)])) as Record<Name, string>);
}

function readRowNumbers(form: FormData, rows: string, names: readonly string[]): number[] {
  const written = [...form.keys()].flatMap((key) => (key.startsWith(`${rows}.`) ? [Number(key.split(".")[1])] : []));
  return [...new Set(written)].toSorted((one, other) => one - other).filter((row) => names.some((name) => readText(form, `${rows}.${row}.${name}`) !== ""));
}

function readDeadline(form: FormData, row: string): Deadline {
  const kind = readChoice<Deadline["kind"]>(form, `${row}.deadline`);
  switch (kind) {
    case "day": return { kind, on: readText(form, `${row}.on`) };
    case "days-after-issue": return { kind, days: Number(readText(form, `${row}.days`)) };
    case "table": return { kind, rule: TABLE };
  }
}
