import { expect, test } from "vitest";
import { sql, type Actor } from "#rooms/platform";
import { agencyScene, cveRecord, sendScan, takeKev } from "../instances.fixture.ts";
import { dateNewClocks, redateAll } from "./date-clocks.store.ts";
import { dateInstance } from "./dating.rules.ts";
import { DATING_TABLE } from "./dating-table.ts";
import { RULE_IN_FORCE } from "./redate.ts";

/** The same numbers at every run: a mistake that shows once shows again. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

test("the database dates a thousand random instances exactly as the pure rule does, new and anew", async () => {
  const { world, ciso } = await agencyScene();
  const { db } = world.services;
  const pick = seeded(26_04);
  const one = <Item>(items: readonly Item[]) => items[pick(items.length)] as Item;
  const day = () => `2026-0${1 + pick(9)}-${String(1 + pick(28)).padStart(2, "0")}`;
  const flaws = Array.from({ length: 60 }, (_, at) => {
    const metadata = one([null, [true, "total"], [true, "partial"], [false, "total"], [false, "partial"]] as const);
    const inKev = one([true, false]);
    return { cveId: `CVE-2026-1${String(at).padStart(4, "0")}`, inKev, kevOn: inKev || one([true, false]) ? day() : null, automatable: metadata?.[0] ?? null, technicalImpact: metadata?.[1] ?? null };
  });
  const save = (some: readonly (typeof flaws)[number][]) => db.execute(sql`INSERT INTO obligations.flaw (cve_id, in_kev, kev_on, automatable, technical_impact, changed_at)
    SELECT *, now() FROM unnest(${some.map(({ cveId }) => cveId)}::text[], ${some.map(({ inKev }) => inKev)}::boolean[], ${some.map(({ kevOn }) => kevOn)}::date[], ${some.map(({ automatable }) => automatable)}::boolean[], ${some.map(({ technicalImpact }) => technicalImpact)}::text[]) AS f
    ON CONFLICT (cve_id) DO UPDATE SET in_kev = excluded.in_kev, kev_on = excluded.kev_on, automatable = excluded.automatable, technical_impact = excluded.technical_impact`);
  await save(flaws.slice(0, 50));
  const clocks = Array.from({ length: 1000 }, () => ({ cveId: one(flaws).cveId, exposed: one(["yes", "no", "unknown"] as const), detectedOn: day() }));
  await db.execute(sql`INSERT INTO obligations.clock (organisation_id, cve_id, exposed, detected_on) SELECT DISTINCT ${ciso.organisationId}, c.* FROM unnest(${clocks.map(({ cveId }) => cveId)}::text[], ${clocks.map(({ exposed }) => exposed)}::text[], ${clocks.map(({ detectedOn }) => detectedOn)}::date[]) AS c`);
  const agree = async (known: readonly (typeof flaws)[number][]) => {
    const rows = await db.query<{ cve: string; exposed: "yes" | "no" | "unknown"; detected: string; row: number; start: string; due: string | null }>(sql`SELECT cve_id AS cve, exposed, detected_on::text AS detected, table_row AS row, clock_start::text AS start, due_on::text AS due FROM obligations.clock`);
    expect(rows.length).toBeGreaterThan(900);
    const byPure = rows.map(({ cve, exposed, detected }) => {
      const { inKev = false, kevOn = null, automatable = null, technicalImpact = null } = known.find(({ cveId }) => cveId === cve) ?? {};
      const { row, clockStart, dueOn } = dateInstance(DATING_TABLE, { inKev, kevOn, automatable, technicalImpact, exposed, detectedOn: detected });
      return { cve, exposed, detected, row: row.row, start: clockStart, due: dueOn };
    });
    expect(rows).toEqual(byPure);
  };
  await db.inTransaction(async (tx) => dateNewClocks(tx, RULE_IN_FORCE, (await tx.query<{ id: number }>(sql`SELECT id FROM obligations.clock`)).map(({ id }) => id)));
  await agree(flaws.slice(0, 50));
  // Everything that is published changes, and another version of the table dates all anew.
  const changed = flaws.map((flaw) => ({ ...flaw, inKev: !flaw.inKev, kevOn: flaw.inKev ? flaw.kevOn : (flaw.kevOn ?? day()) }));
  await save(changed);
  await db.inTransaction((tx) => redateAll(tx, { ...RULE_IN_FORCE, name: "cisa:BOD2604:9.9.9" }, world.services.clock()));
  await agree(changed);
});

test("a new listing in KEV moves due days and tells the agency; leaving KEV lets the clock run on by the other row, and each change is kept with its cause", async () => {
  const { world, ciso, analyst } = await agencyScene();
  await sendScan(world, ciso, ["web-01,CVE-2026-11111,2026-08-20,2026-09-01", "db-02,CVE-2026-22222,2026-08-20,2026-09-01"]);
  const read = async () => {
    const { instances } = (await world.call("GET", "/agency/instances", { as: ciso })).json as { instances: { id: string; cveId: string; tier: string; dueOn: string | null }[] };
    return instances;
  };
  expect((await read()).map(({ cveId, tier, dueOn }) => [cveId, tier, dueOn])).toEqual([["CVE-2026-11111", "14-days", "2026-09-03"], ["CVE-2026-22222", "14-days", "2026-09-03"]]);
  await takeKev(world, analyst, { "CVE-2026-11111": "2026-08-25" });
  expect((await read()).map(({ cveId, tier, dueOn }) => [cveId, tier, dueOn])).toEqual([["CVE-2026-11111", "3-days-forensic", "2026-08-23"], ["CVE-2026-22222", "14-days", "2026-09-03"]]);
  const told = (await world.call("GET", "/inbox", { as: ciso })).text;
  expect(told).toContain("Open instances now due earlier: 1. Now due later: 0.");
  const kinds = await world.ledgerKinds();
  for (const kind of ["obligations.scan-taken", "obligations.catalogue-taken", "obligations.instances-redated", "obligations.forensics-asked"]) expect(kinds).toContain(kind);

  world.pass(86_400_000);
  await takeKev(world, analyst, {});
  const [later] = (await read()).filter(({ cveId }) => cveId === "CVE-2026-11111");
  const detail = (await world.call("GET", `/agency/instances/${later?.id}`, { as: ciso })).json;
  expect(detail.dating).toMatchObject({ tier: "14-days", inKev: false, clockStart: "2026-08-20", startedBy: "detection", dueOn: "2026-09-03", assumed: ["exposed", "automatable", "technicalImpact"], rule: "cisa:BOD2604:1.0.0" });
  expect(detail.dating.reason).toContain("The clock started on 2026-08-20, when it was detected here.");
  expect(detail.history.map(({ cause, fromDueOn, toDueOn }: Record<string, string>) => [cause, fromDueOn, toDueOn])).toEqual([["kev-listed", "2026-09-03", "2026-08-23"], ["kev-left", "2026-08-23", "2026-09-03"]]);
  expect(detail.phase).toMatchObject({ phase: "preparing", fullUseOn: "2026-12-07" });
  // The same release again, and the night's look, find nothing to do.
  const before = (await world.ledgerKinds()).length;
  await takeKev(world, analyst, {});
  await world.services.jobs.raise("findings.feed-taken", { feed: "epss" });
  await world.drain();
  expect((await world.ledgerKinds()).slice(before).filter((kind) => kind.startsWith("obligations."))).toEqual([]);
});

test("an instance detected after the listing is dated from the listing, and one imported while KEV is new is too", async () => {
  const { world, ciso, analyst } = await agencyScene();
  await takeKev(world, analyst, { "CVE-2026-11111": "2026-08-01" });
  await sendScan(world, ciso, ["web-01,CVE-2026-11111,2026-08-20,2026-09-01"]);
  const [first] = (await world.call("GET", "/agency/instances", { as: ciso })).json.instances;
  const { dating, instance } = (await world.call("GET", `/agency/instances/${first.id}`, { as: ciso })).json;
  expect([dating.clockStart, dating.startedBy, dating.dueOn, instance.isLate]).toEqual(["2026-08-01", "kev", "2026-08-04", true]);
});

test("CISA's metadata of a vulnerability date anew what rests on it, line by line, and what is no record is told", async () => {
  const { world, ciso, officer } = await agencyScene();
  await sendScan(world, ciso, ["web-01,CVE-2026-11111,2026-08-20,2026-09-01"]);
  const send = (lines: readonly string[], as: Actor = officer) => world.call("POST", "/directive-work/vulnerability-metadata", { as, raw: Buffer.from(lines.join("\n")) });
  const lines = [cveRecord("CVE-2026-11111", "yes", "total"), "{not json", '{"a":1}', '{"cveMetadata":{"cveId":"CVE-2026-33333"}}', ""];
  expect((await send(lines)).json).toEqual({ records: 4, taken: 1, same: 0, withoutMetadata: 1, refused: 2, redated: 1, told: [{ line: 2, reason: "is no JSON" }, { line: 3, reason: "is no CVE record: cveMetadata.cveId is missing" }] });
  expect((await world.call("GET", "/agency/instances", { as: ciso })).json.instances[0]).toMatchObject({ tier: "3-days", dueOn: "2026-08-23" });
  expect((await send(lines)).json).toMatchObject({ taken: 0, same: 1, redated: 0 });
  expect((await send(["nonsense"])).json.error).toMatchObject({ code: "metadata-not-readable", field: "body" });
  expect((await send(lines, ciso)).json.error.code).toBe("not-permitted");
});
