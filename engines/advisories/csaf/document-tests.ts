// Tests of section 6 about the document itself: languages, distribution, license, category, references and order of keys.
import { BOTH, ONLY_20, ONLY_21, type CsafTest, type Report } from "./csaf-test.types.ts";
import { checkLanguageTag } from "./language-tag.ts";
import { readLicenseExpression, type LicenseName } from "./license-expression.ts";
import { parts, toPart, toText, type Part } from "./json-parts.ts";
import type { CsafDocument } from "./read-document.ts";
import { findUndefinedKeys } from "./csaf-schema.ts";
import { toPointerOf, type Step } from "./json-schema.ts";
import { isEnglish, findTerm } from "./document-words.ts";

const MAX_UUID = "ffffffff-ffff-ffff-ffff-ffffffffffff";
const NIL_UUID = "00000000-0000-0000-0000-000000000000";
const RESERVED_NAMES = new Map([[MAX_UUID, "Public"], [NIL_UUID, "No sharing allowed"]]);
const GROUP = "/document/distribution/sharing_group";

const PROFILES: Readonly<Record<"2.0" | "2.1", readonly string[]>> = {
  "2.0": ["csaf_security_incident_response", "csaf_informational_advisory", "csaf_security_advisory", "csaf_vex"],
  "2.1": ["csaf_security_incident_response", "csaf_informational_advisory", "csaf_security_advisory", "csaf_vex", "csaf_deprecated_security_advisory", "csaf_withdrawn", "csaf_superseded"],
};

/** Letters that separate words however they look: dashes, hyphens, minus signs, underscores, white space, joiners and spaces without width. */
const SEPARATORS = /[\p{Pd}\p{Pc}\s\u00ad\u02d7\u180e\u2017\u2043\u207b\u208b\u2212\u2796]|\u0331|\u0332|\u0333|\u200b|\u200c|\u200d|\u2060/gu;

const LANGUAGES = ["lang", "source_lang"] as const;

