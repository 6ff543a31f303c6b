import { expect, test } from "vitest";
import { sql } from "#rooms/platform";
import { bringFinding, clearinghousePeople, requireOk } from "../../tests/setup/clearinghouse.ts";
import { createWorld } from "../../tests/setup/world.ts";

const GAUGE = "Vendor,Product,Version\nHarbour Instruments,Tide-Gauge,1.3.2\n";
const OTHER = "Vendor,Product,Version\nLedgerworks,Teller Desk,11.2\n";
const MINUTE_MS = 60_000;

test("the clearinghouse sees how many operators run a finding's product, in which sectors, and no operator learns of it", async () => {
  const world = await createWorld();
  const people = await clearinghousePeople(world);
  const enrol = async (name: string, sector: string, list: string) => {
    const operator = await world.person({ organisation: `Operator ${name}`, kind: "operator", name, roles: ["operator"] });
    await requireOk(world.call("POST", "/operator/profile", { as: operator, body: { sector, sizeBand: "50-to-249", region: "midwest", acceptsTerms: true } }));
    await requireOk(world.call("POST", "/operator/inventories?fileName=list.csv", { as: operator, raw: Buffer.from(list) }));
    return operator;
  };
  const count = async () => {
    world.pass(2 * MINUTE_MS);
    await world.drain();
  };
  const first = await enrol("0", "water", GAUGE);
  for (const name of ["1", "2"]) await enrol(name, "water", GAUGE);
  await enrol("bank", "financial-services", OTHER);
  const id = await bringFinding(world, people);
  const exposure = async () => (await requireOk(world.call("GET", `/findings/${id}/priority`, { as: people.analyst }))).exposure;
  await count();
  // Three are too few to be told.
  expect(await exposure()).toMatchObject({ operators: null, sectors: [] });
  for (const name of ["3", "4", "5", "6", "7"]) await enrol(name, "water", GAUGE);
  for (const name of ["8", "9", "10", "11", "12", "13"]) await enrol(name, "energy", GAUGE);
  await count();
  expect(await exposure()).toMatchObject({ operators: 14, sectors: [{ sector: "energy", operators: 6 }, { sector: "water", operators: 8 }] });

  expect((await world.call("GET", "/inbox", { as: first })).json.entries).toEqual([]);
  expect((await requireOk(world.call("GET", "/operator/plan", { as: first }))).steps).toEqual([]);
  expect(await world.services.db.query(sql`SELECT id FROM distribution.match`)).toEqual([]);
});
