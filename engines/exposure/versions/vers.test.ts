import { describe, expect, it } from "vitest";
import fc from "fast-check";
import type { Membership } from "../exposure.types.ts";
import { VersError } from "../exposure.errors.ts";
import { nativeToVers } from "./native-to-vers.ts";
import { parseVers, readVers, versContains, writeVers } from "./vers.ts";

function refusal(act: () => unknown): string {
  try {
    return `accepted: ${JSON.stringify(act())}`;
  } catch (error) {
    if (error instanceof VersError) return `${error.code}: ${error.message}`;
    throw error;
  }
}

describe("a VERS notation", () => {
  it("is read into its type and constraints, decoded once", () => {
    expect(parseVers("vers:pypi/1.0|!=1.5|>=2.0|<3.0|>4")).toEqual({
      type: "pypi",
      constraints: [{ comparator: "=", version: "1.0" }, { comparator: "!=", version: "1.5" }, { comparator: ">=", version: "2.0" }, { comparator: "<", version: "3.0" }, { comparator: ">", version: "4" }],
    });
    expect(parseVers("vers:generic/1.0%20SP1%257C").constraints).toEqual([{ comparator: "=", version: "1.0 SP1%7C" }]);
    expect(parseVers("vers:all/*")).toEqual({ type: "all", constraints: [{ comparator: "*", version: "" }] });
    expect(parseVers("vers:test/2|1").constraints).toHaveLength(2);
  });

  it.each([
    ["1.0", "not-vers"], ["VERS:npm/1.0", "not-vers"], ["vers:NPM/1.0", "not-vers"], ["vers:1npm/1.0", "not-vers"], ["vers:npm", "not-vers"], ["vers:npm/", "not-vers"],
    ["vers:invalid/1.0", "not-vers"], ["vers:npm/>=", "not-vers"], ["vers:npm/=1.0", "not-vers"], ["vers:npm/>=1.0<2", "not-vers"], ["vers:npm/*|1.0", "not-vers"], ["vers:npm/>=*", "not-vers"],
    ["vers:all/1.0", "not-vers"], ["vers:npm/1.0%2", "not-vers"], ["vers:npm/1.0%09", "not-vers"], ["vers:npm/1.0%FF", "not-vers"], ["vers:npm/1.0\u00e9", "not-vers"], [`vers:npm/${"1".repeat(100_001)}`, "not-vers"],
    ["vers:npm/>=1.0 |<2", "not-canonical"], ["vers:npm/|1.0", "not-canonical"], ["vers:npm/1.0|", "not-canonical"], ["vers:npm/1.0||2.0", "not-canonical"], ["vers:npm/2.0|1.0", "not-canonical"],
    ["vers:npm/1.0|1.0.0", "not-canonical"], ["vers:unknown/a|a", "not-canonical"], ["vers:npm/1|<2", "not-canonical"], ["vers:npm/>=1|>2", "not-canonical"], ["vers:npm/<1|!=2|<=3", "not-canonical"],
    ["vers:generic/1.0%2fx", "not-canonical"], ["vers:generic/%31.0", "not-canonical"], ["vers:datetime/2024-01-01t00:00:00Z", "not-canonical"], ["vers:datetime/2024-01-01T00%3A00:00Z", "not-canonical"],
  ])("that breaks a rule is refused: %s", (text, code) => {
    expect(refusal(() => parseVers(text)).split(":")[0]).toBe(code);
  });

  it("is tolerated in any order and with spaces where only its meaning is wanted, and written in its one form", () => {
    expect(writeVers(readVers(" VERS:PyPI/ >=3.0.0 | = 2.0.3||1.0"))).toBe("vers:pypi/1.0|2.0.3|>=3.0.0");
    expect(writeVers({ type: "generic", constraints: [{ comparator: "=", version: "a b|<\u00e9" }] })).toBe("vers:generic/a%20b%7C%3C%C3%A9");
    expect(refusal(() => readVers("vers:npm/1|*"))).toContain("stands alone");
    expect(refusal(() => readVers("vers:npm/||"))).toContain("names no version");
  });

  it("is written as it was read, whatever its versions hold", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }), (version) => {
      fc.pre(!/\p{Cc}/u.test(version) && version.isWellFormed());
      const vers = { type: "lexicographic", constraints: [{ comparator: ">=" as const, version }] };
      expect(parseVers(writeVers(vers))).toEqual(vers);
    }));
  });

  it("never throws anything but its own refusal on hostile text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 60 }), fc.constantFrom("", "vers:npm/", "vers:datetime/", "vers:maven/"), (text, start) => {
      for (const read of [parseVers, readVers]) expect(refusal(() => read(start + text))).toMatch(/^(?:accepted|not-vers|not-canonical): /);
    }));
  });
});

