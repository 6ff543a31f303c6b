import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { compareNames } from "./compare-names.rules.ts";
import { repairMojibake } from "./name-tokens.rules.ts";

const ADVISORY = { vendor: "Harbor Instruments", product: "Tide Pump 200 series" };

describe("names without identifiers", () => {
  it.each([
    ["HARBOR INSTRUMENTS GmbH & Co. KG", "tide pump 200"],
    ["Harbor Instruments, Inc.", "Tide-Pump 200 (rev. B)"],
    ["Harbor  Instruments S.p.A.", "TidePump 200"],
    [null, "Harbor Instruments Tide Pump 200"],
    ["HI", "Harbor Tide Pump 200 Firmware"],
  ])("%s / %s pass the default threshold", (vendor, product) => {
    expect(compareNames({ vendor, product }, ADVISORY).probability).toBeGreaterThanOrEqual(0.7);
  });

  it.each([
    ["Harbor Instruments", "Tide Pump 300"],
    ["Harbor Instruments", "Gate Valve 200"],
    ["Harbor Instruments", "Tide Pump XB 300"],
    ["Harbor Instruments", "Pump"],
    ["Other Makers Ltd", "Tide Pump 200"],
    [null, "Pump 200"],
    ["Harbor Instruments", ""],
  ])("%s / %s stay below it", (vendor, product) => {
    expect(compareNames({ vendor, product }, ADVISORY).probability).toBeLessThan(0.7);
  });

  it("tell siblings apart by their short codes", () => {
    const likeness = (a: string, b: string) => compareNames({ vendor: "Harbor", product: a }, { vendor: "Harbor", product: b }).probability;
    expect([likeness("SLUICE XB208", "SLUICE XF208"), likeness("Sluice Coupler 155-6 PN HA", "Sluice Coupler 155-6 PN HF")]).toEqual([0.285, 0.285]);
    expect(likeness("SLUICE XB-208", "Sluice XB208 (incl. XB208G)")).toBe(0.95);
  });

  it("explain themselves in words, and say what is in doubt", () => {
    expect(compareNames({ vendor: "Harbor Instruments AG", product: "Tide Pump 200" }, ADVISORY)).toEqual({
      probability: 0.95, reason: "the vendor is the same and the product name is the same", doubt: "none",
    });
    expect(compareNames({ vendor: null, product: "Tide Pump 200" }, ADVISORY)).toEqual({
      probability: 0.779, reason: "the inventory names no vendor and the product name is the same", doubt: "vendor",
    });
    expect(compareNames({ vendor: "Harbor Instruments", product: "Tide Pump" }, ADVISORY)).toEqual({
      probability: 0.57, reason: "the vendor is the same and the inventory does not give the model number", doubt: "model",
    });
    expect(compareNames({ vendor: "Harbor Instruments", product: "Tide Pump 300" }, ADVISORY)).toEqual({
      probability: 0.285, reason: "the vendor is the same and the model number differs", doubt: "name",
    });
  });

  it("agree through mojibake, accents and one typing error", () => {
    const advisory = { vendor: "Müller Geräte", product: "Schleuse Pro" };
    expect(compareNames({ vendor: "MÃ¼ller GerÃ¤te", product: "Schleuse Pro" }, advisory).probability).toBe(0.95);
    expect(compareNames({ vendor: "Muller Gerate", product: "Schluese Pro" }, advisory).probability).toBeGreaterThan(0.8);
    expect(repairMojibake("â€œMÃ¼llerâ€\u009d Ärzte Ã")).toBe("“Müller” Ärzte Ã");
    expect(repairMojibake("â’’"), "which decodes to a letter of no name").toBe("â’’");
  });

  it("repair nothing that was not broken", () => {
    const words = fc.string({ unit: fc.constantFrom(...Array.from("abcäöüéßâÄÖÜ -’")), maxLength: 20 });
    fc.assert(fc.property(words, (text) => {
      expect(repairMojibake(text)).toBe(text);
    }));
  });

  it("give a probability between 0 and 0.95 for any text at all, and the same text is never unlike itself", () => {
    const name = fc.record({ vendor: fc.option(fc.string({ unit: "binary", maxLength: 40 })), product: fc.string({ unit: "binary", maxLength: 40 }) });
    fc.assert(fc.property(name, name, (a, b) => {
      const { probability } = compareNames(a, b);
      expect(probability).toBeGreaterThanOrEqual(0);
      expect(probability).toBeLessThanOrEqual(0.95);
    }));
    const word = fc.string({ unit: fc.constantFrom(...Array.from("abcdefgh")), minLength: 3, maxLength: 10 });
    fc.assert(fc.property(word, word, (vendor, product) => {
      expect(compareNames({ vendor, product }, { vendor, product }).probability).toBe(0.95);
    }));
  });
});
