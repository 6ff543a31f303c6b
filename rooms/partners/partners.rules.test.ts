import { earlyAccessState, type EarlyAccessState } from "#contracts/partners";
import { expect, test } from "vitest";
import { EARLY_ACCESS_EVENTS, findActivationGap, isFinal, moveEarlyAccess, turnKeys, type EarlyAccessMover, type Keys } from "./partners.rules.ts";

const MOVERS: readonly EarlyAccessMover[] = ["developer", "government", "partner", "system"];
const states = earlyAccessState.options;

/** All states that these movers can reach from a nomination; `select` happens only when the keys allow it. */
function reachable(movers: readonly EarlyAccessMover[], keysTurned: boolean): ReadonlySet<EarlyAccessState> {
  const reached: EarlyAccessState[] = ["nominated"];
  for (const state of reached) {
    for (const event of EARLY_ACCESS_EVENTS) {
      if (event === "select" && !keysTurned) continue;
      for (const mover of movers) {
        const move = moveEarlyAccess(state, event, mover);
        if (move.ok && !reached.includes(move.state)) reached.push(move.state);
      }
    }
  }
  return new Set(reached);
}

test("every state can be reached, and only with both keys", () => {
  expect(reachable(MOVERS, true)).toEqual(new Set(states));
  expect([...reachable(MOVERS, false)].toSorted()).toEqual(["deciding", "declined", "ended", "nominated", "revoked", "vetting"]);
});

test("government alone brings no partner past the decision", () => {
  expect([...reachable(["government"], true)].toSorted()).toEqual(["deciding", "nominated", "vetting"]);
  expect([...reachable(["government", "partner"], true)].toSorted()).toEqual(["deciding", "nominated", "vetting"]);
});

test("without the developer's yes nothing is selected, and an objection does not stop a yes", () => {
  const all: Keys[] = [];
  for (const developerAnswer of ["yes", "no", null] as const) for (const governmentView of ["concur", "object", null] as const) for (const viewLapsed of [false, true]) all.push({ developerAnswer, governmentView, viewLapsed });
  expect(all.filter((keys) => turnKeys(keys) === "select")).toEqual([
    { developerAnswer: "yes", governmentView: "concur", viewLapsed: false },
    { developerAnswer: "yes", governmentView: "concur", viewLapsed: true },
    { developerAnswer: "yes", governmentView: "object", viewLapsed: false },
    { developerAnswer: "yes", governmentView: "object", viewLapsed: true },
    { developerAnswer: "yes", governmentView: null, viewLapsed: true },
  ]);
});

test("from every state the developer can end a partner's access, and nothing comes back from an end", () => {
  for (const state of states) {
    const revoked = moveEarlyAccess(state, "revoke", "developer");
    expect(revoked).toEqual({ ok: true, state: isFinal(state) ? state : "revoked" });
    if (!isFinal(state)) continue;
    const onward = EARLY_ACCESS_EVENTS.flatMap((event) => MOVERS.map((mover) => moveEarlyAccess(state, event, mover))).filter((move) => move.ok && move.state !== state);
    expect(onward).toEqual([]);
  }
});

test("a partner can leave from every state it knows of", () => {
  const canLeave = states.filter((state) => moveEarlyAccess(state, "leave", "partner").ok);
  expect(canLeave).toEqual(["terms-sent", "terms-accepted", "provisioned", "ready", "active", "suspended", "ended", "declined", "revoked"]);
});

test("a partner becomes active only by the developer, from ready or suspended", () => {
  const ways = states.flatMap((state) => EARLY_ACCESS_EVENTS.flatMap((event) => MOVERS.map((mover) => ({ state, event, mover, move: moveEarlyAccess(state, event, mover) }))));
  expect(ways.filter(({ state, move }) => move.ok && move.state === "active" && state !== "active").map(({ state, event, mover }) => [state, event, mover])).toEqual([
    ["ready", "activate", "developer"],
    ["suspended", "resume", "developer"],
  ]);
});

test("use needs accepted terms, a named system, a proof and time left", () => {
  const whole = { termsAccepted: true, systems: 1, proven: true, endsAt: 10, now: 9 };
  expect([whole, { ...whole, termsAccepted: false }, { ...whole, endsAt: null }, { ...whole, systems: 0 }, { ...whole, proven: false }, { ...whole, now: 10 }].map(findActivationGap)).toEqual([
    undefined, "terms-not-accepted", "terms-not-accepted", "no-systems", "not-proven", "term-over",
  ]);
});
