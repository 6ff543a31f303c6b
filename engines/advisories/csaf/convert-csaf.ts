// From CSAF 2.0 to 2.1, as conformance clause 18 of CSAF 2.1 has it. Options it leaves to the tool have their defaults here.
import type { ConversionNote, ValidationFinding } from "../advisories.types.ts";
import { cvssScores } from "../cvss-score.ts";
import { AdvisoryError } from "../advisories.errors.ts";
import { convertHelper } from "./convert-identifiers.ts";
import { convertBranches } from "./convert-branches.ts";
import { addFixedProducts } from "./convert-fixes.ts";
import { bindNotes, takeSsvc } from "./convert-notes.ts";
import { parts, sortKeys, texts, toPart, toText, withoutRepeats, type Draft, type Part } from "./json-parts.ts";
import type { Note } from "./convert-identifiers.ts";
import { readLicenseExpression } from "./license-expression.ts";
import { groupOfStatus } from "./status-groups.ts";
import { toTime } from "./tracking-tests.ts";
import { validateCsaf, type CsafValidation } from "./validate-csaf.ts";
import { latestCweVersion, nextCweVersion } from "./weaknesses.ts";

export interface Conversion {
  readonly document: Readonly<Record<string, unknown>>;
  readonly notes: readonly ConversionNote[];
  /** Of the result, as a basic validator of 2.1 sees it. */
  readonly validation: CsafValidation;
}

export interface Csaf20Options {
  readonly now?: string;
  /** Whether the version that an affected range ends before is added as a fixed product, as the standard recommends. Default: yes. */
  readonly addsFixedProducts?: boolean;
}

/**
 * Converts a CSAF 2.0 document. What the source has wrong stays wrong: `validation` says so. Throws AdvisoryError
 * `unreadable-document` where the source is no object, says it is not 2.0, or nests too deep. `now` decides which fixes are still to come.
 */
export function convertCsaf20(source: unknown, { now = new Date().toISOString(), addsFixedProducts = true }: Csaf20Options = {}): Conversion {
  const before = validateCsaf(source, { version: "2.0", tests: ["6.2.20"], now });
  const root = toPart(source);
  if (!root || toPart(root["document"])?.["csaf_version"] !== "2.0") throw new AdvisoryError("unreadable-document", "/document/csaf_version", "Only CSAF 2.0 documents are converted; /document/csaf_version must be 2.0.");
  const draft = structuredClone(root) as Draft;
  const notes: ConversionNote[] = [];
  const note: Note = (path, message) => void notes.push({ path, message });
  for (const { path } of before.warnings) dropProperty(draft, path, note);
  mendLeapSeconds(draft, "", note);
  draft["$schema"] = "https://docs.oasis-open.org/csaf/csaf/v2.1/schema/csaf.json";
  convertDocument(asDraft(draft, "document"), note);
  bindNotes(draft, now, note);
  convertTree(draft, note);
  for (const [vulnerability, index] of parts(draft["vulnerabilities"])) convertVulnerability(vulnerability, `/vulnerabilities/${index}`, draft, now, note);
  if (addsFixedProducts && toPart(draft["document"])?.["category"] === "csaf_security_advisory") addFixedProducts(draft, note);
  const document = sortKeys(settleProfile(draft, now, note)) as Draft;
  return { document, notes, validation: validateCsaf(document, { version: "2.1", tests: "basic", now }) };
}

function asDraft(parent: Draft, name: string): Draft {
  const found: Draft | undefined = toPart(parent[name]);
  if (found) return found;
  const made: Draft = {};
  parent[name] = made;
  return made;
}

function dropProperty(draft: Draft, path: string, note: Note): void {
  const steps = path.split("/").slice(1).map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  const name = steps.pop() ?? "";
  let here: unknown = draft;
  for (const step of steps) here = Array.isArray(here) ? here[Number(step)] : toPart(here)?.[step];
  const holder: Draft | undefined = toPart(here);
  if (!holder || !Object.hasOwn(holder, name)) return;
  delete holder[name];
  note(path, "the property is none of CSAF and was not carried over");
}

