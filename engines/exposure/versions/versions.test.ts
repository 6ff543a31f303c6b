import { describe, expect, it } from "vitest";
import fc from "fast-check";
import type { SchemeName, VersionRange, VersionSet } from "../exposure.types.ts";
import { compareVersions, rangesFromEvents, versionKey, versionMembership } from "./version-set.rules.ts";

const number = fc.oneof(fc.nat(12).map(String), fc.constantFrom("0", "00", "01", "010", "99999999999999999999999", "20240131"));
const numbers = fc.array(number, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("."));
const semverText = fc.record({
  prefix: fc.constantFrom("", "v"), release: fc.array(fc.nat(12).map(String), { minLength: 1, maxLength: 3 }),
  pre: fc.array(fc.constantFrom("alpha", "beta", "1", "02", "10", "a-b", "rc", "-", "Z"), { maxLength: 3 }), build: fc.constantFrom("", "+x.1"),
}).map((v) => `${v.prefix}${v.release.join(".")}${v.pre.length ? `-${v.pre.join(".")}` : ""}${v.build}`);
const genericText = fc.record({
  prefix: fc.constantFrom("", "V", "v ", "R", "version ", "Firmware V"), numbers,
  stages: fc.array(fc.tuple(fc.constantFrom(" SP", "-b", " Update ", "_hf", "-rc.", "A", "b", " Build ", ".dev", "-foo", "~zz"), fc.option(numbers, { nil: "" })), { maxLength: 3 }),
}).map((v) => `${v.prefix}${v.numbers}${v.stages.flat().join("")}`);
const debianText = fc.record({
  epoch: fc.constantFrom("", "0:", "1:"), first: fc.nat(9), rest: fc.string({ unit: fc.constantFrom(...Array.from("01290.+~aAzZ")), maxLength: 8 }),
  revision: fc.constantFrom("", "-0", "-1", "-1~bpo1", "-1ubuntu0.1"),
}).map((v) => `${v.epoch}${v.first}${v.rest}${v.revision}`);

const SCHEMES: readonly [SchemeName, fc.Arbitrary<string>][] = [["semver", semverText], ["generic", genericText], ["debian", debianText]];

function keyOrder(scheme: SchemeName, a: string, b: string): number {
  const x = versionKey(scheme, a);
  const y = versionKey(scheme, b);
  if (!x || !y) throw new Error(`${scheme} does not read ${a} or ${b}`);
  return Math.sign(Buffer.compare(x, y));
}

describe.each(SCHEMES)("the order of %s versions", (scheme, text) => {
  it("is the same by comparator and by key bytes", () => {
    fc.assert(fc.property(text, text, (a, b) => {
      expect(keyOrder(scheme, a, b)).toBe(Math.sign(compareVersions(scheme, a, b) ?? NaN) + 0);
    }), { numRuns: 3000 });
  });

  it("is a total order", () => {
    fc.assert(fc.property(text, text, text, (a, b, c) => {
      const sorted = [a, b, c].toSorted((x, y) => compareVersions(scheme, x, y) ?? NaN);
      const [first = "", , last = ""] = sorted;
      expect(compareVersions(scheme, first, last)).toBeLessThanOrEqual(0);
      expect((compareVersions(scheme, a, b) ?? NaN) + (compareVersions(scheme, b, a) ?? NaN)).toBe(0);
    }), { numRuns: 1000 });
  });

  it("never throws on hostile text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 300 }), (a) => {
      expect(versionKey(scheme, a) === undefined).toBe(compareVersions(scheme, a, "1.0") === undefined);
    }));
  });
});

describe("versions stand in the order their makers meant", () => {
  const ASCENDING: readonly [SchemeName, readonly string[]][] = [
    ["semver", ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "v1.0.1", "1.10"]],
    ["generic", ["V2.04", "2.04 SP1", "2.04 SP1 HF2", "2.04 Service Pack 2", "2.5", "3.1.0-b2", "3.1.0 RC1", "V3.1.0", "3.1.0A", "3.1.0 Update 2", "V4.2", "V15 Update 2", "2018 R3"]],
    ["generic", ["1.0.dev1", "1.0a1", "1.0b2", "1.0rc1", "1.0", "1.0.post1", "1.0.1"]],
    ["debian", ["1.0~rc1", "1.0", "1.0-1~bpo1", "1.0-1", "1.0-1+b1", "1.0a-1", "1.0+dfsg-1", "1.1", "1:0.1"]],
  ];

  it.each(ASCENDING)("%s: %j", (scheme, versions) => {
    expect(versions.toReversed().toSorted((a, b) => compareVersions(scheme, a, b) ?? NaN)).toEqual(versions);
  });

  it.each([
    ["semver", "1.0.0+build", "1.0.0"], ["generic", "V4.2", "4.2.0"], ["generic", "v04.00.02", "4.0.2"], ["debian", "1.0-0", "1.0"],
  ] as const)("%s: %s and %s are the same version", (scheme, a, b) => {
    expect(compareVersions(scheme, a, b)).toBe(0);
  });

  it.each([["semver", "banana"], ["generic", "HEN08103"], ["generic", "all"], ["generic", ""], ["debian", "~1"], ["generic", `1.${"0".repeat(300)}`]] as const)(
    "%s does not pretend to order %j", (scheme, text) => {
      expect(versionKey(scheme, text)).toBeUndefined();
      expect(compareVersions(scheme, text, "1.0")).toBeUndefined();
    },
  );
});

