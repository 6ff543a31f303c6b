import { describe, expect, it } from "vitest";
import type { Inventory } from "../exposure.types.ts";
import { readAdvisory } from "../advisories/read-advisory.ts";
import { createMatcher } from "../create-matcher.ts";
import { parseInventory } from "../inventory/parse-inventory.ts";
import { compareNames } from "./compare-names.rules.ts";

const THRESHOLD = 0.7;
const likeness = (asset: readonly [string | null, string], advisory: readonly [string | null, string]) =>
  compareNames({ vendor: asset[0], product: asset[1] }, { vendor: advisory[0], product: advisory[1] });

/** One document that names these products of one maker, in all their versions. */
const documentOf = (id: string, vendor: string, ...products: readonly string[]) => readAdvisory({
  document: { category: "csaf_security_advisory", title: "EXERCISE", tracking: { id } },
  product_tree: { branches: [{ category: "vendor", name: vendor, branches: products.map((name, index) => ({ category: "product_name", name, product: { product_id: `P${index}`, name } })) }] },
  vulnerabilities: [{ cve: "CVE-1900-0001", product_status: { known_affected: products.map((_, index) => `P${index}`) } }],
});
const rows = (...lines: readonly string[]): Inventory => parseInventory(new TextEncoder().encode(`Vendor,Product\n${lines.join("\n")}\n`));

describe("one product, written otherwise, passes the default threshold", () => {
  it.each([
    ["as the words of a CPE", ["harborinstruments", "tide_pump_200_firmware"], ["Harbor Instruments GmbH", "Tide Pump 200"]],
    ["with the maker's run-together name before the product's", [null, "harborinstruments tide pump 200"], ["Harbor Instruments", "Tide Pump 200"]],
    ["with the maker's first word before it", [null, "Harbor TP200 firmware"], ["Harbor Instruments", "TP200"]],
    ["by the brand under which its maker sells it", ["Sluice-Works", "MicroGate 1400"], ["Harbor Instruments", "Sluice-Works MicroGate 1400"]],
    ["by its maker's owner", ["Quay Holdings", "Harbor Tide Pump 200"], ["Harbor", "Tide Pump 200"]],
    ["in capitals, with an order number beside it", ["HARBOR", "TIDE-PUMP CPU 1515-2 PN (6HB7515-2AM02-0AB0)"], ["Harbor", "Tide Pump CPU 1515-2 PN"]],
    ["by its initials, which the notice explains", ["Harbor", "Harbor TGS"], ["Harbor", "Tidal Gate Server (TGS)"]],
    ["as one of the models that the notice lists", ["Harbor", "Relay 7SD86 (CP200)"], ["Harbor", "Relay device types 6MD85, 7SD86, 7SL87"]],
    ["as one of the models that the notice leaves open", ["Harbor", "EFD-2230"], ["Harbor", "EFD-22xx"]],
    ["without its release", ["Harbor", "Gate Server"], ["Harbor", "Gate Server 2019"]],
    ["with its releases", ["Harbor", "Tide Framework 3.5 and 4.6.2/4.7 Service Pack 1"], ["Harbor", "Tide Framework"]],
    ["as one of a family with a code of its own", ["Harbor", "SLUICE ET 200SP IM 155-6 PN"], ["Harbor", "ET200SP (incl. variants)"]],
    ["where the maker's name is all the product is called", ["MoleDB", "MoleDB"], ["MoleDB Inc.", "MoleDB Server"]],
    ["without a maker, by a name that is hardly another's", [null, "Tide Pump 200"], ["Harbor Instruments", "Tide-Pump 200"]],
    ["after it was sold, by a long name", ["Quay Software", "Harbor Operations Bridge Reporter"], ["OpenSea", "Harbor Operations Bridge Reporter"]],
  ] as const)("%s", (_, asset, advisory) => {
    expect(likeness(asset, advisory).probability).toBeGreaterThanOrEqual(THRESHOLD);
  });
});

describe("another product, written alike, stays below it", () => {
  it.each([
    ["a sibling by a letter before a shared code", ["Harbor", "MOLE L series LJ71E71-100"], ["Harbor", "QJ71E71-100"]],
    ["a sibling by its last short code", ["Harbor", "SLUICE ET 200SP IM155-6 PN HA"], ["Harbor", "SLUICE ET200SP IM155-6 PN BA"]],
    ["another release", ["Harbor", "Gate Server 2016"], ["Harbor", "Gate Server 2019"]],
    ["one of many models of a family that one word names", ["Harbor", "Foam 480 5G Mobile Platform"], ["Harbor", "Foam"]],
    ["another release in its last number", ["Harbor", "Gate Desk 4"], ["Harbor", "Gate Desk 2"]],
    ["another model of an open number", ["Harbor", "EFD-2130"], ["Harbor", "EFD-22xx"]],
    ["a model that is not on the list", ["Harbor", "Relay 7UT85"], ["Harbor", "Relay device types 6MD85, 7SD86, 7SL87"]],
    ["what only shares a word with a product called like its maker", ["Deep", "Deep Linux"], ["Linux", "Linux"]],
    ["initials that stand for something else", ["Harbor", "TGS"], ["Harbor", "Tidal Wave Machine (TGS)"]],
    ["a short name without a maker", [null, "Pump 200"], ["Harbor Instruments", "Tide Pump 200"]],
    ["a short name of another maker", ["Quay Software", "View"], ["Harbor Instruments", "View"]],
    ["a word or two of another maker's name", ["Deep", "Control Win SL"], ["Control Web Panel", "Control Web Panel"]],
  ] as const)("%s", (_, asset, advisory) => {
    expect(likeness(asset, advisory).probability).toBeLessThan(THRESHOLD);
  });
});

describe("a longer name of the same maker", () => {
  const named = documentOf("EX-1", "Harbor", "Gate Valve Viewer", "Sluice Suite TideLink");

  it("is not the shorter one's where the documents know that by itself", () => {
    const told = (...documents: Parameters<typeof createMatcher>[0]) => createMatcher(documents).match(rows("Harbor,Gate Valve")).map(({ advisoryId, product }) => `${advisoryId} ${product}`);
    expect(told(named)).toEqual(["EX-1 Gate Valve Viewer"]);
    expect(told(named, documentOf("EX-2", "Harbor", "Gate Valve"))).toEqual(["EX-2 Gate Valve"]);
  });

  it("is, where what it says more stands before: a family or a brand", () => {
    const matches = createMatcher([named, documentOf("EX-2", "Harbor", "TideLink")]).match(rows("Harbor,TideLink"));
    expect(matches.map(({ product }) => product)).toEqual(["TideLink", "Sluice Suite TideLink"]);
  });
});

it("a product called like its maker is found among those that say more, and they among it", () => {
  const told = (product: string, row: string) => createMatcher([documentOf("EX-1", "MoleDB", product)]).match(rows(row)).length;
  expect([told("MoleDB", "MoleDB,MoleDB Server"), told("MoleDB Server", "MoleDB,MoleDB"), told("MoleDB Server", "MoleDB,MoleDB Compass")]).toEqual([1, 1, 0]);
});
