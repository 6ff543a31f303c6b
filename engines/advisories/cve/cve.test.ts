import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arbitraryAdvisory } from "../fixtures/arbitrary-advisories.ts";
import { withChange } from "../fixtures/change-document.ts";
import { bareMinimum, tidegate } from "../fixtures/advisories.ts";
import { AdvisoryError, convertAdvisory, parseCve, toCveHandOff, toCveRecord, toPublicAdvisory, validateCveHandOff, validateCveRecord } from "../index.ts";
import { stateAdvisory } from "../state-advisory.ts";

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

  test("read back to the same products, severities, credits, remediations and references", () => {
    fc.assert(fc.property(fc.oneof(arbitraryAdvisory, fc.constant(tidegate)), (input) => {
      const { cve } = toPublicAdvisory(tidegate);
      const advisory = { ...toPublicAdvisory(input), cve };
      const stated = stateAdvisory(advisory);
      const { vulnerabilities: [vulnerability], ...read } = parseCve(JSON.stringify(toCveRecord(advisory)));
      expect(read).toMatchObject({
        format: "cve", id: stated.id, title: stated.title, summary: stated.summary, publishedAt: stated.publishedAt, modifiedAt: stated.modifiedAt, tlp: "CLEAR", publisher: stated.publisher,
        revisions: stated.revisions, references: stated.references, aiAnnotations: [], unread: [],
      });
      expect(new Set(read.credits)).toEqual(new Set(stated.credits));
      expect(vulnerability?.products).toEqual(stated.vulnerabilities[0]?.products);
      expect(new Set(vulnerability?.severities)).toEqual(new Set(stated.vulnerabilities[0]?.severities));
      expect(new Set(vulnerability?.remediations)).toEqual(new Set(stated.vulnerabilities[0]?.remediations));
    }), { numRuns: 200, seed: 14409 });
  });

  test("say that the id is rejected once the advisory stands no longer, and what took its place", () => {
    const ending = { kind: "withdrawn" as const, at: "2026-07-03T09:30:00.000Z", reason: "No such bug.", replacedBy: [{ id: "CVE-1900-10009", url: null }] };
    const record = toCveRecord(toPublicAdvisory({ ...tidegate, ending }));
    expect(validateCveRecord(record)).toEqual(VALID);
    expect(record).toMatchObject({ cveMetadata: { state: "REJECTED", dateRejected: ending.at }, containers: { cna: { replacedBy: ["CVE-1900-10009"] } } });
    expect(parseCve(JSON.stringify(record))).toMatchObject({ summary: "No such bug.", ending });
    expect(validateCveHandOff(toCveHandOff(toPublicAdvisory({ ...tidegate, ending })))).toEqual(VALID);
  });

  test("name the fields a model had a part in as GCVE's BCP-05-X-01 does", () => {
    const { cna } = JSON.parse(JSON.stringify(toCveRecord(toPublicAdvisory(tidegate)))).containers;
    expect(cna.x_gcve[0].extensions["bcp-05-x-01"].ai_annotations).toEqual([
      { scope: "field", field_name: "credits", description: "Lantern Lab (exercise)", ai_level: "generated", review_status: "full", models: [{ name: "beacon-1 (exercise)" }] },
      { scope: "field", field_name: "solutions", description: "Install tidegate 1.4.2.", ai_level: "generated", review_status: "full" },
    ]);
  });

  test("are the same twice when the advisory says the same thing twice", () => {
    const twice = toPublicAdvisory({ ...tidegate, credits: [...tidegate.credits!, ...tidegate.credits!], severities: [...tidegate.severities!, ...tidegate.severities!] });
    expect(validateCveRecord(toCveRecord(twice))).toEqual(VALID);
  });
});

const ORG = "3f8a1c52-6b0d-4e57-9c2a-7d1e90b4a6f3";
const outside = (cna: object, more: object = {}) => JSON.stringify({
  dataType: "CVE_RECORD", dataVersion: "5.1",
  cveMetadata: { cveId: "CVE-1900-20001", assignerOrgId: ORG, assignerShortName: "acme", state: "PUBLISHED", datePublished: "2026-01-01T00:00:00", dateUpdated: "2026-01-02T00:00:00.000Z" },
  containers: { cna, ...more },
});

