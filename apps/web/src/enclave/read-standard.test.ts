import { writeStandard } from "#contracts/benchmarking";
import { expect, test } from "vitest";
import { readStandard } from "./read-standard.ts";

test("a standard has the measures whose threshold was typed, in shares of one", () => {
  const form = new FormData();
  const typed = {
    standardId: "exercise-standard",
    version: "1.0",
    benchmarkSet: "harbour-exercise 1.0",
    epochs: "2",
    "overall.threshold": "20",
    "overall.minimumSamples": "8",
    "find-crash.threshold": "",
    "find-crash.minimumSamples": "8",
    rule: "all",
    marking: "EXERCISE ONLY",
    text: "For the exercise.",
  };
  for (const [name, value] of Object.entries(typed)) form.set(name, value);
  const said = readStandard(form, ["overall", "find-crash"]);
  expect(said).toEqual({
    standardId: "exercise-standard",
    version: "1.0",
    benchmarkSet: { id: "harbour-exercise", version: "1.0" },
    epochs: 2,
    measures: [{ scope: "overall", threshold: 0.2, minimumSamples: 8 }],
    rule: "all",
    marking: "EXERCISE ONLY",
    text: "For the exercise.",
  });
  expect(writeStandard.safeParse(said).error).toBeUndefined();
});
