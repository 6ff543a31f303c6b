import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareCrashes, findDuplicates } from "./cluster-crashes.rules.ts";
import { mergeByCompleteLinkage, type AlikePair } from "./complete-linkage.rules.ts";
import { frame, record } from "./crash-trace.fixture.ts";
import { compareStacks, LIKENESS_NEEDED } from "./stack-similarity.rules.ts";

const stack = (text: string) => text.split(" ").map(frame);

describe("the likeness of two stacks", () => {
  it("is whole for equal stacks, for a stack and its top, and where a line is not told", () => {
    for (const other of ["a@x.c:1 b@x.c:2 c@x.c:3", "a@x.c:1 b@x.c:2", "a b c"]) expect([other, compareStacks(stack("a@x.c:1 b@x.c:2 c@x.c:3"), stack(other)).score]).toEqual([other, 1]);
  });

  it("weighs the top more than the bottom", () => {
    const whole = stack("a@x.c:1 b@x.c:2 c@x.c:3 d@x.c:4");
    const otherTop = compareStacks(whole, stack("z@x.c:9 b@x.c:2 c@x.c:3 d@x.c:4")).score;
    const otherBottom = compareStacks(whole, stack("a@x.c:1 b@x.c:2 c@x.c:3 z@x.c:9")).score;
    expect(otherBottom).toBeGreaterThan(otherTop);
    expect(otherTop).toBeGreaterThan(compareStacks(whole, stack("y@x.c:8 z@x.c:9 c@x.c:3 d@x.c:4")).score);
  });

  it("counts a function at another line as half, and does not count the entry every stack ends in", () => {
    expect(compareStacks(stack("a@x.c:1"), stack("a@x.c:2"))).toEqual({ score: 0.5, shared: ["a"] });
    expect(compareStacks(stack("a main@x.c:1"), stack("b main@x.c:1"))).toEqual({ score: 0, shared: [] });
    expect(compareStacks(stack("main@x.c:1"), stack("main@x.c:1")).score).toBe(1);
  });

  it("does not depend on the order of the two, nor on the depth of a recursion", () => {
    const anyStack = fc.array(fc.constantFrom("a@x.c:1", "a@x.c:2", "b@x.c:1", "c@y.c:1", "main@x.c:9"), { minLength: 1, maxLength: 12 }).map((frames) => frames.map(frame));
    fc.assert(
      fc.property(anyStack, anyStack, (left, right) => {
        const { score } = compareStacks(left, right);
        expect(score).toBeCloseTo(compareStacks(right, left).score, 12);
        expect(score >= 0 && score <= 1).toBe(true);
        expect(compareStacks(left, left).score).toBeCloseTo(1, 12);
      }),
    );
    expect(compareStacks(stack("a@x.c:1 b@x.c:2 a@x.c:1 b@x.c:2 a@x.c:1 b@x.c:2 c@x.c:3"), stack("a@x.c:1 b@x.c:2 c@x.c:3")).score).toBe(1);
  });
});

describe("complete linkage", () => {
  /** The definition, slowly: the two clusters whose least alike members are most alike, as long as that is enough. */
  function mergeSlowly(count: number, pairs: readonly AlikePair[]): readonly (readonly number[])[] {
    const scoreOf = (left: number, right: number) => pairs.find(([one, other]) => (one === left && other === right) || (one === right && other === left))?.[2] ?? 0;
    const clusters = Array.from({ length: count }, (_, item) => [item]);
    for (;;) {
      let best: readonly [number, number, number] = [0, 0, 0];
      for (const [at, left] of clusters.entries()) for (const [to, right] of clusters.entries()) {
        if (to <= at) continue;
        const score = Math.min(...left.flatMap((one) => right.map((other) => scoreOf(one, other))));
        if (score > best[2]) best = [at, to, score];
      }
      if (best[2] === 0) return clusters.map((items) => items.toSorted((left, right) => left - right)).toSorted((left, right) => (left[0] ?? 0) - (right[0] ?? 0));
      clusters[best[0]]?.push(...(clusters.splice(best[1], 1)[0] ?? []));
    }
  }

  it("gives what its definition gives", () => {
    const graph = fc.integer({ min: 2, max: 9 }).chain((count) =>
      fc.uniqueArray(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)).filter(([left, right]) => left < right), { selector: ([left, right]) => left * 100 + right, maxLength: 36 }).map((edges) => ({
        count,
        // Different scores: with equal ones there is more than one right answer.
        pairs: edges.map(([left, right], index): AlikePair => [left, right, 0.5 + ((index * 37) % 101) / 300]),
      })),
    );
    fc.assert(fc.property(graph, ({ count, pairs }) => {
      expect(mergeByCompleteLinkage(count, pairs)).toEqual(mergeSlowly(count, pairs));
    }), { numRuns: 500 });
  });

  it("does not draw strangers together by a chain", () => {
    expect(mergeByCompleteLinkage(3, [[0, 1, 0.9], [1, 2, 0.8]])).toEqual([[0, 1], [2]]);
  });
});

