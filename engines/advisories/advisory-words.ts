import type { AiAnnotation, AiProvenance, ReadCredit, ReadSeverity, SeverityRole } from "./advisories.types.ts";

// The maintainer knows the code and keeps the say over its severity; a finder's template rates high most often.
const PRECEDENCE: readonly (SeverityRole | null)[] = ["maintainer", "cna", "coordinator", "finder", null];

/** All severities, the one to show first where a format has a single place first. Nothing is dropped. */
export function inPrecedence<Severity extends Pick<ReadSeverity, "role">>(severities: readonly Severity[]): Severity[] {
  return severities.toSorted((a, b) => PRECEDENCE.indexOf(a.role) - PRECEDENCE.indexOf(b.role));
}

/** Who gave a severity, as one text; undefined where nobody is named. */
export function raterOf({ role, name }: Pick<ReadSeverity, "role" | "name">): string | undefined {
  if (role === null) return name ?? undefined;
  return name === null ? role : `${role}: ${name}`;
}

/** The other way round. */
export function readRater(text: string): Pick<ReadSeverity, "role" | "name"> {
  const [, role, name] = /^(maintainer|cna|coordinator|finder)(?:: ([^]+))?$/.exec(text) ?? [];
  return role === undefined ? { role: null, name: text } : { role: role as SeverityRole, name: name ?? null };
}

/** The sentence by which formats without a field for it carry that a model did the work. */
export function aiSentence(ai: AiProvenance): string {
  const model = ai.model === null ? "an AI model" : `an AI model (${ai.model})`;
  return `Made by ${model}; ${ai.humanReview === "reviewed" ? "reviewed by a person" : "not reviewed by a person"}.`;
}

export function withAiSentence(text: string, ai: AiProvenance | null): string {
  return ai === null ? text : `${text}\n${aiSentence(ai)}`;
}

/** Takes the sentence off the end of a text. It is a claim of whoever wrote the text. */
export function splitAiSentence(text: string): { readonly text: string; readonly ai: AiProvenance | null } {
  const start = text.lastIndexOf("Made by an AI model");
  const found = start === -1 ? null : /^Made by an AI model(?: \(([^\n]{1,200})\))?; (not )?reviewed by a person\.$/.exec(text.slice(start));
  // The name of a model may hold the very words the sentence begins with.
  if (!found || (start > 0 && !/\s/.test(text.charAt(start - 1)))) return { text, ai: null };
  return { text: text.slice(0, start).trimEnd(), ai: { model: found[1] ?? null, humanReview: found[2] === undefined ? "reviewed" : "none" } };
}

/** What a credit is for, and by what means, where a format has no fields for it. */
export function creditSentence({ role, ai, text }: ReadCredit): string | undefined {
  const words = role === null ? undefined : role.replace("-", " ");
  const said = [words === undefined ? undefined : `${words[0]?.toUpperCase() ?? ""}${words.slice(1)}.`, text, ai === null ? undefined : aiSentence(ai)].filter((one) => one !== undefined && one !== "");
  return said.length === 0 ? undefined : said.join(" ");
}

const CREDIT_ROLES: readonly Exclude<ReadCredit["role"], null>[] = [
  "finder", "reporter", "analyst", "coordinator", "remediation-developer", "remediation-reviewer", "remediation-verifier", "tool", "sponsor", "other",
];

/** The other way round; words that are no such sentence are the text. */
export function readCreditSentence(sentence: string | null | undefined): Pick<ReadCredit, "role" | "ai" | "text"> {
  const { text, ai } = splitAiSentence(sentence ?? "");
  const begin = text.slice(0, 40).toLowerCase();
  const role = CREDIT_ROLES.find((one) => begin.startsWith(`${one.replace("-", " ")}.`)) ?? null;
  const rest = role === null ? text : text.slice(role.length + 1).trimStart();
  return { role, ai, ...(rest !== "" && { text: rest }) };
}

/** What a model had a part in, as one sentence. */
export function annotationSentence({ field, level, humanReview, models, text }: AiAnnotation): string {
  const by = models.length === 0 ? "" : ` by ${models.join(", ")}`;
  return `${field ?? "document"}: ${level}${by}; human review: ${humanReview ?? "not said"}.${text === null ? "" : ` ${text}`}`;
}

/** The other way round; undefined for any other words. */
export function readAnnotationSentence(sentence: string): AiAnnotation | undefined {
  const found = /^([^:]{1,200}): (none|assisted|augmented|generated)(?: by ([^;]{1,500}))?; human review: (none|partial|full|not said)\.(?: ([^]*))?$/.exec(sentence);
  if (!found) return undefined;
  const [, field = "", level, models, review, text] = found;
  return {
    field: field === "document" ? null : field,
    level: level as AiAnnotation["level"],
    humanReview: review === "not said" ? null : (review as "none" | "partial" | "full"),
    models: models === undefined ? [] : models.split(", "),
    text: text ?? null,
  };
}
