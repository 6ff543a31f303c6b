import { expect, it } from "vitest";
import { addAttempt, AttemptsError, derivePatchStatus, type PatchAttempt, type PatchVerdict } from "./index.ts";

const verdict = (name: PatchVerdict["verdict"], patchDigest = "a", stillCrashing: readonly string[] = []): PatchVerdict => ({
  verdict: name,
  reason: `it is ${name}`,
  evidence: {
    bundleDigest: "b",
    patchDigest,
    filesChanged: [],
    steps: [],
    variants: { tried: 20, counted: 20, stillCrashing },
    controls: [],
    isolation: { backend: "bubblewrap", startedAt: "2026-06-02T00:00:00.000Z", held: true, probes: [], alarms: [] },
    logs: [],
  },
});

const record = (...verdicts: readonly PatchVerdict[]) => verdicts.reduce<readonly PatchAttempt[]>((attempts, result) => addAttempt(attempts, result), []);

it("a found bypass is sticky: no later green run overrules it", () => {
  const attempts = record(verdict("verified"), verdict("incomplete", "a", ["00"]), verdict("verified"), verdict("verified"));
  expect(attempts.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
  expect(derivePatchStatus(attempts, "a")).toEqual({ status: "incomplete", attempt: 2, reason: "it is incomplete" });
});

it.each<[readonly PatchVerdict[], string, number | null]>([
  [[], "untried", null],
  [[verdict("verified", "another patch")], "untried", null],
  [[verdict("inconclusive"), verdict("verified")], "verified", 2],
  [[verdict("verified"), verdict("inconclusive")], "verified", 1],
  [[verdict("breaks-behaviour"), verdict("verified")], "breaks-behaviour", 1],
  [[verdict("breaks-behaviour"), verdict("incomplete")], "incomplete", 2],
  [[verdict("does-not-build"), verdict("verified")], "verified", 2],
  [[verdict("inconclusive"), verdict("inconclusive")], "inconclusive", 2],
  [[verdict("incomplete", "another patch"), verdict("verified")], "verified", 2],
])("the status of a patch follows from all attempts with it (%#)", (verdicts, status, attempt) => {
  expect(derivePatchStatus(record(...verdicts), "a")).toMatchObject({ status, attempt });
});

it("attempts are immutable, and an altered record of them is refused", () => {
  const attempts = record(verdict("incomplete"), verdict("verified"));
  expect(() => Object.assign(attempts[0] ?? {}, { number: 7 })).toThrow(TypeError);
  const withoutTheFirst = attempts.slice(1);
  const greened = [{ ...attempts[0], result: verdict("verified") } as PatchAttempt, ...attempts.slice(1)];
  for (const altered of [withoutTheFirst, greened]) expect(() => derivePatchStatus(altered, "a")).toThrow(AttemptsError);
  // As kept in a database: what comes back is the same.
  expect(derivePatchStatus(JSON.parse(JSON.stringify(attempts)) as readonly PatchAttempt[], "a").status).toBe("incomplete");
});