describe("duplicates", () => {
  const crashes = [
    record("first", "copy@a.c:3 read@a.c:9 main@a.c:20"),
    record("again", "copy@a.c:3 read@a.c:9 main@a.c:20"),
    record("wild", "copy@a.c:3 read@a.c:9 main@a.c:20", { trace: { class: "SEGV", access: { kind: "read", bytes: null } } }),
    record("near", "copy@a.c:5 read@a.c:9 main@a.c:20"),
    record("other", "draw@b.c:3 paint@b.c:9 main@a.c:21"),
  ];

  it("are found by exact key, then by stack, then by likeness with a score and a reason", () => {
    expect(findDuplicates(crashes)).toEqual({
      exact: [["first", "again"], ["wild"], ["near"], ["other"]],
      unique: [["first", "again", "wild"], ["near"], ["other"]],
      clusters: [
        { members: ["first", "again", "wild", "near"], stacks: 2, score: expect.closeTo(0.725, 2) as number, reason: "stacks alike 0.73, both in copy, read" },
        { members: ["other"], stacks: 1, score: 1, reason: "alone" },
      ],
    });
  });

  it("are torn apart again by a ruling, and put together by one", () => {
    const members = (rulings: Parameters<typeof findDuplicates>[1]) => findDuplicates(crashes, rulings).clusters.map((cluster) => cluster.members);
    expect(members({ same: [], different: [["near", "first"]] })).toEqual([["first", "again", "wild"], ["near"], ["other"]]);
    expect(members({ same: [], different: [["again", "first"]] })).toEqual([["first", "wild", "near"], ["again"], ["other"]]);
    expect(members({ same: [["other", "near"]], different: [] })).toEqual([["first", "again", "wild", "other", "near"]]);
    expect(members({ same: [["other", "near"]], different: [["other", "again"]] })).toEqual([["first", "again", "wild"], ["other", "near"]]);
  });

  it("are not found between crashes without a stack, of two targets, or of a leak and a fault", () => {
    const count = (records: Parameters<typeof findDuplicates>[0]) => findDuplicates(records).clusters.length;
    expect(count([record("a", ""), record("b", "")])).toBe(2);
    expect(count([record("a", "f@a.c:1", { target: "one" }), record("b", "f@a.c:1", { target: "two" })])).toBe(2);
    expect(count([record("a", "f@a.c:1", { target: "one" }), record("b", "f@a.c:1")])).toBe(1);
    expect(count([record("a", "f@a.c:1"), record("b", "f@a.c:1", { trace: { kind: "leak", class: "memory-leak" } })])).toBe(2);
    expect(count([record("a", "f@a.c:1", { trace: { kind: "exception", class: "KeyError" } }), record("b", "f@a.c:1", { trace: { kind: "exception", class: "TypeError" } })])).toBe(2);
  });

  it("before symbols are known are told by build and offset", () => {
    const at = (id: string, offset: string, build: string) => record(id, "", { build, trace: { stack: [{ function: null, file: null, line: null, module: "/box/target/c", offset, buildId: null, isOwn: true }] } });
    expect(findDuplicates([at("a", "12", "one"), at("b", "12", "one"), at("c", "12", "two"), at("d", "13", "one")]).exact).toEqual([["a", "b"], ["c"], ["d"]]);
  });

  it("follow the commit that brought them in and the days of their reports, where those are known", () => {
    const from = (id: string, introducedIn: string, reportedDay: number, frames: string) => record(id, frames, { regression: { introducedIn, reportedDay } });
    const { clusters } = findDuplicates([from("a", "c0ffee", 10, "f g h"), from("b", "c0ffee", 11, "x y z"), from("c", "c0ffee", 40, "f g h"), from("d", "beef", 10, "f g h")]);
    expect(clusters.map(({ members, reason }) => [members, reason])).toEqual([
      [["a", "b"], "brought in by the same commit and reported 1.0 days apart; stacks have nothing in common"],
      [["c"], "alone"],
      [["d"], "alone"],
    ]);
  });

  it("are sought among all pairs that could be alike enough, and no pair is overlooked", () => {
    const frames = fc.array(fc.constantFrom("a@x.c:1", "b@x.c:1", "c@x.c:1", "d@x.c:1", "e@x.c:1", "f@x.c:1", "g@x.c:1", "main@x.c:1"), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(frames, frames, (left, right) => {
        const [one, other] = [record("one", left.join(" ")), record("other", right.join(" "))];
        expect(findDuplicates([one, other]).clusters.length).toBe(compareCrashes(one, other).score >= LIKENESS_NEEDED ? 1 : 2);
      }),
      { numRuns: 600 },
    );
  });
});
