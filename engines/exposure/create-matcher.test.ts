import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import fc from "fast-check";
import type { Inventory } from "./exposure.types.ts";
import { createMatcher, match } from "./create-matcher.ts";
import { readAdvisory } from "./advisories/read-advisory.ts";
import { parseInventory } from "./inventory/parse-inventory.ts";
import { versionMembership } from "./versions/version-set.rules.ts";

const file = (name: string): Buffer => readFileSync(new URL(`./fixtures/${name}`, import.meta.url));
const csafSource = JSON.parse(file("tidepump.csaf.json").toString()) as { document: object };
const csaf = readAdvisory(csafSource);
const osv = readAdvisory({
  id: "EX-OSV-1", aliases: ["CVE-2026-90001"], summary: "EXERCISE: heap overflow in tinyini",
  affected: [{ package: { ecosystem: "", name: "tinyini", purl: "pkg:generic/tinyini" }, ranges: [{ type: "SEMVER", events: [{ introduced: "0" }, { fixed: "1.4.2" }] }] }],
});
const inventory = (text: string): Inventory => parseInventory(new TextEncoder().encode(text));
const bom = (components: readonly object[]): Inventory => inventory(JSON.stringify({ bomFormat: "CycloneDX", specVersion: "1.6", components }));

describe("a utility with a bill of materials", () => {
  it("is matched by package URL and version, and what its own VEX excuses stays silent", () => {
    const found = match({ advisories: [csaf, osv], inventory: parseInventory(file("utility.cdx.json")) });
    expect(found.map(({ asset, ...rest }) => ({ asset: asset.id, ...rest }))).toEqual([
      {
        asset: "components[0].components[0]", advisoryId: "EX-2026-0001", vulnerabilityId: "CVE-2026-90001", product: "tinyini", probability: 0.99,
        reason: "The package URL is the same. Version 1.3.0 is at risk (from 1.0.0, before 1.4.2).",
        action: "Update tinyini to 1.4.2 or later.", fixedVersion: "1.4.2", versionKnown: true,
      },
      {
        asset: "components[0].components[0]", advisoryId: "EX-OSV-1", vulnerabilityId: "CVE-2026-90001", product: "tinyini", probability: 0.99,
        reason: "The package URL is the same. Version 1.3.0 is at risk (before 1.4.2).",
        action: "Update tinyini to 1.4.2 or later.", fixedVersion: "1.4.2", versionKnown: true,
      },
    ]);
  });
});

describe("a hospital with only a spreadsheet", () => {
  const found = match({ advisories: [csaf], inventory: parseInventory(file("hospital.csv")) });

  it("is matched by names: sure where the version is known, asked where one answer would settle it", () => {
    expect(found.map(({ asset, ...rest }) => ({ line: asset.source.line, ...rest }))).toEqual([
      {
        line: 4, advisoryId: "EX-2026-0001", vulnerabilityId: "CVE-2026-90001", product: "TidePump 200 series", probability: 0.95,
        reason: "The maker is the same and the name is the same. Version V1.3.0 is at risk (before V1.4.2).",
        action: "Update TidePump 200 series to V1.4.2 or later.", fixedVersion: "V1.4.2", versionKnown: true,
      },
      {
        line: 5, advisoryId: "EX-2026-0001", vulnerabilityId: "CVE-2026-90001", product: "TidePump 200 series", probability: 0.836,
        reason: "The maker is the same and the name is the same. Your list does not give the version.",
        action: "Update TidePump 200 series to V1.4.2 or later.", fixedVersion: "V1.4.2", versionKnown: false,
        question: { id: "which-version:line-5", assetId: "line-5", kind: "which-version", product: "Tide Pump 200 (rev. B)", text: "Which version of Tide Pump 200 (rev. B) is installed?", options: [] },
      },
      {
        line: 6, advisoryId: "EX-2026-0001", vulnerabilityId: "CVE-2026-90001", product: "tinyini", probability: 0.779,
        reason: "Your list names no maker and the name is the same. Version 1.3.9 is at risk (from 1.0.0, before 1.4.2).",
        action: "Update tinyini to 1.4.2 or later.", fixedVersion: "1.4.2", versionKnown: true, question: { id: "is-it-this:line-6:tinyini-project", assetId: "line-6", kind: "is-it-this", product: "tinyini project tinyini", text: "Is your tinyini the one made by tinyini project?", options: ["yes", "no"] },
      },
      {
        line: 7, advisoryId: "EX-2026-0001", vulnerabilityId: "CVE-2026-90001", product: "Monitor Leuchtturm X-20", probability: 0.95,
        reason: "The maker is the same and the name is the same. Version 2.04 SP1 is at risk (up to 2.04 SP2).",
        action: "No fixed version is named for Monitor Leuchtturm X-20. Until then: Unplug the monitor from the hospital network.",
        fixedVersion: null, versionKnown: true,
      },
    ]);
  });
});

