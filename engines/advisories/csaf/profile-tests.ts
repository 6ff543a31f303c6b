// Tests of section 6 that belong to a profile: each holds only for documents of certain categories.
import { BOTH, ONLY_21, type CsafTest, type Report } from "./csaf-test.types.ts";
import { requireOneNote } from "./document-tests.ts";
import { findTerm, isEnglish, type Term } from "./document-words.ts";
import { parts, toText } from "./json-parts.ts";
import { ancestry, type CsafDocument, type Product, type ProductPath, type Vulnerability } from "./read-document.ts";
import { STATUS_GROUPS } from "./status-groups.ts";
import { readVersionRange } from "./version-range.ts";

const VEX = "csaf_vex";
const ADVISORY = "csaf_security_advisory";
const DEPRECATED_ADVISORY = "csaf_deprecated_security_advisory";
const INFORMATIONAL = "csaf_informational_advisory";
const INCIDENT = "csaf_security_incident_response";
const WITHDRAWN = "csaf_withdrawn";
const SUPERSEDED = "csaf_superseded";

type Run = CsafTest["run"];

function profile(id: string, categories: readonly string[], run: Run, versions = BOTH): CsafTest {
  // The profiles that came with 2.1 mean nothing in a 2.0 document.
  const inBoth = new Set([VEX, ADVISORY, INFORMATIONAL, INCIDENT]);
  return {
    id, versions,
    run: (document, report) => {
      if (categories.includes(document.category) && (document.version === "2.1" || inBoth.has(document.category))) run(document, report);
    },
  };
}

const eachVulnerability = (judge: (vulnerability: Vulnerability, report: Report, document: CsafDocument) => void): Run => (document, report) => {
  for (const vulnerability of document.vulnerabilities) judge(vulnerability, report, document);
};

const lacksNote = (categories: readonly string[]): Run => ({ document }, report) => {
  if (!parts(document["notes"]).some(([note]) => categories.includes(toText(note["category"]) ?? ""))) report("/document/notes", `no note is of the category ${categories.join(", ")}`);
};

const forbids = (name: "vulnerabilities" | "product_tree"): Run => ({ root, category }, report) => {
  if (root[name] !== undefined) report(`/${name}`, `a document of the profile ${category} has no ${name}`);
};

const demands = (name: "vulnerabilities" | "product_tree"): Run => ({ root, category }, report) => {
  if (root[name] === undefined) report(`/${name}`, `a document of the profile ${category} needs ${name}`);
};

