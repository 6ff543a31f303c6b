/**
 * Inventories x advisories. Words: an *asset* is one thing an operator owns (not "component", "device"); a *product*
 * is what an advisory names; a *match* is the belief, with a probability, that an asset is an affected product.
 * The absence of a match is never a statement that something is not affected.
 */
export { parseInventory, INVENTORY_LIMITS } from "./inventory/parse-inventory.ts";
export { readAdvisory, affectedProductsOf } from "./advisories/read-advisory.ts";
export { createMatcher, match } from "./create-matcher.ts";
export { indexProducts } from "./product-index.ts";
export type { IndexedPackage, IndexedProduct, ProductIndex } from "./product-index.ts";
export type { PackageAnswer } from "./version-map.rules.ts";
export { chooseQuestions } from "./questions.rules.ts";
export { advisoryIndexScans, assetIndexKeys } from "./reverse-keys.ts";
export { compareVersions, compileVersionSet, readVersion, versionKey, versionMembership } from "./versions/version-set.rules.ts";
export type { CompiledVersionSet, Placement, ReadVersion } from "./versions/version-set.rules.ts";
export { isSchemeName, SCHEME_NAMES, schemeOfEcosystem, schemeOfPurlType } from "./versions/schemes.rules.ts";
export { parseVers, readVers, versContains, writeVers } from "./versions/vers.ts";
export type { Vers, VersComparator, VersConstraint } from "./versions/vers.ts";
export { nativeToVers } from "./versions/native-to-vers.ts";
export { parsePurl, buildPurl, canonicalPurl, findPackageKey, findPurlIdentity } from "./identifiers/purl.ts";
export { parseCpe } from "./identifiers/cpe.ts";
export { compareNames } from "./names/compare-names.rules.ts";
export { AdvisoryError, IdentifierError, InventoryError, VersError } from "./exposure.errors.ts";
export type { AdvisoryErrorCode, IdentifierErrorCode, InventoryErrorCode, VersErrorCode } from "./exposure.errors.ts";
export type { Purl, PurlParts } from "./identifiers/purl.ts";
export type { Cpe } from "./identifiers/cpe.ts";
export type { AssetIndexKey, AssetIndexScan } from "./reverse-keys.ts";
export type { ReadInventoryOptions } from "./inventory/parse-inventory.ts";
export type { ColumnChoice, InventoryTable } from "./exposure.types.ts";
export type {
  Advisory, AffectedProduct, Answer, Asset, Inventory, InventoryColumn, InventoryFormat, Match, Matcher, MatchOptions, Membership,
  NotAffectedStatement, Question, Remedy, SchemeName, SkippedLine, SourcePlace, VersionRange, VersionSet, VulnerabilityRef,
} from "./exposure.types.ts";
export { detailsOf, dueAt, groupByFix, highestFix, MOST_STEPS, PLAN_WORDS, planMatches, planTexts, productKey } from "./plan/plan-matches.ts";
export type { PlannedStep, PlanRequest } from "./plan/plan-matches.ts";
export type { AssetSetting, ProposedWindow, SaidSafeguard, StepAsset, StepFacts, Texts, WrittenStep } from "./plan/plan.types.ts";
export { compareOrder, writeStep } from "./plan/write-step.ts";
export { addDays, endOfDay, isTimeZone, localDate, proposeWindows } from "./plan/propose-windows.ts";
export type { WindowRules } from "./plan/propose-windows.ts";
export { printHtml, printText } from "./plan/print-plan.rules.ts";
export type { ShownPlan, ShownStep } from "./plan/print-plan.rules.ts";
export { escapeCalendarText, toCalendarFile } from "./plan/calendar-lines.rules.ts";
export { writeCalendar } from "./plan/write-calendar.rules.ts";
export { countSyllables, readingGrade } from "./plan/reading-grade.rules.ts";
export { toInertText } from "./inert-text.rules.ts";
export { openZip } from "./inventory/zip-entries.ts";
