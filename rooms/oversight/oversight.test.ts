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

test("anyone sees the funnel, with small cells withheld where they could name somebody", async () => {
  const { funnel } = await worldWith();
  expect(await funnel()).toEqual({ found: 40, reproduced: 7, validated: null, notified: null, patched: 1, published: 1, applied: null });
});

test("two stages that lie closer than a small cell are not both shown, and what anybody can count from advisories counts with them", async () => {
  const { funnel } = await worldWith({ findings: { submitted: 40, reproduced: 38, validated: 20 } });
  expect(await funnel()).toMatchObject({ found: 40, reproduced: null, validated: 20 });
  const embargoed = await worldWith();
  embargoed.counts["coordination"] = { notified: 12 };
  embargoed.counts["publication"] = { published: 10 };
  expect(await embargoed.funnel()).toMatchObject({ notified: null, published: 10 });
});

test("successive reports differ by nothing or by a whole cell, whoever asks how often", async () => {
  const { counts, funnel, report } = await worldWith();
  const shown: unknown[] = [];
  for (const submitted of [40, 41, 44, 46, 47, 51, 50, 0]) {
    counts["findings"] = { submitted };
    Object.assign(counts["findings"], { reproduced: 0, validated: 0 });
    shown.push([(await funnel())["found"], (await report("findings"))["submitted"]]);
  }
  expect(shown).toEqual([[40, 40], [40, 40], [40, 40], [46, 46], [46, 46], [51, 51], [51, 51], [0, 0]]);
});

test("the report gives away nothing that the funnel withholds, and the funnel nothing that the report withholds", async () => {
  const { counts, funnel, report } = await worldWith();
  counts["findings"] = { submitted: 40, reproduced: 40, validated: 20, rejected: 17 };
  expect(await report("findings")).toEqual({ submitted: 40, reproduced: 40, validated: 20, rejected: null });
  expect(await funnel()).toMatchObject({ found: 40, reproduced: 40, validated: 20 });
  // The other way round: what the report showed first, the funnel asked later does not undo.
  const second = await worldWith();
  second.counts["findings"] = { submitted: 3, reproduced: 0, validated: 0, rejected: 0, duplicates: 12 };
  await second.report("findings");
  second.counts["findings"] = { submitted: 15, reproduced: 0, validated: 0, rejected: 0, duplicates: 12 };
  expect(await second.funnel()).toMatchObject({ found: null });
});

test("the report is oversight's alone and names the checkpoint it was computed at", async () => {
  const { world, inspector } = await worldWith({ applied: 9 });
  const analyst = await world.person({ organisation: "Exercise Treasury", kind: "clearinghouse", name: "Anna", roles: ["clearinghouse-analyst"] });
  expect((await world.call("GET", "/oversight/report", { as: analyst })).status).toBe(403);
  const shown = (await world.call("GET", "/oversight/report", { as: inspector })).json;
  expect(shown.rooms.map((room: { room: string }) => room.room)).toEqual(["coordination", "distribution", "findings", "publication", "remediation"]);
  expect(shown.checkpoint).toMatch(/^breakwater\.example\/ledger\n\d+\n/);
});

test("a room that stopped publishing its count is noticed instead of read as zero", () => {
  expect(() => findStages({ findings: {} })).toThrow("findings publishes no count submitted");
});