describe("reading CVE records from outside", () => {
  const versionsOf = (versions: object[], more: object = {}) =>
    parseCve(outside({ affected: [{ vendor: "Acme", product: "pump", versions, ...more }] })).vulnerabilities[0]?.products.map(({ status, versionScheme, ranges, versions: listed, rangeTexts }) => ({ status, versionScheme, ranges, versions: listed, rangeTexts }));
  const range = (introduced: string, fixed: string | null, lastAffected: string | null = null) => ({ introduced, fixed, lastAffected });

  test("takes the versions apart by status, changes within a range among them", () => {
    expect(versionsOf([{ version: "1.0", status: "affected", lessThan: "3.0", versionType: "semver", changes: [{ at: "1.5", status: "unaffected" }, { at: "2.0", status: "affected" }] }, { version: "7", status: "unknown" }])).toEqual([
      { status: "affected", versionScheme: "semver", ranges: [range("1.0", "1.5"), range("2.0", "3.0")], versions: [] },
      { status: "not-affected", versionScheme: "semver", ranges: [range("1.5", "2.0")], versions: [] },
      { status: "under-investigation", versionScheme: "generic", ranges: [], versions: ["7"] },
    ]);
  });

  test("takes a change behind a range's end for the version that mends it", () => {
    expect(versionsOf([{ version: "n/a", status: "affected", lessThanOrEqual: "1.4", versionType: "custom", changes: [{ at: "1.5", status: "unaffected" }] }])).toEqual([
      { status: "not-affected", versionScheme: "generic", ranges: [], versions: ["1.5"] },
      { status: "affected", versionScheme: "generic", ranges: [range("0", null, "1.4")], versions: [] },
    ]);
  });

  test.each<[string, object, object]>([
    ["a comparison in the place of a version", { version: ">= 1.0, < 1.4.2", status: "affected" }, { versionScheme: "generic", ranges: [range("1.0", "1.4.2")], versions: [] }],
    ["words in the place of a version", { version: "All versions before 3.2", status: "affected" }, { versionScheme: "generic", ranges: [], versions: [], rangeTexts: ["All versions before 3.2"] }],
    ["n/a in the place of a version", { version: "n/a", status: "affected" }, { versionScheme: "generic", ranges: [], versions: [] }],
    ["an end that is not said", { version: "1.0", status: "affected", lessThan: "unspecified", versionType: "custom" }, { versionScheme: "generic", ranges: [], versions: [], rangeTexts: ["from 1.0 to a version that is not said"] }],
    ["no upper end", { version: "1.0", status: "affected", lessThan: "*", versionType: "python" }, { versionScheme: "ecosystem", ranges: [range("1.0", null)], versions: [] }],
    ["commits", { version: "abc", status: "affected", lessThan: "def", versionType: "git" }, { versionScheme: "git", ranges: [range("abc", "def")], versions: [] }],
  ])("takes %s for what it means", (_, given, expected) => {
    expect(versionsOf([given])).toEqual([{ status: "affected", ...expected }]);
  });

  test("keeps who enriched the record as the source of a severity or a judgement", () => {
    const { vulnerabilities: [vulnerability] } = parseCve(outside({ metrics: [{ cvssV3_1: { version: "3.1", vectorString: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", baseScore: 9.8, baseSeverity: "CRITICAL" } }] }, {
      adp: [{ providerMetadata: { orgId: ORG, shortName: "CISA-ADP" }, metrics: [{ cvssV2_0: { vectorString: "AV:N/AC:L/Au:N/C:P/I:P/A:P", baseScore: 7.5 } }, { other: { type: "ssvc", content: { role: "CISA" } } }] }],
    }));
    expect(vulnerability?.severities).toEqual([
      { role: "cna", name: "acme", vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", score: 9.8, rating: "critical" },
      { role: null, name: "CISA-ADP", vector: "AV:N/AC:L/Au:N/C:P/I:P/A:P", score: 7.5, rating: "high" },
    ]);
    expect(vulnerability?.assessments).toEqual([{ type: "ssvc", source: "CISA-ADP", content: { role: "CISA" } }]);
  });

  test("keeps what a model had a part in by GCVE's BCP-05-X-01, and gives it back", () => {
    const annotation = { scope: "record", ai_level: "assisted", review_status: "partial", models: [{ name: "beacon-1 (exercise)" }], description: "Wording." };
    const read = parseCve(outside({ x_gcve: [{ extensions: { "bcp-05-x-01": { ai_annotations: [annotation] } } }] }));
    expect(read.aiAnnotations).toEqual([{ field: null, level: "assisted", humanReview: "partial", models: ["beacon-1 (exercise)"], text: "Wording." }]);
    const [again] = convertAdvisory(read, "cve").documents;
    expect(parseCve(JSON.stringify(again)).aiAnnotations).toEqual(read.aiAnnotations);
  });

  test.each<[string, string, string]>([
    ["a reserved id, of which nothing is known", JSON.stringify({ cveMetadata: { cveId: "CVE-1900-1", assignerOrgId: ORG, state: "RESERVED" }, containers: { cna: {} } }), "/cveMetadata/state"],
    ["a version without a status", outside({ affected: [{ versions: [{ version: "1" }] }] }), "/containers/cna/affected/0/versions/0/status"],
    ["no JSON", "nope", ""],
  ])("refuses %s and names the field", (_, input, field) => {
    expect(() => parseCve(input)).toThrow(expect.objectContaining({ name: AdvisoryError.name, code: "unreadable-document", field }));
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
    ["a version of another format", "/dataVersion", "4.0", "/dataVersion"],
    ["a CPE name that is none", "/containers/cna/affected/0/cpes", ["cpe:pump"], "/containers/cna/affected/0/cpes/0"],
    ["an instant without a day of the calendar", "/containers/cna/timeline", [{ time: "2026-13-01T00:00:00Z", lang: "en", value: "x" }], "/containers/cna/timeline/0/time"],
    ["an enrichment of nobody", "/containers/adp", [{ title: "X" }], "/containers/adp/0/providerMetadata"],
    ["an enrichment's field of no name", "/containers/adp", [{ providerMetadata: { orgId: ORG }, reproducer: 1 }], "/containers/adp/0/reproducer"],
    ["a rejection without a reason", "/cveMetadata/state", "REJECTED", "/containers/cna/rejectedReasons"],
  ])("finds %s", (_, pointer, value, path) => {
    const { valid, errors } = validateCveRecord(withChange(toCveRecord(toPublicAdvisory(tidegate)), pointer, value));
    expect({ valid, paths: errors.map((error) => error.path) }).toEqual({ valid: false, paths: [path] });
  });
});
