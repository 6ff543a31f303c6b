import { AdvisoryError } from "../advisories.errors.ts";
import type { Rating, ReadAdvisoryFields, ReadSeverity, ReadVulnerability } from "../advisories.types.ts";
import { inPrecedence } from "../advisory-words.ts";
import { cvssScore, cvssScores } from "../cvss-score.ts";
import type { Tell } from "./consistency.types.ts";

// Attacker-controlled text: what it says of its severity, it says early.
const MOST_TEXT = 20_000;

/** The words of the text, the score, the vector and the CVE ids must be able to be of one vulnerability. */
export function checkSeverities(fields: ReadAdvisoryFields, vulnerability: ReadVulnerability, tell: Tell): void {
  const text = [vulnerability.title ?? fields.title, vulnerability.description ?? fields.summary].join("\n").slice(0, MOST_TEXT);
  checkScores(vulnerability.severities, tell);
  checkRatingWords(text, vulnerability.severities, tell);
  checkVectorWords(text, vulnerability.severities, tell);
  checkIds(fields, vulnerability, text, tell);
}

function checkScores(severities: readonly ReadSeverity[], tell: Tell): void {
  for (const [index, { vector, score, rating }] of severities.entries()) {
    const computed = compute(vector);
    if (!computed) continue;
    const path = `/severities/${index}`;
    if (score !== null && !computed.scores.includes(score)) tell("score-vector", `${path}/score`, `the score ${score} is not what the vector gives, ${computed.scores[0] ?? ""}`);
    else if (score === null && rating !== null && !computed.ratings.includes(rating)) tell("score-vector", `${path}/rating`, `"${rating}" is not what the vector gives, ${computed.ratings[0] ?? ""}`);
  }
}

interface Computed {
  readonly scores: readonly number[];
  readonly ratings: readonly Rating[];
}

/** Of the base alone and of all that the vector holds: sources state either. */
function compute(vector: string | null): Computed | undefined {
  if (vector === null) return undefined;
  try {
    const { score, rating } = cvssScore(vector);
    const { base, overall, baseRating, overallRating } = cvssScores(vector);
    return { scores: [score, base, overall], ratings: [rating, baseRating, overallRating] };
  } catch (error) {
    if (!(error instanceof AdvisoryError)) throw error;
    return undefined; // No vector at all; the validators say so.
  }
}

const RATINGS: readonly Rating[] = ["none", "low", "medium", "high", "critical"];

/** "critical severity" or "a critical vulnerability" two steps or more from every rating that was given. */
function checkRatingWords(text: string, severities: readonly ReadSeverity[], tell: Tell): void {
  const given = severities.flatMap(({ rating }) => rating ?? []);
  const found = /\b(low|medium|moderate|high|critical)[- ](?:severity|(?:security )?(?:vulnerability|flaw|bug))\b/i.exec(text) ?? /\bseverity(?: is|:) (low|medium|moderate|high|critical)\b/i.exec(text);
  if (!found || given.length === 0) return;
  const word = (found[1] ?? "").toLowerCase().replace("moderate", "medium") as Rating;
  const distance = Math.min(...given.map((rating) => Math.abs(RATINGS.indexOf(rating) - RATINGS.indexOf(word))));
  if (distance >= 2) tell("text-score", "/severities", `the text says "${found[0]}", and every rating given is ${[...new Set(given)].join(" or ")}`);
}

const CLAIMS: readonly { readonly words: RegExp; readonly metric: string; readonly allows: readonly string[] }[] = [
  { words: /\b(?:remote|network)(?:,? (?:and )?unauthenticated)? (?:attackers?|adversar(?:y|ies)|code execution)\b/i, metric: "AV", allows: ["N", "A"] },
  { words: /\b(?:unauthenticated|without authentication|pre-auth(?:entication)?)\b/i, metric: "PR", allows: ["N"] },
  { words: /\b(?:local(?:ly authenticated)? (?:attackers?|users?)|local privilege escalation)\b/i, metric: "AV", allows: ["L", "P"] },
  { words: /\bphysical(?:ly)? (?:access|proximate)\b/i, metric: "AV", allows: ["P", "L", "A"] },
  { words: /\b(?:without|no|requires no) user interaction\b/i, metric: "UI", allows: ["N"] },
];

/** What the text says an attacker needs against what every vector says. Version 2 has other metrics and is left alone. */
function checkVectorWords(text: string, severities: readonly ReadSeverity[], tell: Tell): void {
  const vectors = inPrecedence(severities).flatMap(({ vector }) => (vector?.startsWith("CVSS:3") || vector?.startsWith("CVSS:4") ? [vector] : []));
  if (vectors.length === 0) return;
  for (const { words, metric, allows } of CLAIMS) {
    const found = words.exec(text);
    const stated = [...new Set(vectors.flatMap((vector) => vector.split("/").find((part) => part.startsWith(`${metric}:`)) ?? []))];
    if (!found || stated.length === 0 || stated.some((part) => allows.includes(part.slice(metric.length + 1)))) continue;
    tell("text-vector", "/severities", `the text says "${found[0]}", and every vector has ${stated.join(" or ")}`);
  }
}

/** A CVE id in the text of an advisory that does not name it anywhere else. */
function checkIds(fields: ReadAdvisoryFields, { cveId, ids, references }: ReadVulnerability, text: string, tell: Tell): void {
  const links = [...fields.references, ...references].map(({ url }) => url).join("\n").slice(0, MOST_TEXT);
  const known = [fields.id, ...fields.aliases, ...fields.related, ...fields.vulnerabilities.flatMap((one) => [one.cveId, ...one.ids]), cveId, ...ids];
  const named = new Set([...text.matchAll(/\bCVE-\d{4}-\d{4,19}\b/g)].map(([id]) => id));
  for (const id of [...named].slice(0, 20)) if (!known.includes(id) && !links.includes(id)) tell("text-ids", "/ids", `the text names ${id}, which is neither an id of the vulnerability nor among what it is related to`);
}