describe("what a VERS range holds", () => {
  it.each(["vers:npm/>=1.0.0|<=1.0.0", "vers:npm/1.0.0|>2.0.0|<1.0.0", "vers:pypi/1.0|!=1.0.0", "vers:unheard-of/1.0|>1.0"])("is not read where a version stands twice: %s", (text) => {
    expect(() => readVers(text)).toThrow("stands there twice");
  });

  it.each([
    ["vers:npm/>=1.0.0|<2.0.0", { in: ["1.0.0", "1.9.9", "2.0.0-rc1"], out: ["0.9.0", "2.0.0", "3.0.0"], undetermined: ["banana"] }],
    ["vers:npm/1.2.3|>=2.0.0|<5.0.0", { in: ["1.2.3", "v1.2.3", "2.0.0"], out: ["1.2.4", "5.0.0"] }],
    ["vers:gem/>=2.2.0|!=2.2.1|<2.3.0", { in: ["2.2.0", "2.2.2"], out: ["2.2.1", "2.3.0"] }],
    ["vers:pypi/<1.0|>=2.0|<3.0|>=4.0", { in: ["0.5", "2.5", "4.0", "9"], out: ["1.0", "3.5"] }],
    ["vers:pypi/!=1.0", { in: ["0.9", "1.1"], out: ["1.0.0"] }],
    ["vers:pypi/>1.0", { in: ["1.1"], out: ["1.0", "0.9"] }],
    ["vers:pypi/<=1.0", { in: ["1.0"], out: ["1.1"] }],
    ["vers:pypi/>=3.0.0|2.0.3", { in: ["2.0.3", "3.1"], out: ["2.0.4"] }],
    ["vers:pypi/<2|<3|>=4|>5", { in: ["1", "2", "2.5", "4", "6"], out: ["3", "3.5"] }],
    ["vers:pypi/>=1|<blue", { undetermined: ["1.0"] }],
    ["vers:npm/*", { in: ["1.0.0", "anything"] }],
    ["vers:all/*", { in: ["1.0"] }],
    ["vers:none/*", { out: ["1.0"] }],
    ["vers:unheard-of/1.0|>2.0", { in: ["1.0"], undetermined: ["3.0"] }],
  ] satisfies readonly [string, Partial<Record<Membership, readonly string[]>>][])("%s", (text, expected: Partial<Record<Membership, readonly string[]>>) => {
    const vers = readVers(text);
    for (const [membership, versions] of Object.entries(expected)) expect(versions.map((version) => [version, versContains(vers, version)])).toEqual(versions.map((version) => [version, membership]));
  });
});

