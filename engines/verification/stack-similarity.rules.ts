import { foldRecursion, placeFrame } from "./crash-signature.rules.ts";
import type { StackFrame } from "./crash-signature.types.ts";

// The position-dependent model of Dang, Wu, Zhang, Zhang and Nobel (ReBucket, ICSE 2012): frames near the top weigh more,
// frames that stand further apart in the two stacks weigh less, and the best alignment counts. Two things are our own: a
// function met at another line counts half; recursion is folded and the program's entry left out first, since every stack
// of a program ends there. Weights and threshold lie in the middle of the range in which clusters hardly change.

/** From here on two crashes are taken for one bug. */
export const LIKENESS_NEEDED = 0.65;
const DEPTH_DECAY = 0.2;
const SHIFT_DECAY = 0.2;
const OTHER_LINE = 0.5;
const FRAMES_COMPARED = 64;
const ENTRY = /(?:^|\.|::)(?:main|<module>)$/;

/**
 * Two stacks are alike enough only where one of so many leading frames of either stands in the other: the first three
 * carry at least 45 % of the weight of any number of frames, so that the rest cannot reach 65 %.
 */
export const LEADING_FRAMES = 3;

/** What two frames are compared by before their lines: the function, or the offset where it is not symbolised. */
export function frameWord(frame: StackFrame): string {
  return frame.function ?? placeFrame(frame);
}

function compareFrames(left: StackFrame, right: StackFrame): number {
  if (frameWord(left) !== frameWord(right)) return 0;
  // A line that one report does not give speaks neither for nor against.
  return left.line === null || right.line === null || placeFrame(left) === placeFrame(right) ? 1 : OTHER_LINE;
}

/** The frames that are compared, of the target's own. */
export function comparedFrames(own: readonly StackFrame[]): readonly StackFrame[] {
  const inner = own.filter((frame) => !ENTRY.test(frame.function ?? ""));
  return foldRecursion(inner.length > 0 ? inner : own, placeFrame).slice(0, FRAMES_COMPARED);
}

export interface StackLikeness {
  /** 0: nothing in common. 1: the shorter stack is the top of the longer one. */
  readonly score: number;
  /** Names of the frames both have, topmost first. */
  readonly shared: readonly string[];
}

/** Compares two stacks of the target's own frames, topmost first; symmetric. At most 64 frames of each are looked at. */
export function compareStacks(left: readonly StackFrame[], right: readonly StackFrame[]): StackLikeness {
  const [lefts, rights] = [comparedFrames(left), comparedFrames(right)];
  const shorter = Math.min(lefts.length, rights.length);
  if (shorter === 0) return { score: 0, shared: [] };
  const width = rights.length + 1;
  const best = new Float64Array((lefts.length + 1) * width);
  for (const [row, one] of lefts.entries()) {
    for (const [column, other] of rights.entries()) {
      const weight = compareFrames(one, other) * Math.exp(-DEPTH_DECAY * Math.min(row, column) - SHIFT_DECAY * Math.abs(row - column));
      const at = (row + 1) * width + column + 1;
      best[at] = Math.max((best[at - width - 1] ?? 0) + weight, best[at - width] ?? 0, best[at - 1] ?? 0);
    }
  }
  let whole = 0;
  for (let depth = 0; depth < shorter; depth += 1) whole += Math.exp(-DEPTH_DECAY * depth);
  const words = new Set(rights.map(frameWord));
  return { score: Math.min(1, (best.at(-1) ?? 0) / whole), shared: [...new Set(lefts.map(frameWord))].filter((word) => words.has(word)) };
}
