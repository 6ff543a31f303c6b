import { earlyAccessState, type EarlyAccessState } from "#contracts/partners";
import { expect, test } from "vitest";
import { contradictsCriterion, EARLY_ACCESS_EVENTS, findActivationGap, isFinal, isNarrower, mayGiveView, moveEarlyAccess, planControls, turnKeys, type EarlyAccessMover, type Keys } from "./partners.rules.ts";

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

const KEYS: readonly Keys[] = (["yes", "no", null] as const).flatMap((developerAnswer) => (["concur", "object", null] as const).flatMap((governmentView) => [false, true].flatMap((viewLapsed) =>
  (["advises", "holds"] as const).flatMap((objection) => [false, true].map((released) => ({ developerAnswer, governmentView, viewLapsed, objection, released }))))));
const selected = (those: readonly Keys[]) => those.filter((keys) => turnKeys(keys) === "select");

test("without the developer's yes nobody is selected, under any policy and after any release", () => {
  expect(selected(KEYS.filter(({ developerAnswer }) => developerAnswer !== "yes"))).toEqual([]);
});

test("by default an objection does not stop a yes, and silence stops it only for its time", () => {
  const yes = KEYS.filter(({ developerAnswer, objection, released }) => developerAnswer === "yes" && objection === "advises" && !released);
  expect(selected(yes).map(({ governmentView, viewLapsed }) => [governmentView, viewLapsed])).toEqual([["concur", false], ["concur", true], ["object", false], ["object", true], [null, true]]);
});

test("under the stricter policy a yes waits while the objection stands, and no longer than until a release is declared", () => {
  const yes = KEYS.filter(({ developerAnswer, objection }) => developerAnswer === "yes" && objection === "holds");
  expect(selected(yes.filter(({ released }) => !released)).map(({ governmentView, viewLapsed }) => [governmentView, viewLapsed])).toEqual([["concur", false], ["concur", true], [null, true]]);
  expect(selected(yes.filter(({ released }) => released))).toHaveLength(6);
});

test("a view is given once, and only an objection is taken back", () => {
  const views = ["concur", "object"] as const;
  expect([null, ...views].map((given) => views.filter((view) => mayGiveView(given, view)))).toEqual([["concur", "object"], [], ["concur"]]);
});

test("a competitor or a partner of the same house has a conflict whatever the answer says, and a tie alone bars nobody", () => {
  const none = { competitor: false, sameHouse: false, tie: null };
  expect([none, { ...none, tie: "A cousin." }, { ...none, competitor: true }, { ...none, sameHouse: true }].map((conflict) => contradictsCriterion(conflict, true))).toEqual([false, false, true, true]);
  expect(contradictsCriterion({ ...none, competitor: true }, false)).toBe(false);
});

test("to leave a system out is narrower; another name, basis or evidence is not", () => {
  const [lock, gate] = [{ name: "Lock", basis: "owns", evidence: "Asset 1" }, { name: "Gate", basis: "authorised-to-test", evidence: "Letter" }] as const;
  expect([[lock], [gate, lock], [lock, { ...gate, basis: "owns" as const }], [{ ...lock, evidence: "Asset 2" }], [{ ...lock, name: "Dam" }]].map((proposed) => isNarrower(proposed, [lock, gate]))).toEqual([true, true, false, false, false]);
});

test("the partner's word on the safeguards holds for 90 days, with two reminders before", () => {
  const day = 86_400_000;
  expect(planControls(0)).toEqual({ until: 90 * day, reminders: [76 * day, 87 * day] });
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

test("use needs accepted terms, a named system, a proof, time left and an attestation that has not run out", () => {
  const whole = { termsAccepted: true, systems: 1, proven: true, endsAt: 10, controlsUntil: 20, now: 9 };
  expect([whole, { ...whole, termsAccepted: false }, { ...whole, endsAt: null }, { ...whole, systems: 0 }, { ...whole, proven: false }, { ...whole, now: 10 }, { ...whole, controlsUntil: 9 }, { ...whole, controlsUntil: null }].map(findActivationGap)).toEqual([
    undefined, "terms-not-accepted", "terms-not-accepted", "no-systems", "not-proven", "term-over", "controls-lapsed", "controls-lapsed",
  ]);
});
