import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import fc from "fast-check";
import type { InventoryErrorCode } from "../exposure.errors.ts";
import { InventoryError } from "../exposure.errors.ts";
import { INVENTORY_LIMITS, parseInventory } from "./parse-inventory.ts";

const fixture = (name: string): Uint8Array => readFileSync(new URL(`../fixtures/${name}`, import.meta.url));
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string) => parseInventory(bytes(text));

describe("a hospital's messy spreadsheet", () => {
  const inventory = parseInventory(fixture("hospital.csv"), { fileName: "hospital.csv" });

  it("has its columns guessed from the headings, and shows them", () => {
    expect(inventory.columns).toEqual({
      vendor: "Manufacturer", product: "Device name", version: "Firmware version", serial: "Serial No.", location: "Ward", exposed: "Internet facing?",
    });
  });

  it("keeps each asset with its line and its original text", () => {
    expect(inventory.assets[0]).toEqual({
      id: "line-4", source: { line: 4, path: null }, original: "Harbor Instruments GmbH & Co. KG | TidePump 200 | V1.3.0 | HI-0001 | ICU | no | A-1",
      vendor: "Harbor Instruments GmbH & Co. KG", product: "TidePump 200", model: null, version: "V1.3.0", count: 1, repeats: [], purl: null, cpe: null, serial: "HI-0001", location: "ICU", exposed: "no",
    });
    expect(inventory.assets.map(({ source, vendor, product, version, exposed }) => [source.line, vendor, product, version, exposed])).toEqual([
      [4, "Harbor Instruments GmbH & Co. KG", "TidePump 200", "V1.3.0", "no"],
      [5, "harbor instruments", "Tide Pump 200 (rev. B)", null, "unknown"],
      [6, null, "tinyini", "1.3.9", "yes"],
      [7, "MÃ¼ller Medizintechnik AG", 'Monitor "Leuchtturm" X-20', "2.04 SP1", "unknown"],
      [8, "Müller Medizintechnik", "Monitor Leuchtturm X20", "2.04 SP3", "no"],
      [10, 'HYPERLINK("http://example.invalid","x")', "SUM(1+1) tablet", "1", "unknown"],
    ]);
  });

  it("explains every line it left out", () => {
    expect(inventory.skipped).toEqual([
      { line: 1, path: null, reason: "It stands above the heading row.", original: "EXERCISE: Reedwater Valley Hospital, equipment list" },
      { line: 9, path: null, reason: "It does not name a product.", original: "| | | | Storage | | A-6" },
      { line: 11, path: null, reason: "It has 1 cells where the heading row has 7, and none names a product.", original: "Spare part 4711" },
    ]);
  });
});

