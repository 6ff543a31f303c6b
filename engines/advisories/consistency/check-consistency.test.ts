import { describe, expect, test } from "vitest";
import { bareMinimum, tidegate } from "../fixtures/advisories.ts";
import { checkConsistency, parseOsv, toPublicAdvisory, type PublicAdvisoryInput } from "../index.ts";

const found = (change: Partial<PublicAdvisoryInput>) => checkConsistency(toPublicAdvisory({ ...bareMinimum, ...change })).map(({ test: id, path }) => [id, path]);
const product = { vendor: "Acme", product: "pump", versionScheme: "generic" as const };
const severities = (vector: string) => [{ role: "cna" as const, name: "C", vector }];
const LOCAL = "CVSS:3.1/AV:L/AC:L/PR:H/UI:R/S:U/C:L/I:N/A:N";
const REMOTE = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";

describe("an advisory", () => {
  test("that does not contradict itself gives no finding", () => {
    expect(checkConsistency(toPublicAdvisory(tidegate))).toEqual([]);
    expect(found({})).toEqual([]);
  });

  test.each<[string, Partial<PublicAdvisoryInput>, string, string]>([
    ["lists a version that none of its ranges holds", { products: [{ ...product, ranges: [{ introduced: "1.0", fixed: "1.4" }], versions: ["1.2", "2.0"] }] }, "range-versions", "/products/0/versions"],
    ["has a range that ends before it begins", { products: [{ ...product, ranges: [{ introduced: "1.10", fixed: "1.9" }] }] }, "range-order", "/products/0/ranges/0"],
    ["wants a version installed that is affected", { products: [{ ...product, ranges: [{ introduced: "0", fixed: "2.0" }], fixedVersion: "1.9" }] }, "fixed-in-range", "/products/0/fixedVersion"],
    ["gives one version two statuses", { products: [
      { ...product, ranges: [{ introduced: "1.0", fixed: "2.0" }] },
      { ...product, versions: ["1.5"], status: "not-affected", notAffectedReason: "component_not_present" },
    ] }, "status-contradiction", "/products/1"],
    ["names another product by CPE than by package URL", { products: [{ ...product, purl: "pkg:generic/acme/pump", cpe: "cpe:2.3:a:quayside:crane:*:*:*:*:*:*:*:*", versions: ["1"] }] }, "cpe-purl", "/products/0/cpe"],
    ["names a package URL of another ecosystem", { products: [{ ...product, ecosystem: "PyPI", purl: "pkg:npm/pump", versions: ["1"] }] }, "purl-ecosystem", "/products/0/purl"],
    ["calls critical what it rates low", { summary: "A critical vulnerability in pump.", severities: severities(LOCAL) }, "text-score", "/severities"],
    ["speaks of a remote attacker beside a local vector", { summary: "A remote attacker can stop the pump.", severities: severities(LOCAL) }, "text-vector", "/severities"],
    ["speaks of an unauthenticated one beside a vector that needs rights", { summary: "An unauthenticated person can stop the pump.", severities: severities(LOCAL) }, "text-vector", "/severities"],
    ["speaks of a local user beside a network vector", { summary: "A local user can stop the pump.", severities: severities(REMOTE) }, "text-vector", "/severities"],
    ["names a CVE id in its text alone", { summary: "An incomplete fix of CVE-1900-20001." }, "text-ids", "/ids"],
  ])("that %s is found", (_, change, id, path) => {
    expect(found(change)).toEqual([[`consistency.${id}`, path]]);
  });

  test("is not suspected where the order of its versions is not certain", () => {
    expect(found({ products: [{ ...product, ranges: [{ introduced: "1.0rc1", fixed: "1.0" }], versions: ["1.0-beta", "r7"], fixedVersion: "1.0.post1" }] })).toEqual([]);
  });

  test("that was read tells of dates out of order, and of scores that are not the vector's, by the place in what was read", () => {
    const read = parseOsv(JSON.stringify({ id: "GHSA-x", published: "2026-02-01T00:00:00Z", modified: "2026-01-01T00:00:00Z", withdrawn: "2025-01-01T00:00:00Z" }));
    expect(checkConsistency(read).map(({ path, message }) => `${path}: ${message}`)).toEqual([
      "/publishedAt: was published (2026-02-01T00:00:00.000Z) after it was last changed (2026-01-01T00:00:00.000Z)",
      "/ending/at: was withdrawn (2025-01-01T00:00:00.000Z) before it was published (2026-02-01T00:00:00.000Z)",
    ]);
    const rated = { ...read, publishedAt: null, ending: null, vulnerabilities: [{ ...read.vulnerabilities[0]!, severities: [{ role: null, name: null, vector: REMOTE, score: 7.5, rating: "high" as const }] }] };
    expect(checkConsistency(rated).map(({ test: id, path }) => [id, path])).toEqual([["consistency.score-vector", "/vulnerabilities/0/severities/0/score"]]);
  });
});