describe("a bank that has nothing of it", () => {
  it("gets no match, although its vendor, model and version are each near one", () => {
    expect(match({ advisories: [csaf, osv], inventory: parseInventory(file("bank.csv")) })).toEqual([]);
  });
});

describe("matching", () => {
  const pump = (version: string): Inventory => inventory(`Vendor,Product,Version\nHarbor Instruments,TidePump 200,${version}\n`);

  it("drops withdrawn advisories", () => {
    const withdrawn = readAdvisory({ ...csafSource, document: { category: "csaf_superseded", title: "x", tracking: { id: "EX-9" } } });
    expect([match({ advisories: [csaf], inventory: pump("1.0") }).length, match({ advisories: [withdrawn], inventory: pump("1.0") })]).toEqual([1, []]);
  });

  it("respects another document's VEX about the same product and version, and only about those", () => {
    const vex = readAdvisory({
      document: { category: "csaf_vex", title: "EXERCISE", tracking: { id: "EX-VEX-1" } },
      product_tree: { branches: [{ category: "vendor", name: "Harbor Instruments", branches: [{ category: "product_name", name: "TidePump 200", branches: [
        { category: "product_version", name: "1.1", product: { product_id: "V", name: "TidePump 200 1.1" } },
      ] }] }] },
      vulnerabilities: [{ cve: "CVE-2026-90001", product_status: { known_not_affected: ["V"] } }],
    });
    const matcher = createMatcher([csaf, vex]);
    expect(["1.0", "1.1"].map((version) => matcher.match(pump(version)).length)).toEqual([1, 0]);
  });

  it("lets a package URL decide: another package of the same kind is not matched by a like name", () => {
    expect(match({ advisories: [osv], inventory: bom([{ name: "tinyini", version: "1.0.0", purl: "pkg:generic/other/tinyini@1.0.0" }]) })).toEqual([]);
  });

  it("takes one name in the registries of two languages for two packages", () => {
    const ofPython = readAdvisory({ id: "EX-PY", affected: [{ package: { ecosystem: "PyPI", name: "tinyini" }, ranges: [{ type: "ECOSYSTEM", events: [{ introduced: "0" }] }] }] });
    const matched = (purl: string) => match({ advisories: [ofPython], inventory: bom([{ name: "tinyini", version: "1.0.0", purl }]) }).length;
    expect([matched("pkg:pypi/tinyini@1.0.0"), matched("pkg:cargo/tinyini@1.0.0"), matched("pkg:npm/tinyini@1.0.0")]).toEqual([1, 0, 0]);
  });

  it("asks for the version when a package URL has none, and says when a version cannot be compared", () => {
    const [none, strange] = match({ advisories: [osv], inventory: bom([{ name: "tinyini", purl: "pkg:generic/tinyini" }, { name: "tinyini", version: "nightly", purl: "pkg:generic/tinyini" }]) });
    expect(none).toMatchObject({ probability: 0.871, versionKnown: false, fixedVersion: "1.4.2", question: { kind: "which-version", text: "Which version of tinyini is installed?" } });
    expect(strange?.reason).toBe("The package URL is the same. Version nightly cannot be held against those at risk.");
  });

  it("uses an equal CPE, and its version where the inventory gives none", () => {
    const advisory = readAdvisory({
      document: { category: "csaf_security_advisory", title: "EXERCISE", tracking: { id: "EX-CPE" } },
      product_tree: { branches: [{ category: "vendor", name: "Quay", branches: [{ category: "product_name", name: "Ledger", branches: [
        { category: "product_version_range", name: "< 12", product: { product_id: "Q", name: "Ledger", product_identification_helper: { cpe: "cpe:2.3:a:quay:ledger_desk:*:*:*:*:*:*:*:*" } } },
      ] }] }] },
      vulnerabilities: [{ cve: "CVE-2026-90002", product_status: { known_affected: ["Q"] } }],
    });
    const found = match({ advisories: [advisory], inventory: bom([{ name: "LD Ledger", cpe: "cpe:2.3:a:quay:ledger_desk:11.0:*:*:*:*:*:*:*" }]) });
    expect(found.map(({ probability, versionKnown, action }) => [probability, versionKnown, action])).toEqual([[0.97, true, "Update Ledger to 12 or later."]]);
  });

  it("does not bring back by a vaguer sibling what the closest product of the advisory rules out", () => {
    const siblings = readAdvisory({
      document: { category: "csaf_security_advisory", title: "EXERCISE", tracking: { id: "EX-SIB" } },
      product_tree: { branches: [{ category: "vendor", name: "Harbor Instruments", branches: [
        { category: "product_name", name: "TidePump Manager", branches: [{ category: "product_version_range", name: "< 2.0", product: { product_id: "A", name: "a" } }] },
        { category: "product_name", name: "TidePump", branches: [{ category: "product_version_range", name: "< 9.0", product: { product_id: "B", name: "b" } }] },
      ] }] },
      vulnerabilities: [{ cve: "CVE-2026-90003", product_status: { known_affected: ["A", "B"] } }],
    });
    const at = (version: string) => match({ advisories: [siblings], inventory: inventory(`Vendor,Product,Version\nHarbor Instruments,TidePump Manager,${version}\n`) });
    expect([at("1.0").map(({ product }) => product), at("2.0")]).toEqual([["TidePump Manager"], []]);
  });

  it("never says in words that something is not affected, safe or compliant", () => {
    const words = [...match({ advisories: [csaf, osv], inventory: parseInventory(file("hospital.csv")), threshold: 0 })].flatMap(({ reason, action, question }) => [reason, action, question?.text ?? ""]);
    expect(words.length).toBeGreaterThan(0);
    expect(words.filter((text) => /not affected|safe\b|compliant/i.test(text))).toEqual([]);
  });

  it("agrees with a slow walk over every pair, for package URLs and versions", () => {
    const advisories = Array.from({ length: 12 }, (_, index) => readAdvisory({
      id: `EX-${index}`,
      affected: [{ package: { ecosystem: "npm", name: `p${index % 5}` }, ranges: [{ type: "SEMVER", events: [{ introduced: `${index % 3}.0.0` }, { fixed: `${(index % 3) + 1}.${index}.0` }] }], versions: ["0.0.7"] }],
    }));
    const matcher = createMatcher(advisories);
    const component = fc.record({ name: fc.constantFrom("p0", "p1", "p2", "p3", "p4", "p9"), version: fc.constantFrom("0.0.7", "0.9.0", "1.0.0", "1.5.0", "2.9.0", "3.4.0", "4.0.0") });
    fc.assert(fc.property(fc.array(component, { minLength: 1, maxLength: 5 }), (components) => {
      const assets = bom(components.map(({ name, version }) => ({ name, version, purl: `pkg:npm/${name}@${version}` })));
      const slow = assets.assets.flatMap((asset) => advisories.filter(({ affected }) =>
        affected.some((product) => asset.purl?.startsWith(`${product.purl ?? "?"}@`) && versionMembership(product, asset.version) === "in")).map(({ id }) => `${asset.id} ${id}`));
      expect(matcher.match(assets).map(({ asset, advisoryId }) => `${asset.id} ${advisoryId}`).toSorted()).toEqual(slow.toSorted());
    }));
  });
});