describe("a spreadsheet", () => {
  it.each([
    ["commas", "Vendor,Product,Version\nAcme,Pump,1.0\n"],
    ["semicolons and a byte order mark", "\ufeffMake;Model;Ver\r\nAcme;Pump;1.0\r\n"],
    ["tabs", "Brand\tName\tRelease\rAcme\tPump\t1.0\r"],
    ["quotes and line breaks in cells", '"Supplier","Software","Current version"\n"Acme","Pump","1.0"\n'],
    ["columns in another order", "Version,Asset ID,Equipment,OEM\n1.0,77,Pump,Acme\n"],
    ["product and version in one cell", "Manufacturer,Product\nAcme,Pump v1.0\n"],
  ])("is understood with %s", (_, text) => {
    expect(read(text).assets.map(({ vendor, product, version }) => ({ vendor, product, version }))).toEqual([{ vendor: "Acme", product: "Pump", version: "1.0" }]);
  });

  it("is understood in UTF-16 and in Windows-1252, and says that it assumed so", () => {
    const text = "Vendor;Product\nMüller;Pumpe\n";
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]);
    expect([parseInventory(utf16).assets[0]?.vendor, parseInventory(utf16).notes]).toEqual(["Müller", ["Read as UTF-16."]]);
    const ansi = parseInventory(Buffer.from(text, "latin1"));
    expect([ansi.assets[0]?.vendor, ansi.notes.length]).toEqual(["Müller", 1]);
  });

  it("takes package URLs and CPE names where there is a column for them", () => {
    const [asset] = read("purl,cpe,version\npkg:PYPI/Tiny_Ini@1.0,cpe:/a:acme:tinyini,\n").assets;
    expect(asset).toMatchObject({ product: "tiny-ini", purl: "pkg:pypi/tiny-ini@1.0", cpe: "cpe:/a:acme:tinyini", version: "1.0" });
  });

  it("is read on when a quotation mark is never closed", () => {
    const inventory = read(`Vendor,Product\nAcme,"Monitor 12\nAcme,Pump\n${"Acme,Valve\n".repeat(5)}`);
    expect(inventory.assets.map(({ product, count }) => [product, count])).toEqual([["Monitor 12", 1], ["Pump", 1], ["Valve", 5]]);
    expect(inventory.notes).toEqual(["A quotation mark in the file is never closed, so quotation marks were read as ordinary characters."]);
  });

  it("is read on when one cell is huge or runs over many lines, and its other quoted cells keep their commas", () => {
    const inventory = read(`Vendor,Product\n"Acme, Inc.","${"x".repeat(100_000)}"\n"Acme, Inc.","Pump"\nAcme,"Valve${"\nAcme,Gate".repeat(12)}"\n`);
    expect(inventory.assets.map(({ vendor, product }) => [vendor, product])).toEqual([["Acme, Inc.", "Pump"]]);
    expect(inventory.skipped.map(({ line, reason }) => [line, reason])).toEqual([
      [2, "Cell 2 is longer than 4096 characters."], [4, "One cell runs over 13 lines. Look for a quotation mark that is never closed."],
    ]);
  });

  it("counts lines rightly after a cell with line breaks and after empty lines", () => {
    const inventory = read('Vendor,Product\nAcme,"Pump\nlarge"\n\nAcme,Valve\n');
    expect(inventory.assets.map(({ source, product }) => [source.line, product])).toEqual([[2, "Pump large"], [5, "Valve"]]);
  });
});

