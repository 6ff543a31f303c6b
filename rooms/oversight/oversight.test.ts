import { platformRoom, type Room } from "#rooms/platform";
import { accessRoom } from "#rooms/access";
import { auditRoom } from "#rooms/audit";
import { expect, test } from "vitest";
import { createWorld } from "../../tests/setup/world.ts";
import { oversightRoom } from "./index.ts";
import { findStages } from "./oversight.rules.ts";

/** A side whose rooms publish these counts; the test may move them. */
async function worldWith(change: { findings?: Record<string, number>; applied?: number } = {}) {
  const counts: Record<string, Record<string, number>> = {
    findings: { submitted: 40, reproduced: 7, validated: 3, ...change.findings },
    coordination: { notified: 1 },
    remediation: { released: 1 },
    publication: { published: 1 },
    distribution: { applied: change.applied ?? 2 },
  };
  const rooms: readonly Room[] = [platformRoom, auditRoom, accessRoom, oversightRoom, ...Object.keys(counts).map((name): Room => ({ name, counts: async () => counts[name] ?? {} }))];
  const world = await createWorld({ rooms });
  const inspector = await world.person({ organisation: "Inspectorate", kind: "oversight", name: "Ines", roles: ["oversight"] });
  const funnel = async () => {
    const { stages } = (await world.call("GET", "/oversight/funnel")).json;
    return Object.fromEntries(stages.map((stage: { key: string; count: number | null }) => [stage.key, stage.count]));
  };
  const report = async (room: string) => {
    const { rooms: shown } = (await world.call("GET", "/oversight/report", { as: inspector })).json;
    const found = shown.find((one: { room: string }) => one.room === room);
    return Object.fromEntries(found.counts.map(({ name, count }: { name: string; count: number | null }) => [name, count]));
  };
  return { world, counts, funnel, report, inspector };
}

test("anyone sees the funnel in steps of five, and of what anybody can count from advisories the number itself", async () => {
  const { funnel } = await worldWith({ findings: { submitted: 43 } });
  expect(await funnel()).toEqual({ found: 40, reproduced: 5, validated: null, notified: null, patched: 1, published: 1, applied: null });
});

test("none is not told from a few, nor does what was shown before change what is shown now", async () => {
  const { counts, funnel, report } = await worldWith();
  const shown: unknown[] = [];
  for (const submitted of [40, 41, 44, 46, 47, 51, 50, 4, 0, 44]) {
    counts["findings"] = { submitted, reproduced: 0, validated: 0 };
    shown.push([(await funnel())["found"], (await report("findings"))["submitted"]]);
  }
  expect(shown).toEqual([[40, 40], [40, 40], [40, 40], [45, 45], [45, 45], [50, 50], [50, 50], [null, null], [null, null], [40, 40]]);
});

test("every room's live counts are oversight's alone and name the checkpoint they were made at", async () => {
  const { world, inspector } = await worldWith({ applied: 9 });
  const analyst = await world.person({ organisation: "Exercise Treasury", kind: "clearinghouse", name: "Anna", roles: ["clearinghouse-analyst"] });
  expect((await world.call("GET", "/oversight/report", { as: analyst })).status).toBe(403);
  const shown = (await world.call("GET", "/oversight/report", { as: inspector })).json;
  expect(shown.rooms.map((room: { room: string }) => room.room)).toEqual(["coordination", "distribution", "findings", "publication", "remediation"]);
  expect(shown.checkpoint).toMatch(/^breakwater\.example\/ledger\n\d+\n/);
});

test("of obligations, what the order asked is told exactly, and what agencies owe and do in steps of five", async () => {
  const obligations = { taskings: 12, met: 3, overdue: 2, passedSilent: 1, agencies: 7, directiveItems: 23, directiveItemsDone: 2, directiveItemsLate: 8, instancesOpen: 101, instancesFixed: 4 };
  const world = await createWorld({ rooms: [platformRoom, auditRoom, accessRoom, oversightRoom, { name: "obligations", counts: async () => obligations }] });
  const inspector = await world.person({ organisation: "Inspectorate", kind: "oversight", name: "Ines", roles: ["oversight"] });
  const { rooms } = (await world.call("GET", "/oversight/report", { as: inspector })).json;
  expect(Object.fromEntries(rooms[0].counts.map(({ name, count }: { name: string; count: number | null }) => [name, count]))).toEqual({
    taskings: 12, met: 3, overdue: 2, passedSilent: 1, agencies: 5, directiveItems: 20, directiveItemsDone: null, directiveItemsLate: 5, instancesOpen: 100, instancesFixed: null,
  });
});

test("a stranger's look at the funnel makes no room count that the funnel does not name", async () => {
  const asked: string[] = [];
  const counts: Readonly<Record<string, Readonly<Record<string, number>>>> = { findings: { submitted: 9, reproduced: 0, validated: 0 }, engagement: { opened: 9 }, coordination: { notified: 0 }, remediation: { released: 0 }, publication: { published: 0 }, distribution: { applied: 0 } };
  const counting = Object.entries(counts).map(([name, own]): Room => ({
    name,
    counts: async () => {
      asked.push(name);
      return own;
    },
  }));
  const world = await createWorld({ rooms: [platformRoom, auditRoom, accessRoom, oversightRoom, ...counting] });
  expect((await world.call("GET", "/oversight/funnel")).status).toBe(200);
  expect(asked).toEqual(["findings", "coordination", "remediation", "publication", "distribution"]);
  await world.services.publishedCounts();
  expect(asked).toContain("engagement");
});

test("a room that stopped publishing its count is noticed instead of read as zero", () => {
  expect(() => findStages({ findings: {} })).toThrow("findings publishes no count submitted");
});
