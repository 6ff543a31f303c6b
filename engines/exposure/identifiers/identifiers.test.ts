import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { IdentifierError } from "../exposure.errors.ts";
import { buildPurl, canonicalPurl, parsePurl, purlIdentity } from "./purl.ts";

describe("a package URL", () => {
  it("is taken apart and decoded", () => {
    expect(parsePurl("pkg:npm/%40Acme/Tiny-INI@1.4.2?arch=x64&repository_url=https:%2F%2Fexample.org#/src/./lib/")).toEqual({
      type: "npm", namespace: "@acme", name: "tiny-ini", version: "1.4.2", qualifiers: { arch: "x64", repository_url: "https://example.org" }, subpath: "src/lib",
    });
    expect(parsePurl("pkg:npm/@acme/tinyini").namespace).toBe("@acme");
    expect(parsePurl("pkg:npm/@acme/tinyini@1.0.0").version).toBe("1.0.0");
  });

  it.each([
    ["pkg://PYPI/Tiny_.Ini@1.0", "pkg:pypi/tiny-ini@1.0"],
    ["pkg:cpan/author/Some-Dist@1", "pkg:cpan/AUTHOR/Some-Dist@1"],
    ["pkg:git/GitHub.com/Acme/Tool@main", "pkg:git/GitHub.com/acme/tool@main"],
    ["pkg:rpm/Fedora/Curl@7?Arch=i386", "pkg:rpm/fedora/Curl@7?arch=i386"],
    ["pkg:generic/a%2Bb@1:2+3", "pkg:generic/a%2Bb@1:2%2B3"],
  ])("%s has one canonical form", (text, canonical) => {
    expect(canonicalPurl(text)).toBe(canonical);
  });

  it("identifies the package without its version", () => {
    expect(purlIdentity(parsePurl("pkg:deb/debian/Curl@7.50?arch=i386#x"))).toBe("pkg:deb/debian/curl");
    expect(purlIdentity(parsePurl("pkg:julia/Dates@1?uuid=u1&arch=x"))).toBe("pkg:julia/Dates?uuid=u1");
  });

  it.each([
    "tinyini@1.0", "pkg:", "pkg:npm", "pkg:npm/", "pkg:npm/@1.0", "pkg:9type/x", "pkg:maven/@1.3", "pkg:maven/no-group", "pkg:pypi/a/b",
    "pkg:npm/x?in%20use=1", "pkg:npm/x?a=1&b=2&a=3", "pkg:npm/x?a=1&a=1", "pkg:npm/x%zz", "pkg:cpan/A/B::C", `pkg:npm/${"x".repeat(5000)}`, "pkg:rpm/x?Arch=i386",
  ])("is refused with an explanation when malformed: %.60s", (text) => {
    expect(() => parsePurl(text)).toThrow(IdentifierError);
  });

  it("survives a round trip whatever its parts hold", () => {
    const word = fc.string({ minLength: 1, maxLength: 12 }).filter((s) => s.trim() === s && !s.includes("/"));
    fc.assert(fc.property(word, word, word, word, (namespace, name, version, value) => {
      const purl = parsePurl(buildPurl({ type: "generic", namespace, name, version, qualifiers: { key: value } }));
      expect(purl).toEqual({ type: "generic", namespace, name, version, qualifiers: { key: value }, subpath: null });
    }));
  });

  it("never fails in another way than by its own refusal", () => {
    fc.assert(fc.property(fc.string({ maxLength: 60 }).map((s) => `pkg:npm/${s}`), (text) => {
      try {
        expect(parsePurl(canonicalPurl(text))).toBeTypeOf("object");
      } catch (error) {
        if (!(error instanceof IdentifierError)) throw error;
      }
    }));
  });
});
