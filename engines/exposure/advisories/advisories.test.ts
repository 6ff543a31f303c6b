import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { AdvisoryError } from "../exposure.errors.ts";
import { affectedProductsOf, readAdvisory } from "./read-advisory.ts";
import { findFixedVersion } from "./read-version-words.rules.ts";
import { readVersions } from "./read-versions.ts";

describe("words about versions", () => {
  const all = [{}];
  it.each([
    ["All versions", all, []], ["*", all, []], ["vers:generic/*", all, []],
    ["< V4.2", [{ fixed: "V4.2" }], []],
    ["All versions prior to V4.2", [{ fixed: "V4.2" }], []],
    ["Versions before 2.04 SP1", [{ fixed: "2.04 SP1" }], []],
    ["4.2 and earlier", [{ lastAffected: "4.2" }], []],
    ["up to and including 3.1", [{ lastAffected: "3.1" }], []],
    ["1.0 or later", [{ introduced: "1.0" }], []],
    [">= 3.0.0 | <= 3.3.0", [{ introduced: "3.0.0", lastAffected: "3.3.0" }], []],
    ["> V3.0 < V4.0", [{ after: "V3.0", fixed: "V4.0" }], []],
    ["All versions >= V2.0 and < V2.5", [{ introduced: "V2.0", fixed: "V2.5" }], []],
    ["1.0 through 1.5", [{ introduced: "1.0", lastAffected: "1.5" }], []],
    ["13.2.1-13.2.4", [{ introduced: "13.2.1", lastAffected: "13.2.4" }], []],
    ["All versions V14 < V14 SP3", [{ introduced: "V14", fixed: "V14 SP3" }], []],
    ["2.4.x", [{ introduced: "2.4", limit: "2.5" }], []],
    ["V1.1, V1.2, and V1.3", [], ["V1.1", "V1.2", "V1.3"]],
    ["5.1 | 6.0", [], ["5.1", "6.0"]],
    ["All BIOS versions < V22.01.08", [{ fixed: "V22.01.08" }], []], ["< CPC80 V16.30", [{ fixed: "V16.30" }], []], ["<=firmware_32", [{ lastAffected: "32" }], []],
    ["< FW11", [{ fixed: "11" }], []], ["<= HiOS 07.0.02", [{ lastAffected: "07.0.02" }], []], ["No version", [], []],
    ["V04.00.02 and all versions >= V04.00.15 < 04.00.18", [{ introduced: "V04.00.15", fixed: "04.00.18" }], ["V04.00.02"]],
    ["vers:all/>=V21.9<V21.9.4", [{ introduced: "V21.9", fixed: "V21.9.4" }], []],
    ["vers:npm/<2.1.0|>=2.0.0||>=1.0.0 |< 1.4.2|", [{ introduced: "1.0.0", fixed: "1.4.2" }, { introduced: "2.0.0", fixed: "2.1.0" }], []],
    ["vers:generic/<V14 SP3|>=V14%20SP1", [{ introduced: "V14 SP1", fixed: "V14 SP3" }], []], ["vers:/1.0|=1.1", [], ["1.0", "1.1"]],
    ["vers:npm/>=1.0.0|<1.4.2|>=2.0.0|<2.1.0", [{ introduced: "1.0.0", fixed: "1.4.2" }, { introduced: "2.0.0", fixed: "2.1.0" }], []],
  ])("%s", (words, ranges, versions) => {
    expect(readVersions(words, "generic")).toMatchObject({ ranges, versions, unread: null });
  });

  it.each(["devices sold in 2019", "All versions with Function State (FS) < 11", "vers:npm/!=1.0.0", "vers:npm/>1.0.0|!=1.5.0", "vers:npm/<one", "vers:npm/>=1.*", "vers:npm/1%0A0", "< blue", "<", "<= first five digits of serial number 24061", "<  january 2020", "<=Production_date_August_2020", "HEN08103", "x".repeat(5000)])(
    "that cannot be read stay as words, and the set is undetermined: %.50s", (words) => {
      expect(readVersions(words, "generic")).toEqual({ scheme: expect.any(String), ranges: [], versions: [], unread: words.slice(0, 1000) });
    },
  );

  it("never throw, whatever they are", () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...Array.from("v1.0 <>=|,x*()and to prior")), maxLength: 40 }), (words) => {
      expect(readVersions(words, "generic")).toHaveProperty("ranges");
    }), { numRuns: 2000 });
  });

  it("in a remedy name the fixed version", () => {
    expect([
      "Update to V5.2.4 or later version", "Users should upgrade the device to firmware version 2.04 SP2.", "Install version 1.4.2", "Ask support for the latest release",
    ].map(findFixedVersion)).toEqual(["V5.2.4", "2.04 SP2", "1.4.2", null]);
  });
});

