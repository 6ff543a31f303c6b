import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arbitraryAdvisory } from "../fixtures/arbitrary-advisories.ts";
import { bareMinimum, tidegate } from "../fixtures/advisories.ts";
import { AdvisoryError, parseOsv, toOsv, toPublicAdvisory, validateOsv } from "../index.ts";
import { NO_VULNERABILITY } from "../state-advisory.ts";

const outside = (change: Record<string, unknown>) => JSON.stringify({ id: "GHSA-aaaa-bbbb-cccc", modified: "2026-01-02T00:00:00Z", ...change });

describe("OSV records we write", () => {
  test("are valid, the fullest and the barest", () => {
    for (const input of [tidegate, bareMinimum]) expect(validateOsv(toOsv(toPublicAdvisory(input)))).toEqual({ valid: true, errors: [], warnings: [], infos: [] });
  });

  test("are valid and read back to the same affected products and severities, whatever characters they hold", () => {
    fc.assert(fc.property(arbitraryAdvisory, (input) => {
      const advisory = toPublicAdvisory(input);
      const record = toOsv(advisory);
      expect(validateOsv(record).errors).toEqual([]);
      const read = parseOsv(JSON.stringify(record));
      expect(read.vulnerabilities[0]?.products).toEqual(advisory.products);
      expect(new Set(read.vulnerabilities[0]?.severities)).toEqual(new Set(advisory.severities));
      expect(read).toMatchObject({ title: advisory.title, summary: advisory.summary, publishedAt: advisory.initialReleaseAt, modifiedAt: advisory.currentReleaseAt });
    }), { numRuns: 200, seed: 14409 });
  });

  test("take no other database's id, and name the CVE id as an alias", () => {
    expect(toOsv(toPublicAdvisory(tidegate))).toMatchObject({ id: "x_BW-2026-0007", aliases: ["CVE-1900-10007"] });
  });

  test("list affected products only, and bring the others back when they are read", () => {
    const record = JSON.parse(JSON.stringify(toOsv(toPublicAdvisory(tidegate))));
    expect(record.affected.map(({ database_specific: added }: { database_specific: { breakwater: { product: string } } }) => added.breakwater.product)).toEqual(["tidegate"]);
    expect(parseOsv(JSON.stringify(record)).vulnerabilities[0]?.products).toEqual(toPublicAdvisory(tidegate).products);
  });

  test("keep AI provenance and every severity with its source", () => {
    const { database_specific: added } = JSON.parse(JSON.stringify(toOsv(toPublicAdvisory(tidegate))));
    expect(added.breakwater.credits[0]).toEqual({ name: "Lantern Lab (exercise)", organization: null, role: "finder", ai: { model: "beacon-1 (exercise)", humanReview: "reviewed" } });
    expect(added.breakwater.severities.map(({ role }: { role: string }) => role)).toEqual(["maintainer", "coordinator", "coordinator", "finder"]);
  });

  test("do not state a vendor's own version order as one that OSV would compare", () => {
    const product = { vendor: "V", product: "P", versionScheme: "generic" as const, ranges: [{ introduced: "7", fixed: "8b" }], versions: ["7a"] };
    const [affected] = JSON.parse(JSON.stringify(toOsv(toPublicAdvisory({ ...bareMinimum, products: [product] })))).affected;
    expect({ ranges: affected.ranges, versions: affected.versions }).toEqual({ ranges: undefined, versions: ["7a"] });
  });
});

