import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FormatName, ReadAdvisoryFields } from "./advisories.types.ts";
import { bareMinimum, tidegate } from "./fixtures/advisories.ts";
import { arbitraryAdvisory } from "./fixtures/arbitrary-advisories.ts";
import { FORMATS } from "./formats.ts";
import { toPublicAdvisory, type PublicAdvisoryInput } from "./index.ts";
import { NO_VULNERABILITY, stateAdvisory } from "./state-advisory.ts";

const NOW = "2030-06-01T00:00:00.000Z";
const formatOf = (name: FormatName) => FORMATS.find((format) => format.name === name)!;

type Notes = readonly { readonly path: string }[];

/** What must not get lost in silence, each part with the places in which a note may say that it was. */
function partsOf(documents: readonly ReadAdvisoryFields[]): Readonly<Record<string, { readonly value: readonly string[]; readonly noted: RegExp }>> {
  const vulnerabilities = documents.flatMap((document) => document.vulnerabilities);
  const credits = [...documents.flatMap((document) => document.credits), ...vulnerabilities.flatMap((one) => one.credits)];
  const remediations = vulnerabilities.flatMap((one) => one.remediations);
  const unique = (values: readonly unknown[]) => [...new Set(values.map((value) => JSON.stringify(value)))].toSorted();
  return {
    ids: { value: unique([...vulnerabilities.flatMap(({ cveId, ids }) => [cveId, ...ids]).filter((name) => name !== null), ...documents.map(({ id }) => id)]), noted: /^\/(vulnerabilities(\/\d+)?|cve|vulnerabilities\/\d+\/cveId)?$/ },
    statuses: {
      value: unique(vulnerabilities.flatMap(({ products }) => products.map(({ status, notAffectedReason, ranges, versions, fixedVersion }) => [status, notAffectedReason, ranges, versions.toSorted(), fixedVersion]))),
      noted: /\/products(\/\d+)?$|^\/vulnerabilities\/\d+\/analysis|^\/vulnerabilities(\/\d+)?$|\/affects\//,
    },
    severities: { value: unique(vulnerabilities.flatMap(({ severities }) => severities.map(({ role, name, vector, score, rating }) => [role, name, vector, score, rating]))), noted: /\/severities|^\/vulnerabilities$/ },
    ai: { value: unique([...credits, ...remediations].flatMap((one) => (one.ai ? [[one.ai.model, one.ai.humanReview]] : []))), noted: /\/remediations$|^\/vulnerabilities$/ },
  };
}

function lost(before: readonly ReadAdvisoryFields[], after: readonly ReadAdvisoryFields[], notes: Notes): string[] {
  const [were, are] = [partsOf(before), partsOf(after)];
  return Object.entries(were).flatMap(([name, { value, noted }]) => {
    const kept = new Set(are[name]?.value);
    const missing = value.filter((one) => !kept.has(one));
    return missing.length === 0 || notes.some(({ path }) => noted.test(path)) ? [] : [`${name}: ${missing.join(" ")} became ${[...kept].join(" ")}`];
  });
}

const parse = (documents: readonly unknown[], name: FormatName) => documents.map((document) => formatOf(name).read(JSON.parse(JSON.stringify(document)), NOW));

/** Writes an advisory in one format, reads it, writes that in another, and reads it again. */
function losses(advisory: ReadAdvisoryFields, from: FormatName, to: FormatName): string[] {
  const source = formatOf(from).write(advisory, NOW);
  return parse(source.documents, from).flatMap((read) => {
    const target = formatOf(to).write(read, NOW);
    // OpenVEX keeps no references, and a CVE record has at least one.
    const unsaid = (path: string) => from === "openvex" && to === "cve" && path.endsWith("/references");
    const faults = target.documents.flatMap((document) => formatOf(to).validate(document).errors.filter(({ path }) => !unsaid(path)).map(({ test: rule, path, message }) => `not valid: ${rule} ${path}: ${message}`));
    return [...faults, ...lost([read], parse(target.documents, to), [...read.unread, ...target.notes])];
  });
}

const STATUSES = [
  { status: "affected" }, { status: "not-affected", notAffectedReason: "inline_mitigations_already_exist" }, { status: "not-affected", notAffectedReason: "component_not_present" }, { status: "under-investigation" },
] as const;
const withStatuses = fc.tuple(arbitraryAdvisory, fc.array(fc.nat(STATUSES.length - 1), { minLength: 3, maxLength: 3 })).map(([input, wanted]): PublicAdvisoryInput => ({
  ...input,
  products: input.products.map((product, index) => {
    const judged = STATUSES[wanted[index] ?? 0]!;
    return judged.status === "affected" ? product : { ...product, ...judged, fixedVersion: null };
  }),
}));

/** A document about two vulnerabilities, as other publishers write them: the same product is affected by one, and was mended of the other. */
const ofTwo = ((): ReadAdvisoryFields => {
  const advisory = stateAdvisory(toPublicAdvisory(tidegate));
  const [first] = advisory.vulnerabilities;
  const product = { ...first!.products[0]!, status: "fixed" as const, ranges: [], versions: ["1.4.2"], fixedVersion: null, statusText: "Mended in passing.", statusAt: "2026-07-02T00:00:00.000Z" };
  return { ...advisory, vulnerabilities: [first!, {
    ...NO_VULNERABILITY, cveId: "CVE-1900-10008", ids: ["GHSA-aaaa-bbbb-cccc"], title: "The other bug", description: "Another length field.", products: [product],
    severities: [{ role: null, name: "Lantern Lab (exercise)", vector: "CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:L/I:N/A:N", score: 3.3, rating: "low" }],
  }] };
})();

const pairs = FORMATS.flatMap((from) => FORMATS.map((to) => [from.name, to.name] as const));

describe("converting documents from any format to any other", () => {
  test.each(pairs)("%s to %s keeps ids, statuses, severities with their sources and AI provenance, or says what it lost", (from, to) => {
    expect([stateAdvisory(toPublicAdvisory(tidegate)), stateAdvisory(toPublicAdvisory(bareMinimum)), ofTwo].flatMap((advisory) => losses(advisory, from, to))).toEqual([]);
    fc.assert(fc.property(withStatuses, (input) => {
      expect(losses(stateAdvisory(toPublicAdvisory(input)), from, to)).toEqual([]);
    }), { numRuns: 8, seed: 14409 });
  });
});
