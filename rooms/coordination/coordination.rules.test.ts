import { describe, expect, test } from "vitest";
import { rmState, type CaseFlags, type RmState } from "#contracts/coordination";
import { listNextFacts, NO_FLAGS, turnOn, type CaseFact } from "./case/case-flags.rules.ts";
import { deriveEmbargo, exitReasonOf, mayExtend, mayNegotiate, type RegisterEntry } from "./embargo/embargo.rules.ts";
import { advanceRm, openAnswers, RM_EDGES, takesPlace, walkAnswer } from "./case/report-state.rules.ts";

const FACTS: readonly CaseFact[] = ["V", "F", "D", "P", "X", "A"];
const NAMES = { V: "vendorAware", F: "fixReady", D: "fixDeployed", P: "publicAware", X: "exploitPublic", A: "attacksSeen" } as const;
const spell = (flags: CaseFlags) => FACTS.filter((fact) => flags[NAMES[fact]]).join("");
const step = (flags: CaseFlags, fact: CaseFact): CaseFlags => ({ ...flags, [NAMES[fact]]: true });

describe("the facts of a case", () => {
  test("an exhaustive walk finds 32 states, 58 steps and 70 complete histories, as Vultron counts them", () => {
    const seen = new Map<string, CaseFlags>([["", NO_FLAGS]]);
    const queue = [NO_FLAGS];
    let steps = 0;
    for (let flags = queue.pop(); flags; flags = queue.pop()) {
      for (const fact of listNextFacts(flags)) {
        steps += 1;
        const next = step(flags, fact);
        if (seen.has(spell(next))) continue;
        seen.set(spell(next), next);
        queue.push(next);
      }
    }
    const countHistories = (flags: CaseFlags): number => {
      const next = listNextFacts(flags);
      return next.length === 0 ? 1 : next.reduce((sum, fact) => sum + countHistories(step(flags, fact)), 0);
    };
    expect([seen.size, steps, countHistories(NO_FLAGS)]).toEqual([32, 58, 70]);
    expect([...seen.values()].filter((flags) => listNextFacts(flags).length === 0).map(spell)).toEqual(["VFDPXA"]);
  });

  test("what must follow at once does, whatever else is on", () => {
    expect(turnOn(NO_FLAGS, "X")).toEqual({ steps: ["X", "P", "V"], flags: { ...NO_FLAGS, exploitPublic: true, publicAware: true, vendorAware: true } });
    expect(turnOn(NO_FLAGS, "P")?.steps).toEqual(["P", "V"]);
    expect(turnOn(step(NO_FLAGS, "V"), "X")?.steps).toEqual(["X", "P"]);
    expect(turnOn(step(NO_FLAGS, "A"), "A")?.steps).toEqual([]);
    expect(turnOn(NO_FLAGS, "F")).toBeUndefined();
    expect(turnOn(step(NO_FLAGS, "V"), "D")).toBeUndefined();
  });
});

