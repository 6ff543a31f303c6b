import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arbitraryAdvisory } from "../fixtures/arbitrary-advisories.ts";
import { bareMinimum, tidegate } from "../fixtures/advisories.ts";
import { AdvisoryError, toPublicAdvisory } from "../index.ts";
import { uuid5 } from "../own-uuid.ts";
import { stateAdvisory } from "../state-advisory.ts";
import { readStix } from "./read-stix.ts";
import { softwareId } from "./stix-id.ts";
import { validateStix } from "./validate-stix.ts";
import { writeStix } from "./write-stix.ts";

const NOW = "2026-09-01T00:00:00.000Z";
const id = (type: string, digit = "1") => `${type}--${digit.repeat(8)}-1111-4111-8111-111111111111`;
const at = "2026-01-01T00:00:00.000Z";

const vulnerability = { type: "vulnerability", spec_version: "2.1", id: id("vulnerability"), created: at, modified: at, name: "CVE-1900-10007", external_references: [{ source_name: "cve", external_id: "CVE-1900-10007" }] };
const object = (type: string, properties: Record<string, unknown>) => ({ type, spec_version: "2.1", id: id(type), created: at, modified: at, ...properties });
const changed = (change: Record<string, unknown>) => ({ ...vulnerability, ...change });
const bundle = (...objects: unknown[]) => ({ type: "bundle", id: id("bundle"), objects });
const found = (document: unknown, family: "errors" | "warnings" | "infos" = "errors") => validateStix(document)[family].map(({ test: section, path }) => `${section} ${path}`);

const report = object("report", { name: "R", published: at, object_refs: [vulnerability.id] });
const relationship = object("relationship", { relationship_type: "targets", source_ref: id("malware"), target_ref: vulnerability.id });
const extensionDefinition = object("extension-definition", { created_by_ref: id("identity"), name: "E", schema: "Words.", version: "1.0.0", extension_types: ["property-extension"] });
const marking = (change: Record<string, unknown>) => ({ type: "marking-definition", spec_version: "2.1", id: id("marking-definition"), created: at, ...change });

