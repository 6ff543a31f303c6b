import { describe, expect, it } from "vitest";
import type { Answer, Inventory, Match, Question } from "./exposure.types.ts";
import { createMatcher } from "./create-matcher.ts";
import { parseInventory } from "./inventory/parse-inventory.ts";
import { readAdvisory } from "./advisories/read-advisory.ts";
import { chooseQuestions } from "./questions.rules.ts";

const inventory = (text: string): Inventory => parseInventory(new TextEncoder().encode(text));

/** One advisory about some products of one vendor; each a name and its versions in words. */
function advisory(id: string, products: Readonly<Record<string, string>>, cve = "CVE-2026-90001") {
  return readAdvisory({
    document: { category: "csaf_security_advisory", title: "EXERCISE", tracking: { id } },
    product_tree: { branches: [{ category: "vendor", name: "Harbor Instruments", branches: Object.entries(products).map(([name, versions], index) => (
      { category: "product_name", name, branches: [{ category: "product_version_range", name: versions, product: { product_id: `P${index}`, name: `${name} ${versions}` } }] }
    )) }] },
    vulnerabilities: [{ cve, product_status: { known_affected: Object.keys(products).map((_, index) => `P${index}`) } }],
  });
}

const answer = ({ id, assetId, kind, product }: Question, value: string): Answer => ({ questionId: id, assetId, kind, product, value });
const questionOf = (matches: readonly Match[]): Question => {
  const [question] = chooseQuestions(matches, 1);
  if (!question) throw new Error("Nothing is asked");
  return question;
};

