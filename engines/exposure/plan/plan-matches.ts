import { compareVersions } from "../versions/version-set.rules.ts";
import type { Advisory, Match } from "../exposure.types.ts";
import { dueDays } from "./due-date.ts";
import { proposeWindows, type WindowRules } from "./propose-windows.ts";
import type { AssetSetting, SaidSafeguard, StepAsset, StepFacts, Texts, WrittenStep } from "./plan.types.ts";
import words from "./plan-words.en.json" with { type: "json" };
import { compareOrder, writeStep } from "./write-step.ts";

/** What a plan may ask of somebody with little staff. */
export const MOST_STEPS = 5;
const DAY_MS = 86_400_000;
const MOST_SAFEGUARDS_READ = 40;

/** The plan's sentences in English; `{name}` is replaced. */
export const PLAN_WORDS: Readonly<Record<string, string>> = words;

/** {@link PLAN_WORDS} filled in. */
export const planTexts: Texts = (key, params = {}) => {
  const text = PLAN_WORDS[key];
  if (text === undefined) throw new Error(`No text ${key}`);
  return text.replace(/\{([a-z]+)\}/gi, (_whole, name: string) => String(params[name] ?? ""));
};

export interface PlanRequest {
  readonly matches: readonly Match[];
  readonly advisories: readonly Advisory[];
  /** UTC instant. */
  readonly now: string;
  /** CVE ids in CISA's KEV with the day they came into it. */
  readonly kev?: ReadonlyMap<string, string>;
  readonly windows?: WindowRules;
  /** What the operator marked, by asset id. */
  readonly marks?: ReadonlyMap<string, { readonly vital: boolean; readonly setting: AssetSetting }>;
  readonly texts?: Texts;
  /** How many steps at most; five, when nothing is said. */
  readonly most?: number;
}

/** A step in words with the matches that lead to it. */
export interface PlannedStep extends WrittenStep {
  readonly id: string;
  readonly windows: StepFacts["windows"];
  readonly matches: readonly Match[];
}

/** The steps, the first to be done first, from matches alone: nothing is kept and nobody is asked. */
export function planMatches({ matches, advisories, now, kev = new Map(), windows: rules, marks, texts = planTexts, most = MOST_STEPS }: PlanRequest): { readonly steps: readonly PlannedStep[]; readonly waiting: number } {
  const byId = new Map(advisories.map((advisory) => [advisory.id, advisory]));
  const windows = rules ? proposeWindows(rules, now) : [];
  const steps = groupByFix(matches).map((group, index): PlannedStep => {
    const [first] = group;
    const said = group.flatMap((match) => detailsOf(byId.get(match.advisoryId), match));
    const kevDays = group.flatMap(({ vulnerabilityId }) => kev.get(vulnerabilityId) ?? []);
    const facts: StepFacts = {
      id: `step-${index + 1}`,
      product: { vendor: said.find(({ vendor }) => vendor !== null)?.vendor ?? first?.asset.vendor ?? null, name: first?.product ?? "" },
      recalled: false,
      hasFix: said.some(({ hasFix }) => hasFix),
      leavesSome: said.some(({ hasFix }) => hasFix) && said.some(({ hasFix }) => !hasFix),
      flaws: new Set(group.map(({ vulnerabilityId }) => vulnerabilityId)).size,
      exploited: kevDays.length > 0,
      automatable: null,
      safeguards: said.flatMap(({ safeguards }) => safeguards).slice(0, MOST_SAFEGUARDS_READ),
      windows,
      delegate: null,
      assets: [...Map.groupBy(group, ({ asset }) => asset.id).values()].map((ofAsset) => toStepAsset(ofAsset, { now, kev, mark: marks?.get(ofAsset[0]?.asset.id ?? "") })),
    };
    return { ...writeStep(facts, texts), id: facts.id, windows, matches: group };
  });
  const ordered = steps.toSorted((a, b) => compareOrder(a.order, b.order));
  return { steps: ordered.slice(0, most), waiting: Math.max(0, ordered.length - most) };
}

