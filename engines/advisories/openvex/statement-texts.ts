// What OpenVEX has no field for, in sentences a person can read, one a line; and the same sentences read back. From anyone else they are
// a claim like the rest of the text.
import type { ReadCredit, ReadRemediation, ReadSeverity } from "../advisories.types.ts";
import { creditSentence, inPrecedence, raterOf, readCreditSentence, readRater, splitAiSentence, withAiSentence } from "../advisory-words.ts";

const oneLine = (text: string): string => text.replaceAll(/[\n\r\t]+/g, " ");

interface Described {
  readonly description: string;
  readonly severities: readonly ReadSeverity[];
  readonly credits: readonly ReadCredit[];
}

/** The description, then a line for each severity and each credit. */
export function writeDescription({ description, severities, credits }: Described): string {
  return [description, ...inPrecedence(severities).map(severityLine), ...credits.map(creditLine)].filter((line) => line !== "").join("\n");
}

/** Lines of ours are taken off the end. */
export function readDescription(text: string | null | undefined): Described {
  const lines = (text ?? "").split("\n");
  const credits: ReadCredit[] = [];
  const severities: ReadSeverity[] = [];
  for (let line = lines.at(-1); line !== undefined; line = lines.at(-1)) {
    const credit = readCreditLine(line);
    const severity = credit ? undefined : readSeverityLine(line);
    if (credit) credits.unshift(credit);
    else if (severity) severities.unshift(severity);
    else break;
    lines.pop();
  }
  return { description: lines.join("\n"), severities, credits };
}

function severityLine(severity: ReadSeverity): string {
  const { vector, score, rating } = severity;
  const rater = raterOf(severity);
  return [`Severity${rater === undefined ? "" : ` by ${oneLine(rater)}`}: ${rating ?? "unrated"}`, score === null ? undefined : `score ${score}`, vector === null ? undefined : vector.replaceAll(/\s/g, "_")]
    .filter((part) => part !== undefined).join(", ");
}

const RATINGS = ["none", "low", "medium", "high", "critical"] as const;

function readSeverityLine(line: string): ReadSeverity | undefined {
  const found = /^Severity(?: by (.+))?: (none|low|medium|high|critical|unrated)(?:, score (\d{1,3}(?:\.\d{1,3})?))?(?:, (\S{1,300}))?$/.exec(line);
  if (!found) return undefined;
  const [, rater, rating, score, vector] = found;
  return {
    ...(rater === undefined ? { role: null, name: null } : readRater(rater)),
    vector: vector ?? null, score: score === undefined ? null : Number(score), rating: RATINGS.find((one) => one === rating) ?? null,
  };
}

function creditLine(credit: ReadCredit): string {
  const of = credit.organization === null ? "" : ` of ${JSON.stringify(oneLine(credit.organization))}`;
  const sentence = creditSentence(credit);
  return `Credit to ${JSON.stringify(oneLine(credit.name))}${of}${sentence === undefined ? "." : `: ${oneLine(sentence)}`}`;
}

function readCreditLine(line: string): ReadCredit | undefined {
  const found = /^Credit to ("(?:[^"\\]|\\.)*")(?: of ("(?:[^"\\]|\\.)*"))?(?:\.|: (.+))$/.exec(line);
  const [name, organization] = [readQuoted(found?.[1]), readQuoted(found?.[2])];
  return name === undefined ? undefined : { name, organization: organization ?? null, ...readCreditSentence(found?.[3]) };
}

function readQuoted(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  try {
    return String(JSON.parse(text));
  } catch {
    return undefined; // Attacker-controlled: an escape that JSON does not have, so no line of ours.
  }
}

const KINDS = {
  "vendor-fix": "Vendor fix", mitigation: "Mitigation", workaround: "Workaround", "no-fix-planned": "No fix planned",
  "none-available": "None available", "fix-planned": "Fix planned", "optional-patch": "Optional patch",
} as const satisfies Record<Exclude<ReadRemediation["kind"], null>, string>;

const BEGINS_ACTION = new RegExp(`^(${Object.values(KINDS).join("|")}): `);

/** Said where nothing is to be done yet, since an affected product needs an action. */
export const NO_ACTION = "No action is known yet.";

/** Said where nobody gave a reason, since a product that is not affected needs one. */
export const NO_REASON = "The publisher gave no reason.";

/** A paragraph for each remediation. */
export function writeActions(remediations: readonly ReadRemediation[]): string {
  return remediations.map(({ kind, text, url, ai }) => {
    const said = `${kind === null ? "" : `${KINDS[kind]}: `}${text}${url === null ? "" : `\nSee ${url}`}`;
    return withAiSentence(said, ai);
  }).join("\n") || NO_ACTION;
}

export function readActions(text: string | null | undefined): ReadRemediation[] {
  if (text == null || text === "" || text === NO_ACTION) return [];
  const paragraphs: string[] = [];
  for (const line of text.split("\n")) {
    if (BEGINS_ACTION.test(line) || paragraphs.length === 0) paragraphs.push(line);
    else paragraphs.push(`${paragraphs.pop() ?? ""}\n${line}`);
  }
  return paragraphs.map(readAction);
}

function readAction(paragraph: string): ReadRemediation {
  const { text: said, ai } = splitAiSentence(paragraph);
  const begin = BEGINS_ACTION.exec(said);
  const kind = (Object.keys(KINDS) as (keyof typeof KINDS)[]).find((one) => KINDS[one] === begin?.[1]) ?? null;
  const body = said.slice(begin?.[0].length ?? 0);
  const url = /\nSee (https?:\/\/\S+)$/.exec(body);
  return { kind, text: url ? body.slice(0, url.index) : body, url: url?.[1] ?? null, ai };
}
