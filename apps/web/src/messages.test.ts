import { describe, expect, test } from "vitest";
import messages from "../messages/en.json" with { type: "json" };
import { t, tCount } from "./messages.ts";
import type { MessageKey } from "./messages.ts";

describe("messages", () => {
  test("a text is found by its key and filled with its params", () => {
    expect(t("parts.meter.words", { used: 12, of: 30, unit: "days" })).toBe("12 of 30 days");
  });

  test("a param is put in as it is, even when it looks like a placeholder or a replacement pattern", () => {
    expect(t("shell.windowTitle", { title: "{title} $& $1" })).toBe("{title} $& $1 – Breakwater");
  });

  test("a text whose param is missing is a fault that names the key and the param", () => {
    expect(() => t("shell.windowTitle")).toThrow("Message shell.windowTitle needs the param title");
  });

  test("a counted text has a form for one and a form for the rest", () => {
    expect([0, 1, 2, 1234].map((count) => tCount("inbox.unread", count))).toEqual([
      "0 new notices",
      "1 new notice",
      "2 new notices",
      "1,234 new notices",
    ]);
  });

  test("every counted key has both forms", () => {
    const stems = Object.keys(messages).flatMap((key) => /^(.*)_(?:one|other)$/.exec(key)?.[1] ?? []);
    const missing = stems.flatMap((stem) => [`${stem}_one`, `${stem}_other`]).filter((key) => !(key in messages));
    expect(missing).toEqual([]);
  });
});

describe("the words of the pages (INV-1)", () => {
  // The order's own sentence says what the framework is not, in the very words that may stand nowhere else.
  const QUOTES: readonly MessageKey[] = ["order.section3c.quote"];
  const NEVER_OF_A_MODEL =
    /\b(approv\w*|disapprov\w*|den(y|ied|ies|ial\w*)|licen[cs]\w*|permit|permits|permitted|permitting|preclear\w*|clearances?|cleared|certif\w*|accredit\w*|complian\w*)\b/i;

  test("no text speaks of approval, denial, licence, permit, clearance, certification or compliance", () => {
    const offending = Object.entries(messages)
      .filter(([key]) => !QUOTES.includes(key as MessageKey))
      .filter(([, text]) => NEVER_OF_A_MODEL.test(text));
    expect(offending).toEqual([]);
  });

  test("the order's sentence is quoted to the letter", () => {
    expect(t("order.section3c.quote")).toBe(
      "“Nothing in this section shall be construed to authorize the creation of a mandatory governmental licensing, " +
        "preclearance, or permitting requirement for the development, publication, release, or distribution of new AI " +
        "models, including frontier models.”",
    );
  });

  test("the check finds what it looks for", () => {
    expect(["Approved", "licence", "a permit", "cleared", "certified"].map((word) => NEVER_OF_A_MODEL.test(word))).toEqual(
      Array(5).fill(true),
    );
    expect(NEVER_OF_A_MODEL.test("The clearinghouse coordinates")).toBe(false);
  });
});
