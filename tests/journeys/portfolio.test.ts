import { expect, onTestFinished, test } from "vitest";
import { createOwnerKeeper, newId, openDatabase, ownedTable, sealOwner, sql, type Actor, type Database } from "#rooms/platform";
import { issueExerciseAdvisory } from "../../rooms/publication/fixtures/issue-exercise-advisory.ts";
import { createWorld, type World } from "../setup/world.ts";

/*
 * A new advisory in a portfolio of 5,000 operators: those whom it may concern are matched and told, and of the others nothing
 * is opened, written or sent. Two operators enrol as everybody does; the others are copies of their rows under names of their own.
 */

const OPERATORS = 5000;
/** One in this many has what the advisory is about. */
const ONE_IN = 250;
const AFFECTED = JSON.stringify({ bomFormat: "CycloneDX", specVersion: "1.6", components: [{ type: "library", name: "tinyini", version: "1.3.0", purl: "pkg:generic/tinyini@1.3.0" }] });
const OTHER = "Vendor,Product,Version\nLedgerworks,Teller Desk,11.2\nHarbor Instruments,TidePump 200,1.3.0\n";
const TABLES = { operator: ownedTable("distribution.operator", ["organisation_id"], { key: "organisation_id" }), inventory: ownedTable("distribution.inventory", ["organisation_id"]) };

async function enrol(world: World, organisation: string, fileName: string, content: string): Promise<Actor> {
  const as = await world.person({ organisation, kind: "operator", name: "Uma", roles: ["operator"] });
  expect((await world.call("POST", "/operator/profile", { as, body: { sector: "water", sizeBand: "10-to-49", region: "west", acceptsTerms: true } })).status).toBe(201);
  expect((await world.call("POST", `/operator/inventories?fileName=${fileName}`, { as, raw: Buffer.from(content) })).status).toBe(201);
  return as;
}

/** @returns the organisations made */
async function copyOperator({ services }: World, db: Database, { organisationId }: Actor, count: number): Promise<readonly string[]> {
  const original = await services.db.find<{ id: string; number: number; content: string; file_name: string }>(sql`SELECT id, number, content, file_name FROM distribution.inventory WHERE organisation_id = ${organisationId}`);
  if (!original) throw new Error("the operator has a list");
  const [content, fileName] = [services.keys.open("distribution-inventory", original.id, original.content), services.keys.open("distribution-file-name", original.id, original.file_name)];
  const copies = Array.from({ length: count }, () => ({ organisation: newId("org"), inventory: newId("inv") }));
  const ids = copies.map(({ organisation }) => organisation);
  await db.execute(sql`INSERT INTO access.organisation SELECT (jsonb_populate_record(o, jsonb_build_object('id', copy.id, 'name', copy.id))).* FROM access.organisation o, unnest(${ids}::text[]) AS copy (id) WHERE o.id = ${organisationId}`);
  const seals = new Map<string, string>();
  const sealer = createOwnerKeeper(services.keys, () => Promise.resolve());
  for (const { organisation, inventory } of copies) {
    seals.set(organisation, sealer.seal(sealOwner(TABLES.operator, organisation, [organisation])));
    seals.set(inventory, sealer.seal(sealOwner(TABLES.inventory, inventory, [organisation])));
  }
  await db.execute(sql`INSERT INTO distribution.operator SELECT (jsonb_populate_record(o, jsonb_build_object('organisation_id', copy.id, 'owner_seal', copy.seal))).*
    FROM distribution.operator o, unnest(${ids}::text[], ${ids.map((id) => seals.get(id))}::text[]) AS copy (id, seal) WHERE o.organisation_id = ${organisationId}`);
  const inventories = copies.map(({ inventory }) => inventory);
  await db.execute(sql`INSERT INTO distribution.inventory OVERRIDING SYSTEM VALUE SELECT (jsonb_populate_record(i, jsonb_build_object('id', copy.id, 'organisation_id', copy.organisation, 'owner_seal', copy.seal,
      'content', copy.content, 'file_name', copy.file_name, 'number', (SELECT max(number) FROM distribution.inventory) + copy.at))).*
    FROM distribution.inventory i, unnest(${inventories}::text[], ${ids}::text[], ${inventories.map((id) => seals.get(id))}::text[],
      ${inventories.map((id) => services.keys.seal("distribution-inventory", id, content))}::text[], ${inventories.map((id) => services.keys.seal("distribution-file-name", id, fileName))}::text[]) WITH ORDINALITY AS copy (id, organisation, seal, content, file_name, at)
    WHERE i.id = ${original.id}`);
  await db.execute(sql`INSERT INTO distribution.component SELECT c.identity, c.version_key, i.number FROM distribution.component c, distribution.inventory i WHERE c.inventory = ${original.number} AND i.id = ANY (${inventories})`);
  return ids;
}

test("a portfolio of 5,000 operators is matched anew with an advisory: the twenty it concerns are told, and nothing is done for the others", { timeout: 180_000 }, async () => {
  const world = await createWorld();
  const affected = await enrol(world, "Exercise Utility", "list.cdx.json", AFFECTED);
  const other = await enrol(world, "Exercise Bank", "list.csv", OTHER);
  await world.drain();
  const owner = openDatabase({ url: world.services.configuration.databaseUrl });
  onTestFinished(() => owner.close());
  const concerned = [affected.organisationId, ...(await copyOperator(world, owner, affected, OPERATORS / ONE_IN - 1))].toSorted();
  await copyOperator(world, owner, other, OPERATORS - OPERATORS / ONE_IN - 1);
  expect((await owner.find<{ count: number }>(sql`SELECT count(*) AS count FROM distribution.operator`))?.count).toBe(OPERATORS);

  const analyst = await world.person({ organisation: "Exercise Clearinghouse", kind: "clearinghouse", name: "Anna", roles: ["clearinghouse-analyst"] });
  const advisoryId = await issueExerciseAdvisory(world.services, { actor: analyst, product: "tinyini", vendor: "Tinyini Project", purl: "pkg:generic/tinyini", affectedVersion: "1.3.0", fixedVersion: "1.4.2" });
  await world.drain();

  const jobs = await owner.query<{ id: string }>(sql`SELECT data->>'organisationId' AS id FROM pgboss.job WHERE name = 'distribution.match-operator' AND data->>'advisoryId' = ${advisoryId} ORDER BY 1`);
  const matches = await owner.query<{ id: string; state: string }>(sql`SELECT organisation_id AS id, state FROM distribution.match ORDER BY 1`);
  expect(jobs.map(({ id }) => id)).toEqual(concerned);
  expect(matches).toEqual(concerned.map((id) => ({ id, state: "notified" })));
  expect((await world.ledgerKinds()).filter((kind) => kind === "distribution.operator-notified")).toHaveLength(concerned.length);
  const plan = (await world.call("GET", "/operator/plan", { as: affected })).json;
  expect([plan.steps.length, (await world.call("GET", "/operator/plan", { as: other })).json.steps]).toEqual([1, []]);
});