export const documentTests: readonly CsafTest[] = [
  eachLanguage("6.1.12", (tag) => checkLanguageTag(tag).problem),
  {
    id: "6.1.15", versions: BOTH,
    run: ({ document }, report) => {
      if (toPart(document["publisher"])?.["category"] !== "translator") return;
      requireText(document, "source_lang", report, "a translator names the language of the original");
    },
  },
  { id: "6.1.26", versions: BOTH, run: checkCategory },
  {
    id: "6.1.28", versions: BOTH,
    run: ({ document, lang }, report) => {
      const source = toText(document["source_lang"]);
      if (lang !== undefined && source !== undefined && lang.toLowerCase() === source.toLowerCase()) report("/document/source_lang", `the document and its original are both in "${lang}"`);
    },
  },
  sharing("6.1.38", "/document/distribution/tlp/label", ({ id }, { tlp }) => (id === MAX_UUID && tlp !== "CLEAR" ? `a document for everyone (Max UUID) is TLP:CLEAR, not TLP:${tlp ?? ""}` : undefined)),
  sharing("6.1.39", `${GROUP}/id`, ({ id }, { tlp, status }) =>
    (tlp !== "CLEAR" || id === MAX_UUID || (id === NIL_UUID && status === "draft") ? undefined : "a TLP:CLEAR document has no sharing group, or the Max UUID")),
  sharing("6.1.40", `${GROUP}/name`, ({ id, name }) => {
    const owner = [...RESERVED_NAMES].find(([, reserved]) => reserved === name)?.[0];
    return owner !== undefined && owner !== id ? `the name "${name}" is reserved for ${owner}` : undefined;
  }),
  sharing("6.1.41", `${GROUP}/name`, ({ id, name }) => {
    const wanted = RESERVED_NAMES.get(id ?? "");
    return wanted !== undefined && wanted !== name ? `the sharing group ${id} is called "${wanted}"` : undefined;
  }),
  {
    id: "6.1.54", versions: ONLY_21,
    run: ({ document }, report) => {
      const expression = toText(document["license_expression"]);
      const problem = expression === undefined ? undefined : readLicenseExpression(expression).problem;
      if (problem !== undefined) report("/document/license_expression", `this is no SPDX license expression: ${problem}`);
    },
  },
  {
    id: "6.1.55", versions: ONLY_21,
    run: (document, report) => {
      if (isEnglish(document.lang) && hasOwnLicense(document)) requireOneNote(document, report, "License", "legal_disclaimer");
    },
  },
  {
    id: "6.2.10", versions: ONLY_20,
    run: ({ tlp }, report) => {
      if (tlp === undefined) report("/document/distribution/tlp/label", "there is no TLP label");
    },
  },
  {
    id: "6.2.11", versions: BOTH,
    run: (document, report) => {
      if (canonicalUrls(document).length === 0) report("/document/references", `no reference of the category self is an https URL that ends with ${fileName(document)}`);
    },
  },
  { id: "6.2.12", versions: BOTH, run: ({ document }, report) => requireText(document, "lang", report, "the document does not say its language") },
  { id: "6.2.13", versions: BOTH, run: ({ root }, report) => findUnsorted(root, undefined, report) },
  eachLanguage("6.2.14", (tag) => {
    const { privateUse } = checkLanguageTag(tag);
    return privateUse === undefined ? undefined : `"${privateUse}" is set aside for private use`;
  }),
  eachLanguage("6.2.15", (tag) => (tag.toLowerCase() === "i-default" ? "i-default names no language" : undefined)),
  {
    id: "6.2.20", versions: BOTH,
    run: ({ root, version }, report) => {
      for (const path of findUndefinedKeys(root, version)) report(path, "the schema knows no such property");
    },
  },
  {
    id: "6.2.22", versions: ONLY_21,
    run: ({ document, tracking }, report) => {
      const id = toText(tracking["id"]);
      if (id && toText(document["title"])?.includes(id)) report("/document/title", `the title holds the tracking id "${id}"`);
    },
  },
  sharing("6.2.28", `${GROUP}/id`, ({ id }) => (id === MAX_UUID ? "the Max UUID says nothing that TLP:CLEAR does not" : undefined)),
  sharing("6.2.29", `${GROUP}/id`, ({ id }) => (id === NIL_UUID ? "the Nil UUID marks what must not be shared" : undefined)),
  sharing("6.2.30", GROUP, (_, { tlp }) => (tlp === "CLEAR" ? "a TLP:CLEAR document needs no sharing group" : undefined)),
  {
    id: "6.2.38", versions: ONLY_21,
    run: ({ category }, report) => {
      if (category.startsWith("csaf_deprecated_")) report("/document/category", `the profile ${category} is deprecated`);
    },
  },
  {
    id: "6.2.40", versions: ONLY_21,
    run: ({ document, lang }, report) => {
      const title = findTerm(lang, "product_description");
      if (title === undefined) return report("/document/lang", `no translation of "Product Description" is known for "${lang ?? ""}"`, "info");
      for (const [note, index] of parts(document["notes"])) {
        const isBound = note["product_ids"] !== undefined || note["group_ids"] !== undefined;
        if (note["category"] === "description" && note["title"] === title && !isBound) report(`/document/notes/${index}`, "the product description does not say of which product: add product_ids or group_ids");
      }
    },
  },
  { id: "6.2.43", versions: ONLY_21, run: ({ document }, report) => requireText(document, "license_expression", report, "there is no license expression") },
  eachLicense("6.2.44", ({ text, standing }) => (standing === "deprecated" ? `the license "${text}" is deprecated` : undefined)),
  eachLicense("6.2.45", ({ text, standing }) => (standing === "unknown" ? `neither the SPDX list nor ScanCode knows "${text}"` : undefined)),
  {
    id: "6.2.46", versions: ONLY_21,
    run: (document, report) => {
      if (isEnglish(document.lang) || !hasOwnLicense(document)) return;
      const title = findTerm(document.lang, "license");
      if (title === undefined) report("/document/lang", `no translation of "License" is known for "${document.lang ?? ""}"`, "info");
      else requireOneNote(document, report, title, "legal_disclaimer");
    },
  },
  eachLicense("6.3.17", ({ text, standing }) => (standing === "foreign" || standing === "unknown" ? `"${text}" is listed neither by SPDX nor by ScanCode` : undefined)),
];

/** Exactly one note of the document must have this title, and the right category with it. */
export function requireOneNote({ document }: CsafDocument, report: Report, title: string, category: string): void {
  const titled = parts(document["notes"]).filter(([note]) => note["title"] === title);
  if (titled.length !== 1) report("/document/notes", `${titled.length} notes have the title "${title}"; exactly one must`);
  for (const [note, index] of titled) if (note["category"] !== category) report(`/document/notes/${index}`, `the note "${title}" is of the category ${toText(note["category"]) ?? ""}; it must be ${category}`);
}

