import { platformRoom, type Room } from "#rooms/platform";
import { accessRoom } from "#rooms/access";
import { auditRoom } from "#rooms/audit";
import { expect, test } from "vitest";
import { createWorld } from "../../tests/setup/world.ts";
import { oversightRoom } from "./index.ts";
import { computeFunnel, suppress } from "./oversight.rules.ts";

const publisher = (name: string, counts: Record<string, number>): Room => ({ name, counts: async () => counts });

async function worldWith(applied: number) {
  const rooms = [
    platformRoom, auditRoom, accessRoom, oversightRoom,
    publisher("findings", { submitted: 40, reproduced: 7, validated: 3 }),
    publisher("coordination", { notified: 1 }),
    publisher("remediation", { released: 1 }),
    publisher("publication", { published: 1 }),
    publisher("distribution", { applied }),
  ];
  return createWorld({ rooms });
}

test("anyone sees the funnel, with small cells withheld where they could name somebody", async () => {
  const world = await worldWith(2);
  const { stages } = (await world.call("GET", "/oversight/funnel")).json;
  expect(stages.map((stage: { key: string; count: number | null }) => [stage.key, stage.count])).toEqual([
    ["found", 40], ["reproduced", 7], ["validated", null], ["notified", null], ["patched", 1], ["published", 1], ["applied", null],
  ]);
});

test("nothing is withheld of zero, and no count from one to four is shown", () => {
  expect([0, 1, 2, 3, 4, 5, 6].map(suppress)).toEqual([0, null, null, null, null, 5, 6]);
});

test("the report is oversight's alone and names the checkpoint it was computed at", async () => {
  const world = await worldWith(9);
  const inspector = await world.person({ organisation: "Inspectorate", kind: "oversight", name: "Ines", roles: ["oversight"] });
  const analyst = await world.person({ organisation: "Exercise Treasury", kind: "clearinghouse", name: "Anna", roles: ["clearinghouse-analyst"] });
  expect((await world.call("GET", "/oversight/report", { as: analyst })).status).toBe(403);
  const shown = (await world.call("GET", "/oversight/report", { as: inspector })).json;
  expect(shown.rooms.map((room: { room: string }) => room.room)).toEqual(["coordination", "distribution", "findings", "publication", "remediation"]);
  expect(shown.checkpoint).toMatch(/^breakwater\.example\/ledger\n\d+\n/);
});

test("a room that stopped publishing its count is noticed instead of read as zero", () => {
  expect(() => computeFunnel({ findings: {} }, (key) => key)).toThrow("findings publishes no count submitted");
});
