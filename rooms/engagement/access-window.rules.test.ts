import { windowEndReason, windowState } from "#contracts/engagement";
import { expect, test } from "vitest";
import { isFinished, isRunning, isWindowLive, moveWindow, WINDOW_EVENTS, type WindowMover } from "./access-window.rules.ts";

// What comes of this machine together with all others is walked through in tests/specification.

const states = windowState.options;
const MOVERS: readonly WindowMover[] = ["developer", "government", "system"];

test("every event is exactly those actors' whose it is", () => {
  const actors = Object.fromEntries(WINDOW_EVENTS.map((event) => [event, MOVERS.filter((mover) => states.some((state) => moveWindow(state, event, mover).ok))]));
  expect(actors).toEqual({
    agree: ["government"], open: ["developer"], pause: ["developer"], resume: ["developer"], "owe-cleanup": ["system"], "attest-cleanup": ["government"],
    elapsed: ["system"], "partner-release": ["developer", "system"], "developer-ended": ["developer"], "developer-withdrew": ["developer"], "engagement-closed": ["developer"],
    "government-finished": ["government"], "terms-breach": ["developer"], incident: ["developer", "government", "system"],
  });
});

test("every reason of an end is an event that ends a running window, and none ends it twice", () => {
  for (const reason of windowEndReason.options) {
    const ends = states.filter((state) => MOVERS.some((mover) => moveWindow(state, reason, mover).ok));
    expect([reason, ends.filter((state) => !isWindowLive(state)), ends.filter(isRunning)]).toEqual([reason, [], ["open", "paused"]]);
  }
});

test("a window goes from offered to cleaned up, and each step has one way back at most: out of a pause", () => {
  const ways = states.flatMap((state) => WINDOW_EVENTS.flatMap((event) => MOVERS.map((mover) => ({ state, move: moveWindow(state, event, mover) })))).flatMap(({ state, move }) => (move.ok && move.state !== state ? [`${state} → ${move.state}`] : []));
  expect([...new Set(ways)].toSorted()).toEqual([
    "agreed → ended", "agreed → open", "cleanup-due → cleanup-attested", "ended → cleanup-due", "open → ended", "open → paused", "paused → ended", "paused → open", "proposed → agreed", "proposed → ended",
  ]);
});

test("what cannot be now is said by what stands in the way", () => {
  expect(moveWindow("proposed", "open", "developer")).toEqual({ ok: false, code: "nobody-accepted" });
  expect(moveWindow("agreed", "pause", "developer")).toEqual({ ok: false, code: "window-not-running" });
  expect(moveWindow("cleanup-due", "terms-breach", "developer")).toEqual({ ok: false, code: "no-window" });
  expect(moveWindow("open", "government-finished", "developer")).toEqual({ ok: false, code: "not-yours" });
});

test("government is done when all who accepted are, and nobody who never accepted holds them up", () => {
  const [idle, busy, done] = [{ accepted: false, finished: false }, { accepted: true, finished: false }, { accepted: true, finished: true }];
  expect([[], [idle], [busy], [done], [done, idle], [done, busy], [done, done]].map(isFinished)).toEqual([false, false, false, true, true, false, true]);
});