describe("packages of operating systems", () => {
  const osvOf = (entries: readonly (readonly [ecosystem: string, fixed: string])[], name = "openssl") => readAdvisory({
    id: "EX-OSV-7", affected: entries.map(([ecosystem, fixed]) => ({ package: { ecosystem, name }, ranges: [{ type: "ECOSYSTEM", events: [{ introduced: "0" }, { fixed }] }] })),
  });
  const told = (advisories: readonly ReturnType<typeof readAdvisory>[], purls: readonly string[]) =>
    match({ advisories, inventory: bom(purls.map((purl) => ({ name: "openssl", purl }))) }).map(({ asset, probability }) => [asset.purl, probability]);

  it("without an epoch of their own are held against bounds with epochs as if these had none, with one in full", () => {
    const advisory = osvOf([["Red Hat:enterprise_linux:9::baseos", "1:3.0.7-25.el9"]]);
    const at = (version: string) => `pkg:rpm/redhat/openssl@${version}`;
    expect(told([advisory], [at("3.0.7-27.el9"), at("3.0.7-24.el9"), at("3.0.7-27.el9?epoch=1"), at("3.0.7-24.el9?epoch=1"), at("1.0-1.el9?epoch=2"), at("9.9-1.el9")])).toEqual([[at("3.0.7-24.el9"), 0.99], [at("3.0.7-24.el9?epoch=1"), 0.99]]);
  });

  it("meet the advisories of their own release alone, which the package URL or the version says", () => {
    const debian = osvOf([["Debian:12", "3.0.11-1~deb12u2"], ["Debian:13", "3.0.12-1"]]);
    const at = (version: string) => `pkg:deb/debian/openssl@${version}`;
    const patched = [at("3.0.11-1~deb12u2?distro=debian-12"), at("3.0.11-1~deb12u2"), at("3.0.11-1~deb12u2?distro=bookworm"), at("3.0.11-1~deb12u2?distro=debian-12.5")];
    expect(told([debian], patched)).toEqual([]);
    const open = [at("3.0.11-1~deb12u1"), at("3.0.11-1~deb12u2?distro=debian-13"), at("3.0.11-1~deb12u2?distro=trixie")];
    expect(told([debian], open)).toEqual(open.map((purl) => [purl, 0.99]));
    const ubuntu = osvOf([["Ubuntu:22.04:LTS", "3.0.2-0ubuntu1.15"], ["Ubuntu:24.04:LTS", "3.0.13-0ubuntu3"]]);
    expect(told([ubuntu], ["pkg:deb/ubuntu/openssl@3.0.2-0ubuntu1.15?distro=ubuntu-22.04", "pkg:deb/ubuntu/openssl@3.0.9-1~22.04.1"])).toEqual([]);
    const alpine = osvOf([["Alpine:v3.18", "3.1.4-r1"], ["Alpine:v3.19", "3.1.5-r0"]]);
    expect(told([alpine], ["pkg:apk/alpine/openssl@3.1.4-r1?distro=3.18.4", "pkg:apk/alpine/openssl@3.1.4-r1?distro=alpine-3.19.1"])).toEqual([["pkg:apk/alpine/openssl@3.1.4-r1?distro=alpine-3.19.1", 0.99]]);
  });

  it("of Red Hat's rebuilds share advisories, those of another family do not, and one that names no system meets any", () => {
    const redhat = osvOf([["Red Hat:enterprise_linux:9::baseos", "3.0.7-25.el9"]]);
    const purls = ["redhat/", "centos/", "rocky-linux/", "almalinux/", "oracle/", ""].map((namespace) => `pkg:rpm/${namespace}openssl@3.0.7-24.el9`);
    expect(told([redhat], purls)).toEqual(purls.map((purl) => [purl, 0.99]));
    expect(told([redhat], ["pkg:rpm/suse/openssl@3.0.7-24", "pkg:rpm/fedora/openssl@3.0.7-24.fc40", "pkg:rpm/almalinux/openssl@3.0.7-24.el8"])).toEqual([]);
    const suse = osvOf([["SUSE:Linux Enterprise Server 15 SP5", "3.0.8-150500.5"]]);
    expect(told([suse], ["pkg:rpm/openssl@3.0.8-150500.3.1", "pkg:rpm/suse/openssl@3.0.8-150500.3.1?distro=sles-15.4"])).toEqual([["pkg:rpm/openssl@3.0.8-150500.3.1", 0.99]]);
  });

  it("are asked about by release where only that settles it", () => {
    const matcher = createMatcher([osvOf([["Debian:12", "3.0.10-1"], ["Debian:13", "3.0.12-1"]])]);
    const owned = bom([{ name: "openssl", purl: "pkg:deb/debian/openssl@3.0.11-1" }]);
    const [open] = matcher.match(owned);
    expect([open?.probability, open?.question?.text]).toEqual([0.85, "Is your openssl the one of Debian 13?"]);
    const answered = (value: string) => matcher.match(owned, { answers: open?.question ? [{ ...open.question, questionId: open.question.id, value }] : [] }).map(({ probability }) => probability);
    expect([answered("yes"), answered("no")]).toEqual([[0.99], []]);
  });
});