/** One update is one step: what an advisory calls the same, and what speaks of the same asset, belongs together. */
export function groupByFix(matches: readonly Match[]): readonly (readonly Match[])[] {
  const byKey = new Map<string, Match[]>();
  for (const match of matches) {
    // The asset decides where another product's name would join it to two.
    const keys = [`asset ${match.asset.id}`, `product ${productKey(match.product)}`];
    const group = keys.map((key) => byKey.get(key)).find((known) => known !== undefined) ?? [];
    group.push(match);
    for (const key of keys) if (!byKey.has(key)) byKey.set(key, group);
  }
  return [...new Set(byKey.values())];
}

/** A product's name without what differs between writers: case, signs, and words such as "series". */
export function productKey(product: string): string {
  return product.normalize("NFKC").toLowerCase().replace(/\b(?:series|family|families|all versions|firmware)\b/g, " ").replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

/** The highest of the versions that close something: whoever has it has the earlier ones' repairs too. */
export function highestFix(versions: readonly (string | null)[]): string | null {
  return versions.reduce<string | null>((best, version) => (version !== null && (best === null || (compareVersions("generic", version, best) ?? 0) > 0) ? version : best), null);
}

/** What the match's advisory says of its product and flaw, as far as a plan needs it. */
export function detailsOf(advisory: Advisory | undefined, match: Pick<Match, "product" | "vulnerabilityId" | "advisoryId" | "fixedVersion">): readonly { readonly vendor: string | null; readonly hasFix: boolean; readonly safeguards: readonly SaidSafeguard[] }[] {
  const products = (advisory?.affected ?? []).filter(({ product }) => product === match.product);
  const remedies = products.flatMap(({ vulnerabilities }) => vulnerabilities.filter(({ id }) => id === match.vulnerabilityId).flatMap((one) => one.remedies));
  return [{
    vendor: products[0]?.vendor ?? null,
    hasFix: match.fixedVersion !== null || remedies.some(({ kind }) => kind === "vendor-fix"),
    safeguards: remedies.filter(({ kind, text }) => kind === "workaround" && text !== "").map(({ text }) => ({ text, trackingId: match.advisoryId, url: null })),
  }];
}

function toStepAsset(matches: readonly Match[], { now, kev, mark }: { readonly now: string; readonly kev: ReadonlyMap<string, string>; readonly mark: { readonly vital: boolean; readonly setting: AssetSetting } | undefined }): StepAsset {
  const exposed = matches[0]?.asset.exposed ?? "unknown";
  const due = matches.flatMap(({ vulnerabilityId }) => {
    const addedOn = kev.get(vulnerabilityId);
    return dueAt({ inKev: addedOn !== undefined, automatable: null, technicalImpact: null }, { exposed, seenAt: now, addedOn: addedOn ?? null }) ?? [];
  });
  return {
    count: matches[0]?.asset.count ?? 1,
    exposed, vital: mark?.vital ?? false, setting: mark?.setting ?? "office",
    fixedVersion: highestFix(matches.map(({ fixedVersion }) => fixedVersion)),
    dueBy: due.toSorted()[0] ?? null,
    isOpen: true, isPutOff: false,
    probability: Math.max(0, ...matches.map(({ probability }) => probability)),
  };
}

/** The date by BOD 26-04; its clock starts at the earlier of the day of KEV and the moment it was found on the asset. Null: at the next update. */
export function dueAt(flaw: Parameters<typeof dueDays>[0], { exposed, seenAt, addedOn }: { readonly exposed: StepAsset["exposed"]; readonly seenAt: string; readonly addedOn: string | null }): string | null {
  const days = dueDays(flaw, exposed);
  if (days === null) return null;
  const start = addedOn === null ? Date.parse(seenAt) : Math.min(Date.parse(seenAt), Date.parse(addedOn));
  return new Date(start + days * DAY_MS).toISOString();
}
