import { createHash } from "node:crypto";
import { hasSameRoot } from "./expected-effect.rules.ts";
import { createRandomSource, mutateInput } from "./mutate-input.rules.ts";
import { VARIANTS_NEEDED } from "./patch-verdict.rules.ts";
import type { OpenTarget, TargetRun } from "./run-target.ts";
import type { ExpectedEffect } from "./verification.types.ts";

const TRIES = 600;
// A target that hangs or starts slowly must not hold a worker for hours.
const BUDGET_MS = 150_000;

export interface FoundVariants {
  readonly tried: number;
  readonly inputs: readonly Uint8Array[];
}

function keyOf(input: Uint8Array): string {
  return createHash("sha256").update(input).digest("hex");
}

export interface VariantSearch {
  /** The unpatched target. */
  readonly target: OpenTarget;
  readonly reproducer: Uint8Array;
  /** The reproducer's run, which says what the root is. */
  readonly root: TargetRun;
  readonly expected: ExpectedEffect;
  /** Inputs that others say reach the same fault; tried first, and counted only when they do. */
  readonly suggested: readonly Uint8Array[];
  /** Benign inputs, whose parts make mutations that keep the form. */
  readonly controls: readonly Uint8Array[];
}

/** Distinct inputs that fail on the unpatched target in the reproducer's way. The same search finds the same variants. */
export async function findVariants({ target, reproducer, root, expected, suggested, controls }: VariantSearch): Promise<FoundVariants> {
  const random = createRandomSource(Number.parseInt(keyOf(reproducer).slice(0, 8), 16));
  const seen = new Set([keyOf(reproducer)]);
  const inputs: Uint8Array[] = [];
  const endAt = performance.now() + BUDGET_MS;
  let tried = 0;
  for (let next = 0; next < suggested.length + TRIES && performance.now() < endAt; next += 1) {
    if (next >= suggested.length && inputs.length >= VARIANTS_NEEDED) break;
    // What is known to fail is the better stock to vary.
    const stock = [reproducer, ...inputs];
    const input = suggested[next] ?? mutateInput(stock[random.next(stock.length)] ?? reproducer, random, controls);
    const key = keyOf(input);
    if (seen.has(key) || !target.accepts(input)) continue;
    seen.add(key);
    tried += 1;
    const { observed } = await target.run(input);
    if (hasSameRoot(observed, root.observed, expected)) inputs.push(input);
  }
  return { tried, inputs };
}