describe("an OSV record", () => {
  const record = {
    schema_version: null, id: "EX-OSV-1", aliases: ["CVE-2026-90001", "GHSA-xxxx"], summary: "EXERCISE", severity: [],
    affected: [
      { package: { ecosystem: "PyPI", name: "Tiny_Ini" }, ranges: [{ type: "ECOSYSTEM", events: [{ introduced: "0" }, { fixed: "1.4.2" }] }, { type: "GIT", events: [{ introduced: "0" }] }], versions: ["1.0"] },
      { package: { ecosystem: "Maven", name: "org.example:ini" }, ranges: null, versions: ["2.0"] },
      { package: { ecosystem: "npm", name: "@acme/ini" }, ranges: [{ type: "SEMVER", events: [{ introduced: "1.0.0" }, { last_affected: "1.4.1" }] }] },
      { package: { ecosystem: "OSS-Fuzz", name: "ini" }, ranges: [{ type: "GIT", events: [{ introduced: "abc" }] }] },
      { package: {} },
    ],
  };

  it("gives its products with package URLs, even where the record leaves them out", () => {
    const advisory = readAdvisory(record);
    expect(advisory.affected.map(({ product, purl, scheme, ranges, versions, unread }) => ({ product, purl, scheme, ranges, versions, unread }))).toEqual([
      { product: "Tiny_Ini", purl: "pkg:pypi/tiny-ini", scheme: "pypi", ranges: [{ fixed: "1.4.2" }], versions: ["1.0"], unread: null },
      { product: "ini", purl: "pkg:maven/org.example/ini", scheme: "maven", ranges: [], versions: ["2.0"], unread: null },
      { product: "@acme/ini", purl: "pkg:npm/%40acme/ini", scheme: "semver", ranges: [{ introduced: "1.0.0", lastAffected: "1.4.1" }], versions: [], unread: null },
      { product: "ini", purl: null, scheme: "generic", ranges: [], versions: [], unread: "a range of source commits" },
    ]);
    expect(advisory.leftOut).toBe(1);
    expect(advisory.affected[0]?.vulnerabilities).toEqual([{ id: "CVE-2026-90001", aliases: ["EX-OSV-1", "GHSA-xxxx"], remedies: [] }]);
  });

  it("of Maven names the group as the maker, as bills of materials do", () => {
    expect(readAdvisory(record).affected[1]).toMatchObject({ vendor: "org.example", product: "ini" });
  });

  it.each([
    ["Red Hat:enterprise_linux:9::baseos", "pkg:rpm/ini", "el", "9"], ["Red Hat:openshift:4.14::el8", "pkg:rpm/ini", "el", "8"], ["Rocky Linux:9", "pkg:rpm/ini", "el", "9"], ["AlmaLinux", "pkg:rpm/ini", "el", null],
    ["SUSE:Linux Enterprise Server 15 SP5", "pkg:rpm/ini", "suse", "15.5"], ["openSUSE:Leap 15.5", "pkg:rpm/ini", "suse", "15.5"], ["Mageia:9", "pkg:rpm/ini", "mageia", "9"], ["Azure Linux:3", "pkg:rpm/ini", "azure-linux", "3"],
    ["openEuler:22.03-LTS-SP1", "pkg:rpm/ini", "openeuler", "22.03.lts.1"], ["Debian:12", "pkg:deb/debian/ini", "debian", "12"], ["Ubuntu:Pro:22.04:LTS", "pkg:deb/ubuntu/ini", "ubuntu", "22.04"], ["Alpine:v3.19", "pkg:apk/alpine/ini", "alpine", "3.19"],
  ])("of %s gives its package and the system it is for", (ecosystem, purl, family, release) => {
    const [product] = affectedProductsOf({ id: "EX-OSV-2", affected: [{ package: { ecosystem, name: "ini" }, versions: ["1"] }] });
    expect([product?.purl, product?.distribution?.family, product?.distribution?.release]).toEqual([purl, family, release]);
  });

  it.each([["Wolfi", "pkg:apk/wolfi/ini"], ["Chainguard", "pkg:apk/chainguard/ini"]])("of %s, which has no releases, gives its package", (ecosystem, purl) => {
    const [product] = affectedProductsOf({ id: "EX-OSV-2", affected: [{ package: { ecosystem, name: "ini" }, versions: ["1"] }] });
    expect([product?.purl, product?.distribution?.release]).toEqual([purl, null]);
  });

  it("of our own names vendor and product where there is no ecosystem", () => {
    const [product] = affectedProductsOf({
      id: "x_EX-1", affected: [{ database_specific: { breakwater: { vendor: "Harbor", product: "Tide", purl: "pkg:generic/tide", cpe: null } }, versions: ["1.0"] }],
    });
    expect(product).toMatchObject({ vendor: "Harbor", product: "Tide", purl: "pkg:generic/tide", versions: ["1.0"], ranges: [] });
  });

  it("that was withdrawn affects nothing", () => {
    expect(affectedProductsOf({ ...record, withdrawn: "2026-07-01T00:00:00Z" })).toEqual([]);
  });
});

