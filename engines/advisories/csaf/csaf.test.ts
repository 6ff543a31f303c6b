import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arbitraryAdvisory } from "../fixtures/arbitrary-advisories.ts";
import { at, withChange } from "../fixtures/change-document.ts";
import { bareMinimum, tidegate } from "../fixtures/advisories.ts";
import type { PublicAdvisory } from "../index.ts";
import { AdvisoryError, csafPath, parseCsaf, toCsaf20, toPublicAdvisory, validateCsaf20 } from "../index.ts";

const text = (advisory: PublicAdvisory) => JSON.stringify(toCsaf20(advisory));
const byName = <Product extends { readonly product: string }>(products: readonly Product[]) => products.toSorted((a, b) => (a.product < b.product ? -1 : 1));

describe("CSAF 2.0 documents we write", () => {
  test("pass the schema and all mandatory tests, the fullest and the barest", async () => {
    for (const input of [tidegate, bareMinimum]) {
      expect(await validateCsaf20(toCsaf20(toPublicAdvisory(input)))).toMatchObject({ valid: true, errors: [] });
    }
  });

  test("pass them whatever characters names and versions hold", async () => {
    await fc.assert(fc.asyncProperty(arbitraryAdvisory, async (input) => {
      expect((await validateCsaf20(toCsaf20(toPublicAdvisory(input)))).errors).toEqual([]);
    }), { numRuns: 60, seed: 14409 });
  });

  test("read back to the same products, severities and dates", () => {
    fc.assert(fc.property(arbitraryAdvisory, (input) => {
      const advisory = toPublicAdvisory(input);
      const read = parseCsaf(text(advisory));
      const [vulnerability] = read.vulnerabilities;
      expect(byName(vulnerability?.products ?? [])).toEqual(byName(advisory.products));
      expect(new Set(vulnerability?.severities)).toEqual(new Set(advisory.severities));
      expect(read).toMatchObject({
        id: advisory.trackingId, title: advisory.title, summary: advisory.summary, publishedAt: advisory.initialReleaseAt, modifiedAt: advisory.currentReleaseAt,
        vulnerabilities: [{ cveId: advisory.cve?.id ?? null }],
      });
    }), { numRuns: 200, seed: 14409 });
  });

  test("keep every severity with its source, and show the maintainer's as the score", () => {
    const document = JSON.parse(text(toPublicAdvisory(tidegate)));
    const [vulnerability] = document.vulnerabilities;
    expect(vulnerability.scores).toEqual([{
      products: ["BWPID-0001-R", "BWPID-0001-V1"],
      cvss_v3: { version: "3.1", vectorString: "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:L/I:L/A:H", baseScore: 7, baseSeverity: "HIGH" },
    }]);
    expect(vulnerability.notes.slice(1).map(({ title, text: words }: { title: string; text: string }) => `${title} | ${words}`)).toEqual([
      "Severity by maintainer: tidegate maintainers | high, base score 7.0, CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:L/I:L/A:H",
      "Severity by coordinator: Clearinghouse (exercise) | high, base score 8.3, CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:N/VC:L/VI:L/VA:H/SC:N/SI:N/SA:N",
      "Severity by coordinator: Second reader | high",
      "Severity by finder: Lantern Lab (exercise) | critical, base score 9.8, CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
    ]);
  });

  test("say where a model did the work", () => {
    const document = JSON.parse(text(toPublicAdvisory(tidegate)));
    expect(document.document.acknowledgments[0]).toEqual({
      names: ["Lantern Lab (exercise)"],
      summary: "Finder. Made by an AI model (beacon-1 (exercise)); reviewed by a person.",
    });
    expect(document.vulnerabilities[0].remediations[0].details).toBe("Install tidegate 1.4.2.\nMade by an AI model; reviewed by a person.");
  });
});

