import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Advisory, Asset, Inventory } from "./exposure.types.ts";
import { readAdvisory } from "./advisories/read-advisory.ts";
import { createMatcher } from "./create-matcher.ts";
import { indexProducts } from "./product-index.ts";
import { advisoryIndexScans, assetIndexKeys } from "./reverse-keys.ts";
import { versionMembership } from "./versions/version-set.rules.ts";

const isTouched = (asset: Asset, advisory: Advisory): boolean => {
  const keys = assetIndexKeys(asset);
  return advisoryIndexScans(advisory).some(({ identity, from, before }) =>
    keys.some((key) => key.identity === identity && Buffer.compare(key.version, from) >= 0 && (before === null || Buffer.compare(key.version, before) < 0)));
};

const VERSIONS = ["0.9.0", "1.0.0-rc.1", "1.0.0", "1.0.1", "1.4.2", "2.0.0", "10.0.0", "not a version"] as const;
const version = fc.constantFrom(...VERSIONS);
const events = fc.array(fc.record({ introduced: fc.constantFrom("0", ...VERSIONS), end: fc.record({ kind: fc.constantFrom("fixed", "last_affected", "limit"), at: version }) }), { maxLength: 3 })
  .map((pairs) => pairs.flatMap(({ introduced, end }) => [{ introduced }, { [end.kind]: end.at }]));
const name = fc.constantFrom("tinyini", "tinyinni", "harbor-gauge", "github.com/quay/ledger");
const ecosystem = fc.constantFrom("npm", "PyPI", "Go", "crates.io");
const osv = fc.record({ ecosystem, name, events, versions: fc.array(version, { maxLength: 3 }), semver: fc.boolean() }).map((record) => readAdvisory({
  id: "EX-1", affected: [{ package: { ecosystem: record.ecosystem, name: record.name }, versions: record.versions, ranges: [{ type: record.semver ? "SEMVER" : "ECOSYSTEM", events: record.events }] }],
}));
const csaf = fc.record({ vendor: fc.constantFrom("Harbor Instruments", "Quay"), product: fc.constantFrom("TidePump 200 series", "tinyini", "Ledger Desk"), range: fc.constantFrom("< 1.4.2", "vers:generic/>=1.0.0|<2.0.0", "all versions", "some builds") }).map(({ vendor, product, range }) => readAdvisory({
  document: { category: "csaf_security_advisory", title: "EXERCISE", tracking: { id: "EX-2" } },
  product_tree: { branches: [{ category: "vendor", name: vendor, branches: [{ category: "product_name", name: product, branches: [
    { category: "product_version_range", name: range, product: { product_id: "P", name: product, product_identification_helper: { cpe: "cpe:2.3:a:quay:ledger_desk:*:*:*:*:*:*:*:*" } } },
  ] }] }] },
  vulnerabilities: [{ cve: "CVE-2026-90002", product_status: { known_affected: ["P"] } }],
}));
const TYPES = { npm: "npm", PyPI: "pypi", Go: "golang", "crates.io": "cargo" } as const;
const toAsset = (id: number, { vendor, product, version: at, purl }: { readonly vendor?: string; readonly product: string; readonly version: string | null; readonly purl?: string }): Asset => ({
  id: `line-${id}`, source: { line: id, path: null }, original: product, vendor: vendor ?? null, product, model: null, version: at, purl: purl ?? null, cpe: null,
  serial: null, location: null, exposed: "unknown", count: 1, repeats: [],
});
const component = fc.record({ ecosystem, name, version, withPurl: fc.boolean() }).map(({ withPurl, ...one }) => ({
  product: one.name, version: one.version, ...(withPurl ? { purl: `pkg:${TYPES[one.ecosystem]}/${one.name}` } : {}),
}));
const row = fc.record({ vendor: fc.constantFrom("Harbor Instruments", "harbour instruments"), product: fc.constantFrom("TidePump 200", "Tide Pump 200", "Tinyini", "tinyini", "tinynni", "Ledger Desk 4"), version });
const assets = fc.array(fc.oneof(component, row), { minLength: 1, maxLength: 8 }).map((ones) => ones.map((one, index) => toAsset(index + 1, one)));
const inventoryOf = (owned: readonly Asset[]): Inventory => ({ format: "csv", assets: owned, skipped: [], columns: {}, table: null, statements: [], notes: [] });

describe("the index from advisories to assets", () => {
  it("touches everything that matching finds, at any threshold", () => {
    fc.assert(fc.property(assets, fc.oneof(osv, csaf), (owned, advisory) => {
      const matched = new Set(createMatcher([advisory]).match(inventoryOf(owned), { threshold: 0.01 }).map(({ asset }) => asset));
      expect(owned.filter((asset) => matched.has(asset) && !isTouched(asset, advisory))).toEqual([]);
    }), { numRuns: 400 });
  });

  it("touches a package exactly when a version that can be ordered is not out of every range", () => {
    fc.assert(fc.property(osv, version.filter((one) => one !== "not a version"), (advisory, at) => {
      const [product] = advisory.affected;
      // Versions of PyPI have another order than the semantic one that a range may claim for them.
      fc.pre(product?.purl != null && !(product.purl.startsWith("pkg:pypi/") && product.scheme === "semver"));
      const owned = toAsset(1, { product: "x", version: at, purl: product?.purl ?? "" });
      fc.pre(product.unread === null && !Object.values(Object.assign({}, ...product.ranges) as object).includes("not a version"));
      expect(isTouched(owned, advisory)).toBe(versionMembership(product, at) !== "out");
    }));
  });

  it("does not touch a package of the same kind with a like name, nor anything for a withdrawn advisory", () => {
    const advisory = readAdvisory({ id: "EX-3", affected: [{ package: { ecosystem: "npm", name: "@quay/ledger" }, ranges: [{ type: "SEMVER", events: [{ introduced: "0" }] }] }] });
    const other = toAsset(1, { product: "ledger", version: "1.0.0", purl: "pkg:npm/ledger" });
    const written = toAsset(2, { product: "@quay/ledger", version: "1.0.0" });
    expect([isTouched(other, advisory), isTouched(written, advisory), isTouched(written, { ...advisory, withdrawn: true })]).toEqual([false, true, false]);
  });
});

describe("the package index", () => {
  it("says of every version what evaluating each set by itself says, however many bounds there are and whatever was asked before", () => {
    fc.assert(fc.property(fc.array(osv, { maxLength: 6 }), fc.array(fc.option(version), { minLength: 1, maxLength: 8 }), (advisories, asked) => {
      const index = indexProducts(advisories, ({ affected }) => affected);
      for (const at of asked) {
        for (const purl of new Set(advisories.flatMap(({ affected }) => affected.flatMap((product) => product.purl ?? [])))) {
          const answer = index.byPurl(purl)?.find(at);
          const products = advisories.flatMap(({ affected }) => affected).filter((product) => product.purl === purl);
          const placed = (membership: string) => products.filter((product) => versionMembership(product, at) === membership);
          const found = createMatcher(advisories).match(inventoryOf([toAsset(1, { product: "x", version: at, purl })]), { threshold: 0.1 }).filter(({ versionKnown }) => versionKnown);
          // A list without a version has no match whose version is known.
          expect(new Set(found.map(({ advisoryId }) => advisoryId))).toEqual(new Set(at === null ? [] : placed("in").map(({ advisoryId }) => advisoryId)));
          expect([new Set(answer?.affected.map(({ compiled }) => compiled.product)), new Set(answer?.undetermined.map(({ compiled }) => compiled.product))]).toEqual([new Set(placed("in")), new Set(placed("undetermined"))]);
        }
      }
    }));
  });
});