describe("a CSAF document", () => {
  const source = JSON.parse(readFileSync(new URL("../fixtures/tidepump.csaf.json", import.meta.url), "utf8")) as Record<string, unknown>;

  it("gives its affected products with vendor, versions, identifiers and remedies", () => {
    const advisory = readAdvisory(source);
    expect(advisory.affected).toEqual([
      {
        advisoryId: "EX-2026-0001", vendor: "Harbor Instruments", product: "TidePump 200 series", purl: null, cpe: null, scheme: "generic",
        ranges: [{ fixed: "V1.4.2" }], versions: [], unread: null,
        vulnerabilities: [{ id: "CVE-2026-90001", aliases: [], remedies: [
          { kind: "vendor-fix", text: "", fixedVersion: "1.4.2" },
          { kind: "vendor-fix", text: "Update to V1.4.2 or later version.", fixedVersion: "V1.4.2" },
        ] }],
      },
      {
        advisoryId: "EX-2026-0001", vendor: "tinyini project", product: "tinyini", purl: "pkg:generic/tinyini", cpe: null, scheme: "generic",
        ranges: [{ introduced: "1.0.0", fixed: "1.4.2" }], versions: [], unread: null,
        vulnerabilities: [{ id: "CVE-2026-90001", aliases: [], remedies: [] }],
      },
      {
        advisoryId: "EX-2026-0001", vendor: "Müller Medizintechnik AG", product: "Monitor Leuchtturm X-20", purl: null, cpe: null, scheme: "generic",
        ranges: [{ lastAffected: "2.04 SP2" }], versions: [], unread: null,
        vulnerabilities: [{ id: "CVE-2026-90001", aliases: [], remedies: [{ kind: "workaround", text: "Unplug the monitor from the hospital network", fixedVersion: null }] }],
      },
    ]);
    expect(advisory.notAffected.map(({ product, versions }) => [product, versions])).toEqual([["TidePump 200 series", ["1.4.2"]]]);
  });

  it("speaks of the component where a relationship joins two products, and of flat product names", () => {
    const joined = readAdvisory({
      document: { category: "csaf_vex", title: "EXERCISE", tracking: { id: "EX-2" } },
      product_tree: {
        full_product_names: [{ product_id: "A", name: "tinyini" }, { product_id: "B", name: "TidePump" }],
        relationships: [{ category: "installed_on", product_reference: "A", relates_to_product_reference: "B", full_product_name: { product_id: "AB", name: "tinyini on TidePump" } }],
      },
      vulnerabilities: [{ ids: [{ system_name: "EX", text: "EX-V-1" }], product_status: { known_affected: ["AB"], known_not_affected: ["B"] } }],
    });
    expect(joined.affected.map(({ product, vulnerabilities }) => [product, vulnerabilities[0]?.id])).toEqual([["tinyini", "EX-V-1"]]);
    expect(joined.notAffected.map(({ product }) => product)).toEqual(["TidePump"]);
  });

  it("that is withdrawn affects nothing", () => {
    expect(affectedProductsOf({ ...source, document: { category: "csaf_withdrawn", title: "x", tracking: { id: "EX-3" } } })).toEqual([]);
  });
});

