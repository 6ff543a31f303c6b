import { describe, expect, it } from "vitest";
import type { Advisory, Inventory } from "./exposure.types.ts";
import { readAdvisory } from "./advisories/read-advisory.ts";
import { match } from "./create-matcher.ts";
import { parseInventory } from "./inventory/parse-inventory.ts";

const CVE = "CVE-1900-0001";
const PUMP = "pkg:generic/harbor/tide-pump@2.0";

const flaw = (name: string) => readAdvisory({ id: `EX-${name}`, aliases: [CVE], affected: [{ package: { ecosystem: "npm", name }, ranges: [{ type: "SEMVER", events: [{ introduced: "0" }] }] }] });

function vex(status: string, product: string, subcomponents: readonly string[] | null): Advisory {
  return readAdvisory({
    "@context": "https://openvex.dev/ns/v0.2.0", "@id": `https://harbor.example/${status}`, author: "Harbor", timestamp: "2026-01-01T00:00:00Z", version: 1,
    statements: [{
      vulnerability: { name: CVE }, status, ...(status === "not_affected" ? { justification: "vulnerable_code_not_in_execute_path" } : { action_statement: "Update." }),
      products: [{ "@id": product, ...(subcomponents && { subcomponents: subcomponents.map((id) => ({ "@id": id })) }) }],
    }],
  });
}

const component = (purl: string, inside: readonly string[] = []) => ({ type: "library", name: purl.replace(/^.*\/|@.*$/g, ""), purl, components: inside.map((one) => ({ type: "library", name: one.replace(/^.*\/|@.*$/g, ""), purl: one })) });
function bill(parts: readonly object[], whole: string | null): Inventory {
  return parseInventory(new TextEncoder().encode(JSON.stringify({ bomFormat: "CycloneDX", specVersion: "1.6", version: 1, ...(whole !== null && { metadata: { component: component(whole) } }), components: parts })));
}
const told = (advisories: readonly Advisory[], inventory: Inventory) => match({ advisories, inventory }).map(({ asset, advisoryId }) => `${asset.product} ${advisoryId}`);

describe("a statement about parts of a product", () => {
  const library = "pkg:npm/wave@1.0.0";
  const excuse = vex("not_affected", PUMP, ["pkg:npm/wave"]);

  it("excuses the part in a bill that describes the product, or inside it", () => {
    expect(told([flaw("wave")], bill([component(library)], PUMP))).toEqual(["wave EX-wave"]);
    expect(told([flaw("wave"), excuse], bill([component(library)], PUMP))).toEqual([]);
    expect(told([flaw("wave"), excuse], bill([component(PUMP, [library])], null))).toEqual([]);
  });

  it("excuses neither the part beside the product or in another one, nor other parts, versions or vulnerabilities", () => {
    const found = (advisories: readonly Advisory[], inventory: Inventory) => told([...advisories, excuse], inventory);
    expect(found([flaw("wave")], bill([component(library), component(PUMP)], null))).toEqual(["wave EX-wave"]);
    expect(found([flaw("wave")], bill([component(library)], "pkg:generic/harbor/gate-valve@2.0"))).toEqual(["wave EX-wave"]);
    expect(found([flaw("wave")], bill([component(library)], "pkg:generic/harbor/tide-pump@3.0"))).toEqual(["wave EX-wave"]);
    expect(found([flaw("foam")], bill([component("pkg:npm/foam@1.0.0")], PUMP))).toEqual(["foam EX-foam"]);
    expect(told([flaw("wave"), vex("not_affected", PUMP, ["pkg:npm/wave@1.0.1"])], bill([component(library)], PUMP))).toEqual(["wave EX-wave"]);
    expect(told([{ ...flaw("wave"), affected: flaw("wave").affected.map((one) => ({ ...one, vulnerabilities: [{ id: "CVE-1900-0002", aliases: [], remedies: [] }] })) }, excuse], bill([component(library)], PUMP))).toEqual(["wave EX-wave"]);
  });

  it("excuses the product itself, but not for another of its parts", () => {
    const pump = bill([component(PUMP)], null);
    const about = (affected: readonly string[] | null, excused: readonly string[] | null) => told([vex("affected", PUMP, affected), vex("not_affected", PUMP, excused)], pump).length;
    expect([about(null, ["pkg:npm/wave"]), about(["pkg:npm/wave"], null), about(["pkg:npm/wave@1.0.0"], ["pkg:npm/wave"])]).toEqual([0, 0, 0]);
    expect([about(["pkg:npm/foam"], ["pkg:npm/wave"]), about(["https://harbor.example/foam"], ["https://harbor.example/wave"])]).toEqual([1, 1]);
    expect(about(["https://harbor.example/foam"], ["https://harbor.example/foam"])).toBe(0);
  });

  it("names a part by a CPE as well", () => {
    const part = { type: "library", name: "Wave", purl: library, cpe: "cpe:2.3:a:sea:wave:1.0.0:*:*:*:*:*:*:*" };
    const withCpe = (cpe: string) => told([flaw("wave"), vex("not_affected", PUMP, [cpe])], bill([part], PUMP));
    expect([withCpe("cpe:2.3:a:sea:wave:*:*:*:*:*:*:*:*"), withCpe("cpe:2.3:a:sea:wave:1.0.1:*:*:*:*:*:*:*"), withCpe("cpe:2.3:a:sea:foam:*:*:*:*:*:*:*:*")]).toEqual([[], ["Wave EX-wave"], ["Wave EX-wave"]]);
  });

  it("that an affected product's part alone is about does not make the part a match elsewhere", () => {
    expect(told([vex("affected", PUMP, [library])], bill([component(library)], null))).toEqual([]);
    expect(told([vex("affected", PUMP, [library])], bill([component(PUMP, [library])], null))).toEqual(["tide-pump https://harbor.example/affected"]);
  });
});
