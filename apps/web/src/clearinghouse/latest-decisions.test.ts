import { expect, test } from "vitest";
import { latestDecisions } from "./latest-decisions.ts";
import type { Decision } from "./priority.query.ts";

const decision = (id: string, table: Decision["table"]): Decision => ({ id, table, rule: table, outcome: "act", sentence: id, inputs: {}, saidBy: {}, facts: null, because: null, reason: null, at: "2026-11-22T00:00:00.000Z" });

test("the newest decision of each table stands, and the earlier ones are kept beside it", () => {
  const found = latestDecisions([decision("one", "bod-26-04"), decision("two", "supplier"), decision("three", "bod-26-04")]);
  expect(found.map(({ stands, before }) => [stands.id, before.map(({ id }) => id)])).toEqual([
    ["three", ["one"]],
    ["two", []],
  ]);
});
