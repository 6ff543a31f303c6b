import fc from "fast-check";
import { expect, test } from "vitest";
import { ITEM_STATES } from "#contracts/directives";
import { isOpen } from "./directive-item.rules.ts";
import { planItems, type ItemPlan, type LatestVersion, type StandingItem } from "./plan-items.rules.ts";

const latest = fc.uniqueArray(
  fc.record({ id: fc.constantFrom("dir_a1", "dir_b1", "dir_b2"), number: fc.constantFrom("A", "B", "C"), state: fc.constantFrom("issued" as const, "superseded" as const, "revoked" as const), binding: fc.boolean(), actionIds: fc.uniqueArray(fc.constantFrom("x", "y", "z")) }),
  { selector: (one) => one.number },
);
const agencies = fc.uniqueArray(fc.constantFrom("one", "two", "three"));
const items = fc.uniqueArray(
  fc.record({ organisationId: fc.constantFrom("one", "two", "four"), number: fc.constantFrom("A", "B", "D"), actionId: fc.constantFrom("x", "y"), directiveId: fc.constantFrom("dir_a1", "dir_b1", "dir_b2"), state: fc.constantFrom(...ITEM_STATES) }),
  { selector: (one) => `${one.organisationId} ${one.number} ${one.actionId}` },
).map((all) => all.map((one, place): StandingItem => ({ ...one, id: `itm_${place}` })));

function apply(standing: readonly StandingItem[], plan: ItemPlan): StandingItem[] {
  const changed = new Map<string, Partial<StandingItem>>([
    ...plan.assignAgain.map(({ item, directiveId }) => [item.id, { directiveId, state: "assigned" as const }] as const),
    ...plan.carryOver.map(({ item, directiveId }) => [item.id, { directiveId }] as const),
    ...plan.close.map(({ item }) => [item.id, { state: "closed" as const }] as const),
  ]);
  return [...standing.map((item) => ({ ...item, ...changed.get(item.id) })), ...plan.assign.map((one, place): StandingItem => ({ ...one, id: `new_${place}`, state: "assigned" }))];
}

test("afterwards each listed agency owes each action of each binding directive in force, nobody owes anything else, and a second run changes nothing", () => {
  fc.assert(fc.property(latest, agencies, items, (versions: readonly LatestVersion[], listed, standing) => {
    const plan = planItems({ latest: versions, agencies: listed, items: standing });
    const after = apply(standing, plan);
    const owed = listed.flatMap((agency) => versions.filter(({ state, binding }) => state === "issued" && binding).flatMap(({ number, actionIds }) => actionIds.map((action) => `${agency} ${number} ${action}`)));
    const open = after.filter((item) => isOpen(item)).map((item) => `${item.organisationId} ${item.number} ${item.actionId}`);
    const done = after.filter(({ state }) => state === "done").map((item) => `${item.organisationId} ${item.number} ${item.actionId}`);
    expect(open.filter((one) => !owed.includes(one))).toEqual([]);
    expect(owed.filter((one) => !open.includes(one) && !done.includes(one))).toEqual([]);
    expect(after.filter(({ state }) => state === "done").length).toBe(standing.filter(({ state }) => state === "done").length);
    expect(planItems({ latest: versions, agencies: listed, items: after })).toEqual({ assign: [], assignAgain: [], carryOver: [], close: [] });
  }));
});

test("what is closed says why: its directive ended, its action was left out, or its agency is off the list", () => {
  const item = (number: string, actionId: string, organisationId = "one"): StandingItem => ({ id: `${number}${actionId}${organisationId}`, organisationId, number, actionId, directiveId: "dir_a1", state: "in_progress" });
  const version = (number: string, state: LatestVersion["state"], actionIds: readonly string[]): LatestVersion => ({ id: `dir_${number}`, number, state, binding: true, actionIds });
  const { close } = planItems({
    latest: [version("A", "superseded", ["x"]), version("B", "revoked", ["x"]), version("C", "issued", ["y"])], agencies: ["one"],
    items: [item("A", "x"), item("B", "x"), item("C", "x"), item("C", "y", "gone")],
  });
  expect(close.map(({ because }) => because)).toEqual(["superseded", "revoked", "left_out", "struck_off"]);
});
