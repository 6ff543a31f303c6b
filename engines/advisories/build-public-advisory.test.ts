import { describe, expect, test } from "vitest";
import { tidegate } from "./fixtures/advisories.ts";
import type { PublicAdvisoryInput } from "./index.ts";
import { AdvisoryError, serializeDocument, toCsaf20, toCveHandOff, toCveRecord, toOsv, toPublicAdvisory } from "./index.ts";

function refusalOf(input: unknown): Pick<AdvisoryError, "code" | "field"> {
  try {
    toPublicAdvisory(input as PublicAdvisoryInput);
  } catch (error) {
    if (error instanceof AdvisoryError) return { code: error.code, field: error.field };
    throw error;
  }
  throw new Error("was not refused");
}

const CANARY = "canary-embargoed-reproducer";

type Node = { [key: string]: unknown };

/** Every object in a value, by JSON pointer. */
function objectsIn(value: unknown, pointer = ""): [pointer: string, node: Node][] {
  if (typeof value !== "object" || value === null) return [];
  const here: [string, Node][] = Array.isArray(value) ? [] : [[pointer, value as Node]];
  return [...here, ...Object.entries(value).flatMap(([key, child]) => objectsIn(child, `${pointer}/${key}`))];
}

describe("building a public advisory", () => {
  test("refuses an embargoed field in any object of its input and names the field", () => {
    const places = objectsIn(tidegate).map(([pointer]) => pointer);
    expect(places.length).toBeGreaterThan(20);
    for (const place of places) {
      const input = structuredClone(tidegate);
      const target = objectsIn(input).find(([pointer]) => pointer === place);
      target![1]["reproducer"] = CANARY;
      expect(refusalOf(input)).toEqual({ code: "invalid-advisory", field: `${place}/reproducer` });
    }
  });

  test("leaves no way out for an embargoed field forced past the types: no exporter copies what the model does not name", () => {
    const advisory = structuredClone(toPublicAdvisory(tidegate));
    for (const [, node] of objectsIn(advisory)) node["reproducer"] = CANARY;
    for (const document of [toCsaf20(advisory), toOsv(advisory), toCveRecord(advisory), toCveHandOff(advisory)]) {
      expect(JSON.stringify(document)).not.toContain("canary");
    }
  });

  test("computes scores from vectors and the release instants from the revisions, in UTC", () => {
    const { severities, initialReleaseAt, currentReleaseAt, weakness } = toPublicAdvisory(tidegate);
    expect(severities.map(({ score, rating }) => ({ score, rating }))).toEqual([
      { score: 9.8, rating: "critical" },
      { score: 7, rating: "high" },
      { score: 8.3, rating: "high" },
      { score: null, rating: "high" },
    ]);
    expect({ initialReleaseAt, currentReleaseAt }).toEqual({ initialReleaseAt: "2026-07-01T09:00:00.000Z", currentReleaseAt: "2026-07-03T09:30:00.000Z" });
    expect(weakness).toEqual({ id: "CWE-787", name: "Out-of-bounds Write" });
  });

  test.each([
    ["a tracking id that looks like a vulnerability id", { trackingId: "CVE-2026-0007" }, "/trackingId"],
    ["a TLP narrower than CLEAR", { tlp: "AMBER" }, "/tlp"],
    ["a title with a text-direction character", { title: "safe\u202eelif" }, "/title"],
    ["a summary longer than 4,000 characters", { summary: "a".repeat(4001) }, "/summary"],
    ["a weakness that is not in the CWE list", { weakness: "CWE-99999" }, "/weakness"],
    ["a reference that is no web address", { references: [{ kind: "web", url: "javascript:alert(1)", summary: "x" }] }, "/references/0/url"],
    ["a severity with neither vector nor word", { severities: [{ role: "finder", name: "x" }] }, "/severities/0/rating"],
    ["a word that contradicts the vector", { severities: [{ role: "finder", name: "x", vector: "AV:N/AC:L/Au:N/C:P/I:P/A:P", rating: "low" }] }, "/severities/0/rating"],
    ["a malformed vector", { severities: [{ role: "finder", name: "x", vector: "CVSS:3.1/AV:N" }] }, "/severities/0/vector"],
    ["a revision number with a gap", { revisions: [{ number: 2, at: "2026-07-01T09:00:00Z", summary: "x" }] }, "/revisions/0/number"],
    ["a revision before the one it follows", { revisions: [{ number: 1, at: "2026-07-01T09:00:00Z", summary: "x" }, { number: 2, at: "2026-06-01T09:00:00Z", summary: "x" }] }, "/revisions/1/at"],
    ["a product without versions", { products: [{ vendor: "V", product: "P", versionScheme: "semver" }] }, "/products/0/ranges"],
    ["a SemVer range with other versions", { products: [{ vendor: "V", product: "P", versionScheme: "semver", ranges: [{ introduced: "1.4" }] }] }, "/products/0/ranges/0"],
    ["a range in the place of a version", { products: [{ vendor: "V", product: "P", versionScheme: "generic", versions: ["<1.4"] }] }, "/products/0/versions/0"],
    ["a CVE id without the CNA that assigned it", { cve: { id: "CVE-1900-10007" } }, "/cve/assigner"],
    ["a not-affected product without a reason", { products: [{ vendor: "V", product: "P", versionScheme: "generic", versions: ["1"], status: "not-affected" }] }, "/products/0/notAffectedReason"],
  ])("refuses %s", (_, change, field) => {
    expect(refusalOf({ ...tidegate, ...change })).toEqual({ code: "invalid-advisory", field });
  });

  test("gives the same bytes again, whatever order its input's keys came in", () => {
    const reversed = (value: unknown): unknown => Array.isArray(value) ? value.map(reversed)
      : typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value).toReversed().map(([key, child]) => [key, reversed(child)]))
        : value;
    for (const write of [toCsaf20, toOsv, toCveRecord, toCveHandOff]) {
      const bytes = serializeDocument(write(toPublicAdvisory(reversed(tidegate) as PublicAdvisoryInput)));
      expect(bytes).toEqual(serializeDocument(write(toPublicAdvisory(tidegate))));
    }
  });
});
