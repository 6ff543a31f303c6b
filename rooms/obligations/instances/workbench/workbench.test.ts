import { expect, test } from "vitest";
import { sql } from "#rooms/platform";
import { listAgency } from "../../directives/directives.fixture.ts";
import { agencyScene, sendScan, takeKev } from "../instances.fixture.ts";

async function scene() {
  const opened = await agencyScene();
  const { world, ciso, analyst } = opened;
  await world.call("POST", "/agency/assets", { as: ciso, body: { assets: [{ key: "web-01", exposed: "yes", environment: "production" }, { key: "db-02", exposed: "no", environment: "production" }, { key: "plc-3", exposed: "no", environment: "ot" }] } });
  await takeKev(world, analyst, { "CVE-2026-11111": "2026-08-30", "CVE-2026-22222": "2026-06-20" });
  await sendScan(world, ciso, [
    "web-01,CVE-2026-11111,2026-08-31,", "db-02,CVE-2026-11111,2026-08-31,", "plc-3,CVE-2026-11111,2026-08-31,", "db-02,CVE-2026-22222,2026-08-31,", "web-01,CVE-2026-33333,2026-08-20,", "db-02,CVE-2026-33333,2026-08-20,", "=cmd,CVE-2026-33333,2026-08-20,",
  ]);
  return opened;
}

test("the workbench counts what is due when, by tier and environment, and says from when it binds", async () => {
  const { world, ciso } = await scene();
  const bench = (await world.call("GET", "/agency/workbench", { as: ciso })).json;
  expect(bench.phase).toEqual({ today: "2026-09-01", directive: "BOD 26-04", rule: "cisa:BOD2604:1.0.0", effectiveOn: "2026-06-10", policiesOn: "2026-08-09", fullUseOn: "2026-12-07", phase: "preparing" });
  expect(bench).toMatchObject({ open: 7, overdue: 1, dueThisWeek: 3, dueIn30Days: 5, later: 0, onUpgrade: 1, assets: 4, assetsNotJudged: 1, forensics: { open: 1, overdue: 0, done: 0 } });
  expect(bench.tiers.map(({ tier, open, overdue, share }: Record<string, unknown>) => [tier, open, overdue, Math.round(Number(share) * 100)])).toEqual([["3-days-forensic", 1, 0, 14], ["3-days", 0, 0, 0], ["14-days", 5, 1, 71], ["60-days", 0, 0, 0], ["on-upgrade", 1, 0, 14]]);
  expect(bench.environments.filter(({ open }: { open: number }) => open > 0)).toEqual([{ environment: "production", open: 5, overdue: 1 }, { environment: "ot", open: 1, overdue: 0 }, { environment: "unknown", open: 1, overdue: 0 }]);
  expect(bench.forecast[0]).toMatchObject({ from: "2026-09-01", to: "2026-09-06", due: 3 });
  expect(bench.arrivals.at(-2)).toEqual({ from: "2026-08-17", instances: 3 });
});

test("what is under an exception presses again on the day after its end, or on its due day when that is later", async () => {
  const { world, ciso, officer } = await scene();
  const weekOf = async (day: string) => (await world.call("GET", "/agency/workbench", { as: ciso })).json.forecast.find(({ from, to }: Record<string, string>) => day >= (from ?? "") && day <= (to ?? "")).due;
  const except = async (cveId: string, until: string) => {
    const { id } = (await world.call("POST", "/agency/instance-exceptions", { as: ciso, body: { cveId, reason: "x", control: "y", until } })).json;
    await world.call("POST", `/directive-work/instance-exceptions/${id}/decide`, { as: officer, body: { decision: "granted", answer: "Yes." } });
  };
  expect([await weekOf("2026-09-01"), await weekOf("2026-09-13"), await weekOf("2026-10-05")]).toEqual([3, 2, 0]);
  // Until Sunday 4 October: on Monday the three of it with a day press; two of them were due on 13 September.
  await except("CVE-2026-11111", "2026-10-04");
  expect([await weekOf("2026-09-01"), await weekOf("2026-09-13"), await weekOf("2026-10-04"), await weekOf("2026-10-05")]).toEqual([2, 0, 0, 3]);
  // An exception that ends before the due day moves nothing; what has no day never presses.
  await sendScan(world, ciso, ["web-01,CVE-2026-77777,2026-09-01,"]);
  expect(await weekOf("2026-09-15")).toBe(1);
  await except("CVE-2026-77777", "2026-09-05");
  expect([await weekOf("2026-09-06"), await weekOf("2026-09-15")]).toEqual([2, 1]);
});