describe("what is no advisory", () => {
  it.each([null, "text", 7, [], {}, { id: 7 }, { document: {} }, { document: { category: "x", tracking: { id: "" } } }])("is refused with the field named: %j", (document) => {
    expect(() => readAdvisory(document)).toThrow(AdvisoryError);
  });
});

describe("other formats", () => {
  it("an OpenVEX document excuses what it says is not affected or fixed, keeps why, and names what is", () => {
    const vex = readAdvisory({
      "@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://example.org/vex-1", author: "EXERCISE", timestamp: "2026-01-02T03:04:05Z", version: 1,
      statements: [
        { vulnerability: { name: "CVE-2026-90001" }, products: [{ "@id": "pkg:npm/tinyini@1.3.0" }], status: "not_affected", justification: "vulnerable_code_not_present" },
        { vulnerability: { name: "CVE-2026-90001" }, products: [{ "@id": "pkg:npm/tinyini@1.4.2" }], status: "fixed" },
        { vulnerability: { name: "CVE-2026-90002" }, products: [{ "@id": "pkg:npm/tinyini@1.3.0" }], status: "affected", action_statement: "Update to 1.4.2" },
        { vulnerability: { name: "CVE-2026-90003" }, products: [{ "@id": "pkg:npm/tinyini@1.3.0" }], status: "under_investigation" },
      ],
    });
    expect([vex.format, vex.withdrawn, vex.leftOut]).toEqual(["openvex", false, 0]);
    expect(vex.notAffected.map(({ purl, versions, vulnerabilities: [about] }) => [purl, versions, about?.id, about?.justification])).toEqual([
      ["pkg:npm/tinyini", ["1.3.0"], "CVE-2026-90001", "vulnerable_code_not_present"], ["pkg:npm/tinyini", ["1.4.2"], "CVE-2026-90001", null],
    ]);
    expect(vex.affected.map(({ purl, versions, vulnerabilities }) => [purl, versions, vulnerabilities[0]?.id])).toEqual([["pkg:npm/tinyini", ["1.3.0"], "CVE-2026-90002"]]);
  });

  it("a CycloneDX VEX document does so by its analyses", () => {
    const vex = readAdvisory({
      bomFormat: "CycloneDX", specVersion: "1.6", version: 1,
      components: [{ type: "library", "bom-ref": "a", name: "tinyini", version: "1.3.0", purl: "pkg:npm/tinyini@1.3.0" }],
      vulnerabilities: [{ id: "CVE-2026-90001", analysis: { state: "not_affected", justification: "code_not_reachable" }, affects: [{ ref: "a" }] }],
    });
    expect(vex.notAffected.map(({ purl, vulnerabilities: [about] }) => [purl, about?.id, about?.justification])).toEqual([["pkg:npm/tinyini", "CVE-2026-90001", "vulnerable_code_not_in_execute_path"]]);
  });

  it("a CVE record gives its vendor's products and those that others add, with their CPEs", () => {
    const record = readAdvisory({
      dataType: "CVE_RECORD", dataVersion: "5.1",
      cveMetadata: { cveId: "CVE-2026-90001", assignerOrgId: "8254265b-2729-46b6-b9e3-3dfca2d5bfca", state: "PUBLISHED" },
      containers: {
        cna: {
          providerMetadata: { orgId: "8254265b-2729-46b6-b9e3-3dfca2d5bfca" }, descriptions: [{ lang: "en", value: "EXERCISE" }], references: [{ url: "https://example.org" }],
          affected: [{ vendor: "Harbor", product: "Tide Pump", versions: [{ status: "affected", version: "1.0", lessThan: "2.0", versionType: "semver" }] }],
        },
        adp: [{
          providerMetadata: { orgId: "134c704f-9b21-4f2e-91b3-4a467353bcc0" },
          affected: [{ vendor: "harbor", product: "tide_pump", cpes: ["cpe:2.3:a:harbor:tide_pump:*:*:*:*:*:*:*:*"], versions: [{ status: "affected", version: "1.0", lessThan: "2.0", versionType: "custom" }] }],
        }],
      },
    });
    expect(record.affected.map(({ vendor, product, cpe, ranges }) => ({ vendor, product, cpe, ranges }))).toEqual([
      { vendor: "Harbor", product: "Tide Pump", cpe: null, ranges: [{ introduced: "1.0", fixed: "2.0" }] },
      { vendor: "harbor", product: "tide_pump", cpe: "cpe:2.3:a:harbor:tide_pump:*:*:*:*:*:*:*:*", ranges: [{ introduced: "1.0", fixed: "2.0" }] },
    ]);
  });
});

