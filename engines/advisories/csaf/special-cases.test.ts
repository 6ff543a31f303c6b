import { describe, expect, test } from "vitest";
import { validateCsaf } from "../index.ts";

// Special cases that the prose of section 6 implies: boundaries, mixed forms, and what must not be told.

type Json = Record<string, unknown>;

interface Case {
  readonly test: string;
  readonly title: string;
  readonly change: Json;
  readonly caught: boolean;
}

const AT = "2026-01-10T10:00:00.000Z";

function make({ document = {}, tracking = {}, ...rest }: { document?: Json; tracking?: Json; [name: string]: unknown }): Json {
  return {
    $schema: "https://docs.oasis-open.org/csaf/csaf/v2.1/schema/csaf.json",
    document: {
      category: "csaf_base", csaf_version: "2.1", distribution: { tlp: { label: "CLEAR" } }, title: "A bug in tidegate",
      publisher: { category: "vendor", name: "Harbour Works", namespace: "https://harbour.example" },
      tracking: { current_release_date: AT, id: "HW-2026-1", initial_release_date: AT, revision_history: [{ date: AT, number: "1", summary: "Written." }], status: "final", version: "1", ...tracking },
      ...document,
    },
    ...rest,
  };
}

const helped = (helper: Json) => ({ product_tree: { full_product_names: [{ name: "Tidegate", product_id: "P-1", product_identification_helper: helper }] } });
const purls = (...list: string[]) => helped({ purls: list });
const range = (name: string) => ({ product_tree: { branches: [{ branches: [{ category: "product_version_range", name, product: { name: "Tidegate", product_id: "P-1" } }], category: "vendor", name: "Harbour Works" }] } });
const versioned = (helper: Json) => ({
  product_tree: { branches: [{ branches: [{ branches: [{ category: "product_version", name: "2.2.0", product: { name: "Tidegate 2.2.0", product_id: "P-1", product_identification_helper: helper } }], category: "product_name", name: "Tidegate" }], category: "vendor", name: "Harbour Works" }] },
});
const license = (license_expression: string) => ({ document: { license_expression } });
const measured = (...contents: Json[]) => ({ product_tree: { full_product_names: [{ name: "Tidegate", product_id: "P-1" }] }, vulnerabilities: [{ metrics: contents.map((content) => ({ content, products: ["P-1"] })) }] });
const selected = (key: string, version: string, values: string[], namespace: string) => measured({ ssvc_v2: { schemaVersion: "2.0.0", selections: [{ key, namespace, values: values.map((value) => ({ key: value })), version }], timestamp: AT } });
const weakness = (version: string) => ({ vulnerabilities: [{ cwes: [{ id: "CWE-787", name: "Out-of-bounds Write", version }] }] });
const instant = (date: string) => ({ vulnerabilities: [{ flags: [{ date, label: "component_not_present", product_ids: ["P-1"] }] }] });
const named = (category: string) => ({ document: { category } });
const v3 = { cvss_v3: { baseScore: 9.8, baseSeverity: "CRITICAL", vectorString: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", version: "3.1" } };
const v4 = { cvss_v4: { baseScore: 9.3, baseSeverity: "CRITICAL", vectorString: "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", version: "4.0" } };

const rows = (id: string, toChange: (text: string) => Json, caught: readonly string[], passes: readonly string[]): Case[] =>
  [...caught.map((text) => ({ test: id, title: text, change: toChange(text), caught: true })), ...passes.map((text) => ({ test: id, title: text, change: toChange(text), caught: false }))];

const cases: readonly Case[] = [
  ...rows("6.1.11", weakness, ["4.99", "6.0", "1.99"], ["4.13", "4.19"]),
  ...rows("6.1.13", (text) => purls(text), [
    "pkg:pypi/Django@1.11", "pkg:pypi/my_package@1", "pkg:github/Harbour/tidegate@1", "pkg:npm/tidegate@1?os=linux&arch=x86", "pkg:npm/@scope/tidegate@1", "pkg:deb/debian/attr@1:2.4.47-2+b1",
    "pkg:generic/tide%2Dgate@1", "pkg:generic/tide gate@1", "pkg:npm/tidegate/", "pkg:cargo/harbour/tidegate@1", "pkg:oci/harbour/tidegate@sha256:244fd47e07d1", "pkg:julia/Tidegate@1", "pkg:generic/tidegate@1%G0",
    "pkg:generic/tidegate@1?os=", "pkg:generic/tidegate@1?os=a&os=b", "pkg:generic/tidegate@1#../lib", "pkg:chrome-extension/tidegate", "pkg:chrome-extension/dlpngalgnefjeiefhmpklpfiohadpglk@1.2-beta",
  ], [
    "pkg:pypi/my-package@1", "pkg:npm/%40scope/tidegate@1?arch=x86&os=linux#lib/gate.js", "pkg:deb/debian/attr@1:2.4.47-2%2Bb1?arch=amd64", "pkg:oci/tidegate@sha256%3A244fd47e07d1", "pkg:cran/A3@0.9.1",
    "pkg:maven/com.harbour/Tidegate@1.3.4?repository_url=https://registry.harbour.example", "pkg:swid/Acme/Enterprise%2BServer@1.0.0?tag_id=75b8c285", "pkg:chrome-extension/dlpngalgnefjeiefhmpklpfiohadpglk@1.2.3.4",
  ]),
  ...rows("6.1.26", named, ["security advisory", "Security\u2017Advisory", "Security\u200bAdvisory", "In\u2010formational\u00a0Advisory", "CSAF_Base", "csaf_new", "Deprecated Security Advisory", "superse-ded"], ["Harbour notice", "csaf_base", "csafbase", "Security Advisories", "csaf-notice"]),
  ...rows("6.1.37", instant, ["2026-01-10t10:00:00Z", "2026-01-10T10:00:00z", "2026-01-10 10:00:00Z", "2026-01-10T10:00:00", "2026-01-10T23:59:60Z", "2026-02-29T10:00:00Z", "2026-01-10T24:00:00Z", "2026-01-10T10:00:00,5Z", "2026-01-10T10:00:00+0100", "2026-01-10T10:00Z"], ["2026-01-10T10:00:00-00:00", "2026-01-10T10:00:00.123456789+14:00", "2024-02-29T10:00:00Z"]),
  { test: "6.1.42", title: "package URLs of which one cannot be read", change: purls("pkg:maven/com.harbour/tidegate@1", "pkg:maven/tidegate@1"), caught: true },
  { test: "6.1.42", title: "package URLs that differ in their subpath", change: purls("pkg:npm/tidegate@1#a", "pkg:npm/tidegate@1#b"), caught: true },
  { test: "6.1.42", title: "package URLs that differ in a qualifier", change: purls("pkg:npm/tidegate@1?os=a", "pkg:npm/tidegate@1"), caught: false },
  ...rows("6.1.46", (namespace) => selected("E", "1.1.0", ["P"], namespace), ["ssvc/german-", "ssvc/de-DE-DE", "SSVC", "x_harbour#a", "ssvc//"], ["ssvc/", "ssvc/de-DE", "ssvc//.harbour.example#plant", "x_harbour.example#a/de-DE-x-plant", "ssvc//.harbour.example#a$de"]),
  { test: "6.1.48", title: "a value that a point of the namespace cvss does not have", change: selected("AV", "3.0.1", ["R"], "cvss"), caught: true },
  { test: "6.1.48", title: "values of a point of the namespace cvss in another order", change: selected("AV", "3.0.1", ["N", "L"], "cvss"), caught: true },
  { test: "6.1.48", title: "a point of the namespace cvss that is not known here", change: selected("U", "1.0.0", ["G"], "cvss"), caught: false },
  ...rows("6.1.50", range, [
    "<4.2|<2.1", ">4.2|<2.1", "vers:npm/1.0%2G0", "vers:npm/>=1.0.0|", "vers:npm/|<1", "vers:npm/*", "VERS:npm/<1", "vers:NPM/<1", "vers:npm/=1.0.0|2", "vers:generic/<tide%2Dgate", "vers:intdot/<=1.0|<=2.0", "vers:intdot/1.0|!=2.0", "prior to 4.2", "<4.2, <5.1",
    "vers:semver/>=1.0.0|<=1.0.0",
  ], ["<=2", "<V3.0.29", ">10.9a|!=10.9c|!=10.9f|<=10.9k", "<2024-4-p19|>2024-10-p10|<2024-12-p10", "vers:all/*", "vers:deb/>=1%3A2.0%2Bb1|<3", "vers:deb/>=1:2.0+b1|<3", "vers:tomee/>=8.0.0-M1|<=8.0.1", "vers:harbour/<4.2.0|>3.91.1"]),
  ...rows("6.1.54", license, ["MIT AND", "(MIT", "MIT Apache-2.0", "DocumentRef-a:LicenseRef-b", "MIT WITH (LLVM-exception)", "MIT And Apache-2.0", "GPL-2.0 +", "LicenseRef-a+"], ["MIT or Apache-2.0", "GPL-2.0+ with Bison-exception-2.2", "((MIT))", "MIT WITH AdditionRef-harbour.example-a"]),
  ...rows("6.1.59", range, ["4.2.0", "vers:intdot/>=4.2|<=4.2.0"], ["vers:intdot/>=4.2|<=4.2.1", "!=4.2.0", "vers:all/*"]),
  ...rows("6.2.42", (cpe) => versioned({ cpe }), ["cpe:/a:harbour:tidegate:2.2.0::~~~~x64~", "cpe:/a:harbour:tidegate:2.2.0:p1", "cpe:/a:harbour:tidegate", "cpe:2.3:a:harbour:tidegate:2.2.*:*:*:*:*:*:*:*", "cpe:2.3:a:*:tidegate:2.2.0:*:*:*:*:*:*:*"], ["cpe:/a:harbour:tidegate:2.2.0", "cpe:/a:harbour:tidegate:2.2.0::~~~~~", "cpe:2.3:a:harbour:tidegate:v2.2.0:*:*:*:*:*:*:*"]),
  ...rows("6.2.44", license, ["GFDL-1.1", "LicenseRef-scancode-agpl-3.0-bacula"], ["MIT", "LicenseRef-scancode-public-domain"]),
  ...rows("6.2.45", license, ["Harbour-Free", "LicenseRef-scancode-harbour-free", "MIT WITH Harbour-exception"], ["LicenseRef-scancode-public-domain", "LicenseRef-harbour.example-free", "any-OSI"]),
  { test: "6.3.8", title: "a product whose name is misspelt", change: { document: { lang: "en" }, product_tree: { full_product_names: [{ name: "Tidegate contoller", product_id: "P-1" }] } }, caught: true },
  { test: "6.3.12", title: "CVSS 4 in another metric of the same product", change: measured(v3, v4), caught: true },
  { test: "6.3.12", title: "CVSS 4 beside CVSS 3", change: measured({ ...v3, ...v4 }), caught: false },
];

describe("a validator of CSAF 2.1, in special cases", () => {
  test.each(cases)("holds $test to its rule: $title (caught: $caught)", ({ test: id, change, caught }) => {
    const { errors, warnings, infos } = validateCsaf(make(change));
    const family = id.startsWith("6.1.") ? errors : id.startsWith("6.2.") ? warnings : infos;
    expect(family.some(({ test: one }) => one === id)).toBe(caught);
  });
});