describe("validating STIX 2.1", () => {
  test("takes a bundle with all that an advisory needs", () => {
    expect(validateStix(bundle(vulnerability, report, relationship, extensionDefinition, marking({ definition_type: "statement", definition: { statement: "S" } })))).toEqual({ valid: true, errors: [], warnings: [], infos: [] });
  });

  test.each<[string, unknown, string]>([
    ["2.2: a boolean that is a text", changed({ revoked: "no" }), "2.2 /revoked"],
    ["2.3: an empty dictionary", changed({ extensions: {} }), "2.3 /extensions"],
    ["2.5: an external reference without its source", changed({ external_references: [{ url: "https://v.example/" }] }), "2.5 /external_references/0/source_name"],
    ["2.5: an external reference that refers to nothing", changed({ external_references: [{ source_name: "web" }] }), "2.5 /external_references/0"],
    ["2.5: a url that is none", changed({ external_references: [{ source_name: "web", url: "not a url" }] }), "2.5 /external_references/0/url"],
    ["2.7: a hash of the wrong length", changed({ external_references: [{ source_name: "web", url: "https://v.example/", hashes: { "SHA-256": "00" } }] }), "2.7 /external_references/0/hashes/SHA-256"],
    ["2.9: an id without a UUID", changed({ id: "vulnerability--1" }), "2.9 /id"],
    ["2.9: an id of another type", changed({ id: id("report") }), "2.9 /id"],
    ["2.9: a UUID in capitals", changed({ id: "vulnerability--AAAAAAAA-1111-4111-8111-111111111111" }), "2.9 /id"],
    ["2.9: a reference that is no identifier", object("report", { name: "R", published: at, object_refs: ["CVE-1900-10007"] }), "2.9 /object_refs/0"],
    ["2.10: a whole number that is none", changed({ confidence: 0.5 }), "2.10 /confidence"],
    ["2.12: an empty list", changed({ labels: [] }), "2.12 /labels"],
    ["2.12: a list that is a text", changed({ labels: "x" }), "2.12 /labels"],
    ["2.15: a text that is a number", changed({ name: 7 }), "2.15 /name"],
    ["2.15: null", changed({ description: null }), "2.15 /description"],
    ["2.16: an instant that is not in UTC", object("report", { name: "R", published: "2026-01-01T00:00:00+00:00", object_refs: [vulnerability.id] }), "2.16 /published"],
    ["2.16: a day the calendar does not have", changed({ modified: "2026-02-30T00:00:00.000Z" }), "2.16 /modified"],
    ["3.2: an object without a type", { id: vulnerability.id }, "3.2 /type"],
    ["3.2: an object without an id", changed({ id: undefined }), "3.2 /id"],
    ["3.2: an object without a spec_version", changed({ spec_version: undefined }), "3.2 /spec_version"],
    ["3.2: another spec_version", changed({ spec_version: "2.0" }), "3.2 /spec_version"],
    ["3.2: an object without created", changed({ created: undefined }), "3.2 /created"],
    ["3.2: modified less precise than a millisecond", changed({ modified: "2026-01-01T00:00:00Z" }), "3.2 /modified"],
    ["3.2: a creator that is no identity", changed({ created_by_ref: id("tool") }), "3.2 /created_by_ref"],
    ["3.2: a confidence above 100", changed({ confidence: 101 }), "3.2 /confidence"],
    ["3.2: a language that is none", changed({ lang: "klingonese!" }), "3.2 /lang"],
    ["3.6: modified before created", changed({ modified: "2025-01-01T00:00:00.000Z" }), "3.6 /modified"],
    ["3.7: derived-from between two types", object("relationship", { relationship_type: "derived-from", source_ref: id("tool"), target_ref: vulnerability.id }), "3.7 /relationship_type"],
    ["3.8: a reserved name", changed({ severity: "high" }), "3.8 /severity"],
    ["3.8: a reserved type", object("action", {}), "3.8 /type"],
    ["4.7: an indicator that ends before it begins", object("indicator", { pattern: "[]", pattern_type: "stix", valid_from: at, valid_until: at }), "4.7 /valid_until"],
    ["4.10: a location that is nowhere", object("location", { name: "L" }), "4.10 "],
    ["4.14: observed data of nothing", object("observed-data", { first_observed: at, last_observed: at, number_observed: 1 }), "4.14 "],
    ["4.15: an opinion of its own", object("opinion", { opinion: "meh", object_refs: [vulnerability.id] }), "4.15 /opinion"],
    ["4.16: a report about nothing", object("report", { name: "R", published: at }), "4.16 /object_refs"],
    ["4.16: a report that was not published", object("report", { name: "R", object_refs: [vulnerability.id] }), "4.16 /published"],
    ["4.19: a vulnerability without a name", changed({ name: undefined }), "4.19 /name"],
    ["4.19: a CVE id that is none", changed({ external_references: [{ source_name: "cve", external_id: "CVE-1" }] }), "4.19 /external_references/0/external_id"],
    ["5.1: a relationship without a target", { ...relationship, target_ref: undefined }, "5.1 /target_ref"],
    ["5.1: a relationship between relationships", { ...relationship, source_ref: id("relationship", "2") }, "5.1 /source_ref"],
    ["5.1: a relationship in capitals", { ...relationship, relationship_type: "Targets" }, "5.1 /relationship_type"],
    ["5.1: a relationship that ends before it begins", { ...relationship, start_time: at, stop_time: at }, "5.1 /stop_time"],
    ["5.2: a sighting of software", object("sighting", { sighting_of_ref: id("software") }), "5.2 /sighting_of_ref"],
    ["6.7: a file that nothing names", { type: "file", id: id("file"), size: 1 }, "6.7 "],
    ["6.14: software without a name", { type: "software", id: id("software") }, "6.14 /name"],
    ["7.2.1: a marking that says nothing", marking({}), "7.2.1 "],
    ["7.2.1.3: a statement without words", marking({ definition_type: "statement", definition: {} }), "7.2.1.3 /definition/statement"],
    ["7.2.1.4: a TLP of its own", marking({ definition_type: "tlp", definition: { tlp: "green" } }), "7.2.1.4 /id"],
    ["7.2.2: a marking that marks itself", marking({ definition_type: "statement", definition: { statement: "S" }, object_marking_refs: [id("marking-definition")] }), "7.2.2 /object_marking_refs"],
    ["7.2.2: a marking that is none", changed({ object_marking_refs: [id("identity")] }), "7.2.2 /object_marking_refs/0"],
    ["7.2.3.1: a selector that leads nowhere", changed({ granular_markings: [{ marking_ref: id("marking-definition"), selectors: ["external_references.[1].url"] }] }), "7.2.3.1 /granular_markings/0/selectors/0"],
    ["7.2.3.1: a granular marking of nothing", changed({ granular_markings: [{ selectors: ["name"] }] }), "7.2.3.1 /granular_markings/0"],
    ["7.3: an extension without its type", changed({ extensions: { [id("extension-definition")]: { a: 1 } } }), "7.3 /extensions/extension-definition--11111111-1111-4111-8111-111111111111/extension_type"],
    ["7.3: an extension that adds nothing", changed({ extensions: { [id("extension-definition")]: { extension_type: "property-extension" } } }), "7.3 /extensions/extension-definition--11111111-1111-4111-8111-111111111111"],
    ["7.3: an extension definition by nobody", { ...extensionDefinition, created_by_ref: undefined }, "7.3 /created_by_ref"],
    ["7.3: properties of an extension that adds none", { ...extensionDefinition, extension_properties: ["toxicity"] }, "7.3 /extension_properties"],
    ["8: a bundle with a property of its own", { ...bundle(vulnerability), spec_version: "2.1" }, "8 /spec_version"],
    ["8: a bundle without an id", { type: "bundle", objects: [vulnerability] }, "3.2 /id"],
    ["8: a bundle with an empty list", bundle(), "8 /objects"],
    ["8: a bundle with something else in it", bundle("x"), "8 /objects/0"],
    ["11.1: a property that the type does not have", changed({ cvss: 9.8 }), "11.1 /cvss"],
    ["11.1: a property that is named in capitals", changed({ x_Score: 9.8 }), "11.1 /x_Score"],
    ["11.2: a type that is named in capitals", object("Pump", {}), "11.2 /type"],
  ])("finds section %s", (_, document, expected) => {
    expect(found(document)).toEqual([expected]);
  });

  test.each<[string, unknown, string]>([
    ["2.9: an observable's UUID of another version", { type: "software", id: "software--11111111-1111-1111-8111-111111111111", name: "S" }, "2.9 /id"],
    ["3.6: one version of an object twice", bundle(vulnerability, vulnerability), "3.6 /objects/1"],
    ["5.1: a relationship that the standard does not define", { ...relationship, relationship_type: "breaks" }, "5.1 /relationship_type"],
    ["11.1: a custom property", changed({ x_acme_score: 7 }), "11.1 /x_acme_score"],
    ["11.2: a custom type", object("x-pump", {}), "11.2 /type"],
    ["11.3: a custom extension", changed({ extensions: { "x-ext": { a: 1 } } }), "11.3 /extensions/x-ext"],
  ])("warns of section %s", (_, document, expected) => {
    expect({ valid: validateStix(document).valid, warnings: found(document, "warnings") }).toEqual({ valid: true, warnings: [expected] });
  });

  test("notes words that are in no open vocabulary", () => {
    expect(found(bundle({ ...report, report_types: ["vulnerability", "gossip"] }, object("identity", { name: "I", identity_class: "guild" })), "infos")).toEqual(["4.16 /objects/0/report_types/1", "4.5 /objects/1/identity_class"]);
  });

  test("lets an extension add properties, and defines types, relationships and TLP 2.0 as their publishers do", () => {
    const toplevel = changed({ toxicity: 8, extensions: { [id("extension-definition")]: { extension_type: "toplevel-property-extension" } } });
    const tlp2 = marking({ id: "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487", name: "TLP:CLEAR", extensions: { "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d": { extension_type: "property-extension", tlp_2_0: "clear" } } });
    expect(found(bundle(toplevel, tlp2, object("relationship", { relationship_type: "mitigates", source_ref: id("course-of-action"), target_ref: vulnerability.id })))).toEqual([]);
    expect(found({ ...tlp2, id: id("marking-definition") })).toEqual(["7.3 /id"]);
  });

  test("gives a hostile bundle no endless report", () => {
    expect(validateStix(bundle(...Array.from({ length: 5000 }, () => ({})))).errors).toHaveLength(200);
  });
});

