import type { SaidSafeguard } from "./plan.types.ts";

// What somebody with little staff can do at once, beside the update itself.
const MOST_SAID = 2;
const MOST_SAID_LENGTH = 240;
const MOST_READ_LENGTH = 4000;
const MOST_PORTS = 4;

/**
 * The safeguards that advisories recommend over and over, the most useful first: NIST SP 800-82r3 (sections 5 and 6) and the
 * recommended practices at the end of each CISA ICS advisory. The words of each stand in plan-words.en.json as `plan.guard.*`.
 */
const KNOWN: readonly (readonly [key: string, pattern: RegExp])[] = [
  ["internet", /minimi[sz]e[^.]{0,20}network exposure|\bnot\b[^.]{0,50}\b(?:accessible|reachable|exposed|connect\w*)\b[^.]{0,30}\binternet|\bnever\b[^.]{0,40}\binternet/i],
  ["firewall", /\bfirewalls?\b|\bisolat\w+|\bsegment\w*|\bclosed network|\bdmz\b|separate\w*[^.]{0,30}\bnetworks?\b/i],
  ["ports", /(?:block|restrict|limit|clos|disabl|deactivat|filter)\w*[^.]{0,60}\bports?\s+\d/i],
  ["access", /(?:restrict|limit|protect|control)\w*[^.]{0,60}\b(?:access|network)|\btrusted (?:ip|host|address|user|machine|network)|\b(?:allow|white)[ -]?list/i],
  ["web", /(?:disabl|deactivat|turn(?:ing)? off|switch(?:ing)? off)[^.]{0,40}\bweb[ -]?(?:server|interface|service|page|site)/i],
  ["off", /(?:disabl|deactivat|turn(?:ing)? off|switch(?:ing)? off)\w*\b/i],
  ["remote", /\bvpns?\b|virtual private network|\bremote access\b/i],
  ["password", /\b(?:default|strong|complex|change)\b[^.]{0,30}\b(?:passwords?|credentials?)/i],
  ["physical", /\bphysical(?:ly)?\b[^.]{0,40}\b(?:access|protect|restrict|secur|lock)\w*|(?:access|protect|restrict|secur|lock)\w*[^.]{0,30}\bphysical(?:ly)?\b/i],
  ["rights", /\bleast[ -]privilege|\buser (?:rights|privileges|accounts)|\brole[ -]based/i],
  ["files", /\b(?:untrusted|unknown|unsolicited|suspicious)\b[^.]{0,50}\b(?:files?|attachments?|links?|sources?|e-?mails?)\b/i],
  ["sticks", /\busb\b|\bremovable (?:media|storage)|\bsd cards?\b|\bportable (?:computers|media|storage)/i],
  ["watch", /\bmonitor(?:ing)?\b|\bintrusion (?:detection|prevention)/i],
  ["copy", /\bback-?\s?ups?\b/i],
  ["replace", /\bend[ -]of[ -](?:life|support|sale)|\bno longer (?:supported|maintained|sold)|\bdiscontinued\b/i],
];

/** Sentences that tell where to read more, and nothing to do. */
const ELSEWHERE = /^(?:https?:|see |refer |please (?:see|refer|contact|visit)|(?:for )?(?:more|further|additional) (?:information|details)|additional|contact )|\b(?:can be found|is available|are available) (?:at|on|in|here)\b|\b(?:log ?in required|customer (?:portal|service))/i;
/** Those that tell of the fix, of which the step itself speaks. */
const ABOUT_THE_FIX = /\b(?:has|have) (?:been )?(?:released|fixed|issued)\b|\b(?:updat|upgrad)\w+ (?:\w+ ){0,6}to\b|\bnew (?:firmware )?(?:version|release)\b|https?:\/\/\S+\.?$/i;

export interface Safeguards {
  /** Keys of known safeguards, the most useful first. */
  readonly keys: readonly string[];
  /** The ports that are named as to be closed, such as `502` or `443/tcp`. */
  readonly ports: readonly string[];
  /** The most telling sentences in the advisories' own words. */
  readonly said: readonly (SaidSafeguard & { readonly shortened: boolean })[];
}

/**
 * Makes of what advisories write (some hundreds of words, much of it the same in each) what can be said in short plain
 * sentences, and keeps the words that say something of their own, shortened at the end of a sentence where they are long.
 */
export function pickSafeguards(safeguards: readonly SaidSafeguard[]): Safeguards {
  const texts = safeguards.map(({ text }) => text.slice(0, MOST_READ_LENGTH));
  const keys = KNOWN.filter(([, pattern]) => texts.some((text) => pattern.test(text))).map(([key]) => key);
  const ports = texts.flatMap((text) => Array.from(text.matchAll(/\bports?\s+(\d{1,5}(?:\/(?:tcp|udp))?)(?:(?:\s*(?:,|and|or)\s*)(\d{1,5}(?:\/(?:tcp|udp))?))?/gi), ([, one, other]) => [one, other])).flat().map((port) => port?.toLowerCase());
  return {
    // To say that the web page goes says that something is turned off; to name the port says who may reach it.
    keys: keys.filter((key) => !(key === "off" && keys.includes("web")) && !(key === "access" && keys.includes("ports"))),
    ports: withoutDoubles(ports.filter((port) => port !== undefined)).slice(0, MOST_PORTS),
    said: pickSaid(safeguards),
  };
}

/** `502` says as much as `502/tcp`. */
function withoutDoubles(ports: readonly string[]): readonly string[] {
  return [...new Map(ports.map((port) => [port.split("/")[0], port])).values()];
}

function pickSaid(safeguards: readonly SaidSafeguard[]): Safeguards["said"] {
  const told = new Set<string>();
  const candidates = safeguards.flatMap((safeguard) => {
    const sentences = toSentences(safeguard.text.slice(0, MOST_READ_LENGTH)).filter((sentence) => !ELSEWHERE.test(sentence) && !ABOUT_THE_FIX.test(sentence));
    const [first, ...rest] = sentences;
    if (first === undefined || told.has(first)) return [];
    told.add(first);
    const isWhole = rest.length === 0 && sentences.length === toSentences(safeguard.text).length && first.length <= MOST_SAID_LENGTH;
    return [{ ...safeguard, text: cut(first), shortened: !isWhole }];
  });
  // What fits none of the common ones is what this advisory has to say of its own.
  const isCommon = ({ text }: SaidSafeguard) => KNOWN.some(([, pattern]) => pattern.test(text));
  return [...candidates.filter((one) => !isCommon(one)), ...candidates.filter(isCommon)].slice(0, MOST_SAID);
}

function toSentences(text: string): readonly string[] {
  return text.split(/(?<=[.!?])\s+(?=[A-Z"“])|[\r\n]+|\s[•*-]\s/).map((sentence) => sentence.trim()).filter((sentence) => /\p{L}{2}/u.test(sentence));
}

function cut(sentence: string): string {
  if (sentence.length <= MOST_SAID_LENGTH) return sentence;
  return `${sentence.slice(0, sentence.lastIndexOf(" ", MOST_SAID_LENGTH - 2)).replace(/[,;:]$/, "")} …`;
}
