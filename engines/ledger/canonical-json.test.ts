import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson } from "./canonical-json.ts";
import { LedgerRefusal } from "./ledger.errors.ts";

const codeOf = (value: unknown): string => {
  try {
    return canonicalJson(value);
  } catch (error) {
    if (error instanceof LedgerRefusal) return `refused: ${error.code}`;
    throw error;
  }
};

describe("canonical JSON", () => {
  test("spells the example of RFC 8785 section 3.2.2 as section 3.2.3 does", () => {
    const input = String.raw`{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}`;
    expect(canonicalJson(JSON.parse(input))).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
  });

  test("orders keys by UTF-16 code units, as the example of RFC 8785 section 3.2.3 does", () => {
    const keys = ["\u20ac", "\r", "\ufb33", "1", "\u{1f600}", "\u0080", "\u00f6"];
    const value = Object.fromEntries(keys.map((key) => [key, 0]));
    expect(canonicalJson(value)).toBe('{"\\r":0,"1":0,"\u0080":0,"\u00f6":0,"\u20ac":0,"\u{1f600}":0,"\ufb33":0}');
  });

  test.each([
    [-0, "0"],
    [5e-324, "5e-324"],
    [1.7976931348623157e308, "1.7976931348623157e+308"],
    [9007199254740992, "9007199254740992"],
    [1e21, "1e+21"],
    [999999999999999900000, "999999999999999900000"],
    [0.000001, "0.000001"],
    [1e-7, "1e-7"],
  ])("writes the number %s as RFC 8785 appendix B does", (value, spelling) => {
    expect(canonicalJson(value)).toBe(spelling);
  });

  const endless: Record<string, unknown> = {};
  endless["again"] = endless;

  test.each([
    ["NaN", Number.NaN],
    ["infinity", Number.POSITIVE_INFINITY],
    ["undefined", undefined],
    ["an undefined member", { member: undefined }],
    ["a hole in a list", Object.assign([], { length: 2 })],
    ["a bigint", 1n],
    ["a function", () => 1],
    ["a symbol", Symbol("s")],
    ["a date", new Date(0)],
    ["a map", new Map()],
    ["a lone high surrogate", "\ud83d"],
    ["a lone low surrogate in a key", { "\ude00": 1 }],
    ["a cycle", endless],
    ["65 levels", JSON.parse("[".repeat(66) + "]".repeat(66))],
  ])("refuses %s, which JSON cannot say exactly", (_, value) => {
    expect(codeOf(value)).toBe("refused: not-canonical");
  });

  test("names the place of what it refuses, with hostile keys escaped", () => {
    expect(() => canonicalJson({ list: [{ "\u001b[2J": Number.NaN }] })).toThrow(
      "value.list[0].\\u001b[2J is not a finite number; it cannot be written as canonical JSON",
    );
  });

  test("keeps a key named __proto__, so that it cannot be slipped past the hash", () => {
    expect(canonicalJson(JSON.parse('{"b":1,"__proto__":{"a":2}}'))).toBe('{"__proto__":{"a":2},"b":1}');
  });

  test("gives one spelling to equal values, and reads back as the same value", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const spelling = canonicalJson(value);
        const readBack: unknown = JSON.parse(spelling);
        expect(canonicalJson(readBack)).toBe(spelling);
        expect(canonicalJson(reverseKeys(readBack))).toBe(spelling);
        // JSON has no −0.
        expect(readBack).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

function reverseKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reverseKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).toReversed().map(([key, member]) => [key, reverseKeys(member)]));
}
