import pg from "pg";
import { expect, test } from "vitest";
import { newId } from "#rooms/platform";
import type { AdvisoryRollUp } from "#contracts/deployment";
import { recallExerciseFix } from "../../publication/fixtures/issue-exercise-advisory.ts";
import { enrolled, ok, openWorld, planOf, TINYINI } from "../deployment/operators.fixture.ts";
import { medianDays, percentOf } from "./roll-up.rules.ts";

const DAY_MS = 86_400_000;
const SECTORS_USED = ["water", "healthcare", "energy"] as const;
const REGIONS_USED = ["midwest", "south"] as const;

interface Stand {
  readonly sector: (typeof SECTORS_USED)[number];
  readonly region: (typeof REGIONS_USED)[number];
  readonly applied: boolean;
}

/** A small generator with a seed, so that a failure can be seen again. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Operators past the application: what they stand for is counted, and nothing else. */
async function worldWith(operators: readonly Stand[]) {
  const opened = await openWorld();
  const { world, publish } = opened;
  const advisoryId = await publish();
  const insert = async (stands: readonly Stand[]) => {
    const owner = new pg.Client({ connectionString: world.services.configuration.databaseUrl });
    await owner.connect();
    for (const { sector, region, applied } of stands) {
      const { organisationId: id, personId } = await world.person({ organisation: newId("o"), kind: "operator", name: "X", roles: ["operator"] });
      const at = world.services.clock();
      const stepId = newId("step");
      await owner.query("INSERT INTO distribution.operator (organisation_id, contact_person_id, sector, size_band, region, enrolled_at) VALUES ($1, $2, $3, 'under-10', $4, $5)", [id, personId, sector, region, at]);
      await owner.query("INSERT INTO distribution.step (id, organisation_id, product_hash) VALUES ($1, $2, 'x')", [stepId, id]);
      await owner.query("INSERT INTO distribution.match (id, organisation_id, step_id, advisory_id, asset_hash, state, matched_at, notified_at, applied_at, content) VALUES ($1, $2, $3, $4, 'x', $5, $6, $6, $7, '')", [newId("mat"), id, stepId, advisoryId, applied ? "applied" : "notified", at, applied ? new Date(at.getTime() + 3 * DAY_MS) : null]);
    }
    await owner.end();
  };
  await insert(operators);
  const read = async () => ((await ok(world.call("GET", "/distribution/roll-up/advisories", { as: opened.analyst }))) as AdvisoryRollUp).advisories[0];
  return { ...opened, insert, read };
}

const many = (count: number, stand: Stand) => Array.from({ length: count }, () => stand);

test("for each advisory the clearinghouse and oversight see how many have it in place, how fast, and where, without a name", { timeout: 120_000 }, async () => {
  const { world, read } = await worldWith([
    ...many(10, { sector: "water", region: "midwest", applied: true }), ...many(10, { sector: "water", region: "midwest", applied: false }), ...many(10, { sector: "healthcare", region: "south", applied: false }),
  ]);
  const row = await read();
  expect([row?.matched, row?.notified, row?.applied, row?.appliedPercent, row?.medianDays]).toEqual([30, 30, 10, 33, 3]);
  expect(row?.bySector.filter(({ matched }) => matched !== 0)).toEqual([{ sector: "healthcare", matched: 10, applied: 0, appliedPercent: 0 }, { sector: "water", matched: 20, applied: 10, appliedPercent: 50 }]);
  const oversight = await world.person({ organisation: "Inspector", kind: "government", name: "Ira", roles: ["oversight"] });
  const seen = await world.call("GET", "/distribution/roll-up/advisories", { as: oversight });
  expect([seen.status, /org_|per_|Works Lead/.test(seen.text)]).toEqual([200, false]);
});