describe("a native range as VERS", () => {
  it.each([
    ["npm", "^1.2.9", ">=1.2.9|<2.0.0"], ["npm", "^0.2.3 || ~1.4", ">=0.2.3|<0.3.0|>=1.4.0|<1.5.0"], ["npm", "^0.0", ">=0.0.0|<0.1.0"], ["npm", "1.2.3 - 2.3", ">=1.2.3|<2.4.0"], ["npm", "1.2.3 - 2.3.4", ">=1.2.3|<=2.3.4"],
    ["npm", ">= 2.2.x", ">=2.2.0|<2.3.0"], ["npm", "< 2.x", "<2.0.0"], ["npm", "<=2.x", "<3.0.0"], ["npm", ">2.x", ">=3.0.0"], ["npm", "=v1.02.3", "1.2.3"], ["npm", "*", "*"], ["npm", "", "*"], ["npm", "1.x || *", "*"],
    ["npm", "~1.2.3-rc.1", ">=1.2.3-rc.1|>=1.2.3|<1.2.4|<1.3.0"], ["npm", "1.2.3beta", "1.2.3-beta"], ["npm", ">=1 >=1.2 <5 <2", ">=1.2.0|<2.0.0"], ["npm", "1.2.3 - 1.2.3", "1.2.3"], ["npm", ">=1 1.5.0", "1.5.0"],
    ["cargo", "1.2.3", ">=1.2.3|<2.0.0"], ["cargo", "0.2, <0.2.7", ">=0.2.0|<0.2.7"], ["cargo", "~1.2", ">=1.2.0|<1.3.0"], ["cargo", "=1.2", ">=1.2.0|<1.3.0"], ["cargo", "=1.2.3", "1.2.3"], ["cargo", "1.*", ">=1.0.0|<2.0.0"],
    ["composer", "^1.2.3|~2.1", ">=1.2.3|<2.0.0|>=2.1|<3.0"], ["composer", ">=1.0, <2.0", ">=1.0|<2.0"], ["composer", "1.2.*", ">=1.2|<1.3"], ["composer", "v1.0-RC1", "1.0-RC1"],
    ["conan", "~2.5", ">=2.5|<2.6-"], ["conan", ">1- <2.0 || ^3.2", ">1|<2.0|>=3.2|<4-"], ["conan", "", ">=0.0.0"], ["conan", "[>=1.0 <2.0]", ">=1.0|<2.0"], ["conan", "[>=1.0 <2.0, include_prerelease]", ">=1.0|<2.0"],
    ["maven", "[1.0,2.0),(3,4.5]", ">=1.0|<2.0|>3|<=4.5"], ["maven", "(,1.0],[1.2,)", "<=1.0|>=1.2"], ["maven", "[1.5]", "1.5"], ["maven", "1.5", "1.5"], ["maven", "(,)", "*"], ["nuget", "1.5", ">=1.5"], ["nuget", "(1.0, 2.0.0]", ">1.0|<=2.0.0"],
    ["pypi", ">=1.0a1,<1.0.5||==2.0", ">=1.0a1|<1.0.5|2.0"], ["pypi", "==1.2.*", ">=1.2.dev0|<1.3.dev0"], ["pypi", "!=1.2.*", "<1.2.dev0|>=1.3.dev0"], ["pypi", "~= 2.2.1", ">=2.2.1|<2.3.dev0"], ["pypi", "!= 5", "!=5"], ["pypi", ">=3.6,!=3.7.*,<4", ">=3.6|<3.7.dev0|>=3.8.dev0|<4"], ["pypi", ">=3.6,!=3.7.*,!=3.8.*,!=3.5.1,!=3.9.1", ">=3.6|<3.7.dev0|>=3.9.dev0|!=3.9.1"], ["pypi", ">=1.0,!=1.0,<2", ">1.0|<2"], ["pypi", "", "*"],
    ["gem", "~> 2.0.8", ">=2.0.8|<2.1"], ["gem", "~> 1.6.5, >= 1.7.2", ">=1.6.5|<1.7|>=1.7.2"], ["gem", "~> 1.0.0.pre", ">=1.0.0.pre|<1.1"], ["gem", "", "*"],
    ["nginx", "1.5.0+, 1.4.1+", ">=1.4.1|<1.5.0|>=1.5.0"], ["nginx", "1.1.4-1.2.8, 1.3.9", ">=1.1.4|<=1.2.8|1.3.9"], ["nginx", "all", "*"], ["openssl", "3.0.1, 0.9.7a", "0.9.7a|3.0.1"],
    ["deb", "(>> 2:1.1.24~) (<< 3:1.1.25~)", ">2:1.1.24~|<3:1.1.25~"], ["rpm", "> 2.23, < 2.24 || = 5.0", ">2.23|<2.24|5.0"], ["golang", ">=v1.0.0 <v1.4.2||>=v2.0.0", ">=v1.0.0|<v1.4.2|>=v2.0.0"], ["apk", ">=1.2-r3", ">=1.2-r3"],
  ])("%s: %s", (type, range, expected) => {
    expect(nativeToVers(type, range)).toBe(`vers:${type}/${expected}`);
  });

  it.each([
    ["npm", "1.2.3.4"], ["npm", ">=latest"], ["npm", ">=2 <1"], ["npm", "1.0.0 2.0.0"], ["maven", "[2,1]"], ["pypi", "==1.0,!=1.0"], ["pypi", "!=1.2.*,==1.2.3"], ["deb", "= 5.0, << 2.24"], ["npm", "=>1.0"], ["cargo", "dev"], ["composer", "dev-main"], ["conan", "~abc"], ["maven", "[1.0,2.0"], ["maven", "(1.0)"], ["maven", ""], ["nuget", "[1.0),"],
    ["pypi", "==1.0; python_version<'3'"], ["pypi", "~=1"], ["pypi", ">1.*"], ["pypi", "1.0-SNAPSHOT"], ["gem", "~> a"], ["nginx", "none"], ["openssl", "all"], ["deb", "1.0 ~~ 2"], ["deb", ""], ["unheard-of", "1"], ["npm", "1 ".repeat(9000)],
  ])("is refused, not guessed, where %s does not know it: %s", (type, range) => {
    expect(refusal(() => nativeToVers(type, range))).toMatch(/^not-native: /);
  });

  it("never throws anything but its own refusal on hostile text", () => {
    const types = fc.constantFrom("npm", "cargo", "composer", "conan", "maven", "nuget", "pypi", "gem", "nginx", "openssl", "deb");
    const text = fc.oneof(fc.string({ unit: "binary", maxLength: 40 }), fc.string({ unit: fc.constantFrom(...Array.from("0123.<>=~^!|x*-[](), a")), maxLength: 30 }));
    fc.assert(fc.property(types, text, (type, range) => {
      expect(refusal(() => nativeToVers(type, range))).toMatch(/^(?:accepted|not-native): /);
    }), { numRuns: 500 });
  });
});
