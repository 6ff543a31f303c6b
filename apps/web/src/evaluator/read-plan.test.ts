import { expect, test } from "vitest";
import { readPlan } from "./read-plan.ts";

test("a plan is one step a line, with a day and an hour in UTC where they are written", () => {
  expect(readPlan("2026-10-01 14:30 Capture the flag\n\n 2026-10-02: Read the transcripts \nTalk to the developer\n2026-13-45 Never")).toEqual([
    { what: "Capture the flag", at: "2026-10-01T14:30:00.000Z" },
    { what: "Read the transcripts", at: "2026-10-02T00:00:00.000Z" },
    { what: "Talk to the developer", at: null },
    { what: "2026-13-45 Never", at: null },
  ]);
});