describe("a statement about one version", () => {
  const flat = (helper: object, status: string) => readAdvisory({
    document: { category: "csaf_vex", title: "EXERCISE", tracking: { id: "EX-ONE" } },
    product_tree: { full_product_names: [{ product_id: "A", name: "Router X", product_identification_helper: helper }] }, vulnerabilities: [{ cve: "CVE-2026-90001", product_status: { [status]: ["A"] } }],
  });
  const at = (version: string) => ({ name: "tinyini", purl: `pkg:generic/tinyini@${version}` });

  it("in a package URL neither tells of nor silences another version", () => {
    const versions = (advisories: readonly ReturnType<typeof readAdvisory>[]) => match({ advisories, inventory: bom([at("1.2.3"), at("1.3.9")]) }).map(({ asset }) => asset.version);
    const helper = { purl: "pkg:generic/tinyini@1.2.3" };
    expect([versions([flat(helper, "known_affected")]), versions([osv, flat(helper, "known_not_affected")])]).toEqual([["1.2.3"], ["1.3.9"]]);
  });

  it("in a CPE name tells of that version alone (NISTIR 7696)", () => {
    const cpe = (version: string) => `cpe:2.3:h:acme:router_x:${version}:*:*:*:*:*:*:*`;
    const found = match({ advisories: [flat({ cpe: cpe("1.0") }, "known_affected")], inventory: bom(["1.0", "2.0"].map((version) => ({ name: "Router X", cpe: cpe(version) }))) });
    expect(found.map(({ asset, probability }) => [asset.cpe, probability])).toEqual([[cpe("1.0"), 0.97]]);
  });
});

it("a Maven package without a package URL is known by its group and artifact", () => {
  const advisory = readAdvisory({ id: "EX-MVN", affected: [{ package: { ecosystem: "Maven", name: "org.example.tide:tide-core" }, ranges: [{ type: "ECOSYSTEM", events: [{ introduced: "2.0" }, { fixed: "2.15.0" }] }] }] });
  const found = match({ advisories: [advisory], inventory: bom([{ group: "org.example.tide", name: "tide-core", version: "2.14.1" }, { group: "org.example.tide", name: "tide-core", version: "2.15.0" }]) });
  expect(found.map(({ asset, probability }) => [asset.version, probability])).toEqual([["2.14.1", 0.95]]);
});
