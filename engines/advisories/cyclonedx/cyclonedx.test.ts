import { existsSync, globSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arbitraryAdvisory } from "../fixtures/arbitrary-advisories.ts";
import { bareMinimum, tidegate } from "../fixtures/advisories.ts";
import { AdvisoryError, toPublicAdvisory } from "../index.ts";
import { stateAdvisory } from "../state-advisory.ts";
import { readCycloneDx } from "./read-cyclonedx.ts";
import { validateCycloneDx } from "./validate-cyclonedx.ts";
import { writeCycloneDx } from "./write-cyclonedx.ts";

const NOW = "2026-09-01T00:00:00.000Z";
const LINK = "urn:cdx:3f8a1c52-6b0d-4e57-9c2a-7d1e90b4a6f3/1#pkg:npm/pump@1.0.0";

const bom = (vulnerability: Record<string, unknown> = {}, change: Record<string, unknown> = {}) => ({
  bomFormat: "CycloneDX", specVersion: "1.5", version: 1,
  metadata: { timestamp: "2026-01-02T00:00:00Z", component: { type: "application", name: "Pump", version: "7", "bom-ref": "pump" } },
  vulnerabilities: [{ id: "CVE-1900-10007", affects: [{ ref: "pump" }], ...vulnerability }], ...change,
});
const productsOf = (vulnerability: Record<string, unknown>, change: Record<string, unknown> = {}) => readCycloneDx(bom(vulnerability, change), NOW).vulnerabilities[0]?.products ?? [];

describe("validating CycloneDX 1.4 to 1.6", () => {
  test("takes what each version has", () => {
    for (const specVersion of ["1.4", "1.5", "1.6"]) expect(validateCycloneDx(bom({}, { specVersion }))).toEqual({ valid: true, errors: [], warnings: [], infos: [] });
    expect(validateCycloneDx(bom({ ratings: [{ method: "SSVC", vector: "SSVCv2/E:A" }], workaround: "None.", analysis: { lastUpdated: "2026-01-01T00:00:00Z" } })).valid).toBe(true);
  });

  test.each<[string, unknown, string]>([
    ["another format", bom({}, { bomFormat: "SPDX" }), "/bomFormat"],
    ["a version that is not read", bom({}, { specVersion: "1.2" }), "/specVersion"],
    ["a serial number that is no URN of a UUID", bom({}, { serialNumber: "7" }), "/serialNumber"],
    ["a version of the BOM below 1", bom({}, { version: 0 }), "/version"],
    ["a date that is none", bom({}, { metadata: { timestamp: "yesterday" } }), "/metadata/timestamp"],
    ["an unknown field", bom({ severity: "high" }), "/vulnerabilities/0"],
    ["a reference without its source", bom({ references: [{ id: "GHSA-aaaa-bbbb-cccc" }] }), "/vulnerabilities/0/references/0/source"],
    ["an unknown severity", bom({ ratings: [{ severity: "dire" }] }), "/vulnerabilities/0/ratings/0/severity"],
    ["a method that came later", bom({ ratings: [{ method: "CVSSv4" }] }, { specVersion: "1.4" }), "/vulnerabilities/0/ratings/0/method"],
    ["a weakness that is a text", bom({ cwes: ["CWE-787"] }), "/vulnerabilities/0/cwes/0"],
    ["an unknown state", bom({ analysis: { state: "fine" } }), "/vulnerabilities/0/analysis/state"],
    ["another format's justification", bom({ analysis: { state: "not_affected", justification: "component_not_present" } }), "/vulnerabilities/0/analysis/justification"],
    ["an unknown response", bom({ analysis: { response: ["pray"] } }), "/vulnerabilities/0/analysis/response/0"],
    ["a version and a range in one", bom({ affects: [{ ref: "pump", versions: [{ version: "1", range: "vers:npm/1" }] }] }), "/vulnerabilities/0/affects/0/versions/0"],
    ["an unknown status of a version", bom({ affects: [{ ref: "pump", versions: [{ version: "1", status: "fixed" }] }] }), "/vulnerabilities/0/affects/0/versions/0/status"],
    ["a component twice in affects", bom({ affects: [{ ref: "pump" }, { ref: "pump" }] }), "/vulnerabilities/0/affects/1"],
    ["a reference twice in the BOM", bom({}, { components: [{ type: "library", name: "x", "bom-ref": "pump" }] }), "/components/0/bom-ref"],
  ])("finds %s", (_, document, path) => {
    expect(validateCycloneDx(document).errors.map((error) => error.path)).toEqual([path]);
  });

  test("warns of what leads nowhere, of what is not what it says it is, and of what leaves out why", () => {
    const document = bom({
      id: undefined, analysis: { state: "not_affected" }, ratings: [{ method: "CVSSv31", vector: "AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:N", score: 9 }, { method: "CVSSv3", vector: "AV:X" }],
      affects: [{ ref: "nothing" }, { ref: "urn:cdx:7/1#x" }, { ref: "pump", versions: [{ range: ">=1" }] }],
    });
    expect(validateCycloneDx(document).warnings.map(({ test: named, path }) => `${named} ${path}`)).toEqual([
      "advice /vulnerabilities/0/id", "advice /vulnerabilities/0/analysis/justification", "bom-ref /vulnerabilities/0/affects/0/ref", "bom-link /vulnerabilities/0/affects/1/ref",
      "vers /vulnerabilities/0/affects/2/versions/0/range", "cvss /vulnerabilities/0/ratings/0/score", "cvss /vulnerabilities/0/ratings/1/vector",
    ]);
  });
});

