import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AdvisoryError, convertCsaf20, csafTestIds, parseCsaf, toCsaf20, toCsaf21, toPublicAdvisory, validateCsaf } from "../index.ts";
import { stateAdvisory } from "../state-advisory.ts";
import { bareMinimum, tidegate } from "../fixtures/advisories.ts";
import { arbitraryAdvisory } from "../fixtures/arbitrary-advisories.ts";

type Json = Record<string, unknown>;

const cvss = { version: "3.1", vectorString: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", baseScore: 9.8, baseSeverity: "CRITICAL" };
const product = (id: string, helper?: Json) => ({ name: `Product ${id}`, product_id: id, ...(helper && { product_identification_helper: helper }) });
const branch = (category: string, name: string, inner: Json | Json[]) => (Array.isArray(inner) ? { branches: inner, category, name } : { category, name, product: inner });
const vendor = (...inner: Json[]) => ({ branches: [branch("vendor", "Harbour Works", [branch("product_name", "tidegate", inner)])] });
const range = (name: string, id = "P-1") => branch("product_version_range", name, product(id));
const revisions = (...numbers: string[]) => numbers.map((number, index) => ({ date: `2026-01-0${index + 1}T10:00:00.000Z`, number, summary: "Written." }));
const selection = (values: string[], more: Json = {}) => ({ schemaVersion: "2.0.0", selections: [{ key: "MI", namespace: "ssvc", values: values.map((key) => ({ key })), version: "1.0.0", ...more }], timestamp: "2026-01-01T10:00:00.000Z" });

/** The smallest valid document, with whatever a test puts into it. */
function make({ document = {}, tracking = {}, ...rest }: { document?: Json; tracking?: Json; [name: string]: unknown } = {}): Json {
  return {
    $schema: "https://docs.oasis-open.org/csaf/csaf/v2.1/schema/csaf.json",
    document: {
      category: "csaf_base", csaf_version: "2.1", distribution: { tlp: { label: "CLEAR" } }, title: "A bug in tidegate",
      publisher: { category: "vendor", name: "Harbour Works", namespace: "https://harbour.example" },
      tracking: {
        current_release_date: "2026-01-01T10:00:00.000Z", id: "HW-2026-1", initial_release_date: "2026-01-01T10:00:00.000Z",
        revision_history: revisions("1"), status: "final", version: "1", ...tracking,
      },
      ...document,
    },
    ...rest,
  };
}

const names = (...ids: string[]) => ({ full_product_names: ids.map((id) => product(id)) });
const vulnerability = (more: Json) => ({ product_tree: names("P-1", "P-2"), vulnerabilities: [more] });
const metric = (content: Json, more: Json = {}) => ({ content, products: ["P-1"], ...more });
const sharing = (id: string, name?: string, label = "CLEAR") => ({ document: { distribution: { sharing_group: { id, ...(name !== undefined && { name }) }, tlp: { label } } } });
const MAX = "ffffffff-ffff-ffff-ffff-ffffffffffff";
const statuses = (...words: string[]) => Object.fromEntries(words.map((word, index) => [word, [`P-${index + 1}`]]));

/** Test → what it catches, and beside it what it lets pass. */
const table: readonly (readonly [id: string, caught: Json, passes: Json])[] = [
  ["6.1.1", make({ vulnerabilities: [{ product_status: { fixed: ["P-9"] } }] }), make(vulnerability({ product_status: { fixed: ["P-1"] } }))],
  ["6.1.2", make({ product_tree: names("P-1", "P-1") }), make({ product_tree: names("P-1", "P-2") })],
  ["6.1.6", make(vulnerability({ product_status: { fixed: ["P-1"], known_affected: ["P-1"] } })), make(vulnerability({ product_status: { known_affected: ["P-1"], recommended: ["P-1"] } }))],
  ["6.1.7", make(vulnerability({ metrics: [metric({ cvss_v3: cvss }), metric({ cvss_v3: cvss }, { products: ["P-1", "P-2"] })] })), make(vulnerability({ metrics: [metric({ cvss_v3: cvss }), metric({ cvss_v3: cvss }, { source: "https://other.example" })] }))],
  ["6.1.8", make(vulnerability({ metrics: [metric({ cvss_v3: { ...cvss, baseSeverity: undefined } })] })), make(vulnerability({ metrics: [metric({ cvss_v3: cvss })] }))],
  ["6.1.9", make(vulnerability({ metrics: [metric({ cvss_v3: { ...cvss, baseScore: 9.7 } })] })), make(vulnerability({ metrics: [metric({ cvss_v3: cvss })] }))],
  ["6.1.10", make(vulnerability({ metrics: [metric({ cvss_v3: { ...cvss, attackVector: "LOCAL" } })] })), make(vulnerability({ metrics: [metric({ cvss_v3: { ...cvss, attackVector: "NETWORK", remediationLevel: "WORKAROUND" } })] }))],
  ["6.1.11", make(vulnerability({ cwes: [{ id: "CWE-79", name: "Improper Input Validation", version: "4.13" }] })), make(vulnerability({ cwes: [{ id: "CWE-20", name: "Improper Input Validation", version: "4.13" }] }))],
  ["6.1.12", make({ document: { lang: "ez" } }), make({ document: { lang: "sr-Latn-RS" } })],
  ["6.1.13", make({ product_tree: { full_product_names: [product("P-1", { purls: ["pkg:maven/@1.3.4"] })] } }), make({ product_tree: { full_product_names: [product("P-1", { purls: ["pkg:npm/%40scope/name@1.3.4?arch=x86#lib"] })] } })],
  ["6.1.14", make({ tracking: { revision_history: revisions("2", "1"), version: "1" } }), make({ tracking: { revision_history: revisions("1", "2"), version: "2" } })],
  ["6.1.15", make({ document: { publisher: { category: "translator", name: "T", namespace: "https://t.example" }, source_lang: "" } }), make({ document: { publisher: { category: "translator", name: "T", namespace: "https://t.example" }, source_lang: "de" } })],
  ["6.1.16", make({ tracking: { revision_history: revisions("1", "2") } }), make({ tracking: { revision_history: revisions("1.0.0"), version: "1.0.0+20260101" } })],
  ["6.1.21", make({ tracking: { revision_history: revisions("1", "3"), version: "3" } }), make({ tracking: { revision_history: revisions("0.1.0", "1.0.0", "1.1.0"), status: "draft", version: "1.1.0" } })],
  ["6.1.26", make({ document: { category: "Security—Advisory" } }), make({ document: { category: "Harbour notice" } })],
  ["6.1.35", make(vulnerability({ remediations: ["vendor_fix", "no_fix_planned"].map((category) => ({ category, details: "d", product_ids: ["P-1"] })) })), make(vulnerability({ remediations: ["vendor_fix", "workaround"].map((category) => ({ category, details: "d", product_ids: ["P-1"] })) }))],
  ["6.1.36", make(vulnerability({ product_status: { known_not_affected: ["P-1"] }, remediations: [{ category: "vendor_fix", details: "d", product_ids: ["P-1"] }] })), make(vulnerability({ product_status: { known_affected: ["P-1"] }, remediations: [{ category: "vendor_fix", details: "d", product_ids: ["P-1"] }] }))],
  ["6.1.37", make({ tracking: { current_release_date: "2026-12-31T23:59:60Z" } }), make({ tracking: { current_release_date: "2028-02-29T23:59:59.5+05:30" } })],
  ["6.1.38", make(sharing(MAX, "Public", "RED")), make(sharing(MAX, "Public"))],
  ["6.1.39", make(sharing("5868d6be-b28a-404e-a245-0b5093b31b8b")), make(sharing("5868d6be-b28a-404e-a245-0b5093b31b8b", "Group", "AMBER+STRICT"))],
  ["6.1.41", make(sharing(MAX)), make(sharing(MAX, "Public"))],
  ["6.1.43", make({ product_tree: { full_product_names: [product("P-1", { model_numbers: ["P*A*"] })] } }), make({ product_tree: { full_product_names: [product("P-1", { model_numbers: ["P\\*A*"] })] } })],
  ["6.1.48", make(vulnerability({ metrics: [metric({ ssvc_v2: selection(["NED", "N"]) })] })), make(vulnerability({ metrics: [metric({ ssvc_v2: selection(["N", "MF"], { namespace: "ssvc//.example.test#plant" }) })] }))],
  ["6.1.50", make({ product_tree: vendor(range("vers:semver/>=2.0.0|<1.0.0")) }), make({ product_tree: vendor(range("vers:npm/1.2.3|>=2.0.0|!=2.5.0|<5.0.0")) })],
  ["6.1.54", make({ document: { license_expression: "Use it as you like." } }), make({ document: { license_expression: "(MIT OR Apache-2.0 WITH LLVM-exception) AND GPL-2.0-or-later" } })],
  ["6.1.55", make({ document: { license_expression: "LicenseRef-harbour.example-free" } }), make({ document: { license_expression: "LicenseRef-harbour.example-free", notes: [{ category: "legal_disclaimer", text: "Free.", title: "License" }] } })],
  ["6.1.57", make({ product_tree: { branches: [branch("vendor", "A", [branch("vendor", "B", product("P-1"))])] } }), make({ product_tree: { branches: [branch("product_family", "A", [branch("product_family", "B", product("P-1"))])] } })],
  ["6.1.59", make({ product_tree: vendor(range("vers:intdot/4.2.0")) }), make({ product_tree: vendor(range("vers:all/*")) })],
  ["6.1.60.1", make({ x_extensions: [{ $schema: "https://harbour.example/e_1.0.0.json", category: "essential", content: { a: 1 } }] }), make({ x_extensions: [{ $schema: "https://harbour.example/e_1.0.0.json", category: "essential", content: { a: 1 }, critical: false }] })],
  ["6.2.20", make({ document: { colour: "red" } }), make()],
  ["6.2.25", make(vulnerability({ cwes: [{ id: "CWE-20", name: "Improper Input Validation", version: "4.13" }] })), make(vulnerability({ cwes: [{ id: "CWE-787", name: "Out-of-bounds Write", version: "4.13" }] }))],
  ["6.2.32", make({ product_tree: { full_product_names: [product("P-1", { skus: ["a", "b"] }), product("P-2", { skus: ["b"] })] } }), make({ product_tree: { full_product_names: [product("P-1", { skus: ["a"] }), product("P-2", { model_numbers: ["a"] })] } })],
  ["6.2.42", make({ product_tree: vendor(branch("product_version", "2.2.0", product("P-1", { cpe: "cpe:2.3:a:harbour:tidegate:2.2.0:*:*:de:*:*:*:*" }))) }), make({ product_tree: vendor(branch("product_version", "2.2.0", product("P-1", { cpe: "cpe:2.3:a:harbour:tidegate:2.2.0:*:*:*:*:*:*:*" }))) })],
  ["6.2.44", make({ document: { license_expression: "GFDL-1.1" } }), make({ document: { license_expression: "MIT OR any-OSI" } })],
  ["6.2.50.1", make({ product_tree: vendor(range("vers:intdot/>2.1.0|<4.2.0"), range("vers:intdot/>1.2.0|<2.4.0", "P-2")), vulnerabilities: [{ product_status: statuses("known_affected", "known_not_affected") }] }), make({ product_tree: vendor(range("vers:intdot/>=2.4.0|<4.2.0"), range("vers:intdot/>1.2.0|<2.4.0", "P-2")), vulnerabilities: [{ product_status: statuses("known_affected", "known_not_affected") }] })],
  ["6.3.6", make({ document: { references: [{ summary: "Nothing", url: "https://nowhere.invalid/a" }] } }), make({ document: { references: [{ summary: "Something", url: "https://example.net" }] } })],
  ["6.3.8", make({ document: { lang: "en", title: "A vulnerapility of tidegate" } }), make({ document: { lang: "en", title: "A vulnerability of tidegate" } })],
  ["6.3.16", make({ document: { lang: "en", title: "The guide must followed" } }), make({ document: { lang: "en", title: "The guide must be followed" } })],
];

const found = (document: Json): readonly string[] => {
  const { errors, warnings, infos } = validateCsaf(document);
  return [...errors, ...warnings, ...infos].map(({ test: id }) => id);
};

describe("a validator of CSAF 2.1", () => {
  test("finds no fault with the smallest document", () => {
    expect(validateCsaf(make())).toMatchObject({ version: "2.1", valid: true, errors: [] });
  });

  test.each(table)("catches by test %s what breaks its rule, and lets pass what keeps it", (id, caught, passes) => {
    expect(found(caught)).toContain(id);
    expect(found(passes)).not.toContain(id);
  });

  test("tells a key without a value from a key that is missing", () => {
    const message = (source: Json) => validateCsaf(source).errors.find(({ test: id }) => id === "6.1.15")?.message;
    const publisher = { category: "translator", name: "T", namespace: "https://t.example" };
    expect([message(make({ document: { publisher, source_lang: "" } })), message(make({ document: { publisher } }))]).toEqual([
      "a translator names the language of the original: the key is there, but has no value",
      "a translator names the language of the original: the key is missing",
    ]);
  });

  test("runs the tests it is asked for", () => {
    const document = make({ tracking: { revision_history: revisions("1", "3"), version: "2" } });
    expect(validateCsaf(document, { tests: ["6.1.16"] }).errors.map(({ test: id }) => id)).toEqual(["6.1.16"]);
    expect(validateCsaf(document, { tests: "schema" })).toMatchObject({ valid: true, warnings: [], infos: [] });
  });

  test("knows every test of both versions but the obsolete 6.2.10 of 2.1", () => {
    expect([csafTestIds("2.0").length, csafTestIds("2.1").length, csafTestIds("2.1").includes("6.2.10")]).toEqual([74, 177, false]);
  });

  test("takes any JSON without falling over", () => {
    for (const value of [null, 3, "csaf", [], {}, { document: 1 }, { document: { csaf_version: "2.1", tracking: [], notes: {} }, product_tree: { branches: [null, 1, { branches: "x" }] }, vulnerabilities: [null, { metrics: [1, {}], product_status: [] }] }]) {
      expect(validateCsaf(value).valid).toBe(false);
    }
    expect(validateCsaf(JSON.parse('{"__proto__": {"document": {}}, "document": {"__proto__": 1}}')).valid).toBe(false);
  });

  test("ends soon on hostile documents", () => {
    let nested: Json = product("P-1");
    for (let depth = 0; depth < 500; depth += 1) nested = branch("product_family", "f", [nested]);
    expect(() => validateCsaf(make({ product_tree: { branches: [nested] } }))).toThrow(AdvisoryError);
    const flags = Array.from({ length: 20_000 }, () => ({ label: "component_not_present", product_ids: ["P-1"] }));
    expect(validateCsaf(make(vulnerability({ flags }))).valid).toBe(false);
    const namespace = `${"a".repeat(900)}!`;
    expect(found(make(vulnerability({ metrics: [metric({ ssvc_v2: selection(["N"], { namespace }) })] })))).toContain("6.1.46");
    const ids = Array.from({ length: 3000 }, (_, index) => `P-${index}`);
    const threats = Array.from({ length: 3000 }, () => ({ category: "impact", details: "d", group_ids: ["G"] }));
    const tree = { ...names(...ids), product_groups: [{ group_id: "G", product_ids: ids }] };
    expect(() => validateCsaf(make({ document: { category: "csaf_vex" }, product_tree: tree, vulnerabilities: [{ product_status: { known_not_affected: ids }, threats }] }))).toThrow(/groups/);
  });
});

describe("CSAF 2.0 documents", () => {
  const advisory = toPublicAdvisory(tidegate);

  test("become valid 2.1 documents, and say what changed", () => {
    const source = structuredClone(toCsaf20(advisory)) as unknown as { document: Json; vulnerabilities: Json[]; product_tree: { branches: { name: string }[] } };
    source.document["colour"] = "red";
    source.document["distribution"] = undefined;
    const { document, notes, validation } = convertCsaf20(JSON.parse(JSON.stringify(source)));
    expect(validation).toMatchObject({ version: "2.1", valid: true, errors: [] });
    expect(document).toMatchObject({ document: { csaf_version: "2.1", distribution: { tlp: { label: "CLEAR" } } } });
    expect(notes.map(({ path }) => path)).toEqual(expect.arrayContaining(["/document/colour", "/document/distribution/tlp/label"]));
  });

  test("give a note that goes on with a product's name to that product, and say where they cannot", () => {
    const source = JSON.parse(JSON.stringify(toCsaf20(toPublicAdvisory(tidegate))));
    source.document.notes.push({ category: "description", title: "Product Description: tidegate-lite", text: "A gate." }, { category: "description", title: "Product Description (crane)", text: "A crane." });
    const { document, notes, validation } = convertCsaf20(source);
    expect((document as { document: { notes: Json[] } }).document.notes.slice(-2).map((one) => one["product_ids"])).toEqual([["BWPID-0002-V1"], undefined]);
    expect(notes.map(({ path }) => path)).toEqual(expect.arrayContaining(["/document/notes/2/title", "/document/notes/3/title"]));
    expect(validation.errors).toEqual([]);
  });

  test("name the version that an affected range ends before as a fixed product", () => {
    const source = toCsaf20(toPublicAdvisory({ ...bareMinimum, products: [{ vendor: "V", product: "P", versionScheme: "semver", ranges: [{ introduced: "1.0.0", fixed: "1.4.2" }] }] }));
    const { document, notes, validation } = convertCsaf20(source);
    expect(document).toMatchObject({ document: { category: "csaf_security_advisory" }, vulnerabilities: [{ product_status: { known_affected: ["BWPID-0001-R"], fixed: ["BWPID-0001-R-fixed"] } }] });
    expect(notes.map(({ message }) => message)).toContain('the product "V P 1.4.2" (BWPID-0001-R-fixed) was added, and is fixed in /vulnerabilities/0');
    expect(validation.errors).toEqual([]);
  });

  test("make a metric of an SSVC vector whose decision points are known, and keep the note of any other", () => {
    const source = JSON.parse(JSON.stringify(toCsaf20(toPublicAdvisory(tidegate))));
    const withSsvc = (text: string) => ({ ...source, vulnerabilities: [{ ...source.vulnerabilities[0], notes: [...source.vulnerabilities[0].notes, { category: "other", title: "SSVC", text }] }] });
    const { document, validation } = convertCsaf20(withSsvc("SSVCv2/E:P/A:Y/TI:T/2026-07-01T09:00:00Z/"));
    expect(validation.errors).toEqual([]);
    expect((document as { vulnerabilities: { metrics: Json[] }[] }).vulnerabilities[0]?.metrics.at(-1)).toMatchObject({
      content: { ssvc_v2: { selections: [{ key: "E", values: [{ key: "P" }] }, { key: "A", values: [{ key: "Y" }] }, { key: "TI", values: [{ key: "T" }] }] } }, products: ["BWPID-0001-R", "BWPID-0001-V1"],
    });
    const { notes } = convertCsaf20(withSsvc("SSVCv2/T:P/2026-07-01T09:00:00Z/"));
    expect(notes.map(({ message }) => message)).toContain("the SSVC data was not converted: T:P is no decision point of the namespace ssvc that is known here");
  });

  test("are the only ones that are converted", () => {
    expect(() => convertCsaf20(make())).toThrow("Only CSAF 2.0 documents are converted");
  });
});

describe("CSAF 2.1 documents we write", () => {
  const byName = <Product extends { readonly product: string }>(products: readonly Product[]) => products.toSorted((a, b) => (a.product < b.product ? -1 : 1));

  test("are valid and read back to the same products, severities, credits and remediations, whatever characters they hold", () => {
    fc.assert(fc.property(fc.oneof(arbitraryAdvisory, fc.constantFrom(tidegate, bareMinimum)), (input) => {
      const advisory = toPublicAdvisory(input);
      const document = toCsaf21(advisory);
      expect(validateCsaf(document, { tests: "basic", now: advisory.currentReleaseAt }).errors).toEqual([]);
      const { vulnerabilities: [about], ...read } = parseCsaf(JSON.stringify(document));
      const stated = stateAdvisory(advisory);
      expect(read).toMatchObject({ format: "csaf-2.1", id: stated.id, title: stated.title, summary: stated.summary, publishedAt: stated.publishedAt, modifiedAt: stated.modifiedAt, credits: stated.credits, revisions: stated.revisions, references: stated.references });
      // Of all versions 2.1 does not say in which order they come.
      expect(byName(about?.products ?? [])).toEqual(byName(advisory.products).map((one) => (one.product === "quay-scheduler" ? { ...one, versionScheme: "generic" } : one)));
      expect(new Set(about?.severities)).toEqual(new Set(advisory.severities));
      expect(about?.remediations.filter(() => advisory.products.some(({ status }) => status === "affected"))).toEqual(advisory.remediations);
    }), { numRuns: 100, seed: 14409 });
  });

  test.each(["withdrawn", "superseded"] as const)("say by their profile that an advisory is %s, and why", (kind) => {
    const ending = { kind, at: "2026-07-03T09:30:00.000Z", reason: "The frame is checked elsewhere.", replacedBy: kind === "superseded" ? [{ id: "BW-2026-0009", url: "https://c.example/9" }] : [] };
    const advisory = toPublicAdvisory({ ...tidegate, ending });
    const document = toCsaf21(advisory);
    expect(validateCsaf(document, { tests: "basic" }).errors).toEqual([]);
    expect(document).toMatchObject({ document: { category: `csaf_${kind}` } });
    expect(Object.keys(document)).toEqual(["$schema", "document"]);
    expect(parseCsaf(JSON.stringify(document)).ending).toEqual(ending);
    expect(validateCsaf(toCsaf20(advisory), { tests: "basic" }).errors).toEqual([]);
  });
});