export const profileTests: readonly CsafTest[] = [
  profile("6.1.27.1", [INFORMATIONAL, INCIDENT], lacksNote(["description", "details", "general", "summary"])),
  profile("6.1.27.2", [INFORMATIONAL, INCIDENT], ({ document }, report) => {
    if (!parts(document["references"]).some(([{ category }]) => category === undefined || category === "external")) report("/document/references", "no reference is external");
  }),
  profile("6.1.27.3", [INFORMATIONAL, WITHDRAWN, SUPERSEDED], forbids("vulnerabilities")),
  profile("6.1.27.4", [ADVISORY, VEX, DEPRECATED_ADVISORY], demands("product_tree")),
  profile("6.1.27.5", [ADVISORY, VEX, DEPRECATED_ADVISORY], eachVulnerability(({ part, path }, report) => {
    if (part["notes"] === undefined) report(`${path}/notes`, "the vulnerability has no notes");
  })),
  profile("6.1.27.6", [ADVISORY, DEPRECATED_ADVISORY], eachVulnerability(({ part, path }, report) => {
    if (part["product_status"] === undefined) report(`${path}/product_status`, "the vulnerability has no product status");
  })),
  profile("6.1.27.7", [VEX], eachVulnerability(({ path, statuses }, report) => {
    if (!["fixed", "known_affected", "known_not_affected", "under_investigation"].some((word) => statuses.has(word))) report(`${path}/product_status`, "none of fixed, known_affected, known_not_affected and under_investigation is given");
  })),
  profile("6.1.27.8", [VEX], eachVulnerability(checkIdentifier)),
  profile("6.1.27.9", [VEX], eachVulnerability(({ part, path, statuses }, report, { membersOf }) => {
    const explained = new Set<string>();
    for (const [flag] of parts(part["flags"])) for (const id of membersOf(flag)) explained.add(id);
    for (const [threat] of parts(part["threats"])) if (threat["category"] === "impact") for (const id of membersOf(threat)) explained.add(id);
    for (const [id, index] of statuses.get("known_not_affected") ?? []) if (!explained.has(id)) report(`${path}/product_status/known_not_affected/${index}`, `neither a flag nor a threat of the category impact says why "${id}" is not affected`);
  })),
  profile("6.1.27.10", [VEX], eachVulnerability(({ part, path, statuses }, report, { membersOf }) => {
    const remedied = new Set<string>();
    for (const [remediation] of parts(part["remediations"])) for (const id of membersOf(remediation)) remedied.add(id);
    for (const [id, index] of statuses.get("known_affected") ?? []) if (!remedied.has(id)) report(`${path}/product_status/known_affected/${index}`, `no remediation says what to do about "${id}"`);
  })),
  profile("6.1.27.11", [ADVISORY, VEX, DEPRECATED_ADVISORY], demands("vulnerabilities")),
  profile("6.1.27.12", [ADVISORY], eachVulnerability(({ path, statuses }, report) => {
    if (!statuses.has("known_affected")) report(`${path}/product_status/known_affected`, "no product is known to be affected");
  }), ONLY_21),
  profile("6.1.27.13", [ADVISORY], findCounterparts("fixed", "affected"), ONLY_21),
  profile("6.1.27.14", [WITHDRAWN, SUPERSEDED], lacksNote(["description"]), ONLY_21),
  profile("6.1.27.15", [WITHDRAWN, SUPERSEDED], forbids("product_tree"), ONLY_21),
  profile("6.1.27.16", [WITHDRAWN, SUPERSEDED], ({ tracking }, report) => {
    if (parts(tracking["revision_history"]).length < 2) report("/document/tracking/revision_history", "what was withdrawn or superseded has at least two revisions");
  }, ONLY_21),
  titled("6.1.27.17", WITHDRAWN, "reasoning_for_withdrawal", true),
  titled("6.1.27.18", SUPERSEDED, "reasoning_for_supersession", true),
  successor("6.1.27.19", true),
  profile("6.2.39.1", [ADVISORY], findCounterparts("affected", "fixed"), ONLY_21),
  titled("6.2.39.2", WITHDRAWN, "reasoning_for_withdrawal", false),
  titled("6.2.39.3", SUPERSEDED, "reasoning_for_supersession", false),
  successor("6.2.39.4", false),
  profile("6.2.39.5", [WITHDRAWN, SUPERSEDED], ({ root, document }, report) => {
    if (root["x_extensions"] !== undefined) report("/x_extensions", "what was withdrawn or superseded has no extension");
    if (document["x_extensions"] !== undefined) report("/document/x_extensions", "what was withdrawn or superseded has no extension");
  }, ONLY_21),
];

/** English documents are held to the English words by a mandatory test, others to their translation by a recommended one. */
function inOwnWords(id: string, category: string, term: Term, english: boolean, run: (document: CsafDocument, report: Report, words: string) => void): CsafTest {
  return profile(id, [category], (document, report) => {
    if (isEnglish(document.lang) !== english) return;
    const words = findTerm(document.lang, term);
    if (words === undefined) report("/document/lang", `no translation of "${findTerm("en", term)}" is known for "${document.lang ?? ""}"`, "info");
    else run(document, report, words);
  }, ONLY_21);
}

function titled(id: string, category: string, term: Term, english: boolean): CsafTest {
  return inOwnWords(id, category, term, english, (document, report, words) => requireOneNote(document, report, words, "description"));
}

function successor(id: string, english: boolean): CsafTest {
  return inOwnWords(id, SUPERSEDED, "superseding_document", english, ({ document }, report, words) => {
    const found = parts(document["references"]).filter(([{ summary }]) => toText(summary)?.startsWith(words));
    if (!found.some(([{ category }]) => category === undefined || category === "external")) report("/document/references", `no external reference has a summary that begins with "${words}"`);
  });
}

