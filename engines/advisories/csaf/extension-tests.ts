// Tests of section 6 about CSAF extensions (2.1 only).
import { ONLY_21, type CsafTest, type Report } from "./csaf-test.types.ts";
import { validateExtension } from "./csaf-schema.ts";
import { KNOWN_EXTENSIONS, type ExtensionPlace } from "./known-extensions.ts";
import { parts, toText, type Part } from "./json-parts.ts";
import type { CsafDocument } from "./read-document.ts";

interface ExtensionList {
  readonly place: ExtensionPlace;
  readonly path: string;
  readonly extensions: readonly { readonly part: Part; readonly path: string; readonly url: string }[];
}

function findLists({ root, document, products, vulnerabilities }: CsafDocument): ExtensionList[] {
  const PLACES = { branches: "branch", full_product_names: "full_product_name", product_paths: "product_path", extension: "root" } as const;
  const holders: readonly (readonly [ExtensionPlace, Part, string])[] = [
    ["root", root, ""],
    ["document", document, "/document"],
    ...products.map(({ part, path, definedIn }) => [PLACES[definedIn], part, path] as const),
    ...vulnerabilities.flatMap(({ part, path, metrics }) => [
      ["vulnerability", part, path] as const,
      ...metrics.map(({ content, contentPath }) => ["metric", content, contentPath] as const),
    ]),
  ];
  return holders.flatMap(([place, part, path]): ExtensionList[] => {
    if (part["x_extensions"] === undefined) return [];
    const extensions = parts(part["x_extensions"]).map(([one, index]) => ({ part: one, path: `${path}/x_extensions/${index}`, url: toText(one["$schema"]) ?? "" }));
    return [{ place, path: `${path}/x_extensions`, extensions }];
  });
}

function each(id: string, judge: (extension: ExtensionList["extensions"][number], document: CsafDocument, report: Report) => void): CsafTest {
  return {
    id, versions: ONLY_21,
    run: (document, report) => {
      for (const { extensions } of findLists(document)) for (const extension of extensions) judge(extension, document, report);
    },
  };
}

function existsAt(id: string, place: ExtensionPlace): CsafTest {
  return {
    id, versions: ONLY_21,
    run: (document, report) => {
      for (const list of findLists(document)) if (list.place === place) report(list.path, "an extension is used here; not every reader understands it");
    },
  };
}

export const extensionTests: readonly CsafTest[] = [
  each("6.1.60.2", ({ part, path, url }, _, report) => {
    const problems = validateExtension(url, part);
    // No official or registered extension exists yet, so what is not known is an experimental one.
    if (problems === undefined) report(path, `the experimental extension ${url} is not supported, so its content was not checked`, "warning");
    else for (const problem of problems) report(path, `by the schema ${url}: ${problem}`);
  }),
  { id: "6.1.60.3", versions: ONLY_21, run: checkLimits },
  each("6.2.54.1", ({ path, url }, _, report) => report(path, `the extension ${url} is neither official nor registered`)),
  each("6.2.54.2", ({ path, url }, _, report) => report(path, `the extension ${url} is not official`)),
  each("6.2.54.3", ({ part, path }, _, report) => {
    if (part["critical"] === true) report(`${path}/critical`, "the extension is critical");
  }),
  each("6.2.54.4", ({ path, url }, { tlp }, report) => {
    if (tlp === "CLEAR") report(path, `the experimental extension ${url} stands in a TLP:CLEAR document`);
  }),
  each("6.3.21.1", ({ part, path }, _, report) => {
    if (part["category"] === "essential") report(`${path}/category`, "who does not know this extension misses something essential");
  }),
  each("6.3.21.2", ({ path, url }, { tlp }, report) => {
    if (tlp !== "CLEAR") report(path, `the extension ${url} is experimental`);
  }),
  existsAt("6.3.21.3", "document"),
  existsAt("6.3.21.4", "branch"),
  existsAt("6.3.21.5", "full_product_name"),
  existsAt("6.3.21.6", "product_path"),
  existsAt("6.3.21.7", "metric"),
  existsAt("6.3.21.8", "vulnerability"),
  existsAt("6.3.21.9", "root"),
];

function checkLimits(document: CsafDocument, report: Report): void {
  const lists = findLists(document);
  const used = new Set(lists.flatMap(({ extensions }) => extensions.map(({ url }) => url)));
  for (const { place, extensions } of lists) {
    const counts = new Map<string, number>();
    for (const { url, path } of extensions) {
      const limits = KNOWN_EXTENSIONS.get(url);
      if (!limits) {
        report(path, `the experimental extension ${url} is not supported, so its requirements were not checked`, "warning");
        continue;
      }
      const count = (counts.get(url) ?? 0) + 1;
      counts.set(url, count);
      if (count > limits.mostAt[place]) report(path, `the extension ${url} is allowed ${limits.mostAt[place]} times at this place`);
      for (const other of limits.incompatibleWith) if (used.has(other)) report(path, `the extension ${url} cannot stand beside ${other}`);
    }
  }
}
