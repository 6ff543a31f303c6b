import { expect, test } from "vitest";
import { ACT_KEYS, moveTo, openActs, readActKey } from "./queue.rules.ts";

const pressed = (key: string, held: Partial<Record<"ctrlKey" | "metaKey" | "altKey", boolean>> = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...held });

test("whoever is not assigned is offered nothing, an analyst no decision, and a validator both", () => {
  const waiting = { state: "needs_validation", isDrawn: false } as const;
  expect([[], ["analyst"], ["validator"]].map((assignedAs) => openActs({ ...waiting, assignedAs: assignedAs as ("validator" | "analyst")[] }))).toEqual([
    [],
    ["duplicate", "subsumed", "chain", "apart", "ask"],
    ["validate", "reject", "duplicate", "subsumed", "chain", "apart", "ask"],
  ]);
});

test("a rejection that was drawn is confirmed or overturned, and nothing else is done with it", () => {
  expect(openActs({ state: "rejected", isDrawn: true, assignedAs: ["validator"] })).toEqual(["overturn", "confirm"]);
  expect(openActs({ state: "rejected", isDrawn: false, assignedAs: ["validator"] })).toEqual([]);
});

test("no two acts that are open together have one key", () => {
  for (const state of ["needs_validation", "needs_info", "validated", "prioritised", "in_case"] as const) {
    const keys = openActs({ state, isDrawn: false, assignedAs: ["validator", "analyst"] }).map((act) => ACT_KEYS[act]);
    expect(new Set(keys).size).toBe(keys.length);
  }
});

test("a key acts alone only, and never while somebody types", () => {
  expect([readActKey(pressed("v"), false), readActKey(pressed("?"), false), readActKey(pressed("v"), true), readActKey(pressed("r", { ctrlKey: true }), false), readActKey(pressed("x"), false)]).toEqual(["v", "?", undefined, undefined, undefined]);
});

test("the next item is opened, and the list's ends are ends", () => {
  const ids = ["one", "two", "three"];
  expect([moveTo(ids, "one", 1), moveTo(ids, "three", 1), moveTo(ids, "one", -1), moveTo(ids, undefined, 1), moveTo(ids, "gone", 1), moveTo([], "one", 1)]).toEqual(["two", "three", "one", "one", "one", undefined]);
});
