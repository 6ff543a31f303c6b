import fc from "fast-check";
import { expect, test } from "vitest";
import { findForeignData } from "./entry-data.rules.ts";

const KEY = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA2lJ3Yf8hAqLr1w6tQ0cWmQ0n0bV8m3p9Zk5vXc7d1sE=\n-----END PUBLIC KEY-----\n";

test("ids, words, instants, digests, versions, routes, counts, yes and no, and public keys are what an act may say", () => {
  expect(findForeignData({
    id: "eng_0123456789abcdefghij", word: "not_covered", caps: "CVE-2026-0001", paragraph: "3(b)(ii)", at: "2026-09-01T12:00:00.000Z", day: "2026-09-01", digest: "5feceb66ffc86f38", sha: "sha256:5feceb66", version: "v1.2.3-rc.1+build",
    path: "/organisations/org_0123456789abcdefghij/export", count: 41, answer: true, none: null, list: ["a", "b"], inputs: { exposed: "internet", kev: false }, publicKey: KEY, "access.person": 3,
  })).toBeUndefined();
  expect(findForeignData({})).toBeUndefined();
});

test.each([
  ["a name", { by: "Ada Rell" }, "data.by is a text"],
  ["a sentence in a list", { reasons: ["fine", "Not in this state."] }, "data.reasons[1] is a text"],
  ["an address", { to: "ada@exercise.example" }, "data.to is an address"],
  ["a long text without a blank", { body: "x".repeat(300) }, "data.body is a text of 300 characters"],
  ["a private key", { publicKey: KEY.replaceAll("PUBLIC", "PRIVATE") }, "data.publicKey is a text"],
  ["a score", { score: 0.83 }, "data.score is not a whole number"],
  ["markup", { label: "<b>x</b>" }, "data.label is a text"],
  ["a character that turns the direction of text", { label: "a\u202eb" }, "data.label is a text"],
  ["a list of the whole house", { people: Array.from({ length: 300 }, (_, n) => n) }, "data.people has more than 256 items"],
  ["a field named by a text", { "Ada Rell": 1 }, "data has a field that is not named by a word"],
  ["something deep", { a: { b: { c: { d: { e: 1 } } } } }, "data.a.b.c.d is nested too deep"],
  ["no value", { gone: undefined }, "data.gone is of type undefined"],
])("%s is refused with its place", (_what, data, problem) => {
  expect(findForeignData(data)).toContain(problem);
});

test("no text of two words gets through, wherever it stands", () => {
  fc.assert(
    fc.property(fc.lorem({ maxCount: 4 }).filter((text) => text.includes(" ")), fc.constantFrom("a", "b"), (text, name) => {
      expect(findForeignData({ [name]: text })).toContain(`data.${name}`);
      expect(findForeignData({ list: [{ [name]: text }] })).toContain(`data.list[0].${name}`);
    }),
  );
});
