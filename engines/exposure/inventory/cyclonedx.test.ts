import { describe, expect, it } from "vitest";
import { InventoryError } from "../exposure.errors.ts";
import { INVENTORY_LIMITS, parseInventory } from "./parse-inventory.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const bill = (members: object, minor = 6) => bytes(JSON.stringify({ bomFormat: "CycloneDX", specVersion: `1.${minor}`, version: 1, ...members }));
const strict = (file: Uint8Array): string => {
  try {
    parseInventory(file, { isStrict: true });
  } catch (error) {
    expect(error).toBeInstanceOf(InventoryError);
    return (error as InventoryError).message;
  }
  return "read";
};

const XML = `<?xml version="1.0"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.5" serialNumber="urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79" version="1">
  <metadata>
    <timestamp>2026-01-02T03:04:05Z</timestamp>
    <authors><author><name>A</name><email>a@example.invalid</email></author></authors>
    <component type="application" bom-ref="plant"><name>Marsh Lane</name><version>7</version></component>
    <licenses><license><id>MIT</id></license></licenses>
  </metadata>
  <components>
    <component type="firmware" bom-ref="gateway">
      <supplier><name>Harbor &amp; Sons</name><url>https://example.invalid</url><url>https://two.invalid</url><contact><name>B</name></contact></supplier>
      <name>Sluice Gateway</name><version>4.2</version>
      <hashes><hash alg="SHA-1">9188560f22e0b73070d2efce670c74af2bdf30af</hash></hashes>
      <licenses><expression>MIT OR Apache-2.0</expression></licenses>
      <purl>pkg:generic/sluice@4.2</purl>
      <modified>false</modified>
      <pedigree><ancestors><component type="library"><name>old</name></component></ancestors><patches><patch type="backport"><resolves><issue type="security"><id>X</id></issue></resolves></patch></patches></pedigree>
      <externalReferences><reference type="website"><url>https://example.invalid</url></reference></externalReferences>
      <components><component type="library" bom-ref="ini"><name>tinyini</name><version>1.3.0</version></component></components>
      <properties><property name="cdx:device:serialNumber">HI-0001</property><property name="cdx:device:quantity">3</property></properties>
    </component>
  </components>
  <services><service bom-ref="ticker"><provider><name>Tide</name></provider><name>Ticker</name><authenticated>true</authenticated><data><classification flow="inbound">PII</classification></data></service></services>
  <dependencies><dependency ref="gateway"><dependency ref="ini"/></dependency><dependency ref="ini"/></dependencies>
  <compositions><composition><aggregate>complete</aggregate><assemblies><assembly ref="gateway"/></assemblies></composition></compositions>
  <vulnerabilities><vulnerability><id>CVE-2026-90001</id><analysis><state>not_affected</state></analysis><affects><target><ref>ini</ref></target></affects></vulnerability></vulnerabilities>
</bom>`;

describe("a CycloneDX bill in XML", () => {
  const inventory = parseInventory(bytes(XML));

  it("gives what its JSON would: components and services, nested ones too, with lines, device properties and statements", () => {
    expect(inventory.format).toBe("cyclonedx-xml");
    expect(inventory.assets.map(({ id, source, vendor, product, version, purl, serial, count }) => [id, source.line, vendor, product, version, purl, serial, count])).toEqual([
      ["metadata.component", 6, null, "Marsh Lane", "7", null, null, 1],
      ["components[0]", 10, "Harbor & Sons", "Sluice Gateway", "4.2", "pkg:generic/sluice@4.2", "HI-0001", 3],
      ["components[0].components[0]", 19, null, "tinyini", "1.3.0", null, null, 1],
      ["services[0]", 23, "Tide", "Ticker", null, null, null, 1],
    ]);
    expect([inventory.skipped, inventory.statements]).toEqual([[], [{ vulnerabilityId: "CVE-2026-90001", assetId: "components[0].components[0]", state: "not_affected" }]]);
  });

  it("is valid, with a prefix too", () => {
    expect(strict(bytes(XML))).toBe("read");
    expect(strict(bytes(XML.replace("<bom xmlns=", "<b:bom xmlns:b=").replace("</bom>", "</b:bom>")))).toBe("read");
  });

  it.each([
    ["an unknown kind of component", XML.replace('type="firmware"', 'type="thing"'), "components[0].type"],
    ["a component without a name", XML.replace("<name>tinyini</name>", ""), "components[0].components[0].name"],
    ["a broken hash", XML.replace("9188560f", "918"), "components[0].hashes[0].content"],
    ["an unknown licence", XML.replace("<id>MIT</id>", "<id>Mine</id>"), "metadata.licenses[0].license.id"],
    ["a broken serial number", XML.replace("urn:uuid:3e67", "urn:uuid:"), "serialNumber"],
    ["a broken date", XML.replace("03:04:05Z", "noon"), "metadata.timestamp"],
    ["an unknown kind of patch", XML.replace('"backport"', '"guess"'), "pedigree.patches[0].type"],
    ["an unknown flow of data", XML.replace('"inbound"', '"bar"'), "services[0].data[0].flow"],
    ["a reference borne twice", XML.replace('bom-ref="ini"', 'bom-ref="gateway"'), "components[0].components[0].bom-ref"],
  ])("is refused, where it is asked to be strict, for %s", (_, text, path) => {
    expect(strict(bytes(text))).toContain(`not valid CycloneDX: ${path.startsWith("pedigree") ? `components[0].${path}` : path}`);
  });

  it.each([
    ["not-xml", XML.slice(0, 900)],
    ["not-xml", XML.replace("&amp;", "&nbsp;")],
    ["not-xml", XML.replace("&amp;", "&constructor;")],
    ["unsupported-format", XML.replace("<bom", '<!DOCTYPE bom [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><bom').replace("&amp;", "&b;")],
    ["unsupported-format", XML.replace("<bom", '<!DOCTYPE bom SYSTEM "file:///etc/passwd"><bom')],
    ["unsupported-format", '<?xml version="1.0"?><rdf:RDF xmlns:rdf="urn:x"/>'],
    ["unsupported-format", XML.replace("schema/bom/1.5", "schema/other")],
    ["not-cyclonedx", XML.replace("bom/1.5", "bom/1.1")],
    ["too-many-rows", XML.replace("<name>tinyini</name>", "<a/>".repeat(600_001))],
    ["not-xml", XML.replace("<name>tinyini</name>", `${"<a>".repeat(600)}${"</a>".repeat(600)}`)],
  ])("is refused as %s when it is broken or would expand", (code, text) => {
    expect(() => parseInventory(bytes(text))).toThrow(expect.objectContaining({ code }));
  });
});

