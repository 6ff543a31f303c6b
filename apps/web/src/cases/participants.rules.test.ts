import { expect, test } from "vitest";
import { canBeWrittenTo, groupParticipants } from "./participants.rules.ts";

const one = (id: string, name: string, answer: "not-told" | "none-yet" | "heard" | "left", product: string | null = null) => ({ id, name, product, isMaintainer: id.startsWith("vendor"), answer });
const PARTICIPANTS = [one("coord_1", "The clearinghouse", "not-told"), one("vendor_1", "Gauge makers", "heard"), one("part_1", "Pump makers", "none-yet", "Pump OS"), one("part_2", "Valve makers", "left"), one("part_3", "Boiler makers", "none-yet")];
const names = (words: string) => groupParticipants(PARTICIPANTS, words).map(({ group, members }) => [group, members.map(({ name }) => name)]);

test("participants stand by what was heard of them, those without an answer first, and those there from the start last", () => {
  expect(names("")).toEqual([
    ["none-yet", ["Pump makers", "Boiler makers"]],
    ["heard", ["Gauge makers"]],
    ["left", ["Valve makers"]],
    ["standing", ["The clearinghouse"]],
  ]);
});

test("a search looks at names and products, at no case, and leaves out empty groups", () => {
  expect(names(" pump os ")).toEqual([["none-yet", ["Pump makers"]]]);
});

test("neither who has left nor who is there from the start can be written to", () => {
  expect(PARTICIPANTS.filter(canBeWrittenTo).map(({ name }) => name)).toEqual(["Gauge makers", "Pump makers", "Boiler makers"]);
});
