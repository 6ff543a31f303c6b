import { describe, expect, test } from "vitest";
import { outcomeWords, worstLevel } from "./finding-words.ts";
import type { Severity } from "./findings.query.ts";

const view = (by: Severity["by"], level: Severity["level"]): Severity => ({ by, level, vector: null, version: null, score: null, at: "2026-11-21T10:00:00.000Z" });

describe("a finding in words", () => {
  test("the gravest of what the parties now think counts, not what one of them thought before", () => {
    expect(worstLevel([view("finder", "critical"), view("coordinator", "medium"), view("finder", "low")])).toBe("medium");
    expect(worstLevel([])).toBeUndefined();
  });

  test("an outcome that is not known here has no words, whatever it is called", () => {
    expect([outcomeWords("reproduced"), outcomeWords("constructor"), outcomeWords("new-word")]).toEqual(["findings.outcome.reproduced", undefined, undefined]);
  });
});
