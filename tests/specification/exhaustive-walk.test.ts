import { determinationState } from "#contracts/determination";
import { engagementState, windowEndReason, windowState } from "#contracts/engagement";
import { requestState } from "#contracts/benchmarking";
import { earlyAccessState } from "#contracts/partners";
import { describe, expect, test } from "vitest";
import { ComposedWorld, RULES, type Rules, type Scale } from "./composed-world.ts";
import { PROMISES, type PromiseName } from "./promises.ts";
import { walk, type Walk } from "./walk.ts";

/*
 * The machines are small, so nothing here is sampled: every state that can be reached is visited. Four walks over the same
 * composed world, each finer where the others are coarse; the last one has every machine in it, whole.
 */
const SCALES = {
  "days, pauses, re-openings and a clock that runs both ways": { unitsPerLimit: 3, horizon: 5, runsBack: true, partner: "none", determination: "none" },
  "benchmarking beside windows": { unitsPerLimit: 2, horizon: 4, runsBack: false, partner: "none", determination: "access" },
  "partners and a clock that runs both ways": { unitsPerLimit: 1, horizon: 2, runsBack: true, partner: "nominated", determination: "none" },
  "all machines together": { unitsPerLimit: 1, horizon: 1, runsBack: false, partner: "ready", determination: "whole" },
} as const satisfies Record<string, Scale>;

const walks: readonly [string, Scale, Walk][] = Object.entries(SCALES).map(([name, scale]) => [name, scale, walk(new ComposedWorld(RULES, scale))]);
const states = walks.reduce((sum, [, , { states: count }]) => sum + count, 0);

describe(`over all ${states.toLocaleString("en")} reachable states (${walks.map(([name, , { states: count, steps }]) => `${name}: ${count.toLocaleString("en")} states, ${steps.toLocaleString("en")} steps`).join("; ")})`, () => {
  test.each(Object.entries(PROMISES).map(([name, { says }]) => [says, name as PromiseName] as const))("%s", (_says, name) => {
    expect(walks.map(([scale, , { broken }]) => [scale, broken.get(name)]).filter(([, way]) => way !== undefined)).toEqual([]);
  });

  test("every state of every machine, and every reason of an end, is met on the way", () => {
    const met = (machine: string) => new Set(walks.flatMap(([, , { seen }]) => [...(seen.get(machine) ?? [])]).filter((state) => state !== "none"));
    expect(met("engagement")).toEqual(new Set(engagementState.options));
    // Whoever is owed a clean-up passes `ended` within one act; an offer taken back rests there.
    expect(met("window")).toEqual(new Set(windowState.options));
    expect(met("endReason")).toEqual(new Set(windowEndReason.options));
    expect(met("partner")).toEqual(new Set(earlyAccessState.options));
    // What the enclave begins by itself has no engagement, so it stands in no world that has one.
    expect(met("request")).toEqual(new Set(requestState.options.filter((state) => state !== "initiated")));
    expect([...met("told")].filter((state) => !(determinationState.options as readonly string[]).includes(state))).toEqual([]);
  });
});

