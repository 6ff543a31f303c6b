import { expect, test } from "vitest";
import { sql } from "#rooms/platform";
import { agencyScene, sendScan } from "../instances.fixture.ts";

const LIST = "Hostname,Name,Type,Env,Internet facing,Office\nweb-01,CANARY portal,web server,Prod,yes,Rivers\nDB-02,,,staging,,\nics-3,Gauge,plc,OT,no,Field\n";

test("a list of assets is taken by the agency's own key, changes what it says anew, leaves what it does not say, and lies sealed", async () => {
  const { world, ciso } = await agencyScene();
  const send = (text: string) => world.call("POST", "/agency/assets/import", { as: ciso, raw: Buffer.from(text) });
  expect((await send(LIST)).json).toEqual({ records: 3, added: 3, changed: 0, same: 0, refused: 0, told: [] });
  expect((await send(LIST)).json).toMatchObject({ added: 0, changed: 0, same: 3 });
  expect((await send("asset;exposed\ndb-02;no\nweb-01;perhaps\n;yes\nnew-4;\n")).json).toEqual({
    records: 4, added: 1, changed: 1, same: 0, refused: 2, told: [{ line: 3, reason: "exposed: expected yes, no or unknown" }, { line: 4, reason: "key: must not be empty" }],
  });
  const { assets, total } = (await world.call("GET", "/agency/assets", { as: ciso })).json;
  expect(total).toBe(4);
  expect(assets.map(({ id: _id, updatedAt: _at, ...asset }: Record<string, unknown>) => asset).toSorted((a: { key: string }, b: { key: string }) => a.key.localeCompare(b.key))).toEqual([
    { key: "DB-02", name: "DB-02", kind: null, environment: "test", exposed: "no", ownerUnit: null, openInstances: 0 },
    { key: "ics-3", name: "Gauge", kind: "plc", environment: "ot", exposed: "no", ownerUnit: "Field", openInstances: 0 },
    { key: "new-4", name: "new-4", kind: null, environment: "unknown", exposed: "unknown", ownerUnit: null, openInstances: 0 },
    { key: "web-01", name: "CANARY portal", kind: "web server", environment: "production", exposed: "yes", ownerUnit: "Rivers", openInstances: 0 },
  ]);
  expect((await world.call("GET", "/agency/assets?exposed=no&environment=ot", { as: ciso })).json).toMatchObject({ total: 1, next: null });
  expect(JSON.stringify(await world.services.db.query(sql`SELECT * FROM obligations.asset`))).not.toMatch(/canary|gauge|web-01/i);
  for (const [text, reason] of [["a,b\n1,2\n", "the first row must name the columns"], ["asset\n", "no row below"], ["", "no row below"]] as const) expect((await send(text)).json.error).toMatchObject({ code: "list-not-readable", message: expect.stringContaining(reason) as string });
});

test("an asset out of use takes what was open on it along, and a scan of a later day brings it back as found anew", async () => {
  const { world, ciso, stranger } = await agencyScene();
  await world.call("POST", "/agency/assets", { as: ciso, body: { assets: [{ key: "web-01", exposed: "yes" }, { key: "db-02", exposed: "no" }] } });
  await sendScan(world, ciso, ["web-01,CVE-2026-11111,2026-08-20,", "web-01,CVE-2026-22222,2026-08-20,", "db-02,CVE-2026-11111,2026-08-20,"]);
  const assets = async () => (await world.call("GET", "/agency/assets", { as: ciso })).json;
  const bench = async () => (await world.call("GET", "/agency/workbench", { as: ciso })).json;
  const { id } = (await assets()).assets.find(({ key }: { key: string }) => key === "web-01");
  const retire = (body: object, as = ciso) => world.call("POST", `/agency/assets/${id}/retirement`, { as, body });
  expect([(await retire({})).status, (await retire({ reason: "Sold." }, stranger)).status]).toEqual([400, 404]);
  expect((await retire({ reason: "CANARY was sold." })).json).toEqual({ fixed: 2 });
  expect((await retire({ reason: "Again." })).json.error.code).toBe("not-in-that-state");
  expect((await world.call("POST", `/agency/assets/${id}/judge`, { as: ciso, body: { exposed: "no" } })).json.error.code).toBe("not-in-that-state");
  expect([(await assets()).total, (await assets()).assets.map(({ key }: { key: string }) => key), await bench()]).toEqual([1, ["db-02"], expect.objectContaining({ open: 1, fixed: 2, assets: 1 })]);
  const stored = JSON.stringify([await world.services.db.query(sql`SELECT * FROM obligations.asset`), await world.services.db.query(sql`SELECT * FROM audit.entry`)]);
  expect(stored).not.toContain("CANARY");
  expect((await world.ledgerKinds()).at(-1)).toBe("obligations.asset-retired");
  const [instance] = (await world.call("GET", "/agency/instances?cveId=CVE-2026-22222", { as: ciso })).json.instances;
  expect((await world.call("POST", `/agency/instances/${instance.id}/move`, { as: ciso, body: { to: "open" } })).json.error).toMatchObject({ code: "not-in-that-state", field: "to" });

  // What was seen by the day it went out of use says nothing new: neither a known vulnerability nor one that nobody had told of.
  const old = await sendScan(world, ciso, ["web-01,CVE-2026-11111,2026-08-20,2026-08-31", "web-01,CVE-2026-33333,2026-08-20,2026-08-31"]);
  expect([old.json.newAssets, await bench()]).toEqual([0, expect.objectContaining({ open: 1, fixed: 3, assets: 1 })]);
  world.setTime("2026-09-05T12:00:00Z");
  const found = await sendScan(world, ciso, ["web-01,CVE-2026-22222,2026-08-20,2026-09-04", "web-01,CVE-2026-33333,,"]);
  expect(found.json).toMatchObject({ added: 0, reopened: 2, newAssets: 1 });
  expect(await bench()).toMatchObject({ open: 3, fixed: 1, assets: 2 });
  const [back] = (await world.call("GET", "/agency/instances?cveId=CVE-2026-22222", { as: ciso })).json.instances;
  expect([back.state, back.detectedOn, back.dueOn]).toEqual(["open", "2026-09-04", "2026-09-18"]);
  // So does the agency's own list, with nothing open on it.
  await retire({ reason: "Sold." });
  expect((await world.call("POST", "/agency/assets", { as: ciso, body: { assets: [{ key: "web-01", exposed: "yes" }] } })).json).toMatchObject({ changed: 1 });
  expect(await bench()).toMatchObject({ open: 1, fixed: 3, assets: 2 });
});