describe("reading STIX 2.1", () => {
  test("takes other publishers' bundles: software, tools, courses of action, markings, other names", () => {
    const read = readStix(bundle(
      changed({ description: "D.", created_by_ref: id("identity"), object_marking_refs: ["marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da"], external_references: [...vulnerability.external_references, { source_name: "ghsa", external_id: "GHSA-aaaa-bbbb-cccc" }, { source_name: "blog", url: "https://b.example/" }] }),
      object("identity", { name: "Acme", roles: ["vendor"] }),
      { type: "software", id: id("software"), name: "Pump", vendor: "Acme", version: "7", cpe: "cpe:2.3:a:acme:pump:7:*:*:*:*:*:*:*" },
      object("relationship", { relationship_type: "related-to", source_ref: id("software"), target_ref: vulnerability.id, description: "Not affected." }),
      object("course-of-action", { name: "Update", description: "Update to 8." }),
      { ...object("relationship", { relationship_type: "mitigates", source_ref: id("course-of-action"), target_ref: vulnerability.id }), id: id("relationship", "3") },
      object("indicator", { pattern: "[]" }),
    ), NOW);
    expect({ publisher: read.publisher, tlp: read.tlp, title: read.title, unread: read.unread }).toEqual({ publisher: { name: "Acme", namespace: null, category: "vendor" }, tlp: "GREEN", title: "CVE-1900-10007", unread: [{ path: "/objects/6", message: "indicator is not read" }] });
    expect(read.vulnerabilities).toMatchObject([{
      cveId: "CVE-1900-10007", ids: ["GHSA-aaaa-bbbb-cccc"], description: "D.",
      products: [{ vendor: "Acme", product: "Pump", versions: ["7"], cpe: "cpe:2.3:a:acme:pump:*:*:*:*:*:*:*:*", status: "not-affected" }],
      remediations: [{ kind: null, text: "Update to 8.", url: null, ai: null }],
      references: [{ kind: "web", url: "https://b.example/", summary: "blog" }],
    }]);
  });

  test("takes the newest version of an object, wherever in the bundle it stands", () => {
    const newer = changed({ modified: "2026-02-01T00:00:00.000Z", description: "Newer." });
    for (const objects of [[vulnerability, newer], [newer, vulnerability]]) expect(readStix(bundle(...objects), NOW)).toMatchObject({ summary: "Newer.", modifiedAt: "2026-02-01T00:00:00.000Z", vulnerabilities: [{ description: "Newer." }] });
  });

  test("takes what is revoked for withdrawn", () => {
    expect(readStix(changed({ revoked: true }), NOW).ending).toEqual({ kind: "withdrawn", at, reason: "", replacedBy: [] });
  });

  test.each<[string, unknown, string]>([
    ["objects that are none", { ...bundle(), objects: {} }, "/objects"],
    ["a date that is none", bundle(changed({ modified: "soon" })), "/objects/0/modified"],
  ])("refuses %s, naming the field", (_, document, field) => {
    expect(() => readStix(document as Record<string, unknown>, NOW)).toThrow(expect.objectContaining({ name: AdvisoryError.name, code: "unreadable-document", field }));
  });
});

