import { normalQuantile } from "./distributions.rules.ts";
import type { Interval } from "./proportions.rules.ts";
import { invertSymmetric, logistic, multiply, zeros } from "./logistic.rules.ts";

/** How often one model passed one task. */
export interface ItemCount {
  readonly model: string;
  readonly task: string;
  readonly passed: number;
  readonly samples: number;
}

export interface ItemEstimate extends Interval {
  readonly name: string;
  readonly value: number;
}

export interface ItemResponseFit {
  /** On the scale of the prior: 0 is the middle model, 1 one standard deviation above. */
  readonly abilities: readonly ItemEstimate[];
  /** Same scale: a model of this ability passes the task half of the time. */
  readonly difficulties: readonly ItemEstimate[];
  /** How sharply the task tells models apart; 1 is the usual. */
  readonly discriminations: readonly ItemEstimate[];
}

// Spread of what is believed before any data: abilities N(0, 1), difficulties N(0, 2), ln of discriminations N(0, 0.5).
const PRIOR = { ability: 1, difficulty: 2, logDiscrimination: 0.5 };
const STEPS = 200;

/**
 * The two-parameter logistic model, P(pass) = logistic(a·(θ − b)) (Birnbaum 1968, in Lord and Novick, chapter 17), at the most
 * probable values under weak normal priors (Mislevy 1986, Psychometrika 51:177–195), with intervals from the curvature there.
 * With few models the priors weigh much: the intervals say how much. Same input, same output, to the last digit.
 */
export function fitItemResponse(counts: readonly ItemCount[], confidence = 0.95): ItemResponseFit {
  const models = [...new Set(counts.map(({ model }) => model))];
  const tasks = [...new Set(counts.map(({ task }) => task))];
  if (counts.length === 0) throw new RangeError("there is no count to fit");
  const places = counts.map(({ model, task, passed, samples }) => ({
    ability: models.indexOf(model), difficulty: models.length + tasks.indexOf(task), sharpness: models.length + tasks.length + tasks.indexOf(task), passed, samples,
  }));
  const size = models.length + 2 * tasks.length;
  const precision = Array.from({ length: size }, (_, index) => 1 / (index < models.length ? PRIOR.ability : index < models.length + tasks.length ? PRIOR.difficulty : PRIOR.logDiscrimination) ** 2);
  const values = zeros(size);
  const of = (index: number) => values[index] ?? 0;

  const look = (): { readonly gradient: number[]; readonly information: number[][] } => {
    const gradient = precision.map((weight, index) => -weight * of(index));
    const information = precision.map((weight, index) => precision.map((_, other) => (index === other ? weight : 0)));
    for (const { ability, difficulty, sharpness, passed, samples } of places) {
      const a = Math.exp(of(sharpness));
      const distance = of(ability) - of(difficulty);
      const share = logistic(a * distance);
      const slopes = [[ability, a], [difficulty, -a], [sharpness, a * distance]] as const;
      for (const [row, along] of slopes) {
        gradient[row] = (gradient[row] ?? 0) + (passed - samples * share) * along;
        for (const [column, across] of slopes) {
          const line = information[row] as number[];
          line[column] = (line[column] ?? 0) + samples * share * (1 - share) * along * across;
        }
      }
    }
    return { gradient, information };
  };

  for (let step = 0; step < STEPS; step += 1) {
    const { gradient, information } = look();
    const move = multiply(invertSymmetric(information), gradient);
    const longest = Math.max(...move.map(Math.abs));
    const scale = Math.min(1, 0.5 / Math.max(longest, 1e-12));
    for (const [index, by] of move.entries()) values[index] = of(index) + scale * by;
    if (longest < 1e-10) break;
  }
  const covariance = invertSymmetric(look().information);
  const z = normalQuantile(1 - (1 - confidence) / 2);
  const estimate = (name: string, index: number) => {
    const half = z * Math.sqrt(covariance[index]?.[index] ?? 0);
    return { name, value: of(index), low: of(index) - half, high: of(index) + half };
  };
  return {
    abilities: models.map((name, index) => estimate(name, index)),
    difficulties: tasks.map((name, index) => estimate(name, models.length + index)),
    discriminations: tasks.map((name, index) => {
      const { value, low, high } = estimate(name, models.length + tasks.length + index);
      return { name, value: Math.exp(value), low: Math.exp(low), high: Math.exp(high) };
    }),
  };
}