/** One broken rule for each promise, and where it is found out. */
const BROKEN: readonly { readonly promise: PromiseName; readonly what: string; readonly rules: Partial<Rules>; readonly scale: keyof typeof SCALES }[] = [
  { promise: "release", what: "an open window refuses a release", scale: "benchmarking beside windows", rules: { moveEngagement: (state, event, mover) => (event === "declare-release" && state === "window-open" ? { ok: false, code: "window-open" } : RULES.moveEngagement(state, event, mover)) } },
  { promise: "release", what: "a release leaves the window open", scale: "benchmarking beside windows", rules: { moveWindow: (state, event, mover) => (event === "partner-release" ? { ok: true, state } : RULES.moveWindow(state, event, mover)) } },
  { promise: "withdraw", what: "a request for a determination holds a withdrawal up", scale: "benchmarking beside windows", rules: { moveEngagement: (state, event, mover) => (event === "withdraw" && state === "determination-requested" ? { ok: false, code: "window-open" } : RULES.moveEngagement(state, event, mover)) } },
  { promise: "thirtyDays", what: "each window has thirty days of its own", scale: "days, pauses, re-openings and a clock that runs both ways", rules: { planAccess: (now, periods, dates) => withEnd(RULES.planAccess(now, [], dates), RULES.planAccess(now, periods, dates)) } },
  { promise: "thirtyDays", what: "benchmarking does not count", scale: "benchmarking beside windows", rules: { planAccess: (now, periods, dates) => RULES.planAccess(now, periods.slice(0, 1), dates) } },
  { promise: "onRecord", what: "an opening goes by the clock as it is", scale: "days, pauses, re-openings and a clock that runs both ways", rules: { planAccess: (now, periods, dates) => withStart(RULES.planAccess(now, periods, dates), now) } },
  { promise: "bound", what: "planned releases are forgotten at the opening", scale: "benchmarking beside windows", rules: { planAccess: (now, periods) => RULES.planAccess(now, periods, { partnerReleaseAt: null, publicReleaseAt: null }) } },
  { promise: "bound", what: "a release brought forward shortens nothing", scale: "benchmarking beside windows", rules: { moveEndIn: (endsAt) => endsAt } },
  { promise: "neverLonger", what: "a postponed release moves the end out", scale: "benchmarking beside windows", rules: { moveEndIn: (endsAt, dates) => RULES.findReleaseBound(dates) ?? endsAt } },
  { promise: "endedStays", what: "an ended window can be resumed", scale: "benchmarking beside windows", rules: { moveWindow: (state, event, mover) => (event === "agree" && state === "cleanup-due" ? { ok: true, state: "open" } : RULES.moveWindow(state, event, mover)) } },
  { promise: "paused", what: "a pause is a word only", scale: "benchmarking beside windows", rules: { moveWindow: (state, event, mover) => (event === "pause" && state === "open" ? { ok: true, state } : RULES.moveWindow(state, event, mover)) } },
  { promise: "clock", what: "nobody minds a clock that runs back", scale: "days, pauses, re-openings and a clock that runs both ways", rules: { isClockBehind: () => false } },
  { promise: "clock", what: "an end goes by the clock as it is", scale: "days, pauses, re-openings and a clock that runs both ways", rules: { closePeriod: (period, now) => Math.max(period.openedAt, Math.min(period.endsAt, now)) } },
  { promise: "onlyDeveloper", what: "an evaluator ends the pause", scale: "benchmarking beside windows", rules: { moveWindow: (state, event, mover) => (event === "agree" && state === "paused" ? { ok: true, state: "open" } : RULES.moveWindow(state, event, mover)) } },
  { promise: "partners", what: "a partner need not wait for the window's end", scale: "partners and a clock that runs both ways", rules: { mayActivatePartner: () => true } },
  { promise: "partners", what: "a window that has not begun by the clock holds no partner back", scale: "partners and a clock that runs both ways", rules: { mayActivatePartner: (window, now) => window === undefined || !RULES.isStanding(window, now) } },
  { promise: "afterPartners", what: "a window opens beside partners who have the model", scale: "partners and a clock that runs both ways", rules: { mayBeginAccess: ({ released }) => !released } },
  { promise: "afterPartners", what: "a window opens after a release", scale: "benchmarking beside windows", rules: { mayBeginAccess: ({ partnerAccess }) => !partnerAccess } },
  { promise: "afterPartners", what: "the enclave is lent a released model", scale: "benchmarking beside windows", rules: { mayBeginAccess: (world, kind) => kind === "benchmarking" || RULES.mayBeginAccess(world, kind) } },
  { promise: "selection", what: "government alone selects", scale: "partners and a clock that runs both ways", rules: { turnKeys: ({ governmentView }) => (governmentView === "concur" ? "select" : "wait") } },
  { promise: "selection", what: "an objection outlasts a release", scale: "partners and a clock that runs both ways", rules: { turnKeys: (keys) => RULES.turnKeys({ ...keys, released: false }) } },
  { promise: "determination", what: "an analyst signs", scale: "all machines together", rules: { decideTransition: (state, event, doers) => RULES.decideTransition(state, event, event === "sign" && doers.includes("benchmark-analyst") ? ["nsa-director"] : doers) } },
  { promise: "determination", what: "the administrator lifts", scale: "all machines together", rules: { decideTransition: (state, event, doers) => RULES.decideTransition(state, event, event === "lift" && doers.includes("administrator") ? ["nsa-director"] : doers) } },
  { promise: "determination", what: "being told is enough to be signed", scale: "all machines together", rules: { reachStage: (state, stage) => ((stage as string) === "notified" ? "signed" : RULES.reachStage(state, stage)) } },
  { promise: "sealedBefore", what: "sealed results may be signed without a recommendation", scale: "all machines together", rules: { decideTransition: (state, event, doers) => (event === "sign" && state === "results-sealed" && doers.includes("nsa-director") ? { to: "signed" } : RULES.decideTransition(state, event, doers)) } },
];

function withEnd(plan: ReturnType<Rules["planAccess"]>, real: ReturnType<Rules["planAccess"]>): ReturnType<Rules["planAccess"]> {
  return plan.ok && real.ok ? { ...real, endsAt: real.opensAt + (plan.endsAt - plan.opensAt) } : plan;
}

function withStart(plan: ReturnType<Rules["planAccess"]>, opensAt: number): ReturnType<Rules["planAccess"]> {
  return plan.ok ? { ...plan, opensAt } : plan;
}

describe("a broken rule is found out", () => {
  test.each(BROKEN)("$promise: $what", ({ promise, rules, scale }) => {
    const { broken } = walk(new ComposedWorld({ ...RULES, ...rules }, SCALES[scale]), promise);
    expect(broken.get(promise)?.at(-1), "and the way there is told").toEqual(expect.any(String));
  });

  test("each promise has at least one such rule", () => {
    expect(Object.keys(PROMISES).filter((name) => !BROKEN.some(({ promise }) => promise === name))).toEqual([]);
  });
});
