import { sql, type Actor } from "#rooms/platform";
import { expect, test } from "vitest";
import { createWorld, type World } from "../../../tests/setup/world.ts";
import { outsideDocument } from "../outside-advisories/fixtures/outside-document.ts";

const PROFILE = { sector: "healthcare", sizeBand: "10-to-49", region: "south", acceptsTerms: true };
const HEAD = "Maker;What it is;Rel.;Ward;Internet facing?\n";
const ROWS = "Harbor Instruments;TidePump 200;V1.3.0;CANARY-ICU;no\nGeneric Imaging;Scan Station;7.1;Radiology;no\n";

async function scene() {
  const world = await createWorld();
  const operator = (organisation: string, name: string) => world.person({ organisation, kind: "operator", name, roles: ["operator"] });
  const hospital = await operator("Exercise Hospital", "Hana");
  const bank = await operator("Exercise Bank", "Ben");
  const analyst = await world.person({ organisation: "Exercise Clearinghouse", kind: "clearinghouse", name: "Anna", roles: ["clearinghouse-analyst"] });
  for (const as of [hospital, bank]) await world.call("POST", "/operator/profile", { as, body: PROFILE });
  await world.call("POST", "/outside-advisories?fileName=a.json", { as: analyst, raw: Buffer.from(JSON.stringify([
    outsideDocument({ id: "EXA-26-001", product: "TidePump 200" }), outsideDocument({ id: "EXA-26-002", vendor: "Generic Imaging", product: "Scan Station", versions: "All versions prior to 8.0", cves: ["CVE-2026-91002"] }),
  ])) });
  return { world, hospital, bank };
}

const post = (world: World, as: Actor, path: string, text: string) => world.call("POST", path, { as, raw: Buffer.from(text) });
const stepsOf = async (world: World, as: Actor) => (await world.call("GET", "/operator/plan", { as })).json.steps;

test("how a list is understood can be looked at and put right before it is kept, and nothing is kept before", async () => {
  const { world, hospital } = await scene();
  const preview = (query = "") => post(world, hospital, `/operator/inventories/preview?fileName=list.csv${query}`, HEAD + ROWS);
  const guessed = (await preview()).json;
  expect([guessed.assets, guessed.headings, guessed.notes[0]]).toEqual([2, ["Maker", "What it is", "Rel.", "Ward", "Internet facing?"], "No heading says what the things are called. Choose the column that does."]);
  const chosen = `&columns=${encodeURIComponent(JSON.stringify({ vendor: 0, product: 1, version: 2, location: null, exposed: 4 }))}`;
  const put = (await preview(chosen)).json;
  expect(put.firstAssets[0]).toMatchObject({ vendor: "Harbor Instruments", version: "V1.3.0", location: null, exposed: "no", vital: false, setting: "office" });
  expect((await preview("&columns=7")).json.error).toMatchObject({ code: "inventory-not-readable", field: "columns" });
  expect((await world.call("GET", "/operator/inventories", { as: hospital })).json.inventories).toEqual([]);
  const kept = await post(world, hospital, `/operator/inventories?fileName=list.csv${chosen}`, HEAD + ROWS);
  expect([kept.status, kept.json.columns.version]).toEqual([201, "Rel."]);
});

test("a list is pasted, or typed in from the paper form, as well as uploaded", async () => {
  const { world, hospital } = await scene();
  const pasted = await world.call("POST", "/operator/inventories/text", { as: hospital, body: { name: "pasted", text: "2x Harbor Instruments TidePump 200 rev. V1.3.0 in ICU\nGeneric Imaging Scan Station 7.1\n" } });
  expect([pasted.status, pasted.json.assets]).toEqual([201, 2]);
  const rows = [{ vendor: 'Harbor "Instruments"', product: "TidePump, 200", version: "V1.3.0", count: 3 }, { product: "Office computers", location: "Front desk", exposed: "yes" }];
  const typed = await world.call("POST", "/operator/inventories/rows", { as: hospital, body: { name: "paper form", rows } });
  expect([typed.status, typed.json.firstAssets.map(({ vendor, product, version, location, exposed }: Record<string, string>) => [vendor, product, version, location, exposed])]).toEqual([201, [
    ['Harbor "Instruments"', "TidePump, 200", "V1.3.0", null, "unknown"], [null, "Office computers", null, "Front desk", "yes"],
  ]]);
  expect((await world.call("GET", "/operator/inventories", { as: hospital })).json.inventories.map(({ fileName }: { fileName: string }) => fileName).toSorted()).toEqual(["paper form", "pasted"]);
});

