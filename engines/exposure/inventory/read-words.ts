import type { Asset } from "../exposure.types.ts";
import { guessColumns } from "./guess-columns.rules.ts";
import type { InventoryDraft } from "./inventory-draft.ts";
import { tooManyRows } from "./inventory-draft.ts";
import { INVENTORY_LIMITS } from "./inventory-limits.ts";
import { splitLines } from "./split-lines.rules.ts";

const BULLET = /^(?:[\s•*·>–—-]+|\d{1,3}[.)]\s+)+/;
const LETTER = /\p{L}/u;
const LETTER_TALK = /^(?:hi|hello|dear|thanks|thank you|regards|best regards|kind regards|sincerely|please|cheers|good (?:morning|afternoon|evening)|here is|here are|below|attached|see)\b/i;
const HEADING = /^(.{2,60}):$/;
const SENTENCE_WORDS = 14;
const HEADING_WORDS = 4;

const NUMBER_WORDS: Readonly<Record<string, number>> = {
  one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, eleven: 11, twelve: 12,
};
const COUNTS: readonly RegExp[] = [
  /^(\d{1,6})\s*(?:x|×|pcs?\.?|pieces|units?|nos?\.?|ea\.?)\s+(?:of\s+)?/i,
  /^(\d{1,2})\s+(?=\p{L})/u,
  /^(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\s+(?:of\s+)?/i,
  /[\s,(]+(?:qty|quantity|count)[.:\s]*(\d{1,6})\)?/i,
  /\s+(?:x|×)\s?(\d{1,6})(?=$|[\s,;)])/,
  /[\s,(]+(\d{1,6})\s*(?:pcs?\.?|pieces|units?)(?=$|[\s,;)])\)?/i,
];
const SERIAL = /[\s,(]*\b(?:s\/n|sn|serial(?: (?:no\.?|number))?)[.:#\s]*((?=[\w-]*\d)[A-Za-z0-9][\w-]{2,40})\)?/i;
const NOT_EXPOSED = /[\s,(]*\b(?:not (?:exposed|reachable|internet[- ]facing|on the internet|connected)|no internet|isolated|air[- ]?gapped|offline)\b\)?/i;
const EXPOSED = /[\s,(]*\b(?:internet[- ]facing|(?:exposed|open) to (?:the )?internet|reachable from (?:the )?(?:internet|outside)|on the (?:open |public )?internet|publicly (?:exposed|reachable))\b\)?/i;
// "rev. M.02", "V5.2.3", "firmware 4.1 SP2", "version 2019", "rev B"; a bare "v" must stand right before its number.
const VERSION = /[\s,;(-]*\b(?:(?:software|firmware|sw|fw|os)\s+)?(?:(?:version|vers?|rev(?:ision)?|release|rel|firmware|software|frn|fw|sw|build)\b\.?\s*[:#]?\s*((?=[\w.-]*\d)[A-Za-z]{0,3}\.?\d?[\w.+-]*\w|[A-Z](?![\w.]))|v\.?\s?(\d[\w.+-]*))((?:\s+(?:sp|hf|update|patch|build|r)\s?\d+)?)\)?/i;
const BARE_VERSION = /\s+(\d+(?:\.\d+){1,5}(?:\(\d+\))?[\w-]*)$/;
const PLACES = "floor|ward|level|roof|site|wall|wing|bus|truck|unit|room|bench";
// "All in One" and "built in" are no places.
const LOCATION = new RegExp(`(?<!\\b(?:all|built|plug|check|log|sign|point|walk|drive))[\\s,;(-]+(?:(?:located|installed|standing|kept)\\s+)?(?:(?:in|at)\\s+(?:the\\s+)?|on\\s+(?:the\\s+)?(?=[\\w. -]{0,20}\\b(?:${PLACES})\\b))([^;()]{2,60}?)\\)?[.\\s]*$`, "i");

// "Plainware desk phone, version 3.1, reception", as the paper form asks: what is said last, behind the version. A number there is more of the name.
const BEHIND_VERSION = new RegExp(`^\\s*[,;]\\s*(?!\\D*\\d)(?=.*\\p{L})([^,;()]{2,60})$|^\\s*[,;]\\s*([^,;()]{0,40}\\b(?:${PLACES})\\b[^,;()]{0,20})$`, "iu");

/** Reads what somebody typed or pasted, one thing a line: "3x Philips IntelliVue MX800 rev. M.02 in ICU". A heading such as "Ward 3:" is the place of what follows. */
export function readWords(text: string, draft: InventoryDraft): void {
  const lines = splitLines(text);
  if (lines.length > INVENTORY_LIMITS.rows) throw tooManyRows();
  let location: string | null = null;
  for (const { line, text: words } of lines) {
    const place = { line, path: null };
    if (words.length > INVENTORY_LIMITS.cellLength) {
      draft.skip(place, `It is longer than ${INVENTORY_LIMITS.cellLength} characters.`, words.slice(0, INVENTORY_LIMITS.fieldLength));
      continue;
    }
    const bare = words.replace(/\s+/g, " ").trim().replace(BULLET, "");
    const heading = HEADING.exec(bare)?.[1]?.trim();
    const problem = heading === undefined ? findProblem(bare) : "It is a heading.";
    if (heading !== undefined) location = isPlace(heading) ? heading : null;
    if (problem !== undefined) draft.skip(place, problem, words);
    else draft.add({ place, original: words, ...takeApart(bare, location) });
  }
}

function isPlace(heading: string): boolean {
  return heading.split(" ").length <= HEADING_WORDS && !LETTER_TALK.test(heading) && guessColumns([heading]) === undefined && !/\b(?:devices?|list|inventory|things|stuff|equipment)\b/i.test(heading);
}

function findProblem(words: string): string | undefined {
  if (!LETTER.test(words)) return "It has no words.";
  if (LETTER_TALK.test(words)) return "It reads like a letter, not like a thing.";
  if (words.split(" ").length >= SENTENCE_WORDS && !/\d/.test(words)) return "It reads like a sentence, not like a thing.";
  return /^\p{L}{3,20}$/u.test(words) && guessColumns([words]) !== undefined ? "It is a heading." : undefined;
}

interface TakenApart {
  readonly product: string;
  readonly version: string | null;
  readonly serial: string | null;
  readonly location: string | null;
  readonly exposed: Asset["exposed"];
  readonly count: number | undefined;
}

/** Each part is cut out of the words in turn; what is left names the thing. */
function takeApart(words: string, headingLocation: string | null): TakenApart {
  let rest = words;
  const cut = (pattern: RegExp): RegExpExecArray | null => {
    const found = pattern.exec(rest);
    // Something must be left that names the thing.
    if (found === null || !LETTER.test(rest.replace(found[0], ""))) return null;
    rest = `${rest.slice(0, found.index)} ${rest.slice(found.index + found[0].length)}`.replace(/\s+/g, " ").trim();
    return found;
  };
  const cutBehind = (index: number): string | undefined => {
    const found = LETTER.test(rest.slice(0, index)) ? BEHIND_VERSION.exec(rest.slice(index)) : null;
    if (found !== null) rest = rest.slice(0, index);
    return found?.[1] ?? found?.[2];
  };
  const count = COUNTS.map((pattern) => () => cut(pattern)?.[1]).reduce<string | undefined>((found, next) => found ?? next(), undefined);
  const serial = cut(SERIAL)?.[1] ?? null;
  const exposed = cut(NOT_EXPOSED) ? "no" : cut(EXPOSED) ? "yes" : "unknown";
  const stated = cut(VERSION);
  const location = (cut(LOCATION)?.[1] ?? (stated && cutBehind(stated.index)))?.trim() ?? headingLocation;
  const version = stated ? `${stated[1] ?? stated[2] ?? ""}${stated[3] ?? ""}` : (cut(BARE_VERSION)?.[1] ?? null);
  const product = rest.replace(/\(\s*\)/g, "").replace(/\s+(?=[,;])/g, "").replace(/^[\s,;:()-]+|[\s,;:(-]+$/g, "");
  return { product, version, serial, location, exposed, count: count === undefined ? undefined : (NUMBER_WORDS[count.toLowerCase()] ?? Number(count)) };
}