describe("hostile cells", () => {
  it("are inert: no formulas, no control or hidden characters, no prototype keys", () => {
    const inventory = read("Vendor,Product,Version,__proto__\n+cmd|' /C calc'!A0,\u202epmuP\u0000\u001b[31m,-1+2,polluted\n__proto__,constructor,1.0,x\n");
    expect(inventory.assets.map(({ vendor, product, version }) => [vendor, product, version])).toEqual([
      ["cmd|' /C calc'!A0", "pmuP [31m", "1+2"], ["__proto__", "constructor", "1.0"],
    ]);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it("cost their row when they are huge, with the reason", () => {
    const inventory = read(`Vendor,Product\nAcme,${"x".repeat(5000)}\nAcme,Pump\n`);
    expect(inventory.assets).toHaveLength(1);
    expect(inventory.skipped.map(({ line, reason }) => [line, reason])).toEqual([[2, "Cell 2 is longer than 4096 characters."]]);
  });

  it("never make parsing fail in another way than by its own refusal, nor leave control characters in an asset", () => {
    const cell = fc.string({ unit: fc.constantFrom(...Array.from("ab1.,;\"'\n\r\t\0\u001b\u202e=@é")), maxLength: 60 });
    fc.assert(fc.property(cell, (text) => {
      try {
        const { assets } = read(`Vendor,Product\nAcme,Pump\n${text}`);
        expect(JSON.stringify(assets)).not.toMatch(/\\[bfnrtu]|[\u0000-\u001f\u202e]/);
      } catch (error) {
        if (!(error instanceof InventoryError)) throw error;
      }
    }));
  });

  it("keep the explanations bounded and say how many more there were", () => {
    const { skipped } = read(`Vendor,Product\nAcme,Pump\n${"Acme,\n".repeat(INVENTORY_LIMITS.skipped + 5)}`);
    expect(skipped).toHaveLength(INVENTORY_LIMITS.skipped + 1);
    expect(skipped.at(-1)?.reason).toBe("5 more lines were left out for such reasons.");
  });
});

describe("a CycloneDX bill of materials", () => {
  const inventory = parseInventory(fixture("utility.cdx.json"));

  it("gives every component, nested ones too, with its path", () => {
    expect(inventory.assets.map(({ id, vendor, product, version, purl }) => [id, vendor, product, version, purl])).toEqual([
      ["metadata.component", null, "EXERCISE Marsh Lane Water telemetry", "7", null],
      ["components[0]", "Harbor Instruments", "Sluice Gateway", "4.2", null],
      ["components[0].components[0]", null, "tinyini", "1.3.0", "pkg:generic/tinyini@1.3.0"],
      ["components[1]", null, "tinyini", "1.4.2", "pkg:generic/tinyini@1.4.2"],
      ["components[2]", null, "tinyini", "1.2.0", "pkg:generic/tinyini@1.2.0"],
    ]);
  });

  it("explains the component it could not read, and keeps its VEX statements", () => {
    expect(inventory.skipped.map(({ path, original }) => [path, original])).toEqual([["components[3]", "a component without a readable name"]]);
    expect(inventory.statements).toEqual([{ vulnerabilityId: "CVE-2026-90001", assetId: "components[2]", state: "not_affected" }]);
  });

  it("is not followed deeper than a bound", () => {
    let nested: unknown = { name: "leaf" };
    for (let i = 0; i < 100; i++) nested = { name: `level ${i}`, components: [nested] };
    const deep = read(JSON.stringify({ bomFormat: "CycloneDX", specVersion: "1.6", components: [nested] }));
    expect(deep.assets).toHaveLength(INVENTORY_LIMITS.nesting + 1);
    expect(deep.skipped.map(({ reason }) => reason)).toEqual(["It is nested deeper than 64 levels."]);
  });
});

describe("a file that is no inventory is refused, saying what to do", () => {
  const CASES: readonly [InventoryErrorCode, Uint8Array][] = [
    ["empty", bytes(" \n ")],
    ["too-large", new Uint8Array(INVENTORY_LIMITS.bytes + 1)],
    ["too-many-rows", bytes(`Product\n${"x\n".repeat(INVENTORY_LIMITS.rows + 25)}`)],
    ["unsupported-format", Buffer.from("PK\u0003\u0004rest")],
    ["unsupported-format", bytes("<bom/>")],
    ["unsupported-format", bytes("%PDF-1.7")],
    ["unsupported-format", Buffer.from(Array.from("Vendor,Product\nHarbor,Pump\n", (one) => [one.charCodeAt(0), 0, 0, 0]).flat())],
    ["unsupported-format", Buffer.from([0xff, 0xfe, 0, 0, ...Array.from("Vendor,Product\nHarbor,Pump\n", (one) => [one.charCodeAt(0), 0, 0, 0]).flat()])],
    ["unsupported-format", Buffer.from(Array.from({ length: 4000 }, (_, index) => (index * 7919) % 251))],
    ["not-json", bytes('{"bomFormat": "CycloneDX",')],
    ["unsupported-format", bytes('{"hello": "world"}')],
    ["not-spdx", bytes('{"spdxVersion": "SPDX-1.2"}')],
    ["not-cyclonedx", bytes('{"bomFormat": "CycloneDX", "specVersion": "9.9"}')],
    ["no-product-column", bytes("colour,size\nred,4\n")],
    ["nothing-readable", bytes("Vendor,Product\nAcme,\n")],
    ["nothing-readable", bytes(`Vendor,Product\n${"x".repeat(2_000_000)}`)],
    ["nothing-readable", bytes(`Product${",".repeat(1_000_000)}`)],
  ];
  it.each(CASES)("%s", (code, file) => {
    const refusal = (() => {
      try {
        return parseInventory(file);
      } catch (error) {
        return error;
      }
    })();
    expect(refusal).toBeInstanceOf(InventoryError);
    expect((refusal as InventoryError).code).toBe(code);
    expect((refusal as InventoryError).message).toMatch(/\b(?:upload|try again|save|choose|export)\b/i);
  });
});