test("what is marked as vital comes first, as reachable is due sooner, in a clinic asks for care; it holds for the next list, and lies sealed", async () => {
  const { world, hospital, bank } = await scene();
  const list = "Vendor,Product,Version,Ward,Internet facing?\nHarbor Instruments,TidePump 200,V1.3.0,CANARY-ICU,no\nGeneric Imaging,Scan Station,7.1,Radiology,no\n";
  const { id, firstAssets } = (await post(world, hospital, "/operator/inventories?fileName=list.csv", list)).json;
  await world.drain();
  expect((await stepsOf(world, hospital)).map(({ title, dueBy }: { title: string; dueBy: string | null }) => [title, dueBy])).toEqual([["Update Scan Station to version 8.0", null], ["Update TidePump 200 to version V1.4.2", null]]);
  const mark = (assets: readonly string[], said: object, as = hospital) => world.call("POST", `/operator/inventories/${id}/marks`, { as, body: { assets, ...said } });
  const marked = await mark([firstAssets[0].id], { vital: true, setting: "clinic" });
  expect(marked.json.firstAssets[0]).toMatchObject({ exposed: "no", vital: true, setting: "clinic" });
  const [pump, station] = await stepsOf(world, hospital);
  expect([pump.title, pump.care.length, station.care]).toEqual(["Update TidePump 200 to version V1.4.2", 3, []]);
  await mark([firstAssets[1].id], { exposed: "yes" });
  expect((await stepsOf(world, hospital)).map(({ title, dueBy }: { title: string; dueBy: string | null }) => [title.split(" ")[1], dueBy])).toEqual([["Scan", "2026-09-15T12:00:00.000Z"], ["TidePump", null]]);
  // The next list stands in another order, with a new version: the marks are of the things and not of the lines.
  const next = (await post(world, hospital, "/operator/inventories?fileName=other.csv", "Vendor,Product,Version,Ward\nGeneric Imaging,Scan Station,7.2,Radiology\nHarbor Instruments,TidePump 200,V1.3.1,CANARY-ICU\n")).json;
  expect(next.firstAssets.map(({ exposed, vital, setting }: Record<string, unknown>) => [exposed, vital, setting])).toEqual([["yes", false, "office"], ["unknown", true, "clinic"]]);
  expect((await mark(["line-99"], { vital: true })).json.error).toMatchObject({ code: "no-such-asset", field: "assets" });
  expect((await mark([firstAssets[0].id], { vital: false }, bank)).status).toBe(404);
  expect(JSON.stringify(await world.services.db.query(sql`SELECT * FROM distribution.asset_mark`))).not.toMatch(/CANARY|vital|clinic/);
});

test("windows are set on the operator's own clock and proposed with each step, in the plan, on paper and in a calendar, and the plan is mailed on a wish to whoever wishes it", async () => {
  const { world, hospital } = await scene();
  await post(world, hospital, "/operator/inventories?fileName=list.csv", "Vendor,Product,Version\nHarbor Instruments,TidePump 200,V1.3.0\n");
  await world.drain();
  expect((await world.call("GET", "/operator/windows", { as: hospital })).json).toEqual({ zone: "UTC", weekly: [], blackouts: [] });
  const windows = { zone: "America/Chicago", weekly: [{ day: "tue", from: "22:00", to: "02:00" }], blackouts: [{ from: "2026-09-01", to: "2026-09-02" }] };
  const set = (body: object) => world.call("POST", "/operator/windows", { as: hospital, body });
  expect((await set({ ...windows, zone: "Mars/Olympus" })).json.error).toMatchObject({ code: "windows-not-valid", field: "zone" });
  expect((await set({ ...windows, blackouts: [{ from: "2026-09-02", to: "2026-09-01" }] })).json.error).toMatchObject({ code: "windows-not-valid", field: "blackouts.0.to" });
  expect((await set(windows)).json).toEqual(windows);
  const [step] = await stepsOf(world, hospital);
  expect([step.windows[0], step.how[0]]).toEqual([{ from: "2026-09-09T03:00:00.000Z", to: "2026-09-09T07:00:00.000Z", says: "Tuesday, September 8, 10 PM to 2 AM" }, expect.stringContaining("Tuesday, September 8, 10 PM to 2 AM")]);
  const calendar = await world.call("GET", "/operator/plan/calendar.ics", { as: hospital });
  expect([calendar.headers.get("content-type"), calendar.headers.get("content-disposition")]).toEqual(["text/calendar; charset=utf-8", expect.stringContaining("plan.ics")]);
  const lines = calendar.text.replaceAll("\r\n ", "").split("\r\n");
  expect([lines[0], lines[1]?.startsWith("X-MARKING:COORDINATION"), lines.filter((line) => /^(?:UID|DTSTART)/.test(line))]).toEqual(["BEGIN:VCALENDAR", true, [`UID:${step.id}@127.0.0.1`, `UID:${step.id}-window@127.0.0.1`, "DTSTART:20260909T030000Z"]]);
  for (const line of calendar.text.split("\r\n")) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  const mailed = await world.call("POST", "/operator/plan/mail", { as: hospital });
  expect(mailed.json.to).toMatch(/@exercise\.example$/);
  expect((await world.call("GET", "/inbox", { as: hospital })).text).not.toContain("TidePump");
  expect(JSON.stringify(await world.services.db.query(sql`SELECT content FROM distribution.maintenance`))).not.toContain("Chicago");
});
