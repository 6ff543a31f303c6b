import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { compareNames, compareProfiles } from "./compare-names.rules.ts";
import { profileName } from "./name-tokens.rules.ts";
import { repairMojibake, splitWords } from "./split-words.rules.ts";
import { learnVendorAliases } from "./vendor-names.rules.ts";

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
      probability: 0.95, reason: "the maker is the same and the name is the same", doubt: "none", extent: "same",
    });
    expect(compareNames({ vendor: null, product: "Tide Pump 200" }, ADVISORY)).toEqual({
      probability: 0.884, reason: "your list names no maker and the name is the same", doubt: "vendor", extent: "same",
    });
    expect(compareNames({ vendor: "Harbor Instruments", product: "Tide Pump" }, ADVISORY)).toEqual({
      probability: 0.57, reason: "the maker is the same and your list does not say which model", doubt: "model", extent: "other",
    });
    expect(compareNames({ vendor: "Harbor Instruments", product: "Tide Pump 300" }, ADVISORY)).toEqual({
      probability: 0.285, reason: "the maker is the same and the model is not the same", doubt: "name", extent: "other",
    });
  });

  it("reads a name without other letters as it reads one with them", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme-ascii" }), (text) => {
      expect(splitWords(`${text} ß ü`)).toEqual([...splitWords(text), "ss", "u"]);
    }));
  });

  it("agree through mojibake, accents and one typing error", () => {
    const advisory = { vendor: "Müller Geräte", product: "Schleuse Pro" };
    expect(compareNames({ vendor: "MÃ¼ller GerÃ¤te", product: "Schleuse Pro" }, advisory).probability).toBe(0.95);
    expect(compareNames({ vendor: "Muller Gerate", product: "Schluese Pro" }, advisory).probability).toBeGreaterThan(0.8);
    expect(repairMojibake("â€œMÃ¼llerâ€\u009d Ärzte Ã")).toBe("“Müller” Ärzte Ã");
    expect(repairMojibake("â’’"), "which decodes to a letter of no name").toBe("â’’");
  });

  it.each([
    ["Rockwell Automation", "rockwellautomation"], ["Becton, Dickinson and Company (BD)", "bd"], ["PSI GridConnect GmbH (formerly PSI Nentec GmbH)", "PSI Nentec"],
    ["Kantech, Johnson Controls Inc.", "Johnson Controls"], ["GeutebrÃ¼ck GmbH", "geutebruck"], ["Weidmüller", "Weidmueller"], ["Motorola Solutions", "motorola"],
    ["Phillips", "Philips"], ["Delta Electronics", "deltaww"], ["General Electric (GE) and Emerson", "GE"],
  ])("know %s as %s", (vendor, other) => {
    const likeness = compareNames({ vendor, product: "Sluice Guard" }, { vendor: other, product: "Sluice Guard" });
    expect(likeness.probability).toBeGreaterThanOrEqual(0.85);
    expect(compareNames({ vendor: other, product: "Sluice Guard" }, { vendor, product: "Sluice Guard" }).probability).toBe(likeness.probability);
  });

  it.each([["Johnson & Johnson", "Johnson Controls"], ["Delta Controls", "Delta Electronics"], ["Harbor Instruments", "Quay Software"], ["Ltd", "Inc"]])("do not take %s for %s", (vendor, other) => {
    expect(compareNames({ vendor, product: "Sluice Guard" }, { vendor: other, product: "Sluice Guard" }).probability).toBeLessThan(0.7);
  });

  it("let order numbers decide where both sides give one", () => {
    const likeness = (a: string, b: string) => compareNames({ vendor: "Harbor", product: a }, { vendor: "Harbor", product: b });
    expect(likeness("Sluice CPU 315-2 (7HB1315-2EH14-0AB0)", "SL-300 family, 7HB1315-2EH14-0AB0")).toMatchObject({ probability: 0.95, reason: "the maker is the same and the order number is the same" });
    expect(likeness("Sluice CPU (7HB1315-2EH14-0AB0)", "Sluice CPU (7HB1315-2EH15-0AB0)")).toMatchObject({ probability: 0.285, reason: "the maker is the same and the order number is not the same" });
    expect(likeness("Sluice CPU", "Sluice CPU (7HB1315-2EH15-0AB0)").probability).toBe(0.95);
    expect(likeness("Tide Locating Manager (6HT2780-0DA00)", "tide locating manager 6ht2780-0da00").probability).toBe(0.95);
    expect(likeness("Tide Locating Manager", "tide locating manager 6ht2780-0da00").probability).toBe(0.95);
  });

  it("keep product lines apart, also by the release that is installed", () => {
    const product = { vendor: "Harbor", product: "SluiceCC V7.4" };
    const likeness = (name: string, version: string | null) => compareNames({ vendor: "Harbor", product: name, version }, product).probability;
    expect([likeness("SluiceCC", null), likeness("SluiceCC", "7.4.1"), likeness("SluiceCC", "V7.5 SP1"), likeness("SluiceCC V7", null), likeness("SluiceCC V8", null)]).toEqual([0.95, 0.95, 0.285, 0.95, 0.285]);
  });

  it("weigh a shared model number, a family and the size of a screen as they deserve", () => {
    const likeness = (a: string, b: string) => compareNames({ vendor: "Harbor", product: a }, { vendor: "Harbor", product: b }).reason.split(" and ").at(-1);
    expect([
      likeness("R08SFCPU", "Tidal iQ-R series SIL2 Process CPU R08SFCPU Firmware"), likeness("Sluice G150", "Kits for Sluice G150"), likeness("Tidedragon 888 5G mobile", "Tidedragon"),
      likeness("Sluice Comfort Panel", "Sluice Comfort Panels 4\" - 22\" (incl. SEAPLUS variants)"), likeness("Sluice S7-300 CPU 315", "Sluice S7-300"),
    ]).toEqual([
      "the model is the same", "the model is the same, in a longer name", "the notice names its whole family", "the name is nearly the same", "your name for it says more",
    ]);
  });

  it("learn from the documents' own variants which vendors are one", () => {
    const aliases = learnVendorAliases([
      { vendor: "Tidal Health, Harbor International Inc.", product: "Pump", about: [] },
      { vendor: "Sluice Medical", product: "Welch Monitor 4", about: ["CVE-1"] }, { vendor: "Quay International", product: "welch-monitor 4", about: ["CVE-1"] },
      { vendor: "Open Works", product: "Web", about: ["CVE-2"] }, { vendor: "Quay International", product: "Web", about: ["CVE-2"] },
      { vendor: "Sluice Medical", product: "Other Monitor", about: ["CVE-3"] }, { vendor: "Open Works", product: "Another Monitor", about: ["CVE-3"] },
      { vendor: "n/a", product: "Welch Monitor 4", about: ["CVE-1"] }, { vendor: null, product: "Welch Monitor 4", about: ["CVE-1"] },
    ]);
    expect([...aliases.get("sluicemedical") ?? []]).toEqual(["quayinternational"]);
    expect(aliases.get("openworks")).toBe(undefined);
    const learned = profileName({ vendor: "Sluice Medical", product: "Drain 9" }, aliases);
    const asset = profileName({ vendor: "Quay International Ltd", product: "Drain 9" });
    expect([compareProfiles(asset, learned).probability, compareProfiles(asset, profileName({ vendor: "Sluice Medical", product: "Drain 9" })).probability]).toEqual([0.95, 0.238]);
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
