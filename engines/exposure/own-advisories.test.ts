import { describe, expect, it } from "vitest";
import { toCsaf20, toOsv, toPublicAdvisory } from "#engines/advisories";
import { createMatcher, parseInventory, readAdvisory } from "#engines/exposure";

const advisory = toPublicAdvisory({
  trackingId: "BW-2026-0042",
  cve: { id: "CVE-1900-10042", assigner: { orgId: "3f8a1c52-6b0d-4e57-9c2a-7d1e90b4a6f3", shortName: "exercise-cna" } },
  title: "EXERCISE: heap buffer overflow in tinyini",
  summary: "A section name is copied before its length is checked.",
  products: [{
    vendor: "Harbour Works (exercise)", product: "tinyini", purl: "pkg:generic/tinyini", versionScheme: "semver",
    ranges: [{ introduced: "1.0.0", fixed: "1.4.2" }], fixedVersion: "1.4.2",
  }],
  remediations: [{ kind: "vendor-fix", text: "Install tinyini 1.4.2." }],
  references: [{ kind: "self", url: "https://clearinghouse.example/bw-2026-0042.json", summary: "This advisory" }],
  tlp: "CLEAR",
  revisions: [{ number: 1, at: "2026-07-01T09:00:00Z", summary: "Initial publication" }],
  publisher: { name: "Clearinghouse (exercise)", namespace: "https://clearinghouse.example" },
});
const inventory = (text: string) => parseInventory(new TextEncoder().encode(text));
const UTILITY = inventory(JSON.stringify({
  bomFormat: "CycloneDX", specVersion: "1.6", components: [{ name: "tinyini", version: "1.3.0", purl: "pkg:generic/tinyini@1.3.0" }],
}));
const HOSPITAL = inventory("vendor,product,version\nHarbour Works,TinyINI,V1.3\nHarbour Works,TinyINI,\n");
const BANK = inventory("vendor,product,version\nHarbour Works,TinyINI,1.4.2\nQuay Software,Ledger Desk,1.3.0\n");

describe.each([["CSAF", toCsaf20(advisory)], ["OSV", toOsv(advisory)]])("an advisory of our own, published as %s,", (_, document) => {
  const matcher = createMatcher([readAdvisory(document)]);

  it("finds the utility by its bill of materials and the hospital by its spreadsheet, and not the bank", () => {
    const found = [UTILITY, HOSPITAL, BANK].map((owned) => matcher.match(owned).map(({ probability, versionKnown, vulnerabilityId, action }) =>
      ({ probability, versionKnown, vulnerabilityId, action })));
    const told = { vulnerabilityId: "CVE-1900-10042", action: "Update tinyini to 1.4.2 or later." };
    expect(found).toEqual([
      [{ probability: 0.99, versionKnown: true, ...told }],
      [{ probability: 0.95, versionKnown: true, ...told }, { probability: 0.836, versionKnown: false, ...told }],
      [],
    ]);
  });
});