describe("the report's state", () => {
  test("it has Vultron's twelve edges and no other", () => {
    expect(RM_EDGES.length).toBe(12);
    const forbidden: [RmState, RmState][] = [["VALID", "INVALID"], ["VALID", "CLOSED"]];
    for (const [from, to] of forbidden) expect(RM_EDGES.some(([a, , b]) => a === from && b === to)).toBe(false);
    expect(RM_EDGES.some(([from]) => from === "CLOSED")).toBe(false);
    expect(advanceRm("START", "accept")).toBeUndefined();
  });

  test("each answer walks edge by edge, and is not offered where it cannot", () => {
    expect(walkAnswer("RECEIVED", "accept")).toEqual(["VALID", "ACCEPTED"]);
    expect(walkAnswer("INVALID", "accept")).toEqual(["VALID", "ACCEPTED"]);
    expect(walkAnswer("DEFERRED", "accept")).toEqual(["ACCEPTED"]);
    expect(walkAnswer("RECEIVED", "wont-fix")).toEqual(["VALID", "DEFERRED"]);
    expect(walkAnswer("VALID", "close")).toEqual(["DEFERRED", "CLOSED"]);
    expect(walkAnswer("START", "close")).toEqual(["RECEIVED", "CLOSED"]);
    expect(Object.fromEntries(rmState.options.map((state) => [state, openAnswers(state)]))).toEqual({
      START: [], CLOSED: [],
      RECEIVED: ["accept", "dispute", "already-known", "wont-fix"],
      INVALID: ["accept", "already-known", "wont-fix"],
      VALID: ["accept", "already-known", "wont-fix"],
      DEFERRED: ["accept", "already-known"],
      ACCEPTED: ["wont-fix"],
    });
  });

  test("a case takes a place in the maintainer's pace from notice until it is answered away or its fix is ready", () => {
    const taking = rmState.options.filter((rm) => takesPlace({ state: "open", rm, fixReady: false }));
    expect(taking).toEqual(["RECEIVED", "VALID", "ACCEPTED"]);
    expect(takesPlace({ state: "open", rm: "ACCEPTED", fixReady: true })).toBe(false);
    expect(takesPlace({ state: "waiting", rm: "RECEIVED", fixReady: false })).toBe(false);
  });
});

describe("the embargo (INV-14)", () => {
  const entry = (state: RegisterEntry["state"], endsAt: string, more: Partial<RegisterEntry> = {}): RegisterEntry => ({ id: `${state}-${endsAt}`, state, endsAt, replaces: null, exitReason: null, ...more });
  const now = "2026-09-01T12:00:00.000Z";

  test("it is over at its exact end, whether or not a job has run", () => {
    expect(deriveEmbargo([], now).state).toBe("NONE");
    expect(deriveEmbargo([entry("PROPOSED", "2026-09-01T12:00:00.001Z")], now)).toEqual({ state: "PROPOSED", endsAt: "2026-09-01T12:00:00.001Z", extended: false, exitReason: null });
    expect(deriveEmbargo([entry("PROPOSED", now)], now).state).toBe("NONE");
    expect(deriveEmbargo([entry("ACTIVE", "2026-09-01T12:00:00.001Z")], now).state).toBe("ACTIVE");
    expect(deriveEmbargo([entry("ACTIVE", now)], now)).toEqual({ state: "EXITED", endsAt: now, extended: false, exitReason: "end-reached" });
    expect(deriveEmbargo([entry("CANCELLED", now), entry("TERMINATED", "2026-12-01T00:00:00.000Z", { exitReason: "public" })], now)).toMatchObject({ state: "EXITED", exitReason: "public" });
  });

  test("it ends on what makes it pointless, and on nothing else", () => {
    expect(Object.fromEntries(FACTS.map((fact) => [fact, exitReasonOf(fact)]))).toEqual({ V: undefined, F: undefined, D: undefined, P: "public", X: "exploit-public", A: "attacks-seen" });
  });

  test("more time is given once, to a maintainer at work, and never after it is public", () => {
    const embargo = deriveEmbargo([entry("ACTIVE", "2026-12-01T00:00:00.000Z")], now);
    const ask = (change: object) => mayExtend({ embargo, flags: NO_FLAGS, rm: "ACCEPTED", ...change });
    expect(ask({})).toBe(true);
    expect(ask({ embargo: { ...embargo, extended: true } })).toBe(false);
    expect(rmState.options.filter((rm) => ask({ rm }))).toEqual(["ACCEPTED"]);
    for (const fact of ["P", "X", "A"] as const) {
      expect(ask({ flags: step(NO_FLAGS, fact) })).toBe(false);
      expect(mayNegotiate(step(NO_FLAGS, fact))).toBe(false);
    }
    const longer = [entry("SUPERSEDED", "2026-12-01T00:00:00.000Z"), entry("ACTIVE", "2026-12-15T00:00:00.000Z", { replaces: "x" })];
    expect(deriveEmbargo(longer, now)).toEqual({ state: "ACTIVE", endsAt: "2026-12-15T00:00:00.000Z", extended: true, exitReason: null });
  });
});
