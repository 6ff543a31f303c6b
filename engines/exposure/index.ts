/**
 * Inventories x advisories. Words: an *asset* is one thing an operator owns (not "component", "device"); a *product*
 * is what an advisory names; a *match* is the belief, with a probability, that an asset is an affected product.
 * The absence of a match is never a statement that something is not affected.
 */
export { parseInventory, INVENTORY_LIMITS } from "./inventory/parse-inventory.ts";
export { readAdvisory, affectedProductsOf } from "./advisories/read-advisory.ts";
export { createMatcher, match } from "./create-matcher.ts";
export { compareVersions, versionKey, versionMembership } from "./versions/version-set.rules.ts";
export { parsePurl, buildPurl, canonicalPurl, findPurlIdentity } from "./identifiers/purl.ts";
export { parseCpe } from "./identifiers/cpe.ts";
export { compareNames } from "./names/compare-names.rules.ts";
export { AdvisoryError, IdentifierError, InventoryError } from "./exposure.errors.ts";
export type { AdvisoryErrorCode, IdentifierErrorCode, InventoryErrorCode } from "./exposure.errors.ts";
export type { Purl, PurlParts } from "./identifiers/purl.ts";
export type { Cpe } from "./identifiers/cpe.ts";
export type { ReadInventoryOptions } from "./inventory/parse-inventory.ts";
export type {
  Advisory, AffectedProduct, Asset, Inventory, InventoryColumn, InventoryFormat, Match, Matcher, Membership,
  NotAffectedStatement, Remedy, SchemeName, SkippedLine, SourcePlace, VersionRange, VersionSet, VulnerabilityRef,
} from "./exposure.types.ts";
