import { describe, expect, expectTypeOf, test } from "vitest";
import { bareMinimum, tidegate } from "./fixtures/advisories.ts";
import { AdvisoryError, convertAdvisory, convertDocument, detectFormat, parseAdvisory, toCsaf20, toCveRecord, toOsv, toPublicAdvisory, validateAdvisory, type PublicAdvisory, type ReadAdvisory } from "./index.ts";

const advisory = toPublicAdvisory(tidegate);

describe("embargoed data", () => {
  test("has no type by which a writer would take it", () => {
    interface Case { readonly trackingId: `BW-${string}`; readonly title: string; readonly reproducer: string }
    expectTypeOf<Case>().not.toExtend<PublicAdvisory>();
    expectTypeOf<Omit<PublicAdvisory, never>>().not.toExtend<ReadAdvisory>();
    // Even the same fields, written down by hand, are neither: only their makers make them.
    expectTypeOf<{ [Name in Extract<keyof PublicAdvisory, string>]: PublicAdvisory[Name] }>().not.toExtend<PublicAdvisory>();
    expectTypeOf<{ [Name in Extract<keyof ReadAdvisory, string>]: ReadAdvisory[Name] }>().not.toExtend<ReadAdvisory>();
    expectTypeOf(toOsv).parameter(0).toEqualTypeOf<PublicAdvisory>();
    expectTypeOf(convertAdvisory).parameter(0).toEqualTypeOf<ReadAdvisory>();
  });

  test("is refused by name where it stands among public fields", () => {
    expect(() => toPublicAdvisory({ ...bareMinimum, reproducer: "canary" } as never)).toThrow("/reproducer");
  });
});

describe("a document", () => {
  test("is recognised by what it says of itself", () => {
    expect([toCsaf20(advisory), toCveRecord(advisory), toOsv(advisory), { id: 1 }, null, []].map(detectFormat)).toEqual(["csaf-2.0", "cve", "osv", undefined, undefined, undefined]);
  });

  test("of no format we know is refused, and it says which they are", () => {
    expect(() => parseAdvisory("{}")).toThrow(expect.objectContaining({ name: AdvisoryError.name, code: "unreadable-document" }));
    expect(() => validateAdvisory({})).toThrow("CSAF 2.1");
  });

  test("is converted from CSAF 2.0 to 2.1 as the standard says, not through the model", () => {
    const { documents: [document], notes, validation } = convertDocument(toCsaf20(advisory), "csaf-2.1");
    expect({ valid: validation.valid, notes, category: document?.["document"] }).toMatchObject({ valid: true, category: { csaf_version: "2.1", category: "csaf_security_advisory" } });
    expect(notes.every(({ path }) => path.startsWith("/"))).toBe(true);
  });

  test("about two vulnerabilities becomes a record for each, and says so", () => {
    const csaf = JSON.parse(JSON.stringify(toCsaf20(advisory)));
    csaf.vulnerabilities.push({ ...csaf.vulnerabilities[0], cve: "CVE-1900-10008" });
    const { documents, notes, validation } = convertDocument(csaf, "osv");
    expect(documents.map(({ id, aliases }) => ({ id, aliases }))).toEqual([
      { id: "x_BW-2026-0007-CVE-1900-10007", aliases: ["CVE-1900-10007"] }, { id: "x_BW-2026-0007-CVE-1900-10008", aliases: ["CVE-1900-10008"] },
    ]);
    expect(validation.valid).toBe(true);
    expect(notes).toContainEqual({ path: "/vulnerabilities", message: "OSV knows one vulnerability a record, so 2 records were written" });
  });

  test("without a CNA becomes the draft for one, which holds no id", () => {
    const osv = { id: "GHSA-aaaa-bbbb-cccc", modified: "2026-01-02T00:00:00Z", aliases: ["CVE-1900-20001"], affected: [{ package: { ecosystem: "npm", name: "pump" }, versions: ["1"] }], references: [{ type: "WEB", url: "https://a.example/" }] };
    const { documents: [document], notes, validation } = convertDocument(osv, "cve");
    expect({ errors: validation.errors, keys: Object.keys(document ?? {}) }).toEqual({ errors: [], keys: ["cnaContainer"] });
    expect(notes.map(({ message }) => message)).toEqual(["the source does not say which CNA assigned CVE-1900-20001, so the draft for a CNA was written, which holds no id"]);
  });
});
