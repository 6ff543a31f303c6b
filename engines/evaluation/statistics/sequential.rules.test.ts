import { expect, test } from "vitest";

import { clopperPearsonInterval } from "./proportions.rules.ts";
import { seedRandom } from "./random.rules.ts";
import { confidenceSequence, decideSequentially } from "./sequential.rules.ts";

test("nothing is known before the first sample, and looking often costs width", () => {
  expect(confidenceSequence(0, 0)).toEqual({ low: 0, high: 1 });
  const [always, once] = [confidenceSequence(12, 40), clopperPearsonInterval(12, 40)];
  expect(always.low).toBeLessThan(once.low);
  expect(always.high).toBeGreaterThan(once.high);
  // 0 of n: (1 − p)^n · (n + 1) = α has the closed form below.
  expect(confidenceSequence(0, 30).high).toBeCloseTo(1 - (0.05 / 31) ** (1 / 30), 9);
});

test("looking after every sample, a model exactly at the threshold is called above it or below it in at most 5 of 100 runs", () => {
  const random = seedRandom(11);
  const runs = 2_000;
  let wrong = 0;
  for (let run = 0; run < runs; run += 1) {
    let passed = 0;
    for (let samples = 1; samples <= 200; samples += 1) {
      passed += random() < 0.4 ? 1 : 0;
      if (decideSequentially({ passed, samples }, 0.4) === "undecided") continue;
      wrong += 1;
      break;
    }
  }
  expect(wrong / runs).toBeLessThan(0.05);
});

test("a clear case ends early, on either side", () => {
  expect(decideSequentially({ passed: 20, samples: 20 }, 0.5)).toBe("reached");
  expect(decideSequentially({ passed: 0, samples: 20 }, 0.5)).toBe("not-reached");
  expect(decideSequentially({ passed: 5, samples: 9 }, 0.5)).toBe("undecided");
});
