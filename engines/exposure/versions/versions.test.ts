import { describe, expect, it } from "vitest";
import fc from "fast-check";
import type { SchemeName } from "../exposure.types.ts";
import { isSchemeName, SCHEME_NAMES, schemeOfEcosystem, schemeOfPurlType } from "./schemes.rules.ts";
import { compareVersions, versionKey } from "./version-set.rules.ts";

const number = fc.oneof(fc.nat(12).map(String), fc.constantFrom("0", "00", "01", "010", "99999999999999999999999", "20240131"));
const plainNumber = fc.oneof(fc.nat(12).map(String), fc.constantFrom("0", "99999999999999999999999"));
const dots = (part: fc.Arbitrary<string>, most = 4): fc.Arbitrary<string> => fc.array(part, { minLength: 1, maxLength: most }).map((parts) => parts.join("."));
const joined = (...parts: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> => fc.tuple(...parts).map((texts) => texts.join(""));
const one = (...texts: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...texts);
const letters = (text: string, maxLength: number): fc.Arbitrary<string> => fc.string({ unit: fc.constantFrom(...Array.from(text)), maxLength });
const numbers = dots(number);
const prerelease = one("", "-alpha", "-alpha.1", "-a-b.Z", "-1.2", "-rc", "--", "-beta.99999999999999999999");

/** Texts that every scheme reads, with what is special about each. */
const SCHEMES: Readonly<Record<SchemeName, fc.Arbitrary<string>>> = {
  semver: joined(one("", "v"), dots(number, 3), prerelease, one("", "+x.1")),
  npm: joined(one("", "v", "=v"), dots(number, 3), fc.oneof(prerelease, one("beta.1", "rc1", "-01")), one("", "+x.1")),
  cargo: joined(fc.tuple(plainNumber, plainNumber, plainNumber).map((parts) => parts.join(".")), prerelease, one("", "+x.1")),
  golang: joined(one("", "v", "go"), dots(number, 3), fc.oneof(prerelease, one("rc1", "rc12", "beta2", "-0.20191109021931-daa7c04131f5", "-20191109021931-daa7c04131f5")), one("", "+incompatible")),
  nuget: joined(one("", "v"), numbers, fc.oneof(prerelease, one("-ALPHA.1", "-Beta")), one("", "+x.1")),
  pypi: joined(one("", "v"), one("", "0!", "1!"), numbers, one("", "a", "b2", ".rc1", "-alpha_3", "c0", "PRE1"), one("", ".post1", "-2", "post", "_rev03"), one("", ".dev0", "dev12", "-dev"), one("", "+abc", "+1", "+1.a", "+a.1", "+10.2")),
  maven: fc.array(joined(one("", ".", "-"), fc.oneof(number, one("alpha", "a", "b", "m", "ga", "final", "rc", "cr", "SNAPSHOT", "sp", "x", "zz"))), { minLength: 1, maxLength: 5 }).map((parts) => parts.join("")),
  gem: joined(number, fc.array(fc.oneof(number, one("a", "b", "rc1", "Pre", "a0b")), { maxLength: 4 }).map((parts) => parts.map((part) => `.${part}`).join("")), one("", "-1", "-rc.1")),
  composer: joined(one("", "v"), fc.oneof(dots(fc.oneof(fc.nat(12).map(String), one("0", "00", "01")), 4), one("20240131", "2024-01-31")), one("", "-alpha", "beta2", ".RC1.2", "-p1", "-patch", "-stable", "b10"), one("", "-dev", ".dev")),
  generic: joined(one("", "V", "v ", "R", "version ", "Firmware V"), numbers, fc.array(fc.tuple(one(" SP", "-b", " Update ", "_hf", "-rc.", "A", "b", " Build ", ".dev", "-foo", "~zz"), fc.option(numbers, { nil: "" })), { maxLength: 3 }).map((stages) => stages.flat().join(""))),
  debian: joined(one("", "0:", "1:"), fc.nat(9).map(String), letters("01290.+~aAzZ", 8), one("", "-0", "-1", "-1~bpo1", "-1ubuntu0.1")),
  rpm: joined(one("", "0:", "1:"), one("0", "1", "a"), letters("019._+~^azA", 8), one("", "-1", "-01", "-1.el9", "-1^git1", "-~")),
  // Always with a release, since "1.5" equals every "1.5-N" and so has no one place.
  arch: joined(one("", "0:", "1:"), one("0", "1", "a"), letters("019._+azA", 8), one("-1", "-2", "-1.1", "-10")),
  alpine: joined(number, one("", ".0", ".1", ".01", ".10", ".010", ".0100"), one("", ".2"), one("", "a", "b"), one("", "_alpha", "_alpha1", "_rc2", "_p", "_p1", "_git20240131", "_alpha_p1", "_pre1_rc"), one("", "~a1b2"), one("", "-r0", "-r1", "-r10")),
  gentoo: joined(number, one("", ".0", ".1", ".01", ".10", ".010", ".0100"), one("", ".2"), one("", "a", "b"), one("", "_alpha", "_alpha0", "_rc2", "_p", "_p1", "_alpha_p1"), one("", "-r0", "-r1", "-r10")),
  conan: joined(one("0.", "1.", "1a."), dots(fc.oneof(number, one("1d", "10d", "abc", "*", "", "2ze")), 4), one("", "-", "-pre1", "-alpha.3", "-1.0"), one("", "+b1", "+b.22", "+1")),
  openssl: joined(number, one(".0.", ".1."), number, one("", "a", "z", "za", "zb"), one("", "-beta2", "-beta10", "-pre1", "-dev", " beta3")),
  dotted: fc.array(number, { minLength: 1, maxLength: 4 }).chain((parts) => one(".", "-").map((mark) => parts.join(mark))),
  intdot: joined(numbers, one("", "-x", "rc1", "..1", " 2")),
  datetime: joined(one("0000-01-01", "1999-12-31", "2000-02-29", "2024-01-01", "2024-03-01", "9999-12-31"), one("T00:00:00", "t12:30:45", "T23:59:60"), one("", ".1", ".10", ".09", ".000"), one("Z", "z", "+00:00", "-05:00", "+23:59", "-23:59")),
  lexicographic: fc.string({ unit: "binary", minLength: 1, maxLength: 8 }),
};

function keyOrder(scheme: SchemeName, a: string, b: string): number {
  const x = versionKey(scheme, a);
  const y = versionKey(scheme, b);
  if (!x || !y) throw new Error(`${scheme} does not read ${JSON.stringify([a, b])}`);
  return Buffer.compare(x, y);
}

describe.each(SCHEME_NAMES.map((name) => [name, SCHEMES[name]] as const))("the order of %s versions", (scheme, text) => {
  it("is the same by comparator and by key bytes", () => {
    fc.assert(fc.property(text, text, (a, b) => {
      expect(keyOrder(scheme, a, b)).toBe(compareVersions(scheme, a, b));
    }), { numRuns: 2000 });
  });

  it("is a total order", () => {
    fc.assert(fc.property(text, text, text, (a, b, c) => {
      const sorted = [a, b, c].toSorted((x, y) => compareVersions(scheme, x, y) ?? NaN);
      const [first = "", , last = ""] = sorted;
      expect(compareVersions(scheme, first, last)).toBeLessThanOrEqual(0);
      expect((compareVersions(scheme, a, b) ?? NaN) + (compareVersions(scheme, b, a) ?? NaN)).toBe(0);
    }), { numRuns: 500 });
  });

  it("never throws on hostile text, and keys stay small", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 300 }), (a) => {
      const key = versionKey(scheme, a);
      expect(key === undefined).toBe(compareVersions(scheme, a, a) === undefined);
      expect(key?.length ?? 0).toBeLessThan(2000);
    }), { numRuns: 100 });
    for (const long of ["9".repeat(10_000), `1${".9".repeat(5000)}`, `1-${"a.".repeat(5000)}`, "~".repeat(10_000), " ".repeat(10_000)]) expect(versionKey(scheme, long)).toBeUndefined();
  });
});