describe("a version set", () => {
  const set = (ranges: readonly VersionRange[], rest: Partial<VersionSet> = {}): VersionSet => ({ scheme: "semver", ranges, versions: [], unread: null, ...rest });

  it("holds a version that is enumerated or lies in a range; either suffices", () => {
    const both = set([{ introduced: "1.0.0", fixed: "1.4.2" }], { versions: ["0.9.0"] });
    expect(["0.8.0", "0.9.0", "1.0.0", "1.4.1", "1.4.2"].map((v) => versionMembership(both, v))).toEqual(["out", "in", "in", "in", "out"]);
  });

  it("includes lastAffected, excludes after and limit", () => {
    const range = set([{ after: "1.0.0", lastAffected: "2.0.0" }, { introduced: "3.0.0", limit: "4.0.0" }]);
    expect(["1.0.0", "1.0.1", "2.0.0", "2.0.1", "3.9.0", "4.0.0"].map((v) => versionMembership(range, v))).toEqual(["out", "in", "in", "out", "in", "out"]);
  });

  it("is undetermined, not out, for a version it cannot read and for wordings it could not read", () => {
    expect(versionMembership(set([{ fixed: "1.4.2" }]), "blue edition")).toBe("undetermined");
    expect(versionMembership(set([{ fixed: "1.4.2" }]), null)).toBe("undetermined");
    expect(versionMembership(set([], { unread: "devices sold in 2019" }), "1.0.0")).toBe("undetermined");
    expect(versionMembership(set([{ fixed: "blue edition" }]), "1.0.0")).toBe("undetermined");
  });

  it("that covers everything holds even a missing version, and an empty one holds nothing", () => {
    expect(versionMembership(set([{}]), null)).toBe("in");
    expect(versionMembership(set([]), "1.0.0")).toBe("out");
  });

  it("made from OSV events agrees with OSV's own evaluation walk", () => {
    const event = fc.record({ kind: fc.constantFrom("introduced", "fixed", "lastAffected"), version: fc.constantFrom("0", "1.0.0", "1.1.0", "2.0.0", "3.0.0") });
    const versions = ["0.1.0", "1.0.0", "1.0.5", "1.1.0", "1.9.0", "2.0.0", "2.5.0", "3.0.0", "9.0.0"];
    // Distinct versions: OSV leaves the order of events at one version open.
    fc.assert(fc.property(fc.uniqueArray(event, { maxLength: 4, selector: (e) => e.version }), (events) => {
      const ranges = rangesFromEvents("semver", events) ?? [];
      const order = (a: string, b: string): number => (a === "0" || b === "0" ? Number(b === "0") - Number(a === "0") : compareVersions("semver", a, b) ?? NaN);
      const walk = (version: string): boolean => {
        let isVulnerable = false;
        for (const e of events.toSorted((a, b) => order(a.version, b.version))) {
          if (e.kind === "introduced" && (e.version === "0" || order(version, e.version) >= 0)) isVulnerable = true;
          if (e.kind === "fixed" && order(version, e.version) >= 0) isVulnerable = false;
          if (e.kind === "lastAffected" && order(version, e.version) > 0) isVulnerable = false;
        }
        return isVulnerable;
      };
      for (const version of versions) expect([events, version, versionMembership(set(ranges), version)]).toEqual([events, version, walk(version) ? "in" : "out"]);
    }));
  });

  it("made from events keeps the limit as an end that is not a repair", () => {
    expect(rangesFromEvents("semver", [{ kind: "limit", version: "2.0.0" }, { kind: "introduced", version: "1.0.0" }])).toEqual([{ introduced: "1.0.0", limit: "2.0.0" }]);
    expect(rangesFromEvents("semver", [{ kind: "introduced", version: "moon" }])).toBeUndefined();
  });
});
