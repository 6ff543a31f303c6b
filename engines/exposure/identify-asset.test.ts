import { describe, expect, it } from "vitest";
import type { Asset } from "./exposure.types.ts";
import { identifyAs, identifyAsset } from "./identify-asset.ts";
import { indexProduct } from "./product-index.ts";

const ASSET: Asset = {
  id: "line-2", source: { line: 2, path: null }, original: "x", vendor: null, product: "LD", model: null, version: null, purl: null, cpe: null,
  serial: null, location: null, exposed: "unknown", count: 1, repeats: [],
};
const cpe = (rest: string) => `cpe:2.3:a:quay:ledger_desk:${rest}`;

function identify(assetCpe: string, advisoryCpe: string) {
  const indexed = indexProduct({ advisoryId: "EX-1", vendor: "Quay", product: "Ledger Desk", purl: null, cpe: advisoryCpe, scheme: "generic", ranges: [{}], versions: [], unread: null, vulnerabilities: [] });
  const found = identifyAs(identifyAsset({ ...ASSET, cpe: assetCpe }), indexed);
  return found && { probability: found.probability, version: found.version };
}

describe("an asset with a CPE", () => {
  it.each([
    ["the same product is it, and its CPE's version stands where the inventory gives none", cpe("11.0:sp1:*:*:*:*:*:*"), cpe("*:*:*:*:*:*:*:*"), { probability: 0.97, version: "11.0 sp1" }],
    ["a version in the advisory's CPE does not count here: readers make the versions of it where nothing else states them", cpe("11.0:*:*:*:*:*:*:*"), cpe("12.0:*:*:*:*:*:*:*"), { probability: 0.97, version: "11.0" }],
    ["a wildcard of the advisory covers it", "cpe:2.3:a:quay:ledger_desk_pro:1:*:*:*:*:*:*:*", "cpe:2.3:a:quay:ledger_desk*:*:*:*:*:*:*:*:*", { probability: 0.97, version: "1" }],
    ["less exact than the advisory it is less sure", cpe("11.0:*:*:*:*:*:*:*"), cpe("*:*:*:*:*:windows:*:*"), { probability: 0.85, version: "11.0" }],
    ["another platform is another product", cpe("11.0:*:*:*:*:linux:*:*"), cpe("*:*:*:*:*:windows:*:*"), null],
    ["another product says little, and the names decide", "cpe:2.3:a:other:thing:1:*:*:*:*:*:*:*", cpe("*:*:*:*:*:*:*:*"), null],
    ["a CPE that cannot be read is as good as none", "cpe:nonsense", cpe("*:*:*:*:*:*:*:*"), null],
  ])("%s", (_, assetCpe, advisoryCpe, expected) => {
    expect(identify(assetCpe, advisoryCpe)).toEqual(expected);
  });
});
