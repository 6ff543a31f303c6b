import { describe, expect, test } from "vitest";
import type { MaintainerPolicy } from "#contracts/maintainer";
import { defaultPolicy, findPolicyRefusal, fitsPath, planNotices, type SortedReport } from "./maintainer-policy.rules.ts";

const REPORT: SortedReport = { title: "Heap overflow", description: "A long NAME is copied.", weakness: "CWE-787", location: "src/parse/gauge.c:42", version: "1.4.0", reproduced: { k: 3, n: 3 }, hasCandidatePatch: true, hasTests: true };
const policy = (changes: Partial<MaintainerPolicy> = {}): MaintainerPolicy => ({ ...defaultPolicy(2), ...changes });
const row = (matches: MaintainerPolicy["threatModel"][number]["matches"]) => ({ threatModel: [{ id: "TM-1", kind: "trusted-input" as const, says: "The file is ours.", matches }] });
const cites = (changes: Partial<MaintainerPolicy>, report: Partial<SortedReport> = {}) => findPolicyRefusal(policy(changes), { ...REPORT, ...report })?.cites;

describe("what a policy speaks against", () => {
  test("a row of the threat model fits when all of its terms do, and is cited by its id", () => {
    expect(cites({})).toBeUndefined();
    for (const matches of [{ path: "src/**" }, { weakness: "cwe-787" }, { words: "long name" }, { path: "src/parse/*.c", weakness: "CWE-787", words: "heap" }]) expect(cites(row(matches))).toBe("TM-1");
    for (const matches of [{ path: "lib/**" }, { weakness: "CWE-78" }, { path: "src/**", weakness: "CWE-125" }]) expect(cites(row(matches))).toBeUndefined();
  });

  test("scope, end of life and missing evidence are cited by their names", () => {
    expect(cites({ scope: { include: ["lib/**"], exclude: [] } })).toBe("scope");
    expect(cites({ scope: { include: ["src/**"], exclude: ["src/parse/**"] } })).toBe("scope");
    expect(cites({ scope: { include: ["src/**"], exclude: ["src/old/**"] } })).toBeUndefined();
    expect(cites({ endOfLife: { says: "No more.", versions: [] } })).toBe("end-of-life");
    expect(cites({ endOfLife: { says: "No more.", versions: ["1.3.0"] } })).toBeUndefined();
    expect(cites({ evidenceNeeded: ["candidate-patch"] }, { hasCandidatePatch: false })).toBe("evidence:candidate-patch");
    expect(cites({ evidenceNeeded: ["tests", "every-run"] }, { reproduced: { k: 2, n: 3 } })).toBe("evidence:every-run");
  });

  test("a pattern of a path is read part by part, and a hostile one costs nothing", () => {
    expect([["**", "a/b"], ["a/*", "a/b"], ["a/*", "a/b/c"], ["a/**/c", "a/c"], ["a/**/c", "a/b/b/c"], ["*.c", "x.c"], ["a*b*c", "abbc"], ["a*b*c", "ac"], ["ab*ba", "aba"]].map(([pattern, path]) => fitsPath(pattern ?? "", path ?? ""))).toEqual([true, true, false, true, true, true, true, false, false]);
    expect(fitsPath(`${"**/".repeat(60)}x`, "a/".repeat(900))).toBe(false);
    expect(fitsPath(`${"*a".repeat(90)}b`, "a".repeat(1000))).toBe(false);
  });
});

describe("the pace", () => {
  const DAY = 86_400_000;
  const now = 100 * DAY;
  const waiting = (...ranks: readonly number[]) => ranks.map((dueRank, at) => ({ id: `case_${at}`, dueRank }));
  const plan = (changes: Partial<MaintainerPolicy>, more: Partial<Parameters<typeof planNotices>[0]> = {}) => planNotices({ policy: policy(changes), nowMs: now, taken: 0, waiting: waiting(1, 2, 3, 4), told: [], ...more });

  test("at most so many are open at once; a place that becomes free is what the rest wait for", () => {
    expect(plan({})).toEqual({ tell: ["case_0", "case_1"], againAtMs: undefined });
    expect(plan({}, { taken: 2 })).toEqual({ tell: [], againAtMs: undefined });
    expect(plan({ openAtOnce: 50 })).toEqual({ tell: ["case_0", "case_1", "case_2", "case_3"], againAtMs: undefined });
  });

  test("at most so many are told within seven days, and the next when the oldest of them is seven days old", () => {
    const told = [{ atMs: now - 6 * DAY, dueRank: 3 }, { atMs: now - 8 * DAY, dueRank: 3 }];
    expect(plan({ openAtOnce: 9, perWeek: 2 }, { told })).toEqual({ tell: ["case_0"], againAtMs: now + DAY });
    expect(plan({ openAtOnce: 9, perWeek: 1 }, { told })).toEqual({ tell: [], againAtMs: now + DAY });
    expect(plan({ openAtOnce: 9, perWeek: 1 })).toEqual({ tell: ["case_0"], againAtMs: now + 7 * DAY });
  });

  test("one mail a day or a week brings all that fit; what is due within three days does not wait for it", () => {
    const told = [{ atMs: now - DAY / 2, dueRank: 2 }];
    expect(plan({ batching: "daily", openAtOnce: 9 }, { told })).toEqual({ tell: ["case_0"], againAtMs: now + DAY / 2 });
    expect(plan({ batching: "weekly", openAtOnce: 9 }, { told })).toEqual({ tell: ["case_0"], againAtMs: now + 6.5 * DAY });
    expect(plan({ batching: "daily", openAtOnce: 9 }, { told: [{ atMs: now - DAY, dueRank: 2 }] }).tell).toHaveLength(4);
  });

  test("what can wait for the next version comes once a week where a digest is wanted, and holds nothing else up", () => {
    const told = [{ atMs: now - DAY, dueRank: 4 }];
    expect(plan({ lowLane: "weekly-digest", openAtOnce: 9 }, { told })).toEqual({ tell: ["case_0", "case_1", "case_2"], againAtMs: now + 6 * DAY });
  });
});
