// Notes of CSAF 2.0 that say by their title what 2.1 has fields for (conformance clause 18).
import decisionPoints from "./registries/ssvc-decision-points.json" with { type: "json" };
import type { Note } from "./convert-identifiers.ts";
import { parts, texts, toPart, toText, withoutRepeats, type Draft, type Part } from "./json-parts.ts";
import { ancestry, readDocument } from "./read-document.ts";

/** Combinations of category and title with a meaning of their own (sections on the properties `notes`). */
const DOCUMENT_TITLES: readonly (readonly [category: string, title: string])[] = [
  ["description", "Product Description"], ["general", "General Security Recommendations"], ["legal_disclaimer", "License"], ["summary", "Summary"],
];
const VULNERABILITY_TITLES: readonly (readonly [category: string, title: string])[] = [
  ["description", "CVE Description"], ["description", "Preconditions"], ["summary", "Vulnerability Summary"],
];

const NAMING = new Set(["product_family", "product_name", "product_version"]);

/** Binds notes whose title goes on with the name of a product, version or family to those products. The tree is still that of 2.0. */
export function bindNotes(draft: Draft, now: string, note: Note): void {
  const bind = (notes: unknown, path: string, titles: typeof DOCUMENT_TITLES, namesOf: () => ReadonlyMap<string, readonly string[]>): void => {
    for (const [one, index] of parts(notes)) {
      const name = extensionOf(one, titles);
      if (name === undefined || one["product_ids"] !== undefined || one["group_ids"] !== undefined) continue;
      const ids = namesOf().get(plain(name)) ?? [];
      if (ids.length > 0) (one as Draft)["product_ids"] = [...ids];
      note(`${path}/${index}/title`, ids.length > 0 ? `the note "${toText(one["title"])}" is about a product, and was bound to ${ids.join(", ")}` : `the note "${toText(one["title"])}" may be about a product, but none of that name was found`);
    }
  };
  let known: ReadonlyMap<string, readonly string[]> | undefined;
  const namesOf = () => (known ??= collectNames(draft, now));
  bind(toPart(draft["document"])?.["notes"], "/document/notes", DOCUMENT_TITLES, namesOf);
  for (const [one, index] of parts(draft["vulnerabilities"])) bind(one["notes"], `/vulnerabilities/${index}/notes`, VULNERABILITY_TITLES, namesOf);
}

/** What stands behind a title that has a meaning of its own. */
function extensionOf(one: Part, titles: typeof DOCUMENT_TITLES): string | undefined {
  const title = toText(one["title"]) ?? "";
  const known = titles.find(([category, begin]) => one["category"] === category && title.startsWith(begin))?.[1];
  const rest = known === undefined ? "" : title.slice(known.length);
  return /^[\s:([–—-]/.test(rest) ? rest.replaceAll(/^[\s:([–—-]+(?:(?:for|of|on)\s+)?|[\s)\]]+$/g, "") || undefined : undefined;
}

const plain = (name: string): string => name.replaceAll(/\s+/g, " ").trim().toLowerCase();

function collectNames(draft: Draft, now: string): Map<string, string[]> {
  const names = new Map<string, string[]>();
  const add = (name: string | undefined, id: string): void => {
    if (name === undefined || name === "") return;
    const ids = names.get(plain(name)) ?? [];
    if (!ids.includes(id)) ids.push(id);
    names.set(plain(name), ids);
  };
  for (const { id, part, branch } of readDocument(draft, "2.0", now).products) {
    if (id === undefined) continue;
    add(toText(part["name"]), id);
    for (const { category, name } of ancestry(branch)) if (NAMING.has(category)) add(name, id);
  }
  return names;
}

/** The values that each version of a decision point of the namespace `ssvc` has, the newest version first. */
const points = Object.entries(decisionPoints).map(([name, values]) => {
  const [, key = "", version = ""] = name.split(":");
  return { key, version, values: values.split(" ") };
}).toReversed();

/** A note `SSVC` with a vector becomes a metric of the affected products, where every decision point of it is known. */
export function takeSsvc(vulnerability: Draft, path: string, note: Note): Draft | undefined {
  for (const [one, index] of parts(vulnerability["notes"])) {
    if (one["category"] !== "other" || toText(one["title"])?.trim() !== "SSVC") continue;
    const here = `${path}/notes/${index}`;
    const status = toPart(vulnerability["product_status"]);
    const products = withoutRepeats(["first_affected", "known_affected", "last_affected"].flatMap((word) => texts(status?.[word]).map(([id]) => id)));
    const read = readVector(toText(one["text"])?.trim() ?? "");
    if (typeof read === "string" || products.length === 0) {
      note(here, `the SSVC data was not converted: ${typeof read === "string" ? read : "no product is affected"}`);
      continue;
    }
    vulnerability["notes"] = (vulnerability["notes"] as unknown[]).filter((other) => other !== one);
    if ((vulnerability["notes"] as unknown[]).length === 0) delete vulnerability["notes"];
    note(here, "the SSVC vector became a metric");
    return { content: { ssvc_v2: read }, products };
  }
  return undefined;
}

function readVector(text: string): Draft | string {
  const found = /^SSVCv2\/((?:[A-Z]{1,20}:[A-Z]{1,20}\/){1,50})(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d))\/?$/.exec(text);
  if (!found) return "the text is no SSVC vector";
  const selections: Draft[] = [];
  for (const pair of (found[1] ?? "").split("/").slice(0, -1)) {
    const [key = "", value = ""] = pair.split(":");
    const version = points.find((point) => point.key === key && point.values.includes(value))?.version;
    if (version === undefined) return `${pair} is no decision point of the namespace ssvc that is known here`;
    selections.push({ key, namespace: "ssvc", values: [{ key: value }], version });
  }
  return { schemaVersion: "2.0.0", selections, timestamp: found[2] };
}
