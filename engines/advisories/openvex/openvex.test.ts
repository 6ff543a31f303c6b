import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arbitraryAdvisory } from "../fixtures/arbitrary-advisories.ts";
import { bareMinimum, tidegate } from "../fixtures/advisories.ts";
import { AdvisoryError, toPublicAdvisory } from "../index.ts";
import { stateAdvisory } from "../state-advisory.ts";
import { readOpenVex } from "./read-openvex.ts";
import { validateOpenVex } from "./validate-openvex.ts";
import { writeOpenVex } from "./write-openvex.ts";

const NOW = "2026-09-01T00:00:00.000Z";

const statement = { vulnerability: { name: "CVE-1900-10007" }, products: [{ "@id": "pkg:npm/pump@1.0.0" }], status: "fixed" };
const vex = (change: Record<string, unknown> = {}, ...statements: Record<string, unknown>[]) => ({
  "@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://v.example/vex-1", author: "V", timestamp: "2026-01-01T00:00:00Z", version: 1,
  statements: statements.length > 0 ? statements.map((one) => ({ ...statement, ...one })) : [statement], ...change,
});
const faults = (document: unknown) => validateOpenVex(document).errors.map(({ path }) => path);

describe("validating OpenVEX 0.2.0", () => {
  test("takes every status as it should be", () => {
    const document = vex({ last_updated: "2026-01-02T00:00:00+01:00", role: "Vendor", tooling: "t" }, {},
      { status: "affected", action_statement: "Update." }, { status: "under_investigation", status_notes: "We look." },
      { status: "not_affected", justification: "component_not_present", impact_statement: "It was removed.", supplier: "V", timestamp: "2026-01-01T00:00:00.5-06:00" },
      { status: "not_affected", impact_statement: "It was removed.", products: [{ identifiers: { cpe23: "cpe:2.3:a:v:p:1:*:*:*:*:*:*:*" }, hashes: { "sha-256": "00" }, subcomponents: [{ "@id": "pkg:npm/part" }] }] });
    expect(validateOpenVex(document)).toMatchObject({ valid: true, errors: [] });
  });

  test.each<[string, unknown, string]>([
    ["a document without its context", vex({ "@context": undefined }), "/@context"],
    ["another context", vex({ "@context": "https://openvex.dev/ns/v9" }), "/@context"],
    ["an @id that is no IRI", vex({ "@id": "vex-1" }), "/@id"],
    ["a document without an author", vex({ author: undefined }), "/author"],
    ["a document without a timestamp", vex({ timestamp: undefined }), "/timestamp"],
    ["a timestamp without its zone", vex({ timestamp: "2026-01-01T00:00:00" }), "/timestamp"],
    ["a last update before the issue", vex({ last_updated: "2025-01-01T00:00:00Z" }), "/last_updated"],
    ["a document without a version", vex({ version: undefined }), "/version"],
    ["a version that is a text", vex({ version: "1" }), "/version"],
    ["a document without statements", vex({ statements: [] }), "/statements"],
    ["a statement twice", vex({}, {}, {}), "/statements/1"],
    ["an unknown field", vex({}, { severity: "high" }), "/statements/0"],
    ["a vulnerability without a name", vex({}, { vulnerability: { aliases: [] } }), "/statements/0/vulnerability/name"],
    ["a vulnerability that is a text, as it once was", vex({}, { vulnerability: "CVE-1900-10007" }), "/statements/0/vulnerability"],
    ["a statement without a product", vex({}, { products: undefined }), "/statements/0/products"],
    ["a product that nothing names", vex({}, { products: [{ hashes: { "sha-256": "00" } }] }), "/statements/0/products/0"],
    ["an identifier that is no package URL", vex({}, { products: [{ identifiers: { purl: "npm/pump" } }] }), "/statements/0/products/0/identifiers/purl"],
    ["an identifier of an unknown kind", vex({}, { products: [{ identifiers: { purl: "pkg:npm/pump", swid: "x" } }] }), "/statements/0/products/0/identifiers"],
    ["a hash of an unknown kind", vex({}, { products: [{ "@id": "pkg:npm/pump", hashes: { crc32: "00" } }] }), "/statements/0/products/0/hashes"],
    ["a subcomponent that nothing names", vex({}, { products: [{ "@id": "pkg:npm/pump", subcomponents: [{}] }] }), "/statements/0/products/0/subcomponents/0"],
    ["an unknown status", vex({}, { status: "maybe" }), "/statements/0/status"],
    ["not_affected without a reason", vex({}, { status: "not_affected" }), "/statements/0/justification"],
    ["a justification of its own", vex({}, { status: "not_affected", justification: "trust_us" }), "/statements/0/justification"],
    ["affected without an action", vex({}, { status: "affected" }), "/statements/0/action_statement"],
  ])("finds %s", (_, document, path) => {
    expect(faults(document)).toEqual([path]);
  });

  test("warns of what no machine can read, and of what stands where it says nothing", () => {
    const document = vex({}, { status: "not_affected", impact_statement: "No.", products: [{ "@id": "https://v.example/p" }] }, { action_statement: "Update." });
    expect(validateOpenVex(document).warnings.map(({ path }) => path)).toEqual(["/statements/0/justification", "/statements/0/products/0/identifiers/purl", "/statements/1/action_statement"]);
  });
});