describe("a CycloneDX bill in JSON", () => {
  it("is refused, where it is asked to be strict, with the place and the reason; else it is read as far as it can be", () => {
    const file = bill({ components: [{ type: "library", name: "a", hashes: [{ alg: "MD5", content: "x" }] }] });
    expect(strict(file)).toBe("The bill is not valid CycloneDX: components[0].hashes[0].content: it must be 32, 40, 64, 96 or 128 hexadecimal digits. Correct it, or have it read as far as it can be, and try again.");
    expect(parseInventory(file).assets).toHaveLength(1);
  });

  it.each([
    [2, { components: [{ type: "library", name: "a", version: "1", properties: [] }] }, "components[0]: it has a member that the standard does not know: \"properties\""],
    [3, { components: [{ type: "library", name: "a" }] }, "components[0].version: it is missing"],
    [4, { components: [{ type: "data", name: "a" }] }, "components[0].type: it must be one of"],
    [5, { components: [{ type: "cryptographic-asset", name: "a" }] }, "components[0].type"],
    [6, { components: [{ type: "library", name: "a", licenses: [{ expression: "MIT" }, { license: { id: "MIT" } }] }] }, "components[0].licenses: it must be licences, or one expression alone"],
    [6, { properties: [{ value: "x" }] }, "properties[0].name: it is missing"],
    [7, { components: [{ type: "library", name: "a", version: "1", versionRange: "vers:npm/>1", isExternal: true }] }, "components[0]: it must have a versionRange only when isExternal"],
    [7, { metadata: { component: { type: "library", name: "a", isExternal: true } } }, "metadata.component: it must not be isExternal"],
    [7, { metadata: { distributionConstraints: { tlp: "PINK" } } }, "metadata.distributionConstraints.tlp"],
    [7, { citations: [{ timestamp: "2026-01-01T00:00:00Z", pointers: ["/x"] }] }, "citations[0]: it must have attributedTo or process"],
    [6, { vulnerabilities: [{ id: "CVE-2026-90001", affects: [{ ref: "" }] }] }, "vulnerabilities[0].affects[0].ref"],
  ])("of 1.%i is held against the standard of its own version", (minor, members, reason) => {
    expect(strict(bill(members, minor))).toContain(reason);
  });

  it.each([
    [6, { components: [{ type: "cryptographic-asset", name: "a", cryptoProperties: { assetType: "algorithm" }, tags: ["x"] }], declarations: {}, definitions: {} }],
    [7, { components: [{ type: "library", name: "a", versionRange: "vers:npm/>1", isExternal: true, licenses: [{ expression: "MIT" }, { license: { id: "MIT" } }] }], citations: [] }],
  ])("of 1.%i may have what is new in it", (minor, members) => {
    expect(strict(bill(members, minor))).toBe("read");
  });

  it("has a BOM-Link to itself understood, and one to another bill not", () => {
    const uuid = "3e671687-395b-41f5-a30f-a58921a69b79";
    const statements = (link: string) => parseInventory(bill({
      serialNumber: `urn:uuid:${uuid}`, components: [{ "bom-ref": "a b", name: "a" }],
      vulnerabilities: [{ id: "CVE-2026-90001", analysis: { state: "resolved" }, affects: [{ ref: link }] }],
    })).statements.length;
    expect([statements(`urn:cdx:${uuid}/1#a%20b`), statements(`urn:cdx:${uuid.replace("3e", "4f")}/1#a%20b`), statements(`urn:cdx:${uuid}/1#%`)]).toEqual([1, 0, 0]);
  });

  it("of endless depth ends", () => {
    const deep = (n: number) => `${'{"name":"a","components":['.repeat(n)}${"]}".repeat(n)}`;
    const text = `{"bomFormat":"CycloneDX","specVersion":"1.6","components":[${deep(5_000)}]}`;
    expect(parseInventory(bytes(text)).assets).toHaveLength(1);
    expect(parseInventory(bytes(text)).assets[0]?.count).toBe(INVENTORY_LIMITS.nesting + 1);
    expect(strict(bytes(text))).toContain("nests deeper than 200 levels");
  });
});
