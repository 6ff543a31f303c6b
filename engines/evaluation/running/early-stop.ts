import { hash } from "node:crypto";

import type { SampleResult, StopRule } from "../evaluation.types.ts";
import type { SampleKey } from "../logs/event.types.ts";
import { decideSequentially, saysSomething } from "../statistics/index.ts";

/*
 * A run that may stop early looks at its figure after each sample, which keeps its error rate only where what is looked at
 * does not depend on what it shows. Samples that succeed may end sooner than those that fail, so the rule counts them in an
 * order that is drawn beforehand, as far as all before have ended, and not in the order in which they end.
 */

/** Shuffled by the run's seed: for the same seed always the same. */
export function inDrawnOrder<Plan extends { readonly key: SampleKey }>(plans: readonly Plan[], seed: string): readonly Plan[] {
  const drawn = plans.map((plan) => ({ plan, place: hash("sha256", `breakwater-order/1\n${plan.key}\n${seed}`) }));
  return drawn.toSorted((one, other) => (one.place < other.place ? -1 : 1)).map(({ plan }) => plan);
}

export class EarlyStop {
  readonly #threshold: number;
  readonly #order: readonly SampleKey[];
  readonly #endedOf: (key: SampleKey) => SampleResult | undefined;
  #next = 0;
  #passed = 0;
  #samples = 0;
  #verdict: StopRule["verdict"] = "undecided";

  /** `endedOf`: what a sample came to, once it has ended. */
  constructor(threshold: number, order: readonly SampleKey[], endedOf: (key: SampleKey) => SampleResult | undefined) {
    this.#threshold = threshold;
    this.#order = order;
    this.#endedOf = endedOf;
  }

  get isDecided(): boolean {
    return this.#verdict !== "undecided";
  }

  /** A sample ended. What comes behind the sample that decided is looked at no more. */
  look(): void {
    for (; !this.isDecided; this.#next += 1) {
      const key = this.#order[this.#next];
      const result = key === undefined ? undefined : this.#endedOf(key);
      if (!result) return;
      if (!saysSomething(result)) continue;
      this.#samples += 1;
      this.#passed += result.score;
      this.#verdict = decideSequentially({ passed: this.#passed, samples: this.#samples }, this.#threshold);
    }
  }

  /** A sample was put back into the queue: the rule begins from the first again. */
  forget(): void {
    [this.#next, this.#passed, this.#samples, this.#verdict] = [0, 0, 0, "undecided"];
    this.look();
  }

  get rule(): StopRule {
    return { threshold: this.#threshold, verdict: this.#verdict, passed: this.#passed, samples: this.#samples };
  }

  /** Null where it did not decide. */
  get reason(): string | null {
    if (!this.isDecided) return null;
    return `decided: the rate lies ${this.#verdict === "reached" ? "above" : "below"} ${this.#threshold}, by ${this.#passed} of the first ${this.#samples} samples in the order that was drawn`;
  }
}
