import type { AiProvenance, Credit, PublicAdvisory, Severity, SeverityRole } from "./advisories.types.ts";

// The maintainer knows the code and keeps the say over its severity; a finder's template rates high most often.
const PRECEDENCE: readonly SeverityRole[] = ["maintainer", "cna", "coordinator", "finder"];

/** All severities, the one to show first where a format has a single place first. Nothing is dropped. */
export function inPrecedence(severities: readonly Severity[]): Severity[] {
  return severities.toSorted((a, b) => PRECEDENCE.indexOf(a.role) - PRECEDENCE.indexOf(b.role));
}

/** The sentence by which formats without a field for it carry that a model did the work. */
export function aiSentence(ai: AiProvenance): string {
  const model = ai.model === null ? "an AI model" : `an AI model (${ai.model})`;
  return `Made by ${model}; ${ai.humanReview === "reviewed" ? "reviewed by a person" : "not reviewed by a person"}.`;
}

export function creditSentence(credit: Credit): string {
  const role = credit.role.replace("-", " ");
  const words = `${role[0]?.toUpperCase() ?? ""}${role.slice(1)}.`;
  return credit.ai === null ? words : `${words} ${aiSentence(credit.ai)}`;
}

/** What no field of OSV or CVE holds, in our own words, for their extension objects. */
export function toExtension(advisory: PublicAdvisory) {
  return {
    trackingId: advisory.trackingId,
    tlp: advisory.tlp,
    notice: advisory.notice ?? undefined,
    severities: inPrecedence(advisory.severities).map(({ role, name, vector, score, rating }) => ({ role, name, vector, score, rating })),
    credits: advisory.credits.map(({ name, organization, role, ai }) => ({ name, organization, role, ai: copyAi(ai) })),
    remediations: advisory.remediations.map(({ kind, text, url, ai }) => ({ kind, text, url, ai: copyAi(ai) })),
    revisions: advisory.revisions.map(({ number, at, summary }) => ({ number, at, summary })),
  };
}

function copyAi(ai: AiProvenance | null) {
  return ai === null ? null : { model: ai.model, humanReview: ai.humanReview };
}
