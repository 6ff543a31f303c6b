/** One measured figure beside what it is held against: a peer or the bare limit of the same run, or a stated budget. */
export interface BenchRow {
  readonly bench: string;
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  /** The peer, the bare limit, or the word `budget`. */
  readonly against: string;
  readonly againstValue: number;
  /** Always better when larger: a rate is value / againstValue, a time againstValue / value. */
  readonly ratio: number;
  /** The least ratio that is accepted. */
  readonly goal: number;
  /** Measurements behind the value. */
  readonly n: number;
  readonly note: string;
}

export interface Figure extends Omit<BenchRow, "ratio"> {
  /** What a good value is: `smaller` for a time or a size, `larger` for a rate or a score. */
  readonly better: "smaller" | "larger";
}

/** What a `benchmarks/NAME.bench.ts` exports as `measure`. A peer that is not installed is left out, and said in `tell`. */
export type Measure = (tell: (line: string) => void) => Promise<readonly BenchRow[]>;

function round(value: number): number {
  return Number(value.toPrecision(4));
}

/** Throws when a value is no positive number: a ratio of it would say nothing. */
export function toRow({ better, ...figure }: Figure): BenchRow {
  const { bench, value, againstValue } = figure;
  for (const measured of [value, againstValue])
    if (!Number.isFinite(measured) || measured <= 0) throw new RangeError(`${bench}, ${figure.figure}: ${measured} is no measurement`);
  const ratio = better === "larger" ? value / againstValue : againstValue / value;
  return { ...figure, value: round(value), againstValue: round(againstValue), ratio: round(ratio) };
}

/** The middle of the values; one odd run does not move it. */
export function toMedian(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const half = sorted.length >> 1;
  const upper = sorted[half];
  if (upper === undefined) throw new RangeError("There is no median of nothing");
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? upper) + upper) / 2;
}

/**
 * Times each contender once per round, one after the other, so that what else the machine does strikes all alike.
 * Milliseconds of every round, by name; the first `warmUp` rounds are not counted.
 */
export async function interleave<Name extends string>(contenders: Readonly<Record<Name, () => Promise<void>>>, { rounds, warmUp = 3 }: { readonly rounds: number; readonly warmUp?: number }): Promise<Record<Name, number[]>> {
  const names = Object.keys(contenders) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let turn = -warmUp; turn < rounds; turn += 1) {
    for (const name of names) {
      const startedAt = performance.now();
      await contenders[name]();
      if (turn >= 0) times[name].push(performance.now() - startedAt);
    }
  }
  return times;
}