function mendLeapSeconds(value: unknown, path: string, note: Note): void {
  if (typeof value !== "object" || value === null) return;
  for (const [name, child] of Object.entries(value)) {
    const found = typeof child === "string" && /(?:date|timestamp)$/.test(name) ? /^(.+T\d\d:\d\d):60(?:\.\d+)?(.*)$/i.exec(child) : null;
    if (found) {
      const mended = `${found[1]}:59.999999${found[2]}`;
      (value as Draft)[name] = mended;
      note(`${path}/${name}`, `${found[0]} is a leap second, which 2.1 forbids; it became ${mended}`);
    } else mendLeapSeconds(child, `${path}/${name}`, note);
  }
}

const TLP_LABELS: Readonly<Record<string, string>> = { WHITE: "CLEAR", GREEN: "GREEN", AMBER: "AMBER", RED: "RED" };

function convertDocument(document: Draft, note: Note): void {
  document["csaf_version"] = "2.1";
  const tlp = asDraft(asDraft(document, "distribution"), "tlp");
  const label = toText(tlp["label"]);
  if (label === undefined) note("/document/distribution/tlp/label", "there was no TLP label; the default CLEAR was set");
  tlp["label"] = label === undefined ? "CLEAR" : (TLP_LABELS[label] ?? label);
  if (toPart(document["publisher"])?.["category"] === "other") note("/document/publisher/category", "some publishers of the category other belong to the new category multiplier");
  const candidates = parts(document["notes"]).flatMap(([one, index]) => {
    const text = toText(one["text"])?.trim() ?? "";
    const isExpression = one["category"] === "legal_disclaimer" && text !== "" && isListedExpression(text);
    return isExpression ? [{ text, path: `/document/notes/${index}/text` }] : [];
  });
  const [only] = candidates;
  if (only && candidates.length === 1) {
    document["license_expression"] = only.text;
    note(only.path, `the license expression ${only.text} was found and set for the document`);
  } else if (candidates.length > 1) {
    note("/document/notes", `several license expressions were found, so none was set: ${candidates.map(({ text, path }) => `${text} (${path})`).join(", ")}`);
  }
  const id = toText(toPart(document["tracking"])?.["id"]);
  const title = toText(document["title"]);
  if (id && title?.includes(id)) {
    const rest = title.replaceAll(id, " ").replaceAll(/[([{]\s*[)\]}]/g, " ").replaceAll(/\s+/g, " ").replaceAll(/^[\s:()[\]–—-]+|[\s:([–—-]+$/g, "");
    if (rest !== "") document["title"] = rest;
    note("/document/title", "the tracking id was taken out of the title");
  }
}

function isListedExpression(text: string): boolean {
  const { names, problem } = readLicenseExpression(text);
  return problem === undefined && names.every(({ standing }) => standing === "listed" || standing === "deprecated");
}

function convertTree(draft: Draft, note: Note): void {
  const tree: Draft | undefined = toPart(draft["product_tree"]);
  if (!tree) return;
  if (Array.isArray(tree["branches"])) tree["branches"] = convertBranches(tree["branches"] as Draft[], note);
  for (const [name, index] of parts(tree["full_product_names"])) convertHelper(name, `/product_tree/full_product_names/${index}`, note);
  const relationships = parts(tree["relationships"]);
  delete tree["relationships"];
  if (relationships.length === 0) return;
  tree["product_paths"] = relationships.map(([one, index]) => {
    const name = one["full_product_name"] as Draft;
    if (toPart(name)) convertHelper(name, `/product_tree/relationships/${index}/full_product_name`, note);
    return { beginning_product_reference: one["product_reference"], full_product_name: name, subpaths: [{ category: one["category"], next_product_reference: one["relates_to_product_reference"] }] };
  });
}

function convertVulnerability(vulnerability: Draft, path: string, root: Draft, now: string, note: Note): void {
  if (vulnerability["release_date"] !== undefined) vulnerability["disclosure_date"] = vulnerability["release_date"];
  delete vulnerability["release_date"];
  const cwe = toPart(vulnerability["cwe"]);
  delete vulnerability["cwe"];
  if (cwe) convertCwe(vulnerability, cwe, `${path}/cwe`, root, note);
  const scores = parts(vulnerability["scores"]);
  delete vulnerability["scores"];
  const metrics: Draft[] = scores.map(([{ products, ...content }]) => ({ content, products }));
  for (const found of [findCvss4(vulnerability, path, note), takeSsvc(vulnerability, path, note)]) if (found) metrics.push(found);
  if (metrics.length > 0) vulnerability["metrics"] = metrics;
  for (const [id, index] of parts(vulnerability["ids"])) convertId(id, `${path}/ids/${index}`, note);
  for (const name of ["flags", "ids", "involvements", "metrics"]) if (Array.isArray(vulnerability[name])) vulnerability[name] = withoutRepeats(vulnerability[name]);
  convertRemediations(vulnerability, path, root, now, note);
}

function convertCwe(vulnerability: Draft, cwe: Part, path: string, root: Draft, note: Note): void {
  const weakness = { id: toText(cwe["id"]) ?? "", name: toText(cwe["name"])?.trim() ?? "" };
  const at = toTime(toPart(toPart(root["document"])?.["tracking"])?.["current_release_date"]) ?? 0;
  const version = latestCweVersion(at, weakness) ?? nextCweVersion(at, weakness);
  if (version === undefined) return note(path, `no version of the CWE list has ${weakness.id} under the name "${weakness.name}", so it was not carried over`);
  vulnerability["cwes"] = [{ ...weakness, version }];
}

/** A vector in the fragment of a reference to FIRST's calculator becomes a metric of all affected products. */
function findCvss4(vulnerability: Draft, path: string, note: Note): Draft | undefined {
  for (const [reference, index] of parts(vulnerability["references"])) {
    const found = /^https:\/\/www\.first\.org\/cvss\/calculator\/(?:v?4[.-]0|cvss-?v4)\/?#(CVSS:4\.0\/.+)$/i.exec(toText(reference["url"]) ?? "");
    if (!found?.[1]) continue;
    const status = toPart(vulnerability["product_status"]);
    const products = withoutRepeats(["first_affected", "known_affected", "last_affected"].flatMap((word) => texts(status?.[word]).map(([id]) => id)));
    try {
      const { overall, overallRating } = cvssScores(found[1]);
      if (products.length > 0) return { content: { cvss_v4: { version: "4.0", vectorString: found[1], baseScore: overall, baseSeverity: overallRating.toUpperCase() } }, products };
      note(`${path}/references/${index}/url`, "the CVSS 4 vector was not converted, since no product is affected");
    } catch (error) {
      if (!(error instanceof AdvisoryError)) throw error;
      note(`${path}/references/${index}/url`, `the CVSS 4 vector was not converted: ${error.message}`);
    }
  }
  return undefined;
}

/** RVISC and its mapping of 2026 know one system under two names. */
function convertId(id: Draft, path: string, note: Note): void {
  const [system, text] = [toText(id["system_name"]) ?? "", toText(id["text"]) ?? ""];
  const registered = "https://github.com/oasis-tcs/csaf";
  if (system !== registered && system !== "OASIS Open CSAF TC GitHub Issues") return note(path, `the id system "${system}" is not registered; nothing was changed`);
  const number = /^(?:issues?\s)?#?0*(\d+)$/i.exec(text)?.[1];
  if (number === undefined) return note(path, `"${text}" could not be made an id of ${registered}`);
  if (system === registered && text === `#${number}`) return;
  id["system_name"] = registered;
  id["text"] = `#${number}`;
  note(path, `"${text}" of "${system}" became #${number} of ${registered}`);
}

/** The rules for vendor_fix and none_available, product by product. */
function convertRemediations(vulnerability: Draft, path: string, root: Draft, now: string, note: Note): void {
  const remediations = parts(vulnerability["remediations"]);
  if (remediations.length === 0) return;
  const groups = new Map(parts(toPart(root["product_tree"])?.["product_groups"]).map(([group]) => [toText(group["group_id"]) ?? "", texts(group["product_ids"]).map(([id]) => id)]));
  const membersOf = (part: Part): string[] => [...new Set([...texts(part["product_ids"]).map(([id]) => id), ...texts(part["group_ids"]).flatMap(([id]) => groups.get(id) ?? [])])];
  const settled = new Set<string>();
  for (const [word, ids] of Object.entries(toPart(vulnerability["product_status"]) ?? {})) if (["not-affected", "fixed"].includes(groupOfStatus(word) ?? "")) for (const [id] of texts(ids)) settled.add(id);
  const [fixedNow, fixedLater] = [new Set<string>(), new Set<string>()];
  for (const [one] of remediations) {
    if (one["category"] !== "vendor_fix") continue;
    const at = toTime(one["date"]);
    const target = at !== undefined && at <= (toTime(now) ?? 0) ? fixedNow : fixedLater;
    for (const id of membersOf(one)) target.add(id);
  }
  const without = new Set(remediations.filter(([one]) => one["category"] === "none_available").flatMap(([one]) => membersOf(one)));
  const categoryFor = (category: string, id: string, date: unknown): string | undefined => {
    if (category === "none_available") return fixedNow.has(id) ? undefined : fixedLater.has(id) ? "fix_planned" : category;
    if (category !== "vendor_fix") return category;
    if (settled.has(id)) return "optional_patch";
    const isLater = !(toTime(date) !== undefined && (toTime(date) ?? 0) <= (toTime(now) ?? 0));
    return without.has(id) && isLater && !fixedNow.has(id) ? undefined : category;
  };
  const converted = remediations.flatMap(([one, index]): Part[] => {
    const category = toText(one["category"]) ?? "";
    const members = membersOf(one);
    if (members.length === 0 || !["vendor_fix", "none_available"].includes(category)) return [one];
    const byCategory = Map.groupBy(members, (id) => categoryFor(category, id, one["date"]));
    if (byCategory.size === 1 && byCategory.has(category)) return [one];
    const { group_ids: _, ...rest } = one;
    note(`${path}/remediations/${index}`, [...byCategory].map(([wanted, ids]) => `${ids.join(", ")}: ${wanted === undefined ? `no longer ${category}` : wanted}`).join("; "));
    return [...byCategory].flatMap(([wanted, ids]) => (wanted === undefined ? [] : [{ ...rest, category: wanted, product_ids: ids }]));
  });
  if (converted.length > 0) vulnerability["remediations"] = converted;
  else delete vulnerability["remediations"];
}

const isEnglishText = (document: Part): boolean => document["lang"] === undefined || /^en(?:-|$)/i.test(toText(document["lang"]) ?? "");
const PROFILE_ERRORS = /^6\.1\.27\./;

/** Gives the document a profile of 2.1 whose tests it passes. */
function settleProfile(draft: Draft, now: string, note: Note): Draft {
  const document = asDraft(draft, "document");
  const [title, category] = [toText(document["title"]) ?? "", toText(document["category"]) ?? ""];
  const fits = (wanted: string): boolean => {
    document["category"] = wanted;
    const { errors }: { readonly errors: readonly ValidationFinding[] } = validateCsaf(draft, { version: "2.1", tests: "mandatory", now });
    return !errors.some(({ test }) => PROFILE_ERRORS.test(test));
  };
  for (const word of ["Superseded", "Withdrawn"]) {
    if (!isEnglishText(document) || !(title.startsWith(word) || category.toLowerCase() === word.toLowerCase())) continue;
    if (fits(`csaf_${word.toLowerCase()}`)) return draft;
    document["category"] = category;
    note("/document/category", `the document seems to be ${word.toLowerCase()}, but does not have what that profile demands; its category was kept`);
    return draft;
  }
  if (category !== "csaf_security_advisory") return draft;
  if (!fits(category)) {
    document["category"] = "csaf_deprecated_security_advisory";
    note("/document/category", "the advisory lacks what the profile demands since 2.1, so it has the deprecated one");
  }
  return draft;
}