describe("the ways CSAF documents name products", () => {
  const document = { category: "csaf_security_advisory", title: "EXERCISE", tracking: { id: "EX-7" }, publisher: { category: "vendor", name: "Harbor Instruments", namespace: "https://example.org" } };

  it("firmware without a name of its own is known by its device, and a vendor's own document by its vendor", () => {
    const advisory = readAdvisory({
      document,
      product_tree: {
        branches: [
          { category: "product_name", name: "Tide Pump 200", product: { product_id: "HW", name: "Tide Pump 200" } },
          { category: "product_name", name: "Firmware", branches: [{ category: "product_version_range", name: "<12", product: { product_id: "FW", name: "Firmware <12" } }] },
        ],
        relationships: [{ category: "installed_on", product_reference: "FW", relates_to_product_reference: "HW", full_product_name: { product_id: "FWHW", name: "Firmware <12 installed on Tide Pump 200" } }],
      },
      vulnerabilities: [{ cve: "CVE-2026-90001", product_status: { known_affected: ["FWHW"] } }],
    });
    expect(advisory.affected.map(({ vendor, product, ranges }) => ({ vendor, product, ranges }))).toEqual([{ vendor: "Harbor Instruments", product: "Tide Pump 200", ranges: [{ fixed: "12" }] }]);
  });

  it("models and order numbers that stand where versions go are names", () => {
    const product = (name: string, version: string, id: string, full: string) =>
      ({ category: "product_name", name, branches: [{ category: "product_version", name: version, product: { product_id: id, name: full } }] });
    const advisory = readAdvisory({
      document,
      product_tree: { branches: [
        product("Sluice V3 products", "Sluice Control for Linux", "A", "Sluice V3 products - Sluice Control for Linux"), product("AXC 30", "2700989", "B", "AXC 30: Article number 2700989"),
        product("Tide Pump", "1.4", "C", "Tide Pump: 1.4"), product("Gate", "No version", "D", "Gate: No version"),
      ] },
      vulnerabilities: [{ cve: "CVE-2026-90001", product_status: { known_affected: ["A", "B", "C", "D"] } }],
    });
    expect(advisory.affected.map(({ product: name, ranges, versions, unread }) => ({ name, ranges, versions, unread }))).toEqual([
      { name: "Sluice V3 products Sluice Control for Linux", ranges: [{}], versions: [], unread: null }, { name: "AXC 30 (2700989)", ranges: [{}], versions: [], unread: null },
      { name: "Tide Pump", ranges: [], versions: ["1.4"], unread: null }, { name: "Gate", ranges: [], versions: [], unread: null },
    ]);
  });

  it("flags say why a product is not affected", () => {
    const advisory = readAdvisory({
      document,
      product_tree: { full_product_names: [{ product_id: "A", name: "Pump" }, { product_id: "B", name: "Gate" }], product_groups: [{ group_id: "G", product_ids: ["A"] }] },
      vulnerabilities: [{ cve: "CVE-2026-90001", product_status: { known_not_affected: ["A", "B"] }, flags: [{ label: "component_not_present", group_ids: ["G"] }] }],
    });
    expect(advisory.notAffected.map(({ product, vulnerabilities }) => [product, vulnerabilities[0]?.justification])).toEqual([["Pump", "component_not_present"], ["Gate", null]]);
  });

  const flat = (helper: object) => readAdvisory({
    document, product_tree: { full_product_names: [{ product_id: "A", name: "Gate", product_identification_helper: helper }] }, vulnerabilities: [{ cve: "CVE-2026-90001", product_status: { known_affected: ["A"] } }],
  }).affected.map(({ scheme, ranges, versions, unread }) => ({ scheme, ranges, versions, unread }));

  it.each([
    ["a package URL's version", { purl: "pkg:npm/gate@1.2.3" }, { scheme: "npm", ranges: [], versions: ["1.2.3"], unread: null }],
    ["its epoch too", { purl: "pkg:rpm/redhat/gate@1.2-3.el9?arch=src&epoch=0" }, { scheme: "rpm", ranges: [], versions: ["0:1.2-3.el9"], unread: null }],
    ["a CPE name's version", { cpe: "cpe:2.3:h:acme:gate:1.0:*:*:*:*:*:*:*" }, { scheme: "generic", ranges: [], versions: ["1.0"], unread: null }],
    ["and its update", { cpe: "cpe:/o:acme:gate:1.0:sp2" }, { scheme: "generic", ranges: [], versions: ["1.0 sp2"], unread: null }],
    ["every version where neither has one", { purl: "pkg:npm/gate", cpe: "cpe:2.3:a:acme:gate:-:*:*:*:*:*:*:*" }, { scheme: "npm", ranges: [{}], versions: [], unread: null }],
    ["nothing sure by a wildcard", { cpe: "cpe:2.3:a:acme:gate:1.*:*:*:*:*:*:*:*" }, { scheme: "generic", ranges: [], versions: [], unread: "1.*" }],
  ])("where no branch gives versions, the identifiers say them: %s", (_, helper, expected) => {
    expect(flat(helper)).toEqual([expected]);
  });

  it("Red Hat's branches are packages and their builds, for the release of the system they are a component of", () => {
    const build = (id: string, name: string, purl: string) => ({ category: "product_version", name, product: { product_id: id, name, product_identification_helper: { purl } } });
    const part = (of: string, host: string) => ({ category: "default_component_of", product_reference: of, relates_to_product_reference: host, full_product_name: { product_id: `${host}:${of}`, name: `${of} of ${host}` } });
    const advisory = readAdvisory({
      document,
      product_tree: {
        branches: [
          ...["7", "9"].map((release) => ({ category: "product_name", name: `System ${release}`, product: { product_id: `S${release}`, name: `System ${release}`, product_identification_helper: { cpe: `cpe:/o:redhat:enterprise_linux:${release}` } } })),
          { category: "architecture", name: "src", branches: [
            build("Z", "zlib", "pkg:rpm/redhat/zlib?arch=src"), build("J", "java-1.8.0-openjdk", "pkg:rpm/redhat/java-1.8.0-openjdk"),
            build("B", "zlib-0:1.2.11-39.el9.x86_64", "pkg:rpm/redhat/zlib?arch=x86_64"), build("V", "zlib-0:1.2.11-40.el9.x86_64", "pkg:rpm/redhat/zlib@1.2.11-40.el9?arch=x86_64&epoch=2"),
            { category: "product_version_range", name: "<1.2.11-41.el9", product: { product_id: "R", name: "zlib", product_identification_helper: { purl: "pkg:rpm/redhat/zlib@1" } } },
          ] },
        ],
        relationships: [part("Z", "S7"), part("J", "S7"), part("B", "S9"), part("V", "S9"), part("R", "S9")],
      },
      vulnerabilities: [{ cve: "CVE-2026-90001", product_status: { known_affected: ["S7:Z", "S7:J", "S9:B", "S9:V", "S9:R"] } }],
    });
    expect(advisory.affected.map(({ product, purl, distribution, ranges, versions, epochs }) => [product, purl, distribution?.release, ranges, versions, epochs])).toEqual([
      ["zlib", "pkg:rpm/zlib", "7", [{}], [], undefined], ["java-1.8.0-openjdk", "pkg:rpm/java-1.8.0-openjdk", "7", [{}], [], undefined],
      ["zlib", "pkg:rpm/zlib", "9", [], ["0:1.2.11-39.el9"], undefined],
      ["zlib", "pkg:rpm/zlib", "9", [], ["2:1.2.11-40.el9"], "said"], ["zlib", "pkg:rpm/zlib", "9", [], ["1.2.11-40.el9"], "left out"],
      ["zlib", "pkg:rpm/zlib", "9", [{ fixed: "1.2.11-41.el9" }], [], undefined],
    ]);
  });
});