describe("a question", () => {
  const pumps = inventory("Vendor,Product,Version\nHarbor Instruments,Tide Pump 200,\n");
  const matcher = createMatcher([advisory("EX-1", { "Tide Pump 200": "< 2.0" }), advisory("EX-2", { "TidePump 200 series": "< 3.0" }, "CVE-2026-90002")]);

  it("about the version is one for all matches of an asset, and its answer decides each", () => {
    const open = matcher.match(pumps);
    expect(open.map(({ question }) => question?.id)).toEqual(["which-version:line-2", "which-version:line-2"]);
    const question = questionOf(open);
    expect(question).toEqual({ id: "which-version:line-2", assetId: "line-2", kind: "which-version", product: "Tide Pump 200", text: "Which version of Tide Pump 200 is installed?", options: [] });
    const told = matcher.match(pumps, { answers: [answer(question, "2.5")] });
    expect(told.map(({ advisoryId, versionKnown, question: next }) => [advisoryId, versionKnown, next])).toEqual([["EX-2", true, undefined]]);
    expect(matcher.match(pumps, { answers: [answer(question, "3.1")] })).toEqual([]);
  });

  it("that is answered by \"I do not know\" leaves the matches as they were, and is not asked again", () => {
    const open = matcher.match(pumps);
    const told = matcher.match(pumps, { answers: [answer(questionOf(open), "I do not know")] });
    expect(open.map(({ question }) => question?.kind)).toEqual(["which-version", "which-version"]);
    expect(told.map((match) => ({ ...match, question: questionOf(open) }))).toEqual(open);
    expect(told.some((match) => match.question)).toBe(false);
  });

  it("about the product makes the match sure or ends it", () => {
    const owned = inventory("Product,Version\nTide Pump 200,1.5\n");
    const open = matcher.match(owned);
    const question = questionOf(open);
    expect([question.text, question.options]).toEqual(["Is your Tide Pump 200 the one made by Harbor Instruments?", ["yes", "no"]]);
    const yes = matcher.match(owned, { answers: [answer(question, "Yes")] });
    expect(yes.filter(({ probability }) => probability === 0.99).map(({ advisoryId, reason }) => [advisoryId, reason])).toEqual([
      ["EX-1", "You said that it is this one. Version 1.5 is at risk (before 2.0)."],
    ]);
    expect(matcher.match(owned, { answers: [answer(question, "no")] }).map(({ advisoryId }) => advisoryId)).toEqual(["EX-2"]);
  });

  it("about words that only a person can judge is settled by their word", () => {
    const worded = createMatcher([advisory("EX-3", { "Gate Valve 7": "All versions with Ethernet interface" })]);
    const owned = inventory("Vendor,Product,Version\nHarbor Instruments,Gate Valve 7,1.0\n");
    const question = questionOf(worded.match(owned));
    expect(question.text).toBe("Does this apply to your Gate Valve 7: \"All versions with Ethernet interface\"?");
    expect(worded.match(owned, { answers: [answer(question, "yes")] }).map(({ probability, question: next }) => [probability, next])).toEqual([[0.99, undefined]]);
    expect(worded.match(owned, { answers: [answer(question, "no")] })).toEqual([]);
  });

  it("about the name comes before the one about the version, which follows from its answer", () => {
    const owned = inventory("Product\nTide Pump 200\n");
    const told = (given: readonly Answer[]) => matcher.match(owned, { answers: given })
      .filter(({ advisoryId }) => advisoryId === "EX-1").map(({ probability, question }) => [probability, question?.text ?? null]);
    const name = questionOf(matcher.match(owned));
    expect(told([])).toEqual([[0.778, "Is your Tide Pump 200 the one made by Harbor Instruments?"]]);
    expect(told([answer(name, "no")])).toEqual([]);
    expect(told([answer(name, "yes")])).toEqual([[0.871, "Which version of Tide Pump 200 is installed?"]]);
    const version = questionOf(matcher.match(owned, { answers: [answer(name, "yes")] }));
    expect(told([answer(name, "yes"), answer(version, "1.5")])).toEqual([[0.99, null]]);
    expect(told([answer(name, "yes"), answer(version, "2.5")])).toEqual([]);
  });

  it("about the version is asked also where nobody knows the name, and nothing more after that", () => {
    const owned = inventory("Product\nTide Pump 200\n");
    const unknown = (given: readonly Answer[]) => [...given, answer(questionOf(matcher.match(owned, { answers: given })), "I do not know")];
    const name = unknown([]);
    expect(matcher.match(owned, { answers: name }).map(({ question }) => question?.kind)).toEqual(["which-version", "is-it-this"]);
    const both = unknown(unknown(name));
    expect(matcher.match(owned, { answers: both }).map(({ question }) => question)).toEqual([undefined, undefined]);
  });

  it("about the name comes before the one whether words hold for it", () => {
    const worded = createMatcher([advisory("EX-3", { "Gate Valve 7": "All versions with Ethernet interface" })]);
    const owned = inventory("Product,Version\nGate Valve 7,1.0\n");
    const name = questionOf(worded.match(owned));
    const words = questionOf(worded.match(owned, { answers: [answer(name, "yes")] }));
    expect([name.text, words.text]).toEqual(["Is your Gate Valve 7 the one made by Harbor Instruments?", "Does this apply to your Gate Valve 7: \"All versions with Ethernet interface\"?"]);
    const told = (value: string) => worded.match(owned, { answers: [answer(name, "yes"), answer(words, value)] }).map(({ probability, question }) => [probability, question]);
    expect([told("yes"), told("no")]).toEqual([[[0.99, undefined]], []]);
  });

  it("that settles more comes first, and no more are chosen than wanted", () => {
    const owned = inventory("Vendor,Product,Version,Internet facing\nHarbor Instruments,Gate Valve 9,,no\nHarbor Instruments,Tide Pump 200,,no\nHarbor Instruments,Sluice 4,,yes\n");
    const many = createMatcher([
      advisory("EX-1", { "Tide Pump 200": "< 2.0", "Gate Valve 9": "< 2.0", "Sluice 4": "< 2.0" }), advisory("EX-2", { "Tide Pump 200": "< 3.0" }, "CVE-2026-90002"),
    ]).match(owned);
    expect([5, 2, 0].map((max) => chooseQuestions(many, max).map(({ assetId }) => assetId))).toEqual([["line-3", "line-4", "line-2"], ["line-3", "line-4"], []]);
  });

  it("about a package that is called like the thing names what kind it is", () => {
    const record = readAdvisory({ id: "EX-OSV-9", affected: [{ package: { ecosystem: "npm", name: "minimist" }, versions: ["1.0.0"] }] });
    expect(questionOf(createMatcher([record]).match(inventory("Product,Version\nminimist,1.0.0\n"))).text).toBe("Is your minimist the same as the npm package minimist?");
  });
});
