import { engagementState } from "#contracts/engagement";
import { expect, test } from "vitest";
import { ENGAGEMENT_EVENTS, isLive, moveEngagement, type EngagementMover } from "./engagement.rules.ts";

// What comes of this machine together with all others is walked through in tests/specification.

const states = engagementState.options;
const MOVERS: readonly EngagementMover[] = ["developer", "government", "system"];

test("nobody but the developer moves an engagement, except that government ends its own access, time ends a window and a determination arrives", () => {
  const moved = MOVERS.map((mover) => [mover, ENGAGEMENT_EVENTS.filter((event) => states.some((state) => moveEngagement(state, event, mover).ok))]);
  expect(moved).toEqual([
    ["developer", ["open", "request-determination", "offer-access", "open-window", "end-window", "close", "declare-release", "withdraw"]],
    ["government", ["end-window"]],
    ["system", ["receive-determination", "end-window"]],
  ]);
});

test("a release and a withdrawal have no state that refuses them", () => {
  for (const state of states) {
    expect(moveEngagement(state, "declare-release", "developer").ok).toBe(true);
    expect(moveEngagement(state, "withdraw", "developer")).toEqual({ ok: true, state: "withdrawn" });
  }
});

test("a draft can be opened, thrown away and released, and nothing else begins from it", () => {
  expect(Object.fromEntries(ENGAGEMENT_EVENTS.map((event) => [event, moveEngagement("draft", event, event === "receive-determination" ? "system" : "developer")]))).toEqual({
    open: { ok: true, state: "open" },
    "request-determination": { ok: false, code: "still-draft" },
    "receive-determination": { ok: true, state: "draft" },
    "offer-access": { ok: false, code: "still-draft" },
    "open-window": { ok: false, code: "still-draft" },
    "end-window": { ok: true, state: "draft" },
    close: { ok: true, state: "closed" },
    "declare-release": { ok: true, state: "draft" },
    withdraw: { ok: true, state: "withdrawn" },
  });
});

test("after closing or withdrawing nothing opens again in the same engagement, and nothing becomes a draft", () => {
  const after = (from: readonly string[]) => new Set(states.filter((state) => from.includes(state)).flatMap((state) => ENGAGEMENT_EVENTS.flatMap((event) => MOVERS.map((mover) => moveEngagement(state, event, mover)))).flatMap((move) => (move.ok ? [move.state] : [])));
  expect(after(["closed", "withdrawn"])).toEqual(new Set(["closed", "withdrawn"]));
  expect(after(states.filter((state) => state !== "draft"))).not.toContain("draft");
  expect(states.filter(isLive)).toEqual(states.filter((state) => !["draft", "closed", "withdrawn"].includes(state)));
});