test("what to fix in a span is grouped by vulnerability, and the pages of every list hold everything once", async () => {
  const { world, ciso } = await scene();
  const due = async (query: string) => (await world.call("GET", `/agency/due?${query}`, { as: ciso })).json;
  expect((await due("span=overdue")).groups).toEqual([{ cveId: "CVE-2026-22222", tier: "14-days", dueOn: "2026-07-04", inKev: true, assets: 1, byEnvironment: [{ environment: "production", assets: 1 }], forensic: false }]);
  const week = await due("span=this-week");
  expect([week.instances, week.groups.map(({ cveId, tier, dueOn, assets }: Record<string, unknown>) => [cveId, tier, dueOn, assets])]).toEqual([3, [["CVE-2026-11111", "3-days-forensic", "2026-09-02", 1], ["CVE-2026-33333", "14-days", "2026-09-03", 2]]]);
  expect(await due("span=next-30-days&environment=ot")).toMatchObject({ instances: 1, groups: [{ cveId: "CVE-2026-11111", assets: 1, dueOn: "2026-09-13" }] });
  expect((await due("span=on-upgrade")).groups.map(({ cveId, dueOn }: Record<string, unknown>) => [cveId, dueOn])).toEqual([["CVE-2026-33333", null]]);
  expect((await due("span=overdue&after=nonsense")).error).toMatchObject({ code: "not-a-cursor", field: "after" });
  // Past a page: 130 assets, two vulnerabilities each, on few clocks.
  await sendScan(world, ciso, Array.from({ length: 130 }, (_, at) => [`host-${at},CVE-2026-44444,2026-08-30,`, `host-${at},CVE-2026-${50_000 + at},2026-08-29,`]).flat());
  const all = async (path: string, list: string, key: (one: Record<string, unknown>) => string) => {
    const seen: string[] = [];
    for (let after = ""; ; ) {
      const page = (await world.call("GET", `${path}${after}`, { as: ciso })).json;
      seen.push(...page[list].map(key));
      if (page.next === null) return seen;
      after = `&after=${page.next}`;
    }
  };
  const ids = await all("/agency/instances?state=open", "instances", ({ id }) => String(id));
  expect([ids.length, new Set(ids).size]).toEqual([267, 267]);
  const groups = await all("/agency/due?span=next-30-days", "groups", ({ cveId, dueOn, tier }) => JSON.stringify([cveId, dueOn, tier]));
  expect([groups.length, new Set(groups).size]).toEqual([134, 134]);
  const assets = await all("/agency/assets?exposed=unknown", "assets", ({ id }) => String(id));
  expect([assets.length, new Set(assets).size]).toEqual([131, 131]);
});

