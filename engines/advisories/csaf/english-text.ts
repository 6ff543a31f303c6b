// What can be said of English prose without a dictionary of the whole language. A word is called misspelt when it is unknown
// and one slip away (a letter too many, too few, wrong or swapped) from a word advisories use; other unknown words may be
// names, so they pass. The words are those of CISA's advisories (public domain) and of the CWE list.
import registry from "./registries/english-words.json" with { type: "json" };

const WORDS: ReadonlySet<string> = new Set(registry.words.split(" "));
const SHORTEST_CHECKED = 6;
// Endings that make another form of a known word, which is then no slip.
const ENDINGS = ["s", "es", "d", "ed", "ing", "ly", "er", "or", "ers", "ors", "r", "rs", "al", "able", "y", "ies", "ied", "ion", "ions", "ment", "ness", "ity"];
const PREFIXES = ["un", "re", "non", "in", "im", "de", "dis", "mis", "pre", "sub", "over"];

// Attacker-controlled text: beyond this no more of it is looked at.
const LONGEST_CHECKED = 50_000;
const MOST_TOLD = 5;

let slips: ReadonlyMap<string, string> | undefined;

/** Every known word with one letter left out, to the word: two words that share such a form are one slip apart. */
function getSlips(): ReadonlyMap<string, string> {
  if (slips) return slips;
  const found = new Map<string, string>();
  for (const word of WORDS) {
    if (word.length < SHORTEST_CHECKED) continue;
    for (let place = 0; place < word.length; place += 1) found.set(word.slice(0, place) + word.slice(place + 1), word);
  }
  return (slips = found);
}

/** Words that look misspelt, each with the one probably meant. */
export function findMisspellings(text: string): readonly string[] {
  const told = new Map<string, string>();
  for (const [word] of text.slice(0, LONGEST_CHECKED).matchAll(/(?<![\w.'’/@\\-])[A-Za-z]?[a-z]+(?![\w/@'’]|[-.]\w)/g)) {
    const meant = findMeant(word.toLowerCase());
    if (meant !== undefined && !told.has(word)) told.set(word, `"${word}" looks misspelt; "${meant}" may be meant`);
    if (told.size >= MOST_TOLD) break;
  }
  return [...told.values()];
}

// Documents repeat their words; a bounded memory of them saves most of the work.
const judged = new Map<string, string | undefined>();
const MOST_REMEMBERED = 20_000;

function findMeant(word: string): string | undefined {
  if (word.length < SHORTEST_CHECKED || WORDS.has(word)) return undefined;
  if (judged.has(word)) return judged.get(word);
  const meant = judgeWord(word);
  if (judged.size < MOST_REMEMBERED && word.length < 40) judged.set(word, meant);
  return meant;
}

function judgeWord(word: string): string | undefined {
  if (isKnown(word)) return undefined;
  const slip = getSlips();
  if (WORDS.has(slip.get(word) ?? "") && !isForm(word, slip.get(word) ?? "")) return slip.get(word);
  for (let place = 0; place < word.length; place += 1) {
    const shorter = word.slice(0, place) + word.slice(place + 1);
    const meant = WORDS.has(shorter) && shorter.length >= SHORTEST_CHECKED ? shorter : slip.get(shorter);
    // The first letter tells other words apart (inserted, asserted), and so does the last (form, forms).
    if (meant !== undefined && meant[0] === word[0] && !isForm(word, meant) && (word.length > meant.length || meant.at(-1) === word.at(-1))) return meant;
  }
  return undefined;
}

function isKnown(word: string): boolean {
  if (WORDS.has(word)) return true;
  const stems = [word, ...PREFIXES.filter((prefix) => word.startsWith(prefix)).map((prefix) => word.slice(prefix.length))];
  return stems.some((stem) => WORDS.has(stem) || ENDINGS.some((ending) => stem.endsWith(ending) && hasStem(stem.slice(0, -ending.length))));
}

function hasStem(stem: string): boolean {
  return stem.length > 2 && (WORDS.has(stem) || WORDS.has(`${stem}e`) || WORDS.has(`${stem}y`) || WORDS.has(`${stem}s`) || WORDS.has(`${stem}ed`) || WORDS.has(`${stem}es`) || (stem.at(-1) === stem.at(-2) && WORDS.has(stem.slice(0, -1))));
}

/** Whether two words differ only in their ending, as `form` and `forms` do. */
function isForm(a: string, b: string): boolean {
  const [shorter, longer] = a.length < b.length ? [a, b] : [b, a];
  return longer.startsWith(shorter.slice(0, -1)) && ENDINGS.some((ending) => longer.endsWith(ending));
}

const MODAL = "(?:must|should|can|could|may|might|will|shall|would|cannot)";
const PLURALS = "(?:products|vulnerabilities|devices|systems|attackers|versions|updates|patches|users|files|services|components|researchers|measures|applications|networks|actions)";
const SINGULARS = "(?:vulnerability|attacker|product|device|user|researcher|exploit|application|component)";

/** Each a slip that is wrong in any sentence, with what is wrong. */
const MISTAKES: readonly (readonly [pattern: RegExp, fault: string])[] = [
  [/\b(the|a|an|of|to|in|is|are|and|for|with|by|be|that|this)\s+\1\b/gi, "the same word stands twice"],
  [new RegExp(`\\b${MODAL}\\s+(?!need|proceed|exceed|succeed|embed|feed|speed|shed|seed|heed|bleed)[a-z]+ed\\b`, "gi"), "\"be\" is missing"],
  [/\bfor\s+(?:ensure|prevent|avoid|enable|obtain|determine|mitigate|provide|protect|resolve|reduce|verify|allow)\b/gi, "\"to\" is meant"],
  [new RegExp(`\\b(?:a|an)\\s+${PLURALS}\\b(?!['’-])`, "gi"), "\"a\" stands before a plural"],
  [/\ba\s+(?!one\b|once\b|uni|use|usa|usu|eu|ur[ei]|ut[ei]|ubi)[aeiou][a-z]{2,}\b/g, "\"an\" is meant"],
  [/\ban\s+(?!hour|hono|heir)[bcdfghjklmnpqrstvwxyz][a-z]{2,}\b/g, "\"a\" is meant"],
  [new RegExp(`\\b${PLURALS}\\s+(?:is|was|has|exists|allows|does|affects)\\b`, "gi"), "a plural has the verb of a singular"],
  [new RegExp(`\\b(?:a|an|the|this)\\s+${SINGULARS}\\s+(?:are|were|have|exist|allow|do|affect)\\b`, "gi"), "a singular has the verb of a plural"],
  [/\b(?:does not|do not|doesn['’]t|don['’]t|did not|didn['’]t)\s+(?:exists|affects|allows|has|is|was|exposes|requires|executed|affected|allowed)\b/gi, "after \"do not\" the verb has no ending"],
  [/\b(?:could|should|would|must|may|might)\s+of\b/gi, "\"have\" is meant"],
];

/** Sure mistakes of English grammar; what is not found here may still be wrong. */
export function findGrammarMistakes(text: string): readonly string[] {
  const found: string[] = [];
  for (const [pattern, fault] of MISTAKES) {
    for (const [phrase] of text.slice(0, LONGEST_CHECKED).matchAll(pattern)) {
      if (found.length >= MOST_TOLD) return found;
      found.push(`"${phrase}": ${fault}`);
    }
  }
  return found;
}