describe("reading OpenVEX", () => {
  test("keeps the newest statement of each product, and says which it overrides", () => {
    const read = readOpenVex(vex({ timestamp: "2026-01-02T00:00:00Z" },
      { status: "under_investigation", timestamp: "2026-01-01T00:00:00Z", products: [{ "@id": "pkg:npm/pump@1.0.0" }, { "@id": "pkg:npm/pump@2.0.0" }] },
      { status: "not_affected", justification: "vulnerable_code_not_present" }), NOW);
    expect(read.vulnerabilities[0]?.products.map(({ versions, status, notAffectedReason, statusAt }) => ({ versions, status, notAffectedReason, statusAt }))).toEqual([
      { versions: ["2.0.0"], status: "under-investigation", notAffectedReason: null, statusAt: "2026-01-01T00:00:00.000Z" },
      { versions: ["1.0.0"], status: "not-affected", notAffectedReason: "vulnerable_code_not_present", statusAt: undefined },
    ]);
    expect(read.unread).toEqual([{ path: "/statements/0/products/0", message: "a newer statement about this product stands" }]);
  });

  test("lets an older statement stand that a later one in the document does not override", () => {
    const read = readOpenVex(vex({}, { status: "fixed", timestamp: "2026-03-01T00:00:00Z" }, { status: "under_investigation", timestamp: "2026-02-01T00:00:00Z" }), NOW);
    expect(read.vulnerabilities[0]?.products.map(({ status }) => status)).toEqual(["fixed"]);
  });

  test("keeps vulnerabilities apart, with what is said of each", () => {
    const read = readOpenVex(vex({}, {}, { vulnerability: { name: "GHSA-aaaa-bbbb-cccc", aliases: ["CVE-1900-10008"], description: "Two." }, status: "affected", action_statement: "Update." }), NOW);
    expect(read.vulnerabilities.map(({ cveId, ids, description, products, remediations }) => ({ cveId, ids, description, statuses: products.map(({ status }) => status), remediations }))).toEqual([
      { cveId: "CVE-1900-10007", ids: [], description: null, statuses: ["fixed"], remediations: [] },
      { cveId: "CVE-1900-10008", ids: ["GHSA-aaaa-bbbb-cccc"], description: "Two.", statuses: ["affected"], remediations: [{ kind: null, text: "Update.", url: null, ai: null }] },
    ]);
  });

  test("reads documents of the first version, whose products and vulnerabilities are texts", () => {
    const read = readOpenVex(vex({ version: "1" }, { vulnerability: "CVE-1900-10007", products: ["pkg:npm/pump@1.0.0"] }), NOW);
    expect(read.vulnerabilities[0]).toMatchObject({ cveId: "CVE-1900-10007", products: [{ product: "pump", ecosystem: "npm", purl: "pkg:npm/pump", versions: ["1.0.0"] }] });
  });

  test("reads a range out of a package URL", () => {
    const read = readOpenVex(vex({}, { products: [{ "@id": "pkg:npm/pump?vers=vers:npm%2F%3E%3D1.0.0%7C%3C1.4.2" }, { "@id": "pkg:npm/pump?vers=vers:npm%2F1%7C%21%3D2" }] }), NOW);
    expect(read.vulnerabilities[0]?.products).toMatchObject([{ purl: "pkg:npm/pump", ranges: [{ introduced: "1.0.0", fixed: "1.4.2", lastAffected: null }], rangeTexts: ["vers:npm/1|!=2"] }]);
  });

  test("says which statements it cannot use", () => {
    expect(readOpenVex(vex({}, { products: undefined }), NOW)).toMatchObject({ vulnerabilities: [], unread: [{ path: "/statements/0" }] });
  });

  test.each<[string, unknown, string]>([
    ["no @id", { "@id": undefined }, "/@id"],
    ["statements that are none", { statements: "all fine" }, "/statements"],
    ["an unknown status", { statements: [{ ...statement, status: "perhaps" }] }, "/statements/0/status"],
  ])("refuses a document with %s, naming the field", (_, change, field) => {
    expect(() => readOpenVex(vex(change as Record<string, unknown>), NOW)).toThrow(expect.objectContaining({ name: AdvisoryError.name, code: "unreadable-document", field }));
  });
});