test("a list is narrowed by every filter, and its CSV holds the same with nothing that a spreadsheet would run", async () => {
  const { world, ciso } = await scene();
  const count = async (query: string) => (await world.call("GET", `/agency/instances?${query}`, { as: ciso })).json.instances.length;
  const queries = ["", "tier=14-days", "environment=ot", "exposed=unknown", "cveId=cve-2026-33333", "span=overdue", "span=on-upgrade", "state=fixed", "gone=yes", "tier=14-days&environment=production&span=this-week"];
  expect(await Promise.all(queries.map(count))).toEqual([7, 5, 1, 1, 3, 1, 1, 0, 0, 1]);
  const { text, headers } = await world.call("GET", "/agency/instances/export?cveId=CVE-2026-33333", { as: ciso });
  expect(headers.get("content-type")).toContain("text/csv");
  const lines = text.split("\r\n").map((line) => line.replace(/^# .*\n/, ""));
  expect(lines[0]).toContain("asset,cve,state,due_on,tier,late,environment");
  expect(lines.filter((line) => line.includes("CVE-2026-33333")).map((line) => line.split(",").slice(0, 5).join(" ")).toSorted()).toEqual(["'=cmd CVE-2026-33333 open 2026-09-03 14-days", "db-02 CVE-2026-33333 open  on-upgrade", "web-01 CVE-2026-33333 open 2026-09-03 14-days"]);
});

test("the agency says what became of an instance, in any order and never twice the same", async () => {
  const { world, ciso, stranger } = await scene();
  const [{ id }] = (await world.call("GET", "/agency/instances?cveId=CVE-2026-22222", { as: ciso })).json.instances;
  const move = (body: object, as = ciso) => world.call("POST", `/agency/instances/${id}/move`, { as, body });
  expect((await move({ to: "not_affected" })).json.error.code).toBe("invalid-input");
  expect((await move({ to: "not_affected", justification: "component_not_present" })).json.instance).toMatchObject({ state: "not_affected", justification: "component_not_present", isLate: false });
  expect((await move({ to: "open" })).json.instance).toMatchObject({ state: "open", justification: null, isLate: true });
  expect((await move({ to: "open" })).json.error).toMatchObject({ code: "not-in-that-state", field: "to" });
  expect((await move({ to: "fixed" })).json.instance.state).toBe("fixed");
  expect((await move({ to: "fixed" })).json.error.code).toBe("not-in-that-state");
  expect([(await move({ to: "open" }, stranger)).status, (await world.call("GET", `/agency/instances/${id}`, { as: stranger })).status]).toEqual([404, 404]);
  expect((await world.ledgerKinds()).filter((kind) => kind === "obligations.instance-moved")).toHaveLength(3);
  // Tallies are what they count, whatever moved.
  const counted = sql`SELECT clock_id, environment, state, count(*)::integer AS instances FROM obligations.instance GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`;
  expect(await world.services.db.query(sql`SELECT clock_id, environment, state, instances FROM obligations.tally WHERE instances <> 0 ORDER BY 1, 2, 3`)).toEqual(await world.services.db.query(counted));
});

test("a directive officer sees each agency's counts and no asset, everybody sees totals that name no agency, and few are withheld", async () => {
  const { world, ciso, officer, second, stranger } = await scene();
  await listAgency(world, { by: [officer, second], agency: stranger });
  const counts = await world.call("GET", "/directive-work/agencies", { as: officer });
  expect(counts.json.agencies).toEqual([
    { agencyId: ciso.organisationId, agencyName: "River Survey Agency", open: 7, overdue: 1, dueThisWeek: 3, inException: 0, fixed: 0, forensicsOpen: 1, lastImportOn: "2026-09-01" },
    { agencyId: stranger.organisationId, agencyName: "Weather Agency", open: 0, overdue: 0, dueThisWeek: 0, inException: 0, fixed: 0, forensicsOpen: 0, lastImportOn: null },
  ]);
  expect(counts.text).not.toMatch(/web-01|db-02|plc-3/);
  for (const as of [ciso, stranger]) expect((await world.call("GET", "/directive-work/agencies", { as })).json.error.code).toBe("not-permitted");
  expect((await world.call("GET", "/agency/workbench", { as: officer })).json.error.code).toBe("not-permitted");
  expect((await world.call("GET", "/agency/workbench", { as: stranger })).json).toMatchObject({ open: 0, assets: 0 });
  const shown = await world.call("GET", "/instance-counts");
  expect(shown.json).toMatchObject({ overdue: null });
  expect(shown.text).not.toMatch(/River|Weather|org_/);
});