/** The URLs by which the document may be called its own: category self, https, and its file name at the end. */
export function canonicalUrls(document: CsafDocument): readonly string[] {
  const end = `/${fileName(document)}`;
  return parts(document.document["references"]).flatMap(([reference]) => {
    const url = toText(reference["url"]);
    return reference["category"] === "self" && url !== undefined && url.startsWith("https://") && url.endsWith(end) ? [url] : [];
  });
}

/** Section 5.1. */
function fileName({ tracking }: CsafDocument): string {
  return `${(toText(tracking["id"]) ?? "").toLowerCase().replaceAll(/[^+\-a-z0-9]+/g, "_")}.json`;
}

function eachLanguage(id: string, judge: (tag: string) => string | undefined): CsafTest {
  return {
    id, versions: BOTH,
    run: ({ document }, report) => {
      for (const name of LANGUAGES) {
        const tag = toText(document[name]);
        const message = tag === undefined ? undefined : judge(tag);
        if (message !== undefined) report(`/document/${name}`, message);
      }
    },
  };
}

function eachLicense(id: string, judge: (name: LicenseName) => string | undefined): CsafTest {
  return {
    id, versions: ONLY_21,
    run: ({ document }, report) => {
      const { names, problem } = readLicenseExpression(toText(document["license_expression"]) ?? "");
      if (problem !== undefined) return;
      for (const message of new Set(names.flatMap((name) => judge(name) ?? []))) report("/document/license_expression", message);
    },
  };
}

/** Whether the expression names a license that belongs to no public list, so that the document must bring its text. */
function hasOwnLicense({ document }: CsafDocument): boolean {
  const { names, problem } = readLicenseExpression(toText(document["license_expression"]) ?? "");
  return problem === undefined && names.some(({ standing }) => standing === "foreign");
}

interface SharingGroup {
  readonly id: string | undefined;
  readonly name: string | undefined;
}

function sharing(id: string, path: string, judge: (group: SharingGroup, document: CsafDocument) => string | undefined): CsafTest {
  return {
    id, versions: ONLY_21,
    run: (document, report) => {
      const group = toPart(toPart(document.document["distribution"])?.["sharing_group"]);
      const message = group && judge({ id: toText(group["id"]), name: toText(group["name"]) }, document);
      if (message !== undefined) report(path, message);
    },
  };
}

/** The two cases are told apart because the standard wants it: a key without a value, and no key. */
function requireText(part: Part, name: string, report: Report, message: string): void {
  if (part[name] === undefined) report(`/document/${name}`, `${message}: the key is missing`);
  else if (!toText(part[name])?.trim()) report(`/document/${name}`, `${message}: the key is there, but has no value`);
}

function checkCategory({ category, version }: CsafDocument, report: Report): void {
  const profiles = PROFILES[version];
  if (category === "" || category === "csaf_base" || profiles.includes(category)) return;
  const plain = category.replaceAll(SEPARATORS, "").toLowerCase();
  const like = profiles.find((profile) => {
    const value = profile.replaceAll("_", "");
    return plain === value || plain === value.slice("csaf".length);
  });
  if (like !== undefined) report("/document/category", `"${category}" is too like the profile ${like}; write that, or another word`);
  else if (/^csaf_/i.test(category)) report("/document/category", `"${category}" begins with csaf_, which is reserved`);
}

/** Keys may be sorted with capitals first or without regard to them; both are called alphabetical. */
function findUnsorted(value: unknown, path: Step | undefined, report: Report): void {
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) findUnsorted(value[index], { up: path, name: index }, report);
    return;
  }
  const keys = Object.keys(value);
  const place = keys.findIndex((key, index) => index > 0 && (keys[index - 1] ?? "") > key);
  const isUnsorted = place !== -1 && keys.some((key, index) => index > 0 && (keys[index - 1] ?? "").toLowerCase() > key.toLowerCase());
  if (isUnsorted) report(toPointerOf({ up: path, name: keys[place] ?? "" }), "the key is not at its place in alphabetical order");
  for (const key of keys) findUnsorted((value as Part)[key], { up: path, name: key }, report);
}
