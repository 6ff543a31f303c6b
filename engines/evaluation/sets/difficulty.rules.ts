import type { Difficulty } from "./set.types.ts";

/** By the time a practised person needs, where a task does not say: a quarter of an hour, an hour and a half, six hours. */
export function difficultyOf(humanMinutes: number): Difficulty {
  if (humanMinutes <= 15) return "easy";
  if (humanMinutes <= 90) return "medium";
  return humanMinutes <= 360 ? "hard" : "very-hard";
}
