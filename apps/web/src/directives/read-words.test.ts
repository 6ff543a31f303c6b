import { expect, test } from "vitest";
import { readWords, toNextWords } from "./read-words.ts";
import type { Directive } from "./directives.query.ts";

const PLAIN = { number: "ED 26-01", kind: "emergency", title: "Unplug it", summary: "Unplug the pump.", scope: "All agencies.", effectiveOn: "2026-07-01", source: "", supersedes: "ED 25-09, ED 25-10\n", changes: " " };
const WRITTEN = { number: "ED 26-01", kind: "emergency", title: "Unplug it", summary: "Unplug the pump.", scope: "All agencies.", effectiveOn: "2026-07-01", sections: [], definitions: [], actions: [], phases: [], source: null, supersedes: ["ED 25-09", "ED 25-10"], notes: [], changes: null };

test("what stands in the fields of a directive is read, and rows left empty are left out", () => {
  expect(readWords(toForm({ ...PLAIN, "notes.0.note": "", "notes.1.note": " A later day is followed. ", "sections.0.heading": "", "sections.0.text": "", "sections.10.heading": "Last", "sections.10.text": "L", "sections.2.heading": "Why", "sections.2.text": "W" }))).toEqual({
    ...WRITTEN,
    notes: ["A later day is followed."],
    sections: [{ heading: "Why", text: "W" }, { heading: "Last", text: "L" }],
  });
});

test("a half-filled row is kept as it is, so that the server can say what is missing", () => {
  expect(readWords(toForm({ ...PLAIN, "phases.0.on": "2026-08-09", "phases.0.what": "" })).phases).toEqual([{ on: "2026-08-09", what: "" }]);
});

test.each([
  ["day", { kind: "day", on: "2026-12-07" }],
  ["days-after-issue", { kind: "days-after-issue", days: 14 }],
  ["table", { kind: "table", rule: "cisa:BOD2604:1.0.0" }],
] as const)("a deadline of the kind %s is read with what that kind needs and nothing else", (kind, deadline) => {
  const row = { "actions.0.id": "unplug", "actions.0.title": "Unplug", "actions.0.words": "Unplug it.", "actions.0.appliesTo": "Pumps", "actions.0.deadline": kind, "actions.0.on": "2026-12-07", "actions.0.days": "14" };
  expect(readWords(toForm({ ...PLAIN, ...row })).actions).toEqual([{ id: "unplug", title: "Unplug", words: "Unplug it.", appliesTo: "Pumps", deadline }]);
});

test("the next version begins with the words in force, without its counts, and says nothing yet of what it changes", () => {
  const action = { id: "unplug", title: "Unplug", words: "Unplug it.", appliesTo: "Pumps", deadline: { kind: "day", on: "2026-12-07" } } as const;
  const inForce = { ...WRITTEN, kind: "emergency", changes: "Earlier.", actions: [{ ...action, dueOn: "2026-12-07", agenciesDone: 12, agenciesLate: null }], id: "dir_1", version: 2, state: "issued" } as unknown as Directive;
  expect(toNextWords(inForce)).toEqual({ ...WRITTEN, actions: [action], changes: null });
});

function toForm(fields: Readonly<Record<string, string>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}
