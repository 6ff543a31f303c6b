import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bareMinimum, tidegate } from "../fixtures/advisories.ts";
import { arbitraryAdvisory } from "../fixtures/arbitrary-advisories.ts";
import { convertDocument, detectFormat, parseAdvisory, toCsaf20, toCsafVex20, toCsafVex21, toPublicAdvisory, validateAdvisory } from "../index.ts";
import { stateAdvisory } from "../state-advisory.ts";
import { csafVex20Format, csafVex21Format } from "./csaf-vex.ts";
import { JUSTIFICATIONS, REASONS, STATUSES, toCycloneJustification } from "./vex-words.ts";

const NOW = "2030-06-01T00:00:00.000Z";

describe("CSAF VEX documents we write", () => {
  const written = (input: typeof tidegate) => [toCsafVex20(toPublicAdvisory(input)), toCsafVex21(toPublicAdvisory(input))].map((document) => JSON.parse(JSON.stringify(document)));

  test("are of the profile and valid in both versions, the fullest and the barest", () => {
    for (const document of [tidegate, bareMinimum].flatMap(written)) {
      expect(document.document.category).toBe("csaf_vex");
      expect(detectFormat(document)).toBe(`csaf-vex-${document.document.csaf_version}`);
      expect(validateAdvisory(document)).toMatchObject({ valid: true, errors: [] });
    }
  });

  test("say why a product is not affected, and since when that is known", () => {
    const advisory = stateAdvisory(toPublicAdvisory(tidegate));
    const [vulnerability] = advisory.vulnerabilities;
    const products = vulnerability!.products.map((product) => (product.status === "not-affected" ? { ...product, statusAt: "2026-07-02T00:00:00.000Z" } : product));
    const { documents: [document] } = csafVex20Format.write({ ...advisory, vulnerabilities: [{ ...vulnerability!, products }] }, NOW);
    expect(JSON.parse(JSON.stringify(document)).vulnerabilities[0].flags).toEqual([{ label: "vulnerable_code_not_present", date: "2026-07-02T00:00:00.000Z", product_ids: ["BWPID-0002-V1"] }]);
    expect(csafVex20Format.read(document!, NOW).vulnerabilities[0]?.products.map(({ statusAt }) => statusAt)).toContain("2026-07-02T00:00:00.000Z");
  });

  test("put sentences where the profile demands what nobody said, and say so", () => {
    const { documents: [document], notes } = csafVex21Format.write(stateAdvisory(toPublicAdvisory(bareMinimum)), NOW);
    const [vulnerability] = JSON.parse(JSON.stringify(document)).vulnerabilities;
    expect({ ids: vulnerability.ids, remediations: vulnerability.remediations }).toEqual({
      ids: [{ system_name: "C", text: "BW-2026-0008" }],
      remediations: [{ category: "none_available", details: "No action is known yet.", product_ids: ["BWPID-0001-V1"] }],
    });
    expect(notes.map(({ path }) => path)).toEqual(["/vulnerabilities/0", "/vulnerabilities/0"]);
  });

  test("are valid whatever characters they hold, and read back with their statuses", () => {
    fc.assert(fc.property(arbitraryAdvisory, (input) => {
      for (const document of [toCsafVex20(toPublicAdvisory(input)), toCsafVex21(toPublicAdvisory(input))]) {
        expect(validateAdvisory(document).errors).toEqual([]);
        expect(parseAdvisory(JSON.stringify(document)).vulnerabilities[0]?.products.every(({ status }) => status === "affected" || status === "fixed")).toBe(true);
      }
    }), { numRuns: 30, seed: 14409 });
  });

  test("go from 2.0 to 2.1 as other CSAF documents do", () => {
    const converted = convertDocument(toCsafVex20(toPublicAdvisory(tidegate)), "csaf-vex-2.1", { now: NOW });
    expect(converted).toMatchObject({ from: "csaf-vex-2.0", validation: { valid: true }, documents: [{ document: { category: "csaf_vex" } }] });
  });
});

describe("validating CSAF VEX", () => {
  test("refuses a document of another profile", () => {
    expect(validateAdvisory(toCsaf20(toPublicAdvisory(tidegate)), "csaf-vex-2.0").errors).toEqual([{ test: "profile", path: "/document/category", message: "must be csaf_vex: the document is of another profile" }]);
  });
});

describe("the words of the formats", () => {
  test("map each status one to one, and each justification to one reason", () => {
    expect(new Set(STATUSES.flatMap(({ cyclonedx }) => cyclonedx)).size).toBe(6);
    expect(new Set(JUSTIFICATIONS.map(({ cyclonedx }) => cyclonedx)).size).toBe(9);
    for (const reason of REASONS) expect(JUSTIFICATIONS.find(({ cyclonedx }) => cyclonedx === toCycloneJustification(reason).cyclonedx)?.reason).toBe(reason);
  });
});
