import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import fc from "fast-check";
import type { Inventory } from "./exposure.types.ts";
import { createMatcher, match } from "./create-matcher.ts";
import { readAdvisory } from "./advisories/read-advisory.ts";
import { parseInventory } from "./inventory/parse-inventory.ts";
import { versionMembership } from "./versions/version-set.rules.ts";

const file = (name: string): Buffer => readFileSync(new URL(`./fixtures/${name}`, import.meta.url));
const csafSource = JSON.parse(file("tidepump.csaf.json").toString()) as { document: object };
const csaf = readAdvisory(csafSource);
const osv = readAdvisory({
  id: "EX-OSV-1", aliases: ["CVE-2026-90001"], summary: "EXERCISE: heap overflow in tinyini",
  affected: [{ package: { ecosystem: "", name: "tinyini", purl: "pkg:generic/tinyini" }, ranges: [{ type: "SEMVER", events: [{ introduced: "0" }, { fixed: "1.4.2" }] }] }],
});
const inventory = (text: string): Inventory => parseInventory(new TextEncoder().encode(text));
const bom = (components: readonly object[]): Inventory => inventory(JSON.stringify({ bomFormat: "CycloneDX", specVersion: "1.6", components }));

describe("a utility with a bill of materials", () => {
  it("is matched by package URL and version, and what its own VEX excuses stays silent", () => {
    const found = match({ advisories: [csaf, osv], inventory: parseInventory(file("utility.cdx.json")) });
    expect(found.map(({ asset, ...rest }) => ({ asset: asset.id, ...rest }))).toEqual([
      {
        asset: "components[0].components[0]", advisoryId: "EX-2026-0001", vulnerabilityId: "CVE-2026-90001", product: "tinyini", probability: 0.99,
        reason: "The package URL is the same. Version 1.3.0 is at risk (from 1.0.0, before 1.4.2).",
        action: "Update tinyini to 1.4.2 or later.", fixedVersion: "1.4.2", versionKnown: true,
      },
      {
        asset: "components[0].components[0]", advisoryId: "EX-OSV-1", vulnerabilityId: "CVE-2026-90001", product: "tinyini", probability: 0.99,
        reason: "The package URL is the same. Version 1.3.0 is at risk (before 1.4.2).",
        action: "Update tinyini to 1.4.2 or later.", fixedVersion: "1.4.2", versionKnown: true,
      },
    ]);
  });
});

describe("a hospital with only a spreadsheet", () => {
  const found = match({ advisories: [csaf], inventory: parseInventory(file("hospital.csv")) });

  it("is matched by names: sure where the version is known, asked where one answer would settle it", () => {
    expect(found.map(({ asset, ...rest }) => ({ line: asset.source.line, ...rest }))).toEqual([
      {
        line: 4, advisoryId: "EX-2026-0001", vulnerabilityId: "CVE-2026-90001", product: "TidePump 200 series", probability: 0.95,
        reason: "The maker is the same and the name is the same. Version V1.3.0 is at risk (before V1.4.2).",
        action: "Update TidePump 200 series to V1.4.2 or later.", fixedVersion: "V1.4.2", versionKnown: true,
      },
      {
        line: 5, advisoryId: "EX-2026-0001", vulnerabilityId: "CVE-2026-90001", product: "TidePump 200 series", probability: 0.836,
        reason: "The maker is the same and the name is the same. Your list does not give the version.",
        action: "Update TidePump 200 series to V1.4.2 or later.", fixedVersion: "V1.4.2", versionKnown: false,
        question: { id: "which-version:line-5", assetId: "line-5", kind: "which-version", product: "Tide Pump 200 (rev. B)", text: "Which version of Tide Pump 200 (rev. B) is installed?", options: [] },
      },
      {
        line: 6, advisoryId: "EX-2026-0001", vulnerabilityId: "CVE-2026-90001", product: "tinyini", probability: 0.779,
        reason: "Your list names no maker and the name is the same. Version 1.3.9 is at risk (from 1.0.0, before 1.4.2).",
        action: "Update tinyini to 1.4.2 or later.", fixedVersion: "1.4.2", versionKnown: true, question: { id: "is-it-this:line-6:tinyini-project", assetId: "line-6", kind: "is-it-this", product: "tinyini project tinyini", text: "Is your tinyini the one made by tinyini project?", options: ["yes", "no"] },
      },
      {
        line: 7, advisoryId: "EX-2026-0001", vulnerabilityId: "CVE-2026-90001", product: "Monitor Leuchtturm X-20", probability: 0.95,
        reason: "The maker is the same and the name is the same. Version 2.04 SP1 is at risk (up to 2.04 SP2).",
        action: "No fixed version is named for Monitor Leuchtturm X-20. Until then: Unplug the monitor from the hospital network.",
        fixedVersion: null, versionKnown: true,
      },
    ]);
  });
});

describe("a bank that has nothing of it", () => {
  it("gets no match, although its vendor, model and version are each near one", () => {
    expect(match({ advisories: [csaf, osv], inventory: parseInventory(file("bank.csv")) })).toEqual([]);
  });
});