describe("versions stand in the order their makers meant", () => {
  const ASCENDING: readonly [SchemeName, readonly string[]][] = [
    ["semver", ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "v1.0.1", "1.10"]],
    ["npm", ["1.2.3beta.1", "=v1.2.3", "1.2.10"]],
    ["golang", ["v0.0.0-20191109021931-daa7c04131f5", "v0.0.0-20200101000000-000000000000", "go1.21rc2", "go1.21", "go1.21.3", "v2.0.0+incompatible"]],
    ["nuget", ["1.0.0-ALPHA", "1.0.0-beta", "1.0.0", "1.0.0.1", "1.0.1"]],
    ["pypi", ["1.0.dev1", "1.0a1.dev1", "1.0a1", "1.0b2", "1.0rc1", "1.0", "1.0+abc", "1.0+1", "1.0.post1.dev2", "1.0.post1", "1.1.dev0", "1!0.1"]],
    ["maven", ["1.0-alpha-1", "1.0-beta", "1.0-m3", "1.0-rc1", "1.0-SNAPSHOT", "1.0", "1.0-sp", "1.0-xyz", "1.0-1", "1.0.1", "1.0.10"]],
    ["maven", ["1-rc", "1", "1.sp"]],
    ["gem", ["1.0.a", "1.0.0.b", "1.0.0.rc1", "1.0", "1.0.1"]],
    ["composer", ["1.0.0-dev", "1.0.0-alpha1", "1.0.0-beta-dev", "1.0.0-beta", "1.0.0-beta2", "1.0.0-RC1", "1.0.0", "1.0.0-p1", "1.0.1", "1.0.x-dev", "1.1"]],
    ["rpm", ["1.0~rc1", "1.0", "1.0^git1", "1.0.a", "1.0.1", "2.50-9.el9", "2.50-10.el9", "1:0.1"]],
    ["alpine", ["1.02", "1.1_alpha1", "1.1_rc2", "1.1", "1.1-r1", "1.1-r10", "1.1_p1", "1.1b", "1.1.1", "1.10"]],
    ["gentoo", ["1.0_alpha", "1.0_pre2", "1.0", "1.0-r1", "1.0_p2", "1.0b", "1.0.0", "1.1"]],
    ["arch", ["1.5b-1", "1.5-1", "1.5-2", "1.5.a-1", "1.5.b-1", "1.5.1-1", "1:0.1-1"]],
    ["conan", ["2-", "2-alpha.1", "2", "2+b1", "2.0.1", "2.0.1d", "2.0.10"]],
    ["openssl", ["0.9.8", "0.9.8a", "0.9.8z", "0.9.8za", "1.0.0-beta2", "1.0.0-beta10", "1.0.0", "3.0.1"]],
    ["dotted", ["1.0", "1.0.0", "1-1", "1.10"]],
    ["datetime", ["2024-01-01T12:00:00+02:00", "2024-01-01T12:00:00.090Z", "2024-01-01T12:00:00.1Z", "2024-01-01T12:00:00-05:00"]],
    ["generic", ["V2.04", "2.04 SP1", "2.04 SP1 HF2", "2.04 Service Pack 2", "2.5", "3.1.0-b2", "3.1.0 RC1", "V3.1.0", "3.1.0A", "3.1.0 Update 2", "V4.2", "V15 Update 2", "2018 R3"]],
    ["generic", ["1.0.dev1", "1.0a1", "1.0b2", "1.0rc1", "1.0", "1.0.post1", "1.0.1"]],
    ["debian", ["1.0~rc1", "1.0", "1.0-1~bpo1", "1.0-1", "1.0-1+b1", "1.0a-1", "1.0+dfsg-1", "1.1", "1:0.1"]],
  ];

  it.each(ASCENDING)("%s: %j", (scheme, versions) => {
    expect(versions.toReversed().toSorted((a, b) => compareVersions(scheme, a, b) ?? NaN)).toEqual(versions);
  });

  it.each([
    ["semver", "1.0.0+build", "1.0.0"], ["golang", "v2.0.0+incompatible", "2.0.0"], ["golang", "go1.21rc2", "1.21.0-rc.2"], ["nuget", "1.0", "1.0.0.0"],
    ["nuget", "1.0.0-BETA+a", "1.0.0-beta"], ["pypi", "1.0", "v1.0.0"], ["pypi", "1.0-1", "1.0.post1"], ["pypi", "1.0ALPHA1", "1.0a1"], ["pypi", "1.0+a_b", "1.0+a.b"],
    ["maven", "1", "1.0-ga"], ["maven", "1.0a1", "1-alpha-1"], ["gem", "1.0", "1"], ["gem", "1.0-1", "1.0.pre.1"], ["composer", "v1.0", "1.0.0.0"], ["composer", "1.0b2", "1.0.0-beta2"],
    ["rpm", "1.0", "0:1..0"], ["arch", "1.5", "1.5-2"], ["gentoo", "1.0-r0", "1.0"], ["conan", "1-pre1", "1.0.0-pre1"], ["intdot", "1.02", "1.2.0-x"],
    ["datetime", "2024-01-01T00:00:00Z", "2023-12-31T19:00:00.0-05:00"], ["generic", "V4.2", "4.2.0"], ["generic", "v04.00.02", "4.0.2"], ["debian", "1.0-0", "1.0"],
  ] as const)("%s: %s and %s are the same version", (scheme, a, b) => {
    expect(compareVersions(scheme, a, b)).toBe(0);
  });

  it.each([
    ["semver", "banana"], ["npm", "1.2.3.4"], ["cargo", "1.2"], ["cargo", "v1.2.3"], ["cargo", "1.02.3"], ["cargo", "1.2.3-01"], ["golang", "latest"], ["nuget", "1.2.3.4.5"],
    ["pypi", "1.0-SNAPSHOT"], ["pypi", "1.0+"], ["gem", "v1.0"], ["gem", "1..0"], ["composer", "dev-main"], ["composer", "1.0.x"], ["rpm", "-1"], ["rpm", "1-2-3"], ["alpine", "1.0_foo"],
    ["alpine", "1.0-1"], ["gentoo", "1.0_git1"], ["arch", "..."], ["openssl", "1.0"], ["dotted", "1.0a"], ["intdot", "x1"], ["datetime", "2024-02-30T00:00:00Z"],
    ["datetime", "2024-01-01"], ["datetime", "2024-01-01T24:00:00Z"], ["maven", "\u{1F600}"], ["conan", ""], ["generic", "HEN08103"], ["generic", "all"], ["generic", ""], ["debian", "~1"],
    ["generic", `1.${"0".repeat(300)}`],
  ] as const)("%s does not pretend to order %j", (scheme, text) => {
    expect(versionKey(scheme, text)).toBeUndefined();
    expect(compareVersions(scheme, text, text)).toBeUndefined();
  });
});

describe("whose order it is", () => {
  it("follows from the ecosystem, whatever its suffix", () => {
    expect(["npm", "PyPI", "crates.io", "Go", "Maven:https://example.org", "Debian:11", "Ubuntu:22.04:LTS", "Red Hat:rhel_aus:8.4::appstream", "Alpine:v3.16", "Wolfi", "Packagist", "Root:Alpine:3.18", "OSS-Fuzz", ""].map(schemeOfEcosystem))
      .toEqual(["npm", "pypi", "cargo", "golang", "maven", "debian", "debian", "rpm", "alpine", "alpine", "composer", "alpine", "generic", "generic"]);
  });

  it("follows from the package URL or VERS type", () => {
    expect(["deb", "apk", "alpm", "PyPI", "golang", "ebuild", "intdot", "toString", "unheard-of"].map(schemeOfPurlType)).toEqual(["debian", "alpine", "arch", "pypi", "golang", "gentoo", "intdot", "generic", "generic"]);
    expect([isSchemeName("maven"), isSchemeName("constructor")]).toEqual([true, false]);
  });
});
