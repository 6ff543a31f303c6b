import type { ModelPrice, ModelUsage, Spent } from "./model.types.ts";

const MILLION = 1_000_000;

/** Millionths of a dollar, rounded up, so that a sum of them is never below what is owed; null without a price. */
export function priceUsage(usage: Omit<ModelUsage, "estimated">, price: ModelPrice | undefined): number | null {
  if (!price) return null;
  const plain = Math.max(0, usage.input - usage.cacheRead - usage.cacheWrite);
  const whole = plain * price.input + usage.cacheRead * (price.cacheRead ?? price.input) + usage.cacheWrite * (price.cacheWrite ?? price.input) + usage.output * price.output;
  return Math.ceil(whole / MILLION);
}

/** The most that a call of so many tokens can cost: every token of input at the dearest kind of input. */
export function priceWorst({ input, output }: { readonly input: number; readonly output: number }, price: ModelPrice | undefined): Spent {
  const dearest = price ? Math.max(price.input, price.cacheRead ?? 0, price.cacheWrite ?? 0) : 0;
  return { tokens: input + output, microUsd: price ? Math.ceil((input * dearest + output * price.output) / MILLION) : 0 };
}

/**
 * What one event of a journal says was spent: a reply, or a call whose reply was lost (`charged`, where the journal keeps it).
 * Their sum over a campaign's journals is where its spending goes on from.
 */
export function spentBy({ kind, data }: { readonly kind: string; readonly data: unknown }): Spent {
  if (kind === "model-replied") {
    const replied = data as { readonly usage: { readonly total: number }; readonly costMicroUsd: number | null };
    return { tokens: replied.usage.total, microUsd: replied.costMicroUsd ?? 0 };
  }
  const { charged } = (kind === "model-failed" ? data : {}) as { readonly charged?: Spent };
  return charged ?? { tokens: 0, microUsd: 0 };
}