describe("STIX bundles we write", () => {
  const written = (input: typeof tidegate) => writeStix(stateAdvisory(toPublicAdvisory(input))).documents[0] as unknown as { readonly id: string; readonly objects: readonly { readonly type: string; readonly id: string; readonly created: string; readonly modified?: string }[] };

  test("are valid, the fullest and the barest, without a warning", () => {
    for (const input of [tidegate, bareMinimum]) expect(validateStix(written(input))).toMatchObject({ valid: true, errors: [], warnings: [] });
  });

  test("give every revision the same objects with a newer date", () => {
    const [first, second] = [1, 2].map((count) => written({ ...tidegate, revisions: tidegate.revisions.slice(0, count) }));
    expect(second?.objects.map((one) => one.id)).toEqual(first?.objects.map((one) => one.id));
    expect(second?.id).not.toBe(first?.id);
    const dates = (of: typeof first) => of?.objects.filter(({ type }) => type === "vulnerability" || type === "report").map(({ created, modified }) => [created, modified]);
    expect([dates(first), dates(second)]).toEqual([
      [["2026-07-01T09:00:00.000Z", "2026-07-01T09:00:00.000Z"], ["2026-07-01T09:00:00.000Z", "2026-07-01T09:00:00.000Z"]],
      [["2026-07-01T09:00:00.000Z", "2026-07-03T09:30:00.000Z"], ["2026-07-01T09:00:00.000Z", "2026-07-03T09:30:00.000Z"]],
    ]);
  });

  test("give software an id by what the standard says, and by nothing else (2.9, 6.14)", () => {
    // RFC 9562, appendix A.4.
    expect(uuid5("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "www.example.com")).toBe("2ed6657d-e927-568b-95e1-2665a8aea6a2");
    const expected = `software--${uuid5("00abedb4-aa42-466c-9c01-fed23315a9b7", '{"cpe":"c","name":"n","vendor":"v","version":"1"}')}`;
    expect([softwareId({ version: "1", vendor: "v", name: "n", cpe: "c" }), softwareId({ name: "n", cpe: "c", vendor: "v", version: "1", swid: undefined })]).toEqual([expected, expected]);
  });

  test("have no UUID in two types of object (2.9)", () => {
    const uuids = written(tidegate).objects.map((one) => one.id.split("--")[1]);
    expect(new Set(uuids).size).toBe(uuids.length);
  });

  test("are valid and read back to the same advisory, whatever characters it holds", () => {
    fc.assert(fc.property(arbitraryAdvisory, (input) => {
      const advisory = stateAdvisory(toPublicAdvisory(input));
      const { documents: [document] } = writeStix(advisory);
      expect(validateStix(document).errors).toEqual([]);
      const { format: _, unread, vulnerabilities: [after], ...read } = readStix(JSON.parse(JSON.stringify(document)), NOW);
      const { format: __, unread: ___, vulnerabilities: [before], ...given } = advisory;
      expect(read).toEqual(given);
      expect(unread).toEqual([]);
      expect(new Set(after?.severities)).toEqual(new Set(before?.severities));
      expect({ ...after, severities: [] }).toEqual({ ...before, assigner: null, severities: [] });
    }), { numRuns: 200, seed: 14409 });
  });
});