test("what the agency judges of an asset moves the due days of what was found on it, and the history says so", async () => {
  const { world, ciso, stranger } = await agencyScene();
  await world.call("POST", "/agency/assets", { as: ciso, body: { assets: [{ key: "web-01", name: "Portal" }, { key: "db-02", exposed: "no", environment: "production" }] } });
  await sendScan(world, ciso, ["WEB-01,CVE-2026-11111,2026-08-20,", "db-02,CVE-2026-11111,2026-08-20,"]);
  const list = async () => (await world.call("GET", "/agency/instances", { as: ciso })).json.instances;
  expect((await list()).map(({ assetName, tier, dueOn }: Record<string, string>) => [assetName, tier, dueOn])).toEqual([["Portal", "14-days", "2026-09-03"], ["db-02", "on-upgrade", null]]);
  const [{ assetId, id }] = await list();
  const judged = await world.call("POST", `/agency/assets/${assetId}/judge`, { as: ciso, body: { exposed: "no", environment: "cloud" } });
  expect(judged.json).toMatchObject({ exposed: "no", environment: "cloud", openInstances: 1 });
  const { instance, history } = (await world.call("GET", `/agency/instances/${id}`, { as: ciso })).json;
  expect([instance.tier, instance.dueOn, instance.environment, instance.exposed]).toEqual(["on-upgrade", null, "cloud", "no"]);
  expect(history.map(({ cause, fromTier, toTier }: Record<string, string>) => [cause, fromTier, toTier])).toEqual([["exposure-changed", "14-days", "on-upgrade"]]);
  expect((await world.call("GET", "/agency/workbench", { as: ciso })).json).toMatchObject({ open: 2, onUpgrade: 2, assets: 2, assetsNotJudged: 0, environments: expect.arrayContaining([{ environment: "cloud", open: 1, overdue: 0 }, { environment: "unknown", open: 0, overdue: 0 }]) as unknown });
  // A list that says the same by another spelling of the key changes nothing.
  expect((await world.call("POST", "/agency/assets", { as: ciso, body: { assets: [{ key: "WEB-01", name: "Portal" }] } })).json).toMatchObject({ added: 0, changed: 0, same: 1 });
  expect((await world.call("POST", `/agency/assets/${assetId}/judge`, { as: ciso, body: {} })).json.error).toMatchObject({ code: "invalid-input", field: "exposed" });
  expect((await world.call("POST", `/agency/assets/${assetId}/judge`, { as: stranger, body: { exposed: "no" } })).status).toBe(404);
  expect((await world.call("POST", "/agency/assets", { as: stranger, body: { assets: [{ key: "x" }] } })).json.error.code).toBe("not-a-civilian-agency");
  expect((await world.ledgerKinds()).filter((kind) => kind.startsWith("obligations.asset"))).toEqual(["obligations.assets-saved", "obligations.asset-judged"]);
});