describe("OpenVEX documents we write", () => {
  const written = (input: typeof tidegate) => {
    const { documents: [document], notes } = writeOpenVex(stateAdvisory(toPublicAdvisory(input)));
    return { document: document!, notes };
  };

  test("are valid, the fullest and the barest", () => {
    for (const input of [tidegate, bareMinimum]) expect(validateOpenVex(written(input).document)).toMatchObject({ valid: true, errors: [] });
  });

  test("state each status once, with the reason, and the fix as fixed", () => {
    const { statements } = JSON.parse(JSON.stringify(written(tidegate).document));
    expect(statements.map(({ status, justification, products }: { status: string; justification?: string; products: { "@id": string }[] }) => [status, justification, products.map((one) => one["@id"])])).toEqual([
      ["affected", undefined, ["pkg:generic/harbour-works/tidegate?vers=vers%3Asemver%2F%3E%3D1.0.0%7C%3C1.4.2%7C%3E%3D2.0.0%7C%3C%3D2.0.3", "pkg:generic/harbour-works/tidegate@0.9.0-legacy"]],
      ["fixed", undefined, ["pkg:generic/harbour-works/tidegate@1.4.2"]],
      ["not_affected", "vulnerable_code_not_present", ["pkg:generic/Harbour%20Works%20(exercise)/tidegate-lite@7-build-4"]],
      ["under_investigation", undefined, ["pkg:npm/%40quayside/scheduler?vers=vers%3Asemver%2F*"]],
    ]);
  });

  test("say what they do not carry", () => {
    expect(written(tidegate).notes.map(({ path }) => path)).toEqual(["/title", "/tlp", "/notice", "/revisions", "/references", "/vulnerabilities/0/assigner", "/vulnerabilities/0/weaknesses", "/vulnerabilities/0/products/1", "/vulnerabilities/0/products/2"]);
  });

  test("are refused where a small source would unfold into an endless document", () => {
    const advisory = stateAdvisory(toPublicAdvisory(tidegate));
    const [vulnerability] = advisory.vulnerabilities;
    const products = Array.from({ length: 200 }, (_, index) => ({ ...vulnerability!.products[0]!, vendor: `V${index}` }));
    const remediations = [{ kind: null, text: "x".repeat(100_000), url: null, ai: null }];
    expect(() => writeOpenVex({ ...advisory, vulnerabilities: [{ ...vulnerability!, products, remediations }] })).toThrow(expect.objectContaining({ code: "document-too-large", field: "/vulnerabilities/0" }));
  });

  test("are valid and read back to the same ids, statuses, versions, severities and AI provenance, whatever characters they hold", () => {
    fc.assert(fc.property(arbitraryAdvisory, (input) => {
      const advisory = stateAdvisory(toPublicAdvisory(input));
      const { documents: [document] } = writeOpenVex(advisory);
      expect(validateOpenVex(document).errors).toEqual([]);
      const read = readOpenVex(JSON.parse(JSON.stringify(document)), NOW);
      const [before, after] = [advisory.vulnerabilities[0]!, read.vulnerabilities[0]!];
      expect({ id: read.id, cveId: after.cveId, publisher: read.publisher, at: read.modifiedAt }).toEqual({ id: advisory.id, cveId: before.cveId, publisher: advisory.publisher, at: advisory.modifiedAt });
      expect(new Set(after.severities)).toEqual(new Set(before.severities));
      expect(read.credits).toEqual(advisory.credits);
      // What to do belongs to an affected product.
      expect(new Set(after.remediations)).toEqual(new Set(before.products.some(({ status }) => status === "affected") ? before.remediations : []));
      const kept = ({ vendor, status, ranges, versions, fixedVersion, notAffectedReason }: (typeof after.products)[number]) => ({ vendor, status, ranges, versions, fixedVersion, notAffectedReason });
      expect(new Set(after.products.map(kept))).toEqual(new Set(before.products.map(kept)));
    }), { numRuns: 200, seed: 14409 });
  });
});
