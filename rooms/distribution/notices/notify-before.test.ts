import pg from "pg";
import { expect, test, vi } from "vitest";
import { sql, type Actor } from "#rooms/platform";
import type { World } from "../../../tests/setup/world.ts";
import { issueExerciseAdvisory } from "../../publication/fixtures/issue-exercise-advisory.ts";
import { enrolled, noticesOf, ok, openWorld, TINYINI } from "../deployment/operators.fixture.ts";
import { listNotices } from "./notices.store.ts";
import { endNoticesJob, noticeOperatorJob } from "./notify-before.ts";

const list = (product: string, version: string) => `Vendor,Product,Version\nTinyini Project,${product},${version}\n`;
const CASE = "case_tinyini0000000000000";

/** Announces a fix as `issuePreNotice` does, of a case that is given instead of worked for. */
async function announce(world: World): Promise<void> {
  const owner = new pg.Client({ connectionString: world.services.configuration.databaseUrl });
  await owner.connect();
  await owner.query("INSERT INTO publication.pre_notice (case_id, vendor, product, fixed_version, due_by, issued_at) VALUES ($1, 'Tinyini Project', 'tinyini', '1.4.2', '2026-10-01T00:00:00Z', $2)", [CASE, world.services.clock()]);
  await owner.end();
  await world.services.db.inTransaction((tx) => world.services.jobs.emit(tx, "publication.pre-notice-issued", { caseId: CASE }));
}

/** Keeps every notice from being written until it is let go; by hand, as the order of what happens is what is looked at. */
async function holdNotices(world: World) {
  const owner = new pg.Client({ connectionString: world.services.configuration.databaseUrl });
  await owner.connect();
  await owner.query("BEGIN");
  await owner.query("LOCK TABLE distribution.notice IN SHARE MODE");
  return {
    waiting: async (what: "relation" | "advisory") => (await owner.query("SELECT count(*)::int AS count FROM pg_locks WHERE NOT granted AND locktype = $1 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())", [what])).rows[0].count as number,
    letGo: async () => {
      await owner.query("COMMIT");
      await owner.end();
    },
  };
}

/** How often a list was opened while `work` ran. */
async function countOpened(world: World, work: () => Promise<unknown>): Promise<number> {
  const opening = vi.spyOn(world.services.keys, "open");
  await work();
  const count = opening.mock.calls.filter(([purpose]) => purpose === "distribution-inventory").length;
  opening.mockRestore();
  return count;
}

test("a pre-notice opens the lists that the index says it touches, and no other", async () => {
  const { world } = await openWorld();
  const [hospital] = [await enrolled(world, "Exercise Hospital", { list: list("tinyini", "1.3.0") }), await enrolled(world, "Exercise Clinic", { list: list("Tiny INI", "1.4.2") })];
  const others: Actor[] = [];
  for (let at = 0; at < 8; at += 1) others.push(await enrolled(world, `Exercise Utility ${at}`, { list: `Vendor,Product,Version\nHarbour Works,quayclock ${at},2.0\n` }));
  await announce(world);
  // Both that have the product: of the one with the version to have only its matching can tell.
  expect(await countOpened(world, () => world.drain())).toBe(2);
  expect((await ok(world.call("GET", "/operator/notices", { as: hospital }))).notices).toMatchObject([{ fixedVersion: "1.4.2", assets: [{ version: "1.3.0" }] }]);
  expect(await world.services.db.query(sql`SELECT count(*) AS count FROM distribution.notice`)).toEqual([{ count: 1 }]);
  for (const other of others) expect(await noticesOf(world, other)).not.toContain("distribution.notice");
});

test("a list that comes while the announcement is out is looked through for it", async () => {
  const { world } = await openWorld();
  await announce(world);
  await world.drain();
  const late = await enrolled(world, "Exercise Hospital", { list: list("tinyini", "1.3.0") });
  expect(await noticesOf(world, late)).toContain("distribution.notice");
});

test("a notice that is being written while its reason is published is gone afterwards", async () => {
  const { world, analyst } = await openWorld();
  const hospital = await enrolled(world, "Exercise Hospital", { list: list("tinyini", "1.3.0") });
  await announce(world);
  const { organisationId } = hospital;
  const held = await holdNotices(world);
  // It has read what is announced, and comes to writing it.
  const writing = noticeOperatorJob.run(world.services, { organisationId });
  await vi.waitFor(async () => expect(await held.waiting("relation")).toBe(1), { timeout: 20_000 });
  let isEnded = false;
  const ending = issueExerciseAdvisory(world.services, { actor: analyst, ...TINYINI }).then(async (advisoryId) => {
    await endNoticesJob.run(world.services, { advisoryId });
    isEnded = true;
  });
  await vi.waitFor(async () => expect(isEnded || (await held.waiting("advisory")) === 1).toBe(true), { timeout: 20_000 });
  await held.letGo();
  await Promise.all([writing, ending]);
  expect(await listNotices(world.services.db, organisationId)).toEqual([]);
});

test("a notice that was left behind after its reason was published goes with the next look at the operator, also while it has paused", async () => {
  const { world, analyst } = await openWorld();
  const hospital = await enrolled(world, "Exercise Hospital", { list: list("tinyini", "1.3.0") });
  const { organisationId } = hospital;
  await announce(world);
  await world.drain();
  expect(await listNotices(world.services.db, organisationId)).toHaveLength(1);
  await ok(world.call("POST", "/operator/pause", { as: hospital }));
  await noticeOperatorJob.run(world.services, { organisationId });
  expect(await listNotices(world.services.db, organisationId)).toHaveLength(1);
  await issueExerciseAdvisory(world.services, { actor: analyst, ...TINYINI });
  await noticeOperatorJob.run(world.services, { organisationId });
  expect(await listNotices(world.services.db, organisationId)).toEqual([]);
});