test("a fix that is called back is in place nowhere: neither in the roll-up, nor among those who applied it, nor in what an authority counts", { timeout: 120_000 }, async () => {
  const { world, publish, analyst } = await openWorld();
  await publish();
  const authority = await world.person({ organisation: "Exercise State", kind: "operator", name: "Sid", roles: ["state-local-authority"] });
  const operators = [];
  for (let at = 0; at < 6; at += 1) operators.push(await enrolled(world, `Exercise Works ${at}`));
  for (const as of operators) {
    await ok(world.call("POST", `/operator/plan/${(await planOf(world, as)).steps[0].id}/apply`, { as, body: {} }));
    await ok(world.call("POST", "/operator/opt-ins", { as, body: { authorityId: authority.organisationId } }));
  }
  const look = async () => {
    const { advisories: [row] } = (await ok(world.call("GET", "/distribution/roll-up/advisories", { as: analyst }))) as AdvisoryRollUp;
    const { operators: stages } = await ok(world.call("GET", "/distribution/roll-up", { as: analyst }));
    const { municipalities } = await ok(world.call("GET", "/distribution/municipalities", { as: authority }));
    return [row?.matched, row?.applied, stages.applied, municipalities.map(({ stepsOpen, stepsDone }: { stepsOpen: number; stepsDone: number }) => [stepsOpen, stepsDone])];
  };
  expect(await look()).toEqual([6, 6, 5, operators.map(() => [0, 1])]);
  await recallExerciseFix(world.services, TINYINI);
  await world.drain();
  expect(await look()).toEqual([6, 0, null, operators.map(() => [1, 0])]);
});

test("over any history, no shown figure, no difference of two, and no rest beside a total is a small count that is not zero", { timeout: 480_000 }, async () => {
  for (const seed of [3, 17, 2026]) {
    const draw = seeded(seed);
    const pick = (): Stand => ({ sector: SECTORS_USED[draw(3)] ?? "water", region: REGIONS_USED[draw(2)] ?? "south", applied: draw(2) === 0 });
    const { read, insert } = await worldWith(many(6 + draw(6), pick()));
    const earlier = new Map<string, number>();
    for (let round = 0; round < 10; round += 1) {
      await insert(Array.from({ length: draw(7) }, pick));
      const row = await read();
      if (!row) throw new Error("There is one advisory");
      const figures: [string, number | null][] = [
        ["matched", row.matched], ["applied", row.applied], ["notified", row.notified],
        ...row.bySector.flatMap(({ sector, matched, applied }): [string, number | null][] => [[`matched ${sector}`, matched], [`applied ${sector}`, applied]]),
        ...row.byRegion.flatMap(({ region, matched, applied }): [string, number | null][] => [[`matched ${region}`, matched], [`applied ${region}`, applied]]),
      ];
      const small = (count: number) => count > 0 && count < 5;
      const shownFigures = figures.flatMap(([name, figure]) => (figure === null ? [] : [[name, figure] as const]));
      expect([seed, round, shownFigures.filter(([name, figure]) => small(figure) || small(Math.abs(figure - (earlier.get(name) ?? 0))))]).toEqual([seed, round, []]);
      for (const [name, figure] of shownFigures) earlier.set(name, figure);
      for (const table of [row.bySector, row.byRegion]) {
        const shown = table.flatMap(({ matched }) => matched ?? []);
        const sums = shown.reduce<number[]>((all, count) => [...all, ...all.map((sum) => sum + count)], [0]);
        const rests = [...sums.flatMap((sum) => (row.matched === null ? [] : [row.matched - sum])), ...table.flatMap(({ matched, applied }) => (matched === null || applied === null ? [] : [matched - applied]))];
        expect([seed, round, rests.filter(small)]).toEqual([seed, round, []]);
      }
    }
  }
});

test("a share is made of two shown counts, and a median of as many as are shown", () => {
  expect([percentOf(5, 10), percentOf(null, 10), percentOf(5, null), percentOf(0, 0), percentOf(0, 7)]).toEqual([50, null, null, null, 0]);
  const spans = Array.from({ length: 12 }, (_, day) => (day + 1) * DAY_MS);
  expect([medianDays(spans, 10, 5), medianDays(spans, 9, 5), medianDays(spans, null, 5), medianDays(spans.slice(0, 9), 10, 5)]).toEqual([5, null, null, null]);
});

test("an operator's own page counts nobody but itself", async () => {
  const { world, publish } = await openWorld();
  const utility = await enrolled(world, "Exercise Utility");
  await publish();
  expect(JSON.stringify(await planOf(world, utility))).not.toMatch(/percent|median/i);
  expect((await world.call("GET", "/distribution/roll-up/advisories", { as: utility })).status).toBe(403);
});
