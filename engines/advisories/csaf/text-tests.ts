// Tests of section 6 about URLs and prose. They want the network or dictionaries; here they say what can be known without.
import { BOTH, ONLY_21, type CsafTest } from "./csaf-test.types.ts";
import { findGrammarMistakes, findMisspellings } from "./english-text.ts";
import { isEnglish } from "./document-words.ts";
import { parts, texts, toPart, toText, type Part } from "./json-parts.ts";
import type { CsafDocument } from "./read-document.ts";

interface Place {
  readonly text: string;
  readonly path: string;
}

function place(part: Part | undefined, name: string, path: string): Place[] {
  const text = toText(part?.[name]);
  return text === undefined ? [] : [{ text, path: `${path}/${name}` }];
}

const each = (list: unknown, path: string, names: readonly string[]): Place[] => parts(list).flatMap(([part, index]) => names.flatMap((name) => place(part, name, `${path}/${index}`)));
const eachText = (list: unknown, path: string): Place[] => texts(list).map(([text, index]) => ({ text, path: `${path}/${index}` }));

function findUrls({ document, products, vulnerabilities, version }: CsafDocument): Place[] {
  return [
    ...parts(document["acknowledgments"]).flatMap(([one, index]) => eachText(one["urls"], `/document/acknowledgments/${index}/urls`)),
    ...place(toPart(document["aggregate_severity"]), "namespace", "/document/aggregate_severity"),
    ...place(toPart(toPart(document["distribution"])?.["tlp"]), "url", "/document/distribution/tlp"),
    ...place(toPart(document["publisher"]), "namespace", "/document/publisher"),
    ...products.flatMap(({ part, path }) => {
      const helper = toPart(part["product_identification_helper"]);
      const here = `${path}/product_identification_helper`;
      return [...eachText(helper?.["sbom_urls"], `${here}/sbom_urls`), ...each(helper?.["x_generic_uris"], `${here}/x_generic_uris`, version === "2.0" ? ["uri"] : ["namespace", "uri"])];
    }),
    ...vulnerabilities.flatMap(({ part, path }) => [
      ...parts(part["acknowledgments"]).flatMap(([one, index]) => eachText(one["urls"], `${path}/acknowledgments/${index}/urls`)),
      ...each(part["remediations"], `${path}/remediations`, ["url"]),
    ]),
  ];
}

function findReferences({ document, vulnerabilities }: CsafDocument, isSelf: boolean): Place[] {
  const own = (list: unknown, path: string): Place[] => parts(list).flatMap(([reference, index]) => ((reference["category"] === "self") === isSelf ? place(reference, "url", `${path}/${index}`) : []));
  return [...own(document["references"], "/document/references"), ...vulnerabilities.flatMap(({ part, path }) => own(part["references"], `${path}/references`))];
}

/** RFC 2606 and 6761 keep these names out of the public DNS, so a URL there can never resolve. */
function isUnresolvable(url: string): boolean {
  if (!/^https?:/i.test(url) || !URL.canParse(url)) return false;
  return /(?:^|\.)(?:invalid|localhost)\.?$/i.test(new URL(url).hostname);
}

const resolving = (id: string, find: (document: CsafDocument) => readonly Place[]): CsafTest => ({
  id, versions: BOTH,
  run: (document, report) => {
    for (const { text, path } of find(document)) if (isUnresolvable(text)) report(path, `"${text}" is of a name that never resolves`);
  },
});

/** Names that are made of words. Those of people and firms (and aliases) are of no language, so they are not spelt here. */
function findNames({ document, branches, products, category }: CsafDocument): Place[] {
  return [
    ...(category.startsWith("csaf_") ? [] : place(document, "category", "/document")),
    ...branches.flatMap(({ name, category: kind, path }) => (kind === "vendor" ? [] : [{ text: name, path: `${path}/name` }])),
    ...products.flatMap(({ part, path }) => place(part, "name", path)),
  ];
}

function findProse({ document, tree, vulnerabilities }: CsafDocument): Place[] {
  const notes = ["audience", "text", "title"];
  return [
    ...each(document["acknowledgments"], "/document/acknowledgments", ["summary"]),
    ...place(toPart(document["aggregate_severity"]), "text", "/document/aggregate_severity"),
    ...place(toPart(document["distribution"]), "text", "/document/distribution"),
    ...each(document["notes"], "/document/notes", notes),
    ...place(toPart(document["publisher"]), "issuing_authority", "/document/publisher"),
    ...each(document["references"], "/document/references", ["summary"]),
    ...place(document, "title", "/document"),
    ...each(toPart(document["tracking"])?.["revision_history"], "/document/tracking/revision_history", ["summary"]),
    ...each(tree["product_groups"], "/product_tree/product_groups", ["summary"]),
    ...vulnerabilities.flatMap(({ part, path }) => [
      ...each(part["acknowledgments"], `${path}/acknowledgments`, ["summary"]),
      ...each(part["involvements"], `${path}/involvements`, ["summary"]),
      ...each(part["notes"], `${path}/notes`, notes),
      ...each(part["references"], `${path}/references`, ["summary"]),
      ...each(part["remediations"], `${path}/remediations`, ["details"]),
      ...parts(part["remediations"]).flatMap(([one, index]) => [
        ...eachText(one["entitlements"], `${path}/remediations/${index}/entitlements`),
        ...place(toPart(one["restart_required"]), "details", `${path}/remediations/${index}/restart_required`),
      ]),
      ...each(part["threats"], `${path}/threats`, ["details"]),
      ...place(part, "title", path),
    ]),
  ];
}

const prose = (id: string, versions: CsafTest["versions"], find: (document: CsafDocument) => readonly Place[], check: (text: string) => readonly string[]): CsafTest => ({
  id, versions,
  run: (document, report) => {
    if (document.lang === undefined) return;
    if (!isEnglish(document.lang)) return report("/document/lang", `the language "${document.lang}" is not supported; only English is checked`);
    for (const { text, path } of find(document)) for (const message of check(text)) report(path, message);
  },
});

export const textTests: readonly CsafTest[] = [
  resolving("6.3.6", (document) => [...findUrls(document), ...findReferences(document, false)]),
  resolving("6.3.7", (document) => findReferences(document, true)),
  prose("6.3.8", BOTH, (document) => [...findNames(document), ...findProse(document)], findMisspellings),
  prose("6.3.16", ONLY_21, findProse, findGrammarMistakes),
];