describe("validating CSAF 2.0", () => {
  const broken = (pointer: string, value: unknown) => validateCsaf20(withChange(toCsaf20(toPublicAdvisory(tidegate)), pointer, value));

  test("names the schema's field", async () => {
    expect(await broken("/document/tracking/id", undefined)).toMatchObject({
      valid: false, errors: [{ test: "schema", path: "/document/tracking", message: "must have the property \"id\"" }],
    });
  });

  test("gives a malformed CVSS object its test's number", async () => {
    const { errors } = await broken("/vulnerabilities/0/scores/0/cvss_v3/baseSeverity", "DIRE");
    expect(errors.map(({ test: id }) => id)).toContain("6.1.8");
  });

  test("finds a product that is referenced and not defined", async () => {
    const { valid, errors } = await broken("/vulnerabilities/0/product_status/fixed/-", "BWPID-9999");
    expect({ valid, errors }).toMatchObject({ valid: false, errors: [{ test: "6.1.1", path: "/vulnerabilities/0/product_status/fixed/1" }] });
  });

  test("finds a product that is affected and fixed at once", async () => {
    const { errors } = await broken("/vulnerabilities/0/product_status/fixed/-", "BWPID-0001-R");
    expect(errors.map(({ test: id }) => id)).toEqual(["6.1.6"]);
  });

  test.each([null, "text", 7, []])("takes %j for an invalid document, not for a bug", async (document) => {
    expect(await validateCsaf20(document)).toMatchObject({ valid: false });
  });

  test("as a full validator warns without calling a document invalid", async () => {
    const document = toCsaf20(toPublicAdvisory(bareMinimum));
    const { valid, warnings } = await validateCsaf20(document, "full");
    expect({ valid, tests: warnings.map(({ test: id }) => id) }).toEqual({ valid: true, tests: ["6.2.2", "6.2.3", "6.2.11", "6.2.16"] });
    expect(await validateCsaf20(document, "basic")).toEqual({ valid: true, errors: [], warnings: [], infos: [] });
  }, 120_000);

  test("takes the address a document has on its site for its canonical URL, by test 6.2.11", async () => {
    const advisory = toPublicAdvisory(tidegate);
    expect(at(toCsaf20(advisory), "/document/references/0/url")).toBe(`https://clearinghouse.example/${csafPath("2.0", advisory)}`);
    const { warnings } = await validateCsaf20(toCsaf20(advisory), "full");
    expect(warnings.map(({ test: id }) => id)).not.toContain("6.2.11");
  }, 120_000);
});

describe("reading CSAF from outside", () => {
  const refusalOf = (input: string | Uint8Array) => {
    try {
      parseCsaf(input);
    } catch (error) {
      if (error instanceof AdvisoryError) return { code: error.code, field: error.field };
      throw error;
    }
    throw new Error("was not refused");
  };
  const document = {
    document: {
      csaf_version: "2.0", title: "T", notes: [{ category: "summary", text: "S" }],
      tracking: { id: "X-1", initial_release_date: "2026-01-01T00:00:00+01:00", current_release_date: "2026-01-02T00:00:00Z" },
    },
    product_tree: { branches: [{ category: "vendor", name: "Acme", branches: [{ category: "product_name", name: "Pump", branches: [
      { category: "product_version_range", name: "All versions before 3.2", product: { product_id: "A", name: "Acme Pump before 3.2" } },
      { category: "product_version", name: "3.2", product: { product_id: "B", name: "Acme Pump 3.2" } },
    ] }] }] },
    vulnerabilities: [{ cve: "CVE-2021-0001", product_status: { known_affected: ["A", "no such product"], fixed: ["B"] } }],
  };
  const outside = (pointer: string, value: unknown) => JSON.stringify(withChange(document, pointer, value));

  test("keeps a range in words for a person, and takes the one fixed version as what to install", () => {
    expect(parseCsaf(JSON.stringify(document)).vulnerabilities[0]?.products).toEqual([{
      vendor: "Acme", product: "Pump", ecosystem: null, purl: null, cpe: null, status: "affected", versionScheme: "generic",
      ranges: [], versions: [], fixedVersion: "3.2", notAffectedReason: null, rangeTexts: ["All versions before 3.2"],
    }]);
  });

  test("makes hidden characters visible", () => {
    expect(parseCsaf(outside("/document/title", "a\u0000b\u202ec\u001b[31m")).title).toBe("a\\u{0}b\\u{202e}c\\u{1b}[31m");
  });

  test.each<[string, string | Uint8Array, string, string]>([
    ["text that is not JSON", "{", "unreadable-document", ""],
    ["bytes that are not UTF-8", Uint8Array.of(0x7b, 0xff, 0x7d), "unreadable-document", ""],
    ["a list", "[]", "unreadable-document", ""],
    ["another version of CSAF", outside("/document/csaf_version", "3.0"), "unreadable-document", "/document/csaf_version"],
    ["a missing id", outside("/document/tracking/id", undefined), "unreadable-document", "/document/tracking/id"],
    ["a date that is none", outside("/document/tracking/current_release_date", "soon"), "unreadable-document", "/document/tracking/current_release_date"],
    ["a product tree of another shape", outside("/product_tree/branches/0/branches/0/name", 7), "unreadable-document", "/product_tree/branches/0/branches/0/name"],
    ["a document nested 100,000 deep", `{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`, "unreadable-document", ""],
    ["a document above 15 MB", `{"a":"${"x".repeat(15 * 1024 * 1024)}"}`, "document-too-large", ""],
  ])("refuses %s and names the field", (_, input, code, field) => {
    expect(refusalOf(input)).toEqual({ code, field });
  });
});
