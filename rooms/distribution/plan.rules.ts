import type { PlanAsset, PlanStep } from "#contracts/distribution";
import { actionsFrom, isSettled, leastAdvanced } from "./deployment.rules.ts";

/** What a plan may ask of somebody with little staff. */
export const MOST_STEPS = 5;
const MOST_DONE = 20;
const DAY_MS = 86_400_000;

/** Fills in a text of the room's message file. */
export type Texts = (key: string, params?: Readonly<Record<string, string | number>>) => string;

/** One asset of a step, and when it should be done. */
export interface DatedAsset {
  readonly asset: PlanAsset;
  /** Null: at the next planned update. */
  readonly dueBy: string | null;
}

/** One product to update, with everything that leads to its step. */
export interface StepParts {
  readonly id: string;
  readonly product: { readonly vendor: string; readonly name: string };
  readonly fixedVersion: string | null;
  readonly recalled: boolean;
  readonly patch: PlanStep["patch"];
  readonly advisories: PlanStep["advisories"];
  readonly assets: readonly DatedAsset[];
}

/** Days from the match on, as the decision table says; null where it says "at the next update". */
export function dueFrom(matchedAtMs: number, dueDays: number | null): number | null {
  return dueDays === null ? null : matchedAtMs + dueDays * DAY_MS;
}

/**
 * Whether the table is asked as for an asset that can be reached from outside. Only a "no" of the operator counts as no: what it
 * did not say is taken at its worst.
 */
export function takenAsExposed(exposed: PlanAsset["exposed"]): boolean {
  return exposed !== "no";
}

/** Says in plain words (grade 8 or below) what to do about one product, why, and by when. */
export function writeStep(parts: StepParts, texts: Texts): PlanStep {
  const { recalled, product, assets } = parts;
  const open = assets.filter(({ asset }) => !isSettled(asset.state, recalled));
  const dueBy = recalled ? null : (open.flatMap((one) => one.dueBy ?? []).toSorted()[0] ?? null);
  const words = { product: product.name, vendor: product.vendor, version: parts.fixedVersion ?? "", date: dueBy?.slice(0, 10) ?? "" };
  return {
    id: parts.id,
    title: texts(recalled ? "distribution.step.recalled-title" : "distribution.step.title", words),
    why: writeWhy(parts, open.map(({ asset }) => asset), texts),
    how: HOW[recalled ? "recalled" : "update"].map((key) => texts(`distribution.step.${key}`, words)),
    dueBy,
    due: texts(recalled ? "distribution.step.due-recalled" : dueBy === null ? "distribution.step.due-at-update" : "distribution.step.due", words),
    guidance: true,
    guidanceNote: texts("distribution.step.guidance"),
    recalled,
    fixedVersion: parts.fixedVersion,
    patch: parts.patch,
    whomToCall: texts("distribution.step.call", words),
    advisories: [...parts.advisories],
    state: leastAdvanced(assets.map(({ asset }) => asset.state)),
    assets: assets.map(({ asset }) => asset),
    may: [...new Set(assets.flatMap(({ asset }) => actionsFrom(asset.state, recalled)))],
  };
}

const HOW = {
  update: ["how-time", "how-save", "how-get", "how-install", "how-check"],
  recalled: ["recalled-stop", "recalled-back", "recalled-limit", "recalled-wait"],
} as const;

function writeWhy({ recalled }: StepParts, open: readonly PlanAsset[], texts: Texts): string {
  if (recalled) return texts("distribution.step.recalled-why");
  const sentences = [open.length === 1 ? texts("distribution.step.why-one") : texts("distribution.step.why-many", { count: open.length })];
  if (open.some(({ exposed }) => exposed === "yes")) sentences.push(texts("distribution.step.why-exposed"));
  else if (open.some(({ exposed }) => exposed === "unknown")) sentences.push(texts("distribution.step.why-not-said"));
  return sentences.join(" ");
}

/**
 * Puts steps in the order in which to do them, and cuts the plan to what can be done. A recalled fix comes first, since it may
 * be installed at this moment; then the earliest date; what is put off until later comes last.
 */
export function arrangePlan(steps: readonly PlanStep[], now: string): { readonly steps: readonly PlanStep[]; readonly waiting: number; readonly done: readonly PlanStep[] } {
  const isDone = (step: PlanStep) => step.assets.every(({ state }) => isSettled(state, step.recalled));
  const open = steps.filter((step) => !isDone(step)).toSorted((a, b) => compareRanks(rankOf(a, now), rankOf(b, now)));
  return { steps: open.slice(0, MOST_STEPS), waiting: Math.max(0, open.length - MOST_STEPS), done: steps.filter(isDone).slice(0, MOST_DONE) };
}

type Rank = readonly (string | number)[];

function rankOf(step: PlanStep, now: string): Rank {
  const open = step.assets.filter(({ state }) => !isSettled(state, step.recalled));
  const isPutOff = open.every(({ state, reviewOn }) => state === "deferred" && reviewOn !== null && reviewOn > now);
  const surest = Math.max(0, ...open.map(({ probability }) => probability));
  return [step.recalled ? 0 : 1, isPutOff ? 1 : 0, step.dueBy ?? "9999", 1 - surest, step.title, step.id];
}

function compareRanks(a: Rank, b: Rank): number {
  for (const [index, left] of a.entries()) {
    const right = b[index] ?? "";
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}
