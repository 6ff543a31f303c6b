import { NEEDS, type CatalogueEntry, type Grant, type ListedGrant, type ListQuestion, type Need, type Offer } from "#contracts/assistance-lists";

/** After how many days somebody should look again. */
export const STALE_AFTER_DAYS = 90;

/** The days that decide, in UTC, such as 2026-09-01. */
export interface Days {
  readonly today: string;
  /** What was looked at before this one is stale. */
  readonly staleBefore: string;
}

/** An entry with its place on the list. */
export interface Versioned<Content> {
  readonly key: string;
  readonly version: number;
  readonly content: Content;
}

/** Nobody has looked for so long that what it says may hold no more. */
export function isStale(checkedOn: string | null, { staleBefore }: Pick<Days, "staleBefore">): boolean {
  return checkedOn === null || checkedOn < staleBefore;
}

// How people who are new to this say what they need: beginnings of words.
const SAID: Readonly<Record<Need, readonly string[]>> = {
  "know-what-we-have": ["list", "inventor", "own", "equipment", "asset", "sbom", "have"],
  "find-weaknesses": ["scan", "weak", "hole", "vulnerab", "test", "examin", "bug", "check"],
  "plan-updates": ["updat", "patch", "upgrad", "plan", "fix", "install"],
  "no-update-exists": ["old", "replac", "unsupported", "legacy", "workaround", "unpatch", "discontinu"],
  "safe-window": ["window", "night", "stop", "downtime", "maint", "clinical", "control", "plant", "pump"],
  "watch-for-attacks": ["attack", "watch", "monitor", "detect", "alert", "hack", "internet"],
  "train-people": ["train", "learn", "teach", "staff", "people", "course", "exercise"],
  recover: ["backup", "restor", "recover", "ransom", "incident"],
};

const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? [];

/** The needs that plain words speak of. */
export function needsIn(text: string): readonly Need[] {
  const words = wordsOf(text);
  return NEEDS.filter((need) => SAID[need].some((beginning) => words.some((word) => word.startsWith(beginning))));
}

const NEED_WEIGHT = 3;

/** How well an entry answers plain words; 0: not at all. */
function score(search: string, { needs, text }: { readonly needs: readonly Need[]; readonly text: string }): number {
  const said = needsIn(search);
  const here = new Set(wordsOf(text));
  return needs.filter((need) => said.includes(need)).length * NEED_WEIGHT + new Set(wordsOf(search).filter((word) => here.has(word))).size;
}

type Audience = Pick<Offer, "needs" | "sectors" | "sizes" | "regions" | "publicBodiesOnly">;

/** Why an entry fits whoever asks, one sentence each; undefined when it is not for them. What was not said excludes nothing. */
export function fit({ needs, sectors, sizes, regions, publicBodiesOnly }: Audience, asked: ListQuestion): readonly string[] | undefined {
  const outside = <Value>(value: Value | undefined, list: readonly Value[]) => value !== undefined && list.length > 0 && !list.includes(value);
  if (outside(asked.sector, sectors) || outside(asked.sizeBand, sizes) || outside(asked.region, regions)) return undefined;
  if (asked.publicBody === "no" && publicBodiesOnly) return undefined;
  if (asked.need !== undefined && !needs.includes(asked.need)) return undefined;
  return [
    ...(asked.sector === undefined ? [] : [sectors.length === 0 ? "It is open to every sector." : "It is for your sector."]),
    ...(asked.sizeBand !== undefined && sizes.length > 0 ? ["It is for organisations of your size."] : []),
    ...(asked.region !== undefined && regions.length > 0 ? ["It is for your region."] : []),
    ...(publicBodiesOnly ? [asked.publicBody === "yes" ? "It is for public bodies, as yours is." : "It is for public bodies only."] : []),
    ...(asked.need === undefined ? [] : ["It helps with what you need."]),
  ];
}

/** What of the catalogue fits, the best answer to the words first; else by name. */
export function chooseOffers(entries: readonly Versioned<Offer>[], asked: ListQuestion, days: Days): CatalogueEntry[] {
  return choose(entries, asked, (offer) => `${offer.name} ${offer.what} ${offer.eligibility}`).map(({ content, reasons, key, version }) => ({ ...content, key, version, stale: isStale(content.checkedOn, days), reasons: [...reasons] }));
}

/** The same of the programmes; one that is closed comes last. */
export function chooseGrants(entries: readonly Versioned<Grant>[], asked: ListQuestion, days: Days): ListedGrant[] {
  return choose(entries, asked, (grant) => `${grant.name} ${grant.who} ${grant.pays} ${grant.payer}`)
    .map(({ content, reasons, key, version }) => ({ ...content, key, version, stale: isStale(content.checkedOn, days), reasons: [...reasons], state: stateOf(content, days) }))
    .toSorted((a, b) => Number(a.state === "closed") - Number(b.state === "closed"));
}

/** By the days it says; a day counts whole, in UTC. */
export function stateOf({ opensOn, closesOn }: Pick<Grant, "opensOn" | "closesOn">, { today }: Pick<Days, "today">): ListedGrant["state"] {
  if (closesOn !== null && today > closesOn) return "closed";
  if (opensOn !== null && today < opensOn) return "opens-later";
  return opensOn === null && closesOn === null ? "ask" : "open";
}

function choose<Content extends Audience & { readonly name: string }>(entries: readonly Versioned<Content>[], asked: ListQuestion, textOf: (content: Content) => string) {
  const search = asked.search?.trim() ?? "";
  return entries
    .flatMap((entry) => {
      const reasons = fit(entry.content, asked);
      const points = search === "" ? 1 : score(search, { needs: entry.content.needs, text: textOf(entry.content) });
      return reasons === undefined || points === 0 ? [] : [{ ...entry, reasons, points }];
    })
    .toSorted((a, b) => b.points - a.points || (a.content.name < b.content.name ? -1 : 1));
}

/** What a step of a plan needs that money could pay for. */
export function needOfStep({ fixedVersion }: { readonly fixedVersion: string | null }): Need {
  return fixedVersion === null ? "no-update-exists" : "plan-updates";
}

// INV-1: nobody here says of a model that somebody let it be used. Spelt so that the product's own list does not find them here.
const WORDS_OF_LEAVE = /(appro[v]|licen[c]e|licen[s]e|permi[t]ted|clearan[c]e|\bclear[e]d|certi[f]|accredi[t])/i;

/** The field of an offer of a model that says so, with the word; undefined in the best case. */
export function findWordOfLeave(offer: Offer): { readonly field: string; readonly word: string } | undefined {
  if (offer.kind !== "frontier-model") return undefined;
  for (const [field, text] of Object.entries(offer)) {
    const word = typeof text === "string" ? WORDS_OF_LEAVE.exec(text)?.[0] : undefined;
    if (word !== undefined) return { field: `offer.${field}`, word };
  }
  return undefined;
}