function checkIdentifier({ part, path, statuses }: Vulnerability, report: Report, { membersOf, version }: CsafDocument): void {
  if (part["cve"] !== undefined) return;
  if (part["ids"] === undefined) return report(path, "the vulnerability has neither a CVE id nor another one");
  const ids = parts(part["ids"]);
  if (version === "2.0" || ids.some(([id]) => id["product_ids"] === undefined && id["group_ids"] === undefined)) return;
  const named = new Set(ids.flatMap(([id]) => [...membersOf(id)]));
  for (const [word, products] of statuses) {
    for (const [id, index] of products) if (!named.has(id)) report(`${path}/product_status/${word}/${index}`, `no id of the vulnerability applies to "${id}"`);
  }
}

// What tells versions of one product apart, and what says nothing about which product it is.
const VERSION_CATEGORIES = new Set(["product_version", "product_version_range", "patch_level", "service_pack"]);

/**
 * What two versions of one product have in common: the way to it without versions. A product without a way has a name only,
 * in which the version cannot be told from the rest, so it may be a version of any other such product.
 */
function identityOf(product: Product | undefined, productOf: CsafDocument["productOf"], depth = 0): string {
  if (!product || depth > 30) return "?";
  if (product.formedBy) return identityOfPath(product.formedBy, product.formedBy.steps.length, productOf, depth);
  if (!product.branch) return "by name";
  return JSON.stringify([...ancestry(product.branch)].filter(({ category }) => !VERSION_CATEGORIES.has(category)).map(({ category, name }) => [category, name]));
}

function identityOfPath({ begins, steps }: ProductPath, length: number, productOf: CsafDocument["productOf"], depth: number): string {
  const name = (id: string | undefined): string => identityOf(id === undefined ? undefined : productOf.get(id), productOf, depth + 1);
  if (length === 0) return name(begins);
  return JSON.stringify([name(begins), ...steps.slice(0, length).map(({ category, next }) => [category, name(next)])]);
}

/** The product itself and, where something is installed with it, what it was before. */
function identitiesOf(id: string, productOf: CsafDocument["productOf"]): string[] {
  const product = productOf.get(id);
  const { formedBy } = product ?? {};
  const before = (formedBy?.steps ?? []).flatMap(({ category }, index) => (formedBy && category === "installed_with" ? [identityOfPath(formedBy, index, productOf, 0)] : []));
  return [identityOf(product, productOf), ...before];
}

function findCounterparts(group: "fixed" | "affected", wanted: "affected" | "fixed"): Run {
  return eachVulnerability((vulnerability, report, document) => {
    const { path, statuses } = vulnerability;
    const { productOf } = document;
    const listed = (name: string) => (STATUS_GROUPS.get(name) ?? []).flatMap((word) => (statuses.get(word) ?? []).map(([id, index]) => ({ id, path: `${path}/product_status/${word}/${index}` })));
    const counterparts = new Set(listed(wanted).flatMap(({ id }) => identitiesOf(id, productOf)));
    const mayLack = group === "affected" ? fixesMissing(vulnerability, document) : () => false;
    for (const { id, path: place } of listed(group)) {
      if (!identitiesOf(id, productOf).some((identity) => counterparts.has(identity)) && !mayLack(id)) report(place, `no version of the product of "${id}" is listed as ${wanted}`);
    }
  });
}

/** Whether it is clear that no fixed version exists: a remediation says so, and nothing says the contrary. */
function fixesMissing({ part }: Vulnerability, { membersOf, productOf }: CsafDocument): (id: string) => boolean {
  const [without, withFix] = [new Set<string>(), new Set<string>()];
  for (const [remediation] of parts(part["remediations"])) {
    const category = toText(remediation["category"]) ?? "";
    const target = category === "vendor_fix" ? withFix : ["fix_planned", "no_fix_planned", "none_available"].includes(category) ? without : undefined;
    if (target) for (const id of membersOf(remediation)) target.add(id);
  }
  const endsBefore = (id: string): boolean => [...ancestry(productOf.get(id)?.branch)].some(({ category, name }) =>
    category === "product_version_range" && readVersionRange(name).range?.constraints.at(-1)?.comparator === "<");
  return (id) => without.has(id) && !withFix.has(id) && !endsBefore(id);
}