describe("reading CycloneDX VEX", () => {
  test.each([
    ["exploitable", "affected"], ["in_triage", "under-investigation"], ["resolved", "fixed"], ["resolved_with_pedigree", "fixed"], ["not_affected", "not-affected"], ["false_positive", "not-affected"],
  ])("takes %s for %s", (state, status) => {
    expect(productsOf({ analysis: { state } }).map((product) => product.status)).toEqual([status]);
  });

  test.each([
    ["code_not_present", "vulnerable_code_not_present", 0], ["code_not_reachable", "vulnerable_code_not_in_execute_path", 0],
    ["requires_dependency", "component_not_present", 1], ["requires_environment", "vulnerable_code_cannot_be_controlled_by_adversary", 1], ["protected_by_compiler", "inline_mitigations_already_exist", 1],
    ["protected_at_perimeter", null, 1],
  ])("takes %s for %s, and says what is lost", (justification, reason, notes) => {
    const read = readCycloneDx(bom({ analysis: { state: "not_affected", justification } }), NOW);
    expect({ reason: read.vulnerabilities[0]?.products[0]?.notAffectedReason, notes: read.unread.length }).toEqual({ reason, notes });
  });

  test("follows references into the BOM and, by BOM-Links, out of it", () => {
    expect(productsOf({ affects: [{ ref: "pump" }, { ref: LINK }, { ref: "inner" }] }, { components: [{ type: "library", name: "outer", components: [{ type: "library", group: "acme", name: "inner", "bom-ref": "inner", purl: "pkg:npm/inner@2.0.0", version: "2.0.0" }] }] }))
      .toMatchObject([
        { product: "Pump", versions: ["7"], ref: "pump" },
        { product: "pump", ecosystem: "npm", purl: "pkg:npm/pump", versions: ["1.0.0"], ref: LINK },
        { vendor: "acme", product: "inner", purl: "pkg:npm/inner", versions: ["2.0.0"] },
      ]);
  });

  test("makes one product of each status that versions have", () => {
    const versions = [{ range: "vers:semver/>=1.0.0|<2.0.0", status: "affected" }, { version: "0.9.0" }, { version: "2.0.0", status: "unaffected" }, { version: "3.0.0-rc.1", status: "unknown" }, { range: "vers:semver/!=2.1.0", status: "affected" }];
    expect(productsOf({ analysis: { state: "exploitable" }, affects: [{ ref: "pump", versions }] })).toMatchObject([
      { status: "affected", versionScheme: "semver", ranges: [{ introduced: "1.0.0", fixed: "2.0.0", lastAffected: null }], versions: ["0.9.0"], fixedVersion: "2.0.0", rangeTexts: ["vers:semver/!=2.1.0"] },
      { status: "under-investigation", versions: ["3.0.0-rc.1"] },
    ]);
  });

  test("takes entries of one id for one vulnerability", () => {
    const document = bom({}, { vulnerabilities: [
      { id: "CVE-1900-10007", analysis: { state: "exploitable", response: ["will_not_fix", "update"] }, affects: [{ ref: "pump", versions: [{ version: "1" }] }] },
      { id: "CVE-1900-10007", analysis: { state: "not_affected", justification: "code_not_present" }, affects: [{ ref: "pump", versions: [{ version: "2" }] }] },
      { id: "GHSA-aaaa-bbbb-cccc", references: [{ id: "CVE-1900-10008", source: {} }], description: "Two", detail: "The second." },
    ] });
    expect(readCycloneDx(document, NOW).vulnerabilities.map(({ cveId, ids, title, description, products, remediations }) => ({ cveId, ids, title, description, products: products.map(({ status, versions }) => [status, versions]), remediations: remediations.map(({ kind }) => kind) }))).toEqual([
      { cveId: "CVE-1900-10007", ids: [], title: null, description: null, products: [["affected", ["1"]], ["not-affected", ["2"]]], remediations: ["vendor-fix", "no-fix-planned"] },
      { cveId: "CVE-1900-10008", ids: ["GHSA-aaaa-bbbb-cccc"], title: "Two", description: "The second.", products: [], remediations: [] },
    ]);
  });

  test("gives vectors the beginning that their method has, and keeps who gave them", () => {
    const ratings = [{ source: { name: "NVD" }, score: 7.5, severity: "high", method: "CVSSv31", vector: "AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:N" }, { severity: "info", method: "other" }, { method: "SSVC", vector: "SSVCv2/E:A" }];
    expect(readCycloneDx(bom({ ratings }), NOW).vulnerabilities[0]).toMatchObject({
      severities: [{ role: null, name: "NVD", vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:N", score: 7.5, rating: "high" }],
      assessments: [{ type: "SSVC", source: null, content: { vector: "SSVCv2/E:A" } }],
    });
  });

  test("trusts what our own property says only where the document still says the same", () => {
    const { documents: [document] } = writeCycloneDx(stateAdvisory(toPublicAdvisory(tidegate)));
    const changed = JSON.parse(JSON.stringify(document));
    changed.vulnerabilities[0].credits.individuals[0].name = "Somebody else";
    changed.vulnerabilities[0].recommendation = "Do nothing.";
    const read = readCycloneDx(changed, NOW);
    expect(read.credits.every(({ ai }) => ai === null)).toBe(true);
    expect(read.vulnerabilities[0]?.remediations.map(({ text }) => text)).toContain("Do nothing.");
    for (const value of ["{", "[]", "{\"trackingId\":7}"]) {
      changed.vulnerabilities[0].properties[0].value = value;
      expect(readCycloneDx(changed, NOW).tlp).toBeNull();
    }
  });

  test.each<[string, Record<string, unknown>, string]>([
    ["no version", { specVersion: undefined }, "/specVersion"],
    ["vulnerabilities that are none", { vulnerabilities: {} }, "/vulnerabilities"],
    ["a date that is none", { metadata: { timestamp: "soon" } }, "/metadata/timestamp"],
  ])("refuses a BOM with %s, naming the field", (_, change, field) => {
    expect(() => readCycloneDx(bom({}, change), NOW)).toThrow(expect.objectContaining({ name: AdvisoryError.name, code: "unreadable-document", field }));
  });
});

describe("CycloneDX documents we write", () => {
  test("are valid, the fullest and the barest, and leave out nothing but who assigned the CVE id", () => {
    for (const input of [tidegate, bareMinimum]) {
      const { documents: [document], notes } = writeCycloneDx(stateAdvisory(toPublicAdvisory(input)));
      expect(validateCycloneDx(document)).toMatchObject({ valid: true, errors: [] });
      expect(notes.map(({ path }) => path)).toEqual([input.cve ? "/vulnerabilities/0/assigner" : "/vulnerabilities/0"]);
    }
  });

  test("have the same serial number for every revision, and the number of the revision as version", () => {
    const [first, second] = [1, 2].map((count) => writeCycloneDx(stateAdvisory(toPublicAdvisory({ ...tidegate, revisions: tidegate.revisions.slice(0, count) }))).documents[0]);
    expect([first?.["version"], second?.["version"]]).toEqual([1, 2]);
    expect(first?.["serialNumber"]).toBe(second?.["serialNumber"]);
  });

  test("are valid and read back to the same advisory, whatever characters it holds", () => {
    fc.assert(fc.property(arbitraryAdvisory, (input) => {
      const advisory = stateAdvisory(toPublicAdvisory(input));
      const { documents: [document] } = writeCycloneDx(advisory);
      expect(validateCycloneDx(document).errors).toEqual([]);
      const { format: _, unread, vulnerabilities: [after], ...read } = readCycloneDx(JSON.parse(JSON.stringify(document)), NOW);
      const { format: __, unread: ___, vulnerabilities: [before], ...given } = advisory;
      expect(read).toEqual({ ...given });
      expect(unread).toEqual([]);
      const bare = (products: readonly object[] = []) => new Set(products.map((product) => ({ ...product, ref: undefined })));
      expect(bare(after?.products)).toEqual(bare(before?.products));
      expect(new Set(after?.severities)).toEqual(new Set(before?.severities));
      expect({ ...after, products: [], severities: [] }).toEqual({ ...before, assigner: null, products: [], severities: [] });
    }), { numRuns: 200, seed: 14409 });
  });
});

// Skipped where the real examples do not lie beside the repository.
const EXAMPLES = new URL("../../../../shared/data/", import.meta.url);
describe.skipIf(!existsSync(new URL("cyclonedx-boms/VEX", EXAMPLES)))("real CycloneDX documents (needs ../shared/data/cyclonedx-boms)", () => {
  const read = (path: string) => JSON.parse(readFileSync(new URL(path, EXAMPLES), "utf8"));

  test("that are VEX are all valid and read, with the products of each vulnerability", () => {
    const paths = globSync("cyclonedx-boms/VEX/**/vex*.json", { cwd: EXAMPLES });
    expect(paths.length).toBeGreaterThan(20);
    for (const path of paths) {
      expect([path, validateCycloneDx(read(path)).errors]).toEqual([path, []]);
      const { vulnerabilities, unread } = readCycloneDx(read(path), NOW);
      // One of them speaks of "any product" and names none.
      expect([path, vulnerabilities.some(({ products }) => products.length === 0)]).toEqual([path, unread.some(({ message }) => message.includes("names no product"))]);
    }
  });

  test("of the specification's examples of vulnerabilities are valid and read", () => {
    for (const path of globSync("cyclonedx-spec/*/valid-vulnerability-*.json", { cwd: EXAMPLES })) {
      expect([path, validateCycloneDx(read(path)).errors]).toEqual([path, []]);
      expect(readCycloneDx(read(path), NOW).vulnerabilities).not.toEqual([]);
    }
  });
});
