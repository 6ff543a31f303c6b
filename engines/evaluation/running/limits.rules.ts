import type { SampleOutcome, TaskLimits } from "../evaluation.types.ts";
import type { LimitName } from "../logs/event.types.ts";
import type { LimitChanges } from "./control.types.ts";

/** What a sample has used so far. */
export interface SampleSpent {
  turns: number;
  /** Of the conversation, from its beginning, those included that were left out since. */
  messages: number;
  tokens: number;
  /** Null where a call had no price. */
  costMicroUsd: number | null;
  workingMs: number;
  attempts: number;
}

export interface ReachedLimit {
  readonly limit: LimitName;
  readonly value: number;
  readonly most: number;
}

/** The first limit that leaves no room for another step, else null. Time has a clock of its own. */
export function findReached(spent: SampleSpent, limits: TaskLimits): ReachedLimit | null {
  const held: readonly (readonly [LimitName, number, number | undefined])[] = [
    ["turns", spent.turns, limits.turns],
    ["tokens", spent.tokens, limits.tokens],
    ["messages", spent.messages, limits.messages],
    ["cost", spent.costMicroUsd ?? 0, limits.costMicroUsd],
    ["working-time", spent.workingMs, limits.workingTimeMs],
  ];
  for (const [limit, value, most] of held) if (most !== undefined && value >= most) return { limit, value, most };
  return null;
}

export const OUTCOME_OF_LIMIT = {
  turns: "turn-limit",
  messages: "message-limit",
  tokens: "token-limit",
  time: "time-limit",
  "working-time": "working-time-limit",
  cost: "cost-limit",
  attempts: "attempt-limit",
  context: "context-limit",
  "campaign-tokens": "stopped",
  "campaign-cost": "stopped",
} satisfies Record<LimitName, SampleOutcome>;

export function applyLimits(limits: TaskLimits, changes: LimitChanges): TaskLimits {
  const changed = { ...limits } as Record<string, number>;
  for (const [name, value] of Object.entries(changes)) {
    const own = limits[name as keyof TaskLimits];
    if (typeof value === "number") changed[name] = value;
    else if (value === null && own !== undefined) changed[name] = own;
  }
  return changed as unknown as TaskLimits;
}

/** The limits that may be given or changed, and between what. */
export const LIMIT_BOUNDS = {
  turns: [1, 100_000],
  messages: [2, 1_000_000],
  tokens: [1, 1_000_000_000],
  timeMs: [1_000, 86_400_000],
  attempts: [1, 1_000],
  workingTimeMs: [1_000, 86_400_000],
  costMicroUsd: [1, 1_000_000_000_000],
} as const satisfies Record<keyof TaskLimits, readonly [number, number]>;
