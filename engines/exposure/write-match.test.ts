import { expect, it } from "vitest";
import { createMatcher } from "./create-matcher.ts";
import { parseInventory } from "./inventory/parse-inventory.ts";
import { readAdvisory } from "./advisories/read-advisory.ts";
import { readingGrade } from "./plan/reading-grade.rules.ts";

it("why something matches is told at school grade 8 or below, whatever the names, identifiers and versions are", () => {
  const products = [
    ["Tide Pump 200 series", "< 2.0"], ["Gate Valve 7", "*"], ["Sluice Guard", "1.0, 1.1"], ["Tide Pump 300", "All versions with Ethernet interface"], ["Sluice Guard Desktop Manager", "<= 3.1"],
  ];
  const matcher = createMatcher([readAdvisory({
    document: { category: "csaf_security_advisory", title: "EXERCISE", tracking: { id: "EX-1" } },
    product_tree: { branches: [{ category: "vendor", name: "Harbor Instruments", branches: products.map(([name, versions], index) => (
      { category: "product_name", name, branches: [{ category: "product_version_range", name: versions, product: { product_id: `P${index}`, name: `${name} ${versions}`, product_identification_helper: { cpe: `cpe:2.3:h:harbor:p${index}:*:*:*:*:*:*:*:*` } } }] }
    )) }] },
    vulnerabilities: [{ cve: "CVE-2026-90001", product_status: { known_affected: products.map((_, index) => `P${index}`) } }],
  })]);
  const makers = ["Harbor Instruments", "Harbor Instrumentss", "HI", "", "Quay"];
  const names = [...products.map(([name]) => name), "Tide Pump", "Gate Valve 7 (rev. B) outdoor", "Sluice Gard", "Tide Pump 200, blue", "Sluice"];
  const rows = makers.flatMap((maker) => names.flatMap((name) => ["", "1.0", "nightly"].map((version) => `"${maker}","${name}",${version},`)));
  rows.push("Any,Thing,1.0,cpe:2.3:h:harbor:p0:*:*:*:*:*:*:*:*");
  const found = matcher.match(parseInventory(new TextEncoder().encode(`Vendor,Product,Version,CPE\n${rows.join("\n")}\n`)), { threshold: 0.2 });
  const told = [...new Set(found.map(({ reason }) => reason))];
  expect(told.length).toBeGreaterThan(15);
  expect(told.filter((text) => readingGrade(text) > 8)).toEqual([]);
});
