/**
 * The door of engines/advisories: vulnerability documents read, written, validated and signed. It knows no database, no clock
 * and no organisation; every instant comes in with the advisory.
 *
 * Words: an *advisory* is our model or a document about one vulnerability; a *record* is CVE's or OSV's document; a *feed* lists
 * documents. A *tracking id* names a case, never a vulnerability.
 */
export { AdvisoryError } from "./advisories.errors.ts";
export type { AdvisoryErrorCode } from "./advisories.errors.ts";
export type * from "./advisories.types.ts";
export { toPublicAdvisory } from "./build-public-advisory.ts";
export type { PublicAdvisoryInput } from "./build-public-advisory.ts";
export { checkConsistency } from "./consistency/check-consistency.ts";
export type { ConsistencyTest } from "./consistency/consistency.types.ts";
export { checkDocument, convertAdvisory, convertDocument, detectFormat, formatNames, parseAdvisory, validateAdvisory } from "./convert-advisory.ts";
export type { ConversionOptions, ConvertedDocument } from "./convert-advisory.ts";
export { cvssScore, cvssScores } from "./cvss-score.ts";
export type { CvssScore, CvssScores, CvssVersion } from "./cvss-score.ts";
export { convertCsaf20 } from "./csaf/convert-csaf.ts";
export type { Conversion } from "./csaf/convert-csaf.ts";
export { parseCsaf } from "./csaf/read-csaf.ts";
export { csafTestIds, validateCsaf, validateCsaf20 } from "./csaf/validate-csaf.ts";
export type { CsafPreset, CsafValidation, CsafValidationOptions } from "./csaf/validate-csaf.ts";
export type { CsafVersion } from "./csaf/read-document.ts";
export { toCsaf20, toCsaf21 } from "./csaf/write-csaf.ts";
export { parseCve } from "./cve/read-cve.ts";
export { validateCveHandOff, validateCveRecord } from "./cve/validate-cve.ts";
export { toCveHandOff, toCveRecord } from "./cve/write-cve.ts";
export { toCycloneDxVex } from "./cyclonedx/write-cyclonedx.ts";
export { serializeDocument } from "./document-bytes.ts";
export type { Json, JsonObject } from "./document-bytes.ts";
export { aggregatorDocument, parseProviderMetadata } from "./feeds/aggregator.ts";
export type { CsafAggregator, ListedProvider } from "./feeds/aggregator.ts";
export {
  LEADING_CSAF_VERSION, LEADING_METADATA_PATH, changesCsv, csafLayout, csafPath, hashFile, indexTxt, openPgpKeyPath, providerMetadata, roleOf,
} from "./feeds/csaf-layout.ts";
export type { CsafLayout, CsafSite } from "./feeds/csaf-layout.ts";
export { directoryListing } from "./feeds/directory-listing.ts";
export { buildRolieFeed, rolieCategories, rolieService } from "./feeds/rolie-feed.ts";
export { securityTxt } from "./feeds/security-txt.ts";
export type { SecurityContact } from "./feeds/security-txt.ts";
export { readEpss } from "./exploitation/read-epss.ts";
export type { EpssScore, EpssScores } from "./exploitation/read-epss.ts";
export { readKev } from "./exploitation/read-kev.ts";
export type { KevCatalogue, KevEntry } from "./exploitation/read-kev.ts";
export { compileOfficialSchema } from "./official-schema.ts";
export { toOpenVex } from "./openvex/write-openvex.ts";
export { parseOsv } from "./osv/read-osv.ts";
export { validateOsv } from "./osv/validate-osv.ts";
export { osvId, toOsv } from "./osv/write-osv.ts";
export { ecosystemOfPurl } from "./product-identifiers.ts";
export { signDocument, verifyDocument } from "./sign-document.ts";
export type { DetachedSignature, SignatureCheck } from "./sign-document.ts";
export { cveIdsOf } from "./state-advisory.ts";
export { toStix } from "./stix/write-stix.ts";
export { toCsafVex20, toCsafVex21 } from "./vex/csaf-vex.ts";
export { DECISION_TABLES, decide, getDecisionTable } from "./ssvc/decide.ts";
export type { Decision } from "./ssvc/decide.ts";
export type { DecisionPoint, DecisionTable, DecisionValue } from "./ssvc/read-tables.ts";
export { BOD_26_04, decideBod2604 } from "./ssvc/bod-26-04.ts";
export type { Bod2604Decision, Bod2604Input, Bod2604Row, Bod2604Timeline } from "./ssvc/bod-26-04.ts";
