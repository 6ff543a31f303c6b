import { REGIONS, SIZES } from "./operator-words.ts";
import type { Enrolment, Region, SizeBand } from "./operator.query.ts";

/** What was answered so far. Coarse on purpose, so it may wait in the browser until there is time for the rest. */
export interface JoinAnswers {
  /** A code of the sectors offered. */
  readonly choice?: string;
  readonly sizeBand?: SizeBand;
  readonly region?: Region;
}

/** One question a screen, in this order. The first three are answered here and sent together; the server keeps the rest. */
export const QUESTIONS = ["choice", "sizeBand", "region", "terms", "helper"] as const;
export type Question = (typeof QUESTIONS)[number];
export type Coarse = keyof JoinAnswers;

const COARSE = ["choice", "sizeBand", "region"] as const satisfies readonly Coarse[];

/** The question that an address names, if it names one at all. */
export function toQuestionSearch({ question }: Record<string, unknown>): { readonly question?: Question } {
  const named = QUESTIONS.find((one) => one === question);
  return named ? { question: named } : {};
}

/** Answers as the browser kept them; whatever is none, or of an older list, is asked again. */
export function readAnswers(kept: string | null): JoinAnswers {
  const parsed = parseObject(kept);
  const known = { choice: typeof parsed.choice === "string" ? [parsed.choice] : [], sizeBand: Object.keys(SIZES), region: Object.keys(REGIONS) };
  return Object.fromEntries(COARSE.flatMap((name) => known[name].filter((one) => one === parsed[name]).map((one) => [name, one])));
}

/** What is answered: in this browser, else as the server has it. A sector that is offered no more is asked again. */
export function mergeAnswers(answers: JoinAnswers, { profile, sectors }: Pick<Enrolment, "profile" | "sectors">): JoinAnswers {
  const { choice, ...merged } = { ...(profile && { ...profile, choice: profile.choice ?? undefined }), ...answers };
  const { sizeBand, region } = merged;
  return {
    ...(choice !== undefined && sectors.some(({ code }) => code === choice) && { choice }),
    ...(sizeBand && { sizeBand }),
    ...(region && { region }),
  };
}

/** Where to go on. The last of the three coarse questions is also where they are sent. */
export function firstOpen(answers: JoinAnswers, next: Enrolment["next"]): Question {
  if (next === "finish") return "helper";
  if (next === "terms") return "terms";
  return COARSE.find((question) => answers[question] === undefined) ?? "region";
}

/** The question before or after; undefined at either end. */
export function beside(question: Question, by: 1 | -1): Question | undefined {
  return QUESTIONS[QUESTIONS.indexOf(question) + by];
}

function parseObject(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? "{}");
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
