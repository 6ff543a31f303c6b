import { existsSync, globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { affectedProductsOf, createMatcher, parseInventory, readAdvisory } from "#engines/exposure";

// Real documents that nobody here wrote; they live beside the repository and are absent in a plain clone.
const DATA = fileURLToPath(new URL("../../../shared/data", import.meta.url));
const files = (pattern: string): readonly string[] => globSync(`${DATA}/${pattern}`).toSorted();

describe.skipIf(!existsSync(DATA))("real documents (skipped where ../shared/data is absent)", () => {
  it("every real CycloneDX bill of materials is read, with nothing left out", () => {
    const paths = files("cyclonedx-boms/**/*.json");
    const inventories = paths.map((path) => parseInventory(readFileSync(path), { fileName: path }));
    expect(inventories.flatMap(({ skipped }) => skipped)).toEqual([]);
    const expected = paths.map((path) => JSON.stringify(JSON.parse(readFileSync(path, "utf8"))).match(/"components":\[/g)?.length ?? 0);
    expect(inventories.filter(({ assets }, index) => assets.length === 0 && (expected[index] ?? 0) > 0)).toEqual([]);
    expect(inventories.length).toBeGreaterThan(40);
  });

  it("every real CSAF advisory gives affected products with vendor and name, and at least nine in ten version wordings are read", () => {
    const products = files("cisa-csaf/**/*.json").flatMap((path) => {
      const found = affectedProductsOf(JSON.parse(readFileSync(path, "utf8")));
      expect([path, found.length > 0]).toEqual([path, true]);
      return found;
    });
    expect(products.filter(({ vendor, product }) => vendor === null || product === "")).toEqual([]);
    expect(products.filter(({ unread }) => unread === null).length / products.length).toBeGreaterThan(0.9);
  });

  it("every real OSV record is read whole, and a package in an affected version is matched", () => {
    const records = files("osv/*.jsonl").flatMap((path) => readFileSync(path, "utf8").trim().split("\n").map((line) => JSON.parse(line) as unknown));
    const advisories = records.map(readAdvisory);
    expect(advisories.filter(({ leftOut, affected }) => leftOut > 0 || affected.some(({ purl }) => purl === null))).toEqual([]);
    // Their bounds, "2019-09-12" and "0.2.0-n653", are no versions by PEP 440: said, not guessed.
    expect(advisories.filter(({ affected }) => affected.some(({ unread }) => unread !== null)).map(({ id }) => id)).toEqual(["PYSEC-2021-371", "PYSEC-2019-125"]);
    const matcher = createMatcher(advisories);
    const sampled = advisories.filter(({ withdrawn, affected }, index) => index % 50 === 0 && !withdrawn && affected[0]?.ranges[0]?.introduced !== undefined);
    expect(sampled.length).toBeGreaterThan(10);
    for (const { id, affected } of sampled) {
      const version = affected[0]?.ranges[0]?.introduced ?? "";
      const bom = { bomFormat: "CycloneDX", specVersion: "1.5", components: [{ name: "x", version, purl: `${affected[0]?.purl ?? ""}@${encodeURIComponent(version)}` }] };
      const found = matcher.match(parseInventory(new TextEncoder().encode(JSON.stringify(bom))));
      expect([id, version, found.some(({ advisoryId }) => advisoryId === id)]).toEqual([id, version, true]);
    }
  });

  it("an operator's words for a real product, from real advisories, find the advisory", () => {
    const advisories = files("cisa-csaf/OT/white/2019/*.json").map((path) => readAdvisory(JSON.parse(readFileSync(path, "utf8"))));
    const matcher = createMatcher(advisories);
    const csv = "Manufacturer;Model;Firmware\nSIEMENS AG;Scalance X-200 switch;V5.2.3\nSiemens;SCALANCE X-200 switch family;V5.2.4\n";
    const found = matcher.match(parseInventory(new TextEncoder().encode(csv))).filter(({ advisoryId }) => advisoryId === "ICSA-19-162-04");
    expect(found.map(({ asset, fixedVersion, versionKnown }) => [asset.source.line, fixedVersion, versionKnown])).toEqual([[2, "V5.2.4", true]]);
  });
});
