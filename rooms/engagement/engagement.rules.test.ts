import { ACCESS_LIMIT_SECONDS, engagementState, type EngagementState } from "#contracts/engagement";
import { expect, test } from "vitest";
import { ENGAGEMENT_EVENTS, moveEngagement, type EngagementMover } from "./engagement.rules.ts";
import { countUsedMs, findReleaseBound, isStanding, moveEndIn, planAccess, type AccessPeriod, type ReleaseDates } from "./window.rules.ts";

const DAY = 86_400_000;
const HORIZON = 80 * DAY;

interface Situation {
  readonly state: EngagementState;
  readonly now: number;
  readonly dates: ReleaseDates;
  readonly past: readonly AccessPeriod[];
  readonly window: AccessPeriod | null;
}

const START: Situation = { state: "open", now: 0, dates: { partnerReleaseAt: 40 * DAY, publicReleaseAt: null }, past: [], window: null };

/** Everything that can happen next: every event by its mover, time passing, and the developer setting dates. */
function* follow(from: Situation): Generator<{ readonly what: string; readonly to: Situation }> {
  for (const event of ENGAGEMENT_EVENTS) {
    const move = moveEngagement(from.state, event, event === "receive-determination" ? "system" : "developer");
    if (!move.ok) continue;
    let { window, past } = from;
    if (event === "open-window") {
      const plan = planAccess(from.now, [...past], from.dates);
      if (!plan.ok) continue;
      window = { openedAt: from.now, endsAt: plan.endsAt, endedAt: null };
    } else if (window && move.state !== "window-open") {
      past = [...past, { ...window, endedAt: Math.min(from.now, window.endsAt) }];
      window = null;
    }
    yield { what: event, to: { ...from, state: move.state, window, past } };
  }
  if (from.now < HORIZON) {
    const now = from.now + 8 * DAY;
    // The job that ends a window may come late or never; here it never comes by itself.
    yield { what: "time passes", to: { ...from, now } };
    if (from.window && !isStanding(from.window, now)) yield { what: "the job ends it", to: { ...from, now, state: "window-closed", past: [...from.past, from.window], window: null } };
  }
  for (const partnerReleaseAt of [null, from.now + 4 * DAY, from.now + 60 * DAY]) {
    const dates = { partnerReleaseAt, publicReleaseAt: from.dates.publicReleaseAt };
    yield { what: "dates", to: { ...from, dates, window: from.window && { ...from.window, endsAt: moveEndIn(from.window.endsAt, dates) } } };
  }
}

/** Two situations with the same key can be followed by the same things. */
function keyOf({ state, now, dates, past, window }: Situation): string {
  return JSON.stringify([state, now, dates.partnerReleaseAt, countUsedMs(past, now), window]);
}

function walk(): { readonly reached: Situation[]; readonly steps: { what: string; from: Situation; to: Situation }[] } {
  const reached = [START];
  const steps: { what: string; from: Situation; to: Situation }[] = [];
  const known = new Set([keyOf(START)]);
  for (let place = 0; place < reached.length && reached.length < 60_000; place += 1) {
    const from = reached[place] as Situation;
    for (const { what, to } of follow(from)) {
      steps.push({ what, from, to });
      if (known.has(keyOf(to))) continue;
      known.add(keyOf(to));
      reached.push(to);
    }
  }
  return { reached, steps };
}

const { reached, steps } = walk();

test("the walk is complete and meets every state of the machine", () => {
  expect(reached.length).toBeLessThan(60_000);
  expect(new Set(reached.map(({ state }) => state))).toEqual(new Set(engagementState.options));
});

test("from every state the developer can declare a release and can withdraw", () => {
  for (const { state } of reached) {
    expect(moveEngagement(state, "declare-release", "developer").ok).toBe(true);
    expect(moveEngagement(state, "withdraw", "developer")).toEqual({ ok: true, state: "withdrawn" });
  }
});

test("no release and no withdrawal leaves a window open", () => {
  const bad = steps.filter(({ what, to }) => (what === "declare-release" || what === "withdraw") && (to.window !== null || to.state === "window-open"));
  expect(bad).toEqual([]);
});

test("government access never lasts beyond 30 times 24 hours in total, however often windows are opened", () => {
  const longest = Math.max(...reached.map(({ past, window }) => countUsedMs(window ? [...past, window] : past, Number.POSITIVE_INFINITY)));
  expect(longest).toBe(ACCESS_LIMIT_SECONDS * 1000);
});

test("a window never lasts beyond the planned release it knew", () => {
  const late = steps.filter(({ what, to }) => (what === "open-window" || what === "dates") && to.window !== null && to.window.endsAt > (findReleaseBound(to.dates) ?? Number.POSITIVE_INFINITY));
  expect(late).toEqual([]);
});

test("nothing that happens lengthens an open window, least of all a postponed release", () => {
  const longer = steps.filter(({ from, to }) => from.window !== null && to.window !== null && to.window.endsAt > from.window.endsAt);
  expect(longer).toEqual([]);
  expect(steps.some(({ what, from, to }) => what === "dates" && from.window !== null && (to.dates.partnerReleaseAt ?? 0) > (from.dates.partnerReleaseAt ?? 0))).toBe(true);
});

test("nobody but the developer moves an engagement, except that time ends a window and a determination arrives", () => {
  const movers: readonly EngagementMover[] = ["developer", "system"];
  const moved = movers.map((mover) => [mover, ENGAGEMENT_EVENTS.filter((event) => engagementState.options.some((state) => moveEngagement(state, event, mover).ok))]);
  expect(moved).toEqual([
    ["developer", ["request-determination", "offer-access", "open-window", "end-window", "close", "declare-release", "withdraw"]],
    ["system", ["receive-determination", "end-window"]],
  ]);
});

test("after closing or withdrawing nothing opens again in the same engagement", () => {
  const ended = steps.filter(({ from }) => from.state === "withdrawn" || from.state === "closed");
  expect(new Set(ended.map(({ to }) => to.state))).toEqual(new Set(["closed", "withdrawn"]));
});
