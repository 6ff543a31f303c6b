import { DEPLOYMENT_STATES, STEP_ACTIONS, type DeploymentState } from "#contracts/distribution";
import { expect, test } from "vitest";
import { actionsFrom, isSettled, leastAdvanced, nextDeployment, type DeploymentEvent } from "./deployment.rules.ts";

const EVENTS: readonly DeploymentEvent[] = [...STEP_ACTIONS, "notify", "lose-contact", "reopen"];

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
  expect(actionsFrom("applied", true)).toEqual(["fail"]);
  expect(actionsFrom("failed", true)).toEqual(["defer", "roll-back"]);
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