describe("validating OSV", () => {
  test.each<[string, Record<string, unknown>, string]>([
    ["an id of no listed database", { id: "ACME-1" }, "/id"],
    ["an instant with an offset", { modified: "2026-01-01T00:00:00+02:00" }, "/modified"],
    ["schema_version null, which we read and do not write", { schema_version: null }, "/schema_version"],
    ["an unknown field", { reproducer: "x" }, ""],
    ["an unlisted ecosystem", { affected: [{ package: { ecosystem: "AcmeHub", name: "x" } }] }, "/affected/0/package/ecosystem"],
    ["a range that introduces nothing", { affected: [{ ranges: [{ type: "SEMVER", events: [{ fixed: "1.0.0" }] }] }] }, "/affected/0/ranges/0/events"],
    ["an event of two kinds", { affected: [{ ranges: [{ type: "SEMVER", events: [{ introduced: "0", fixed: "1.0.0" }] }] }] }, "/affected/0/ranges/0/events/0"],
    ["a GIT range without repository", { affected: [{ ranges: [{ type: "GIT", events: [{ introduced: "0" }] }] }] }, "/affected/0/ranges/0/repo"],
    ["a shortened commit", { affected: [{ ranges: [{ type: "GIT", repo: "https://g.example", events: [{ introduced: "abc123" }] }] }] }, "/affected/0/ranges/0/events/0"],
    ["a vector under another version's type", { severity: [{ type: "CVSS_V4", score: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" }] }, "/severity/0/score"],
    ["severities at two levels", { severity: [], affected: [{ severity: [] }] }, "/affected/0/severity"],
  ])("finds %s", (_, change, path) => {
    const { valid, errors } = validateOsv(JSON.parse(outside(change)));
    expect({ valid, paths: errors.map((error) => error.path) }).toEqual({ valid: false, paths: [path] });
  });
});

describe("reading OSV from outside", () => {
  test("takes null where the schema wants a text or a list", () => {
    expect(parseOsv(outside({ schema_version: null, aliases: null, affected: null, severity: null, references: null, summary: null, credits: null }))).toEqual({
      format: "osv", id: "GHSA-aaaa-bbbb-cccc", aliases: [], related: [], title: "GHSA-aaaa-bbbb-cccc", summary: "", publishedAt: null,
      modifiedAt: "2026-01-02T00:00:00.000Z", publisher: null, tlp: null, notice: null, notes: [], ending: null, revisions: [], references: [], credits: [],
      aiAnnotations: [], unread: [], vulnerabilities: [{ ...NO_VULNERABILITY, ids: ["GHSA-aaaa-bbbb-cccc"] }],
    });
  });

  test("takes its names apart: the CVE id, the other names, and what it has to do with", () => {
    const read = parseOsv(outside({ aliases: ["CVE-1900-1", "CVE-1900-10007", "PYSEC-2026-1"], related: ["GHSA-x"], upstream: ["CVE-1900-10008"] }));
    expect({ id: read.id, related: read.related, cve: read.vulnerabilities[0]?.cveId, ids: read.vulnerabilities[0]?.ids }).toEqual({
      id: "GHSA-aaaa-bbbb-cccc", related: ["GHSA-x", "CVE-1900-10008"], cve: "CVE-1900-10007", ids: ["GHSA-aaaa-bbbb-cccc", "CVE-1900-1", "PYSEC-2026-1"],
    });
  });

  test("keeps credits, kinds of references, weaknesses, Ubuntu's words and a withdrawal", () => {
    const read = parseOsv(outside({
      withdrawn: "2026-01-03T00:00:00Z", credits: [{ name: "R. Mole", type: "REMEDIATION_DEVELOPER", contact: ["mailto:mole@a.example"] }],
      references: [{ type: "FIX", url: "https://a.example/fix" }, { type: "MAGIC", url: "https://a.example/" }],
      severity: [{ type: "Ubuntu", score: "negligible" }], database_specific: { cwe_ids: ["CWE-79"], other: 1 },
    }));
    expect(read).toMatchObject({
      ending: { kind: "withdrawn", at: "2026-01-03T00:00:00.000Z", replacedBy: [] },
      credits: [{ name: "R. Mole", role: "remediation-developer", urls: ["mailto:mole@a.example"] }],
      references: [{ kind: "fix", url: "https://a.example/fix", summary: null }, { kind: "web", url: "https://a.example/", summary: null }],
      vulnerabilities: [{ weaknesses: [{ id: "CWE-79", name: null }], severities: [{ role: null, name: "Ubuntu", vector: null, score: null, rating: "low" }] }],
      unread: [{ path: "/database_specific" }],
    });
  });

  test("believes an addition of ours only where the record still says the same", () => {
    const record = JSON.parse(JSON.stringify(toOsv(toPublicAdvisory(tidegate))));
    const changed = { ...record, severity: record.severity.slice(1), credits: [{ name: "Someone else", type: "FINDER" }] };
    const read = parseOsv(JSON.stringify(changed));
    expect(read.credits).toEqual([{ name: "Someone else", organization: null, role: "finder", ai: null }]);
    expect(read.vulnerabilities[0]?.severities.map(({ role, vector }) => `${role} ${vector?.slice(0, 8)}`)).toEqual(["coordinator CVSS:4.0", "coordinator undefined", "finder CVSS:3.1"]);
  });

  test("makes one product of each type of range", () => {
    const commit = "a".repeat(40);
    const [vulnerability] = parseOsv(outside({ affected: [{
      package: { ecosystem: "npm", name: "pump", purl: "pkg:npm/pump@1.0.0" },
      ranges: [
        { type: "GIT", repo: "https://g.example/pump", events: [{ introduced: "0" }, { fixed: commit }] },
        { type: "SEMVER", events: [{ introduced: "1.0.0" }, { fixed: "1.2.0" }, { introduced: "2.0.0" }] },
      ],
      versions: ["0.9.0"],
    }] })).vulnerabilities;
    const base = { vendor: null, product: "pump", ecosystem: "npm", purl: "pkg:npm/pump", cpe: null, status: "affected", fixedVersion: null, notAffectedReason: null };
    expect(vulnerability?.products).toEqual([
      { ...base, versionScheme: "semver", ranges: [{ introduced: "1.0.0", fixed: "1.2.0", lastAffected: null }, { introduced: "2.0.0", fixed: null, lastAffected: null }], versions: ["0.9.0"] },
      { ...base, versionScheme: "git", repository: "https://g.example/pump", ranges: [{ introduced: "0", fixed: commit, lastAffected: null }], versions: [] },
    ]);
  });

  test("keeps events in an order it cannot pair as words", () => {
    const events = [{ fixed: "1.2.0" }, { introduced: "0" }];
    expect(parseOsv(outside({ affected: [{ package: { ecosystem: "npm", name: "pump" }, ranges: [{ type: "SEMVER", events }] }] })).vulnerabilities[0]?.products)
      .toMatchObject([{ ranges: [], rangeTexts: [JSON.stringify(events)] }]);
  });

  test.each<[string, string, string]>([
    ["a record without an id", JSON.stringify({ modified: "2026-01-02T00:00:00Z" }), "/id"],
    ["a range of an unknown type", outside({ affected: [{ ranges: [{ type: "MAGIC", events: [] }] }] }), "/affected/0/ranges/0/type"],
    ["no JSON", "nope", ""],
  ])("refuses %s and names the field", (_, input, field) => {
    expect(() => parseOsv(input)).toThrow(expect.objectContaining({ name: AdvisoryError.name, code: "unreadable-document", field }));
  });
});
