import type { AffectedProduct, Asset, Match, Question } from "./exposure.types.ts";
import { splitWords } from "./names/split-words.rules.ts";

const SHOWN_WORDS = 120;

/** The version is a property of the asset: one answer serves every match of it. */
export function versionQuestionId(asset: Pick<Asset, "id">): string {
  return `which-version:${asset.id}`;
}

/** Whether the asset is the product, however its vendor and capitals are written. */
export function identityQuestionId(asset: Pick<Asset, "id">, product: Pick<AffectedProduct, "vendor" | "product" | "distribution" | "isByRelease">): string {
  return toQuestionId(asset, `${product.vendor ?? ""} ${product.product} ${releaseOf(product) ?? ""}`);
}

/** Where the notice goes by the release of the system, an answer is about that release alone. */
function releaseOf({ distribution, isByRelease }: Pick<AffectedProduct, "distribution" | "isByRelease">): string | null {
  return isByRelease ? (distribution?.title ?? null) : null;
}

/** Whether words that only a person can judge hold for the asset; null where the advisory has none. A "yes" says that it is the product, too. */
export function wordsQuestionId(asset: Pick<Asset, "id">, product: Pick<AffectedProduct, "vendor" | "product" | "unread">): string | null {
  return product.unread === null ? null : toQuestionId(asset, `${product.vendor ?? ""} ${product.product} ${product.unread.slice(0, SHOWN_WORDS)}`);
}

function toQuestionId({ id }: Pick<Asset, "id">, named: string): string {
  return `is-it-this:${id}:${[...new Set(splitWords(named))].join("-").slice(0, 200)}`;
}

export interface OpenPoints {
  readonly asset: Asset;
  readonly product: AffectedProduct;
  readonly doubt: "none" | "vendor" | "model" | "name" | "release";
  readonly isVersionOpen: boolean;
  /** What was asked before, by question; it is not asked again, whatever the answer was. */
  readonly answered: ReadonlyMap<string, string>;
}

/**
 * The one question to ask now: what the asset is before which version it has, for a "no" ends the match and only a "yes" makes
 * the version worth looking up. Null when nothing is open, or all of it was asked already.
 */
export function findQuestion({ asset, product, doubt, isVersionOpen, answered }: OpenPoints): Question | null {
  const questions = [
    ...(doubt === "none" ? [] : [askIdentity(asset, product, doubt)]),
    ...(isVersionOpen ? [askWords(asset, product) ?? askVersion(asset)] : []),
  ];
  return questions.find(({ id }) => !answered.has(id)) ?? null;
}

function askVersion(asset: Asset): Question {
  const text = `Which version of ${asset.product} is installed?`;
  return { id: versionQuestionId(asset), assetId: asset.id, kind: "which-version", product: asset.product, text, options: [] };
}

function askWords(asset: Asset, product: AffectedProduct): Question | null {
  const id = wordsQuestionId(asset, product);
  const text = `Does this apply to your ${asset.product}: "${(product.unread ?? "").slice(0, SHOWN_WORDS)}"?`;
  return id === null ? null : { id, assetId: asset.id, kind: "is-it-this", product: nameProduct(product), options: ["yes", "no"], text };
}

function askIdentity(asset: Asset, product: AffectedProduct, doubt: OpenPoints["doubt"]): Question {
  return {
    id: identityQuestionId(asset, product), assetId: asset.id, kind: "is-it-this", product: nameProduct(product), options: ["yes", "no"],
    text: wordIdentity(asset, product, doubt),
  };
}

function wordIdentity(asset: Asset, product: AffectedProduct, doubt: OpenPoints["doubt"]): string {
  const release = doubt === "release" ? releaseOf(product) : null;
  if (release !== null) return `Is your ${asset.product} the one of ${release}?`;
  if (doubt === "vendor" && product.vendor !== null) return `Is your ${asset.product} the one made by ${product.vendor}?`;
  return doubt === "model" ? `Is your ${asset.product} a ${product.product}?` : `Is your ${asset.product} the same as ${nameKind(product)}${nameProduct(product)}?`;
}

const KINDS: ReadonlyMap<string, string> = new Map([
  ["npm", "npm"], ["pypi", "Python"], ["golang", "Go"], ["cargo", "Rust"], ["gem", "Ruby"], ["maven", "Java"], ["nuget", "NuGet"], ["composer", "PHP"],
  ["deb", "Debian"], ["rpm", "RPM"], ["apk", "Alpine"],
]);

/** Where no maker tells two equal names apart, the kind of package does. */
function nameKind({ vendor, purl }: AffectedProduct): string {
  const type = vendor === null ? /^pkg:([^/]+)\//.exec(purl ?? "")?.[1] : undefined;
  return type === undefined ? "" : `the ${KINDS.get(type) ?? type} package `;
}

function nameProduct({ vendor, product }: AffectedProduct): string {
  return vendor === null || product.toLowerCase().startsWith(vendor.toLowerCase()) ? product : `${vendor} ${product}`;
}

/**
 * The questions worth an operator's time, most useful first: those that settle the most findings, and among equals those
 * about assets that the internet can reach. Each question is there once, however many matches it would settle.
 */
export function chooseQuestions(matches: readonly Match[], max: number): readonly Question[] {
  const worth = new Map<string, { readonly question: Question; settles: number }>();
  for (const { question, asset } of matches) {
    if (!question) continue;
    const known = worth.get(question.id) ?? { question, settles: asset.exposed === "yes" ? 0.5 : 0 };
    known.settles += 1;
    worth.set(question.id, known);
  }
  // The sort keeps the inventory's order among equals.
  return [...worth.values()].toSorted((a, b) => b.settles - a.settles).slice(0, Math.max(0, max)).map(({ question }) => question);
}