describe("matching", () => {
  const pump = (version: string): Inventory => inventory(`Vendor,Product,Version\nHarbor Instruments,TidePump 200,${version}\n`);

  it("drops withdrawn advisories", () => {
    const withdrawn = readAdvisory({ ...csafSource, document: { category: "csaf_superseded", title: "x", tracking: { id: "EX-9" } } });
    expect([match({ advisories: [csaf], inventory: pump("1.0") }).length, match({ advisories: [withdrawn], inventory: pump("1.0") })]).toEqual([1, []]);
  });

  it("respects another document's VEX about the same product and version, and only about those", () => {
    const vex = readAdvisory({
      document: { category: "csaf_vex", title: "EXERCISE", tracking: { id: "EX-VEX-1" } },
      product_tree: { branches: [{ category: "vendor", name: "Harbor Instruments", branches: [{ category: "product_name", name: "TidePump 200", branches: [
        { category: "product_version", name: "1.1", product: { product_id: "V", name: "TidePump 200 1.1" } },
      ] }] }] },
      vulnerabilities: [{ cve: "CVE-2026-90001", product_status: { known_not_affected: ["V"] } }],
    });
    const matcher = createMatcher([csaf, vex]);
    expect(["1.0", "1.1"].map((version) => matcher.match(pump(version)).length)).toEqual([1, 0]);
  });

  it("lets a package URL decide: another package of the same kind is not matched by a like name", () => {
    expect(match({ advisories: [osv], inventory: bom([{ name: "tinyini", version: "1.0.0", purl: "pkg:generic/other/tinyini@1.0.0" }]) })).toEqual([]);
  });

  it("asks for the version when a package URL has none, and says when a version cannot be compared", () => {
    const [none, strange] = match({ advisories: [osv], inventory: bom([{ name: "tinyini", purl: "pkg:generic/tinyini" }, { name: "tinyini", version: "nightly", purl: "pkg:generic/tinyini" }]) });
    expect(none).toMatchObject({ probability: 0.871, versionKnown: false, fixedVersion: "1.4.2", question: { kind: "which-version", text: "Which version of tinyini is installed?" } });
    expect(strange?.reason).toBe("The package URL is the same. Version nightly cannot be held against those at risk.");
  });

  it("uses an equal CPE, and its version where the inventory gives none", () => {
    const advisory = readAdvisory({
      document: { category: "csaf_security_advisory", title: "EXERCISE", tracking: { id: "EX-CPE" } },
      product_tree: { branches: [{ category: "vendor", name: "Quay", branches: [{ category: "product_name", name: "Ledger", branches: [
        { category: "product_version_range", name: "< 12", product: { product_id: "Q", name: "Ledger", product_identification_helper: { cpe: "cpe:2.3:a:quay:ledger_desk:*:*:*:*:*:*:*:*" } } },
      ] }] }] },
      vulnerabilities: [{ cve: "CVE-2026-90002", product_status: { known_affected: ["Q"] } }],
    });
    const found = match({ advisories: [advisory], inventory: bom([{ name: "LD Ledger", cpe: "cpe:2.3:a:quay:ledger_desk:11.0:*:*:*:*:*:*:*" }]) });
    expect(found.map(({ probability, versionKnown, action }) => [probability, versionKnown, action])).toEqual([[0.97, true, "Update Ledger to 12 or later."]]);
  });

  it("does not bring back by a vaguer sibling what the closest product of the advisory rules out", () => {
    const siblings = readAdvisory({
      document: { category: "csaf_security_advisory", title: "EXERCISE", tracking: { id: "EX-SIB" } },
      product_tree: { branches: [{ category: "vendor", name: "Harbor Instruments", branches: [
        { category: "product_name", name: "TidePump Manager", branches: [{ category: "product_version_range", name: "< 2.0", product: { product_id: "A", name: "a" } }] },
        { category: "product_name", name: "TidePump", branches: [{ category: "product_version_range", name: "< 9.0", product: { product_id: "B", name: "b" } }] },
      ] }] },
      vulnerabilities: [{ cve: "CVE-2026-90003", product_status: { known_affected: ["A", "B"] } }],
    });
    const at = (version: string) => match({ advisories: [siblings], inventory: inventory(`Vendor,Product,Version\nHarbor Instruments,TidePump Manager,${version}\n`) });
    expect([at("1.0").map(({ product }) => product), at("2.0")]).toEqual([["TidePump Manager"], []]);
  });

  it("never says in words that something is not affected, safe or compliant", () => {
    const words = [...match({ advisories: [csaf, osv], inventory: parseInventory(file("hospital.csv")), threshold: 0 })].flatMap(({ reason, action, question }) => [reason, action, question?.text ?? ""]);
    expect(words.length).toBeGreaterThan(0);
    expect(words.filter((text) => /not affected|safe\b|compliant/i.test(text))).toEqual([]);
  });

  it("agrees with a slow walk over every pair, for package URLs and versions", () => {
    const advisories = Array.from({ length: 12 }, (_, index) => readAdvisory({
      id: `EX-${index}`,
      affected: [{ package: { ecosystem: "npm", name: `p${index % 5}` }, ranges: [{ type: "SEMVER", events: [{ introduced: `${index % 3}.0.0` }, { fixed: `${(index % 3) + 1}.${index}.0` }] }], versions: ["0.0.7"] }],
    }));
    const matcher = createMatcher(advisories);
    const component = fc.record({ name: fc.constantFrom("p0", "p1", "p2", "p3", "p4", "p9"), version: fc.constantFrom("0.0.7", "0.9.0", "1.0.0", "1.5.0", "2.9.0", "3.4.0", "4.0.0") });
    fc.assert(fc.property(fc.array(component, { minLength: 1, maxLength: 5 }), (components) => {
      const assets = bom(components.map(({ name, version }) => ({ name, version, purl: `pkg:npm/${name}@${version}` })));
      const slow = assets.assets.flatMap((asset) => advisories.filter(({ affected }) =>
        affected.some((product) => asset.purl?.startsWith(`${product.purl ?? "?"}@`) && versionMembership(product, asset.version) === "in")).map(({ id }) => `${asset.id} ${id}`));
      expect(matcher.match(assets).map(({ asset, advisoryId }) => `${asset.id} ${advisoryId}`).toSorted()).toEqual(slow.toSorted());
    }));
  });
});
