import { DEPLOYMENT_STATES, STEP_ACTIONS, type DeploymentState } from "#contracts/distribution";
import { expect, test } from "vitest";
import { actionsFrom, isSettled, leastAdvanced, nextDeployment, type DeploymentEvent } from "./deployment.rules.ts";

const EVENTS: readonly DeploymentEvent[] = [...STEP_ACTIONS, "notify", "lose-contact", "reopen", "ask-again"];

/** Every state, every event, with and without a recall. */
const moves = [false, true].flatMap((recalled) =>
  DEPLOYMENT_STATES.flatMap((from) => EVENTS.flatMap((event) => {
    const to = nextDeployment(from, event, recalled);
    return to ? [{ recalled, from, event, to }] : [];
  })));

test("every state is reached from matched, and nothing but the machine's own events leads anywhere", () => {
  const reached = new Set<DeploymentState>(["matched"]);
  for (let before = 0; before !== reached.size;) {
    before = reached.size;
    for (const { from, to } of moves) if (reached.has(from)) reached.add(to);
  }
  expect([...reached].toSorted()).toEqual([...DEPLOYMENT_STATES].toSorted());
});

test("silence is never read as not affected: only the operator's own justified statement leads there", () => {
  expect([...new Set(moves.filter(({ to }) => to === "not_affected").map(({ event }) => event))]).toEqual(["not-affected"]);
  expect(isSettled("notified", false)).toBe(false);
  expect(isSettled("unreachable", false)).toBe(false);
  expect(isSettled("deferred", false)).toBe(false);
});

test("only what the operator did counts as applied, and it is confirmed only after that", () => {
  expect([...new Set(moves.filter(({ to }) => to === "applied").map(({ event }) => event))]).toEqual(["apply"]);
  expect(moves.filter(({ to }) => to === "confirmed").map(({ from }) => from)).toEqual(["applied"]);
});

test("while a fix is recalled nothing leads to installing it, and wherever it may be installed something is left to do", () => {
  expect(moves.filter(({ recalled, to }) => recalled && ["scheduled", "applied", "confirmed"].includes(to))).toEqual([]);
  expect(DEPLOYMENT_STATES.filter((state) => isSettled(state, true))).toEqual(["not_affected"]);
  for (const state of ["applied", "confirmed"] as const) expect(actionsFrom(state, true)).toEqual(["fail", "roll-back"]);
  expect(actionsFrom("failed", true)).toEqual(["defer", "roll-back"]);
});

test("a failure can be said wherever a fix may have been tried, and going back wherever one may be in", () => {
  expect(DEPLOYMENT_STATES.filter((state) => !actionsFrom(state, false).includes("fail"))).toEqual(["matched", "not_affected", "failed"]);
  expect(DEPLOYMENT_STATES.filter((state) => actionsFrom(state, true).includes("roll-back"))).toEqual(["applied", "confirmed", "failed"]);
});

test("from every state but an unsent match the operator can still do something", () => {
  expect(DEPLOYMENT_STATES.filter((state) => actionsFrom(state, false).length === 0)).toEqual(["matched"]);
});

test("another fix opens everything again but what the operator said is not affected", () => {
  expect(DEPLOYMENT_STATES.filter((state) => nextDeployment(state, "reopen", false) !== "notified")).toEqual(["not_affected"]);
});

test("a step stands where its least advanced asset stands", () => {
  expect(leastAdvanced(["applied", "notified", "confirmed"])).toBe("notified");
  expect(leastAdvanced(["not_affected", "applied"])).toBe("applied");
});

test("the whole machine, state by state: every event leads where the header says, and nowhere else", () => {
  const machine = Object.fromEntries(DEPLOYMENT_STATES.map((from) => [from, Object.fromEntries(moves.filter((move) => move.from === from && !move.recalled).map(({ event, to }) => [event, to]))]));
  const forward = { schedule: "scheduled", apply: "applied", defer: "deferred", "not-affected": "not_affected", fail: "failed", reopen: "notified" };
  expect(machine).toEqual({
    matched: { notify: "notified", "lose-contact": "unreachable", reopen: "notified" },
    unreachable: { ...forward, notify: "notified", acknowledge: "acknowledged" },
    notified: { ...forward, acknowledge: "acknowledged", "lose-contact": "unreachable" },
    acknowledged: forward,
    scheduled: forward,
    applied: { confirm: "confirmed", fail: "failed", "roll-back": "rolled_back", reopen: "notified" },
    confirmed: { fail: "failed", "roll-back": "rolled_back", reopen: "notified" },
    not_affected: { acknowledge: "acknowledged" },
    deferred: { ...forward, "ask-again": "notified" },
    failed: { "roll-back": "rolled_back", schedule: "scheduled", apply: "applied", defer: "deferred", reopen: "notified" },
    rolled_back: forward,
  });
});

test("a date that has come asks again and settles nothing", () => {
  expect(moves.filter(({ event }) => event === "ask-again").map(({ from, to }) => [from, to])).toEqual([["deferred", "notified"], ["deferred", "notified"]]);
});
