import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arbitraryAdvisory } from "../fixtures/arbitrary-advisories.ts";
import { withChange } from "../fixtures/change-document.ts";
import { bareMinimum, tidegate } from "../fixtures/advisories.ts";
import { AdvisoryError, toCveHandOff, toCveRecord, toPublicAdvisory, validateCveHandOff, validateCveRecord } from "../index.ts";

const VALID = { valid: true, errors: [], warnings: [], infos: [] };

describe("CVE records we write", () => {
  test("are valid under the id the CNA assigned", () => {
    const record = toCveRecord(toPublicAdvisory(tidegate));
    expect(validateCveRecord(record)).toEqual(VALID);
    expect(record).toMatchObject({ dataType: "CVE_RECORD", cveMetadata: { cveId: "CVE-1900-10007", assignerShortName: "exercise-cna", state: "PUBLISHED" } });
  });

  test("do not exist without an assigned id; the draft for a CNA holds none", () => {
    const advisory = toPublicAdvisory(bareMinimum);
    expect(() => toCveRecord(advisory)).toThrow(expect.objectContaining({ name: AdvisoryError.name, code: "cve-not-assigned", field: "/cve" }));
    const draft = toCveHandOff(advisory);
    expect(validateCveHandOff(draft)).toEqual(VALID);
    expect(JSON.stringify(draft)).not.toMatch(/CVE-\d/);
    expect(validateCveRecord(draft)).toMatchObject({ valid: false });
  });

  test("are valid whatever characters names and versions hold", () => {
    const { cve } = toPublicAdvisory(tidegate);
    fc.assert(fc.property(arbitraryAdvisory, (input) => {
      const advisory = toPublicAdvisory(input);
      expect(validateCveHandOff(toCveHandOff(advisory)).errors).toEqual([]);
      expect(validateCveRecord(toCveRecord({ ...advisory, cve })).errors).toEqual([]);
    }), { numRuns: 200, seed: 14409 });
  });

  test("keep every severity as a metric with its source, and AI provenance with its credit", () => {
    const { cna } = JSON.parse(JSON.stringify(toCveRecord(toPublicAdvisory(tidegate)))).containers;
    expect(cna.metrics.map(({ scenarios }: { scenarios: { value: string }[] }) => scenarios[0]?.value)).toEqual([
      "Rated by maintainer: tidegate maintainers", "Rated by coordinator: Clearinghouse (exercise)", "Rated by coordinator: Second reader", "Rated by finder: Lantern Lab (exercise)",
    ]);
    expect(cna.credits[0]).toEqual({ lang: "en", type: "finder", value: "Lantern Lab (exercise)\nMade by an AI model (beacon-1 (exercise)); reviewed by a person." });
    expect(cna.x_breakwater.credits[0].ai).toEqual({ model: "beacon-1 (exercise)", humanReview: "reviewed" });
  });

  test("are the same twice when the advisory says the same thing twice", () => {
    const twice = toPublicAdvisory({ ...tidegate, credits: [...tidegate.credits!, ...tidegate.credits!], severities: [...tidegate.severities!, ...tidegate.severities!] });
    expect(validateCveRecord(toCveRecord(twice))).toEqual(VALID);
  });
});

describe("validating CVE records", () => {
  test.each<[string, string, unknown, string]>([
    ["a malformed id", "/cveMetadata/cveId", "BW-2026-0007", "/cveMetadata/cveId"],
    ["an organisation that is no UUID", "/containers/cna/providerMetadata/orgId", "us", "/containers/cna/providerMetadata/orgId"],
    ["a field of no name", "/containers/cna/reproducer", "x", "/containers/cna/reproducer"],
    ["no English description", "/containers/cna/descriptions/0/lang", "de", "/containers/cna/descriptions"],
    ["a day that is none", "/containers/cna/datePublic", "2026-02-30T00:00:00Z", "/containers/cna/datePublic"],
    ["a range without its order", "/containers/cna/affected/0/versions/0/versionType", undefined, "/containers/cna/affected/0/versions/0"],
    ["a product without a vendor", "/containers/cna/affected/0/vendor", undefined, "/containers/cna/affected/0"],
    ["a score that is not the vector's", "/containers/cna/metrics/0/cvssV3_1/baseScore", 1, "/containers/cna/metrics/0/cvssV3_1/baseScore"],
    ["a metric without a score", "/containers/cna/metrics/0/cvssV3_1", undefined, "/containers/cna/metrics/0"],
    ["a repeated reference", "/containers/cna/references/-", { name: "The fix", tags: ["patch"], url: "https://tidegate.example/commit/4c1f" }, "/containers/cna/references/2"],
    ["an unknown reference tag", "/containers/cna/references/0/tags", ["nice"], "/containers/cna/references/0/tags/0"],
    ["no references", "/containers/cna/references", [], "/containers/cna/references"],
    ["a reserved record", "/cveMetadata/state", "RESERVED", "/cveMetadata/state"],
  ])("finds %s", (_, pointer, value, path) => {
    const { valid, errors } = validateCveRecord(withChange(toCveRecord(toPublicAdvisory(tidegate)), pointer, value));
    expect({ valid, paths: errors.map((error) => error.path) }).toEqual({ valid: false, paths: [path] });
  });
});
