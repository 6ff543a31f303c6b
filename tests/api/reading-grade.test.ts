import { expect, test } from "vitest";
import { readingGrade } from "#engines/exposure";
import { assistanceRoom } from "#rooms/assistance";
import { distributionRoom } from "#rooms/distribution";
import { createMessages } from "#rooms/platform";

/*
 * Everything that these rooms write to an operator (mails, forms, questions, reminders, notices, terms) can be read with eight years
 * of school; so can what they write to those who help it. The plan's own words: engines/exposure/plan/plan.test.ts. The formula is one
 * of texts: a title is read with what stands under it, and labels of a few words as the list that they are.
 */

const MOST = 8;
const FEW_WORDS = 8;
/** What stands in the place of a name, as long as such things are. */
const FILLED: Readonly<Record<string, string>> = {
  count: "9", number: "2", wave: "2", of: "3", day: "2026-09-04", until: "2026-09-04", file: "fix.diff", title: "Your plan", says: "Open your plan.", why: "Choose a day.", because: "It spreads.",
  date: "2026-09-04", product: "Front Desk Server", vendor: "Kestrel", version: "4.2", window: "Sunday night", delegate: "Your helper", ports: "80", safeguard: "Close port 80.",
  how: "", plan: "", form: "", slip: "", step: "2 (Update the front desk)", organisation: "Harbour Clinic", submitted: "2", refused: "1",
};

const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_whole, name: string) => FILLED[name] ?? expect.fail(`Say what stands for {${name}}`));
const words = (text: string) => fill(text).split(/\s+/).length;
const group = (key: string) => key.split(".").slice(0, 2).join(".");

/** Each text as it is read, by the keys it is made of. */
function toTexts(messages: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const entries = Object.entries(messages).filter(([key]) => !(key.endsWith(".title") && messages[key.replace(/title$/, "body")] !== undefined));
  const labels = entries.filter(([key, text]) => !key.endsWith(".body") && words(text) < FEW_WORDS);
  const texts = entries.filter((entry) => !labels.includes(entry)).map(([key, text]) => [key, `${key.endsWith(".body") ? `${messages[key.replace(/body$/, "title")]}. ` : ""}${text}`] as const);
  return new Map([...texts, ...[...Map.groupBy(labels, ([key]) => group(key))].map(([name, ofGroup]) => [`${name}.*`, ofGroup.map(([, text]) => text).join(". ")] as const)]);
}

test.each([distributionRoom, assistanceRoom])("whatever $name writes to people can be read with eight years of school", ({ messages = {} }) => {
  const texts = toTexts(messages);
  expect(texts.size).toBeGreaterThan(15);
  expect([...texts].map(([key, text]) => [key, Math.round(readingGrade(fill(text)) * 10) / 10] as const).filter(([, grade]) => grade > MOST)).toEqual([]);
});

test("a hard sentence is seen among them", () => {
  const hard = createMessages([{ "x.y.body": "Remediation necessitates immediate prioritisation of vulnerability identification activities.", "x.y.title": "Notice" }]).text("x.y.body");
  expect(readingGrade([...toTexts({ "x.y.body": hard, "x.y.title": "Notice" }).values()].join(" "))).toBeGreaterThan(MOST);
});
