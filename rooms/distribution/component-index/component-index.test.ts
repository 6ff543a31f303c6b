import { sealOwner, sql, type Actor } from "#rooms/platform";
import { expect, test } from "vitest";
import { createWorld, type World } from "../../../tests/setup/world.ts";
import { issueExerciseAdvisory } from "../../publication/fixtures/issue-exercise-advisory.ts";
import { OWNED_OPERATOR_QUESTION } from "../questions/questions.store.ts";
import { indexAnewJob } from "./index-components.ts";

const TINYINI = { product: "tinyini", vendor: "Tinyini Project", purl: "pkg:generic/tinyini", affectedVersion: "1.3.0", fixedVersion: "1.4.2" };
const sbom = (name: string, version: string) => JSON.stringify({ bomFormat: "CycloneDX", specVersion: "1.6", components: [{ type: "library", name, version, purl: `pkg:generic/${name}@${version}` }] });

/** What operators may have: each is one list. */
const LISTS = {
  "affected.cdx.json": sbom("tinyini", "1.3.0"),
  "fixed.cdx.json": sbom("tinyini", "1.4.2"),
  "other.cdx.json": sbom("quayclock", "1.3.0"),
  "words.csv": "Vendor,Product,Version\nTinyini Project,Tiny INI,1.3.0\n",
  "typo.csv": "Vendor,Product,Version\nTinyini Project,tinyni,1.3.0\n",
  "no-version.csv": "Vendor,Product,Version\nTinyini Project,tinyini,\n",
  "none.csv": "Vendor,Product,Version\nLedgerworks,Teller Desk,11.2\n",
};

async function enrolWith(world: World, lists: Readonly<Record<string, string>>): Promise<ReadonlyMap<string, Actor>> {
  const operators = new Map<string, Actor>();
  for (const [fileName, content] of Object.entries(lists)) {
    const as = await world.person({ organisation: `Exercise ${fileName}`, kind: "operator", name: "Uma", roles: ["operator"] });
    expect((await world.call("POST", "/operator/profile", { as, body: { sector: "water", sizeBand: "10-to-49", region: "west", acceptsTerms: true } })).status).toBe(201);
    expect((await world.call("POST", `/operator/inventories?fileName=${fileName}`, { as, raw: Buffer.from(content) })).status).toBe(201);
    operators.set(fileName, as);
  }
  await world.drain();
  return operators;
}

const publish = async (world: World) => {
  const actor = await world.person({ organisation: "Exercise Clearinghouse", kind: "clearinghouse", name: "Anna", roles: ["clearinghouse-analyst"] });
  return issueExerciseAdvisory(world.services, { actor, ...TINYINI });
};

/** Operators for whom a matching is waiting or done, beside those after an upload. */
const asked = async (world: World, advisoryId: string): Promise<readonly string[]> =>
  (await world.services.db.inTransaction((tx) => tx.executeSql("SELECT DISTINCT data->>'organisationId' AS id FROM pgboss.job WHERE name = 'distribution.match-operator' AND data->>'advisoryId' = $1 ORDER BY 1", [advisoryId]))).rows.map((row) => (row as { id: string }).id);

const matched = async (world: World): Promise<readonly string[]> =>
  (await world.services.db.query<{ id: string }>(sql`SELECT DISTINCT organisation_id AS id FROM distribution.match ORDER BY 1`)).map(({ id }) => id);

const countEntries = async (world: World): Promise<number> => (await world.services.db.find<{ count: number }>(sql`SELECT count(*) AS count FROM distribution.component`))?.count ?? 0;

test("a new advisory opens only what it may be about, and finds as much as opening everything does", async () => {
  const world = await createWorld();
  const operators = await enrolWith(world, LISTS);
  const advisoryId = await publish(world);
  await world.drain();
  const idsOf = (files: readonly string[]) => files.map((file) => operators.get(file)?.organisationId ?? file).toSorted();
  // Not the one with the fixed version, nor those with other things.
  expect(await asked(world, advisoryId)).toEqual(idsOf(["affected.cdx.json", "words.csv", "typo.csv", "no-version.csv"]));
  const found = await matched(world);
  await world.services.db.inTransaction(async (tx) => {
    for (const { organisationId } of operators.values()) await world.services.jobs.enqueue(tx, { name: "distribution.match-operator" }, { organisationId, advisoryId });
  });
  await world.drain();
  expect(await matched(world)).toEqual(found);
  expect(found).toEqual(expect.arrayContaining(idsOf(["affected.cdx.json", "words.csv"])));
});

test("the index goes with its list: another of the same name, one taken away, and everything at leaving", async () => {
  const world = await createWorld();
  const operators = await enrolWith(world, { "affected.cdx.json": LISTS["affected.cdx.json"], "none.csv": LISTS["none.csv"] });
  const [uma, other] = [...operators.values()];
  if (!uma || !other) throw new Error("two operators are enrolled");
  const before = await countEntries(world);
  expect((await world.call("POST", "/operator/inventories?fileName=affected.cdx.json", { as: uma, raw: Buffer.from(LISTS["affected.cdx.json"]) })).status).toBe(201);
  expect(await countEntries(world)).toBe(before);
  const [{ id }] = (await world.call("GET", "/operator/inventories", { as: uma })).json.inventories;
  expect((await world.call("POST", `/operator/inventories/${id}/remove`, { as: uma })).status).toBe(204);
  expect(await countEntries(world)).toBe(before - 3);
  expect((await world.call("POST", "/operator/leave", { as: other })).status).toBe(200);
  expect(await countEntries(world)).toBe(0);
});

test("nothing of what an operator owns can be read from the index, and nobody sees another's part of it", async () => {
  const world = await createWorld();
  const operators = await enrolWith(world, { "words.csv": LISTS["words.csv"], "other.cdx.json": LISTS["other.cdx.json"] });
  const rows = await world.services.db.query<{ identity: number; version_key: Buffer }>(sql`SELECT identity, version_key FROM distribution.component`);
  expect(rows.map(({ version_key: key }) => key.toString("latin1")).join(" ")).not.toMatch(/tiny|quayclock/i);
  const [uma, other] = [...operators.values()];
  if (!uma || !other) throw new Error("two operators are enrolled");
  const visible = async (actor: Actor) => (await world.services.as(actor).db.find<{ count: number }>(sql`SELECT count(*) AS count FROM distribution.component`))?.count;
  expect([await visible(other), (await visible(uma)) === rows.length - 3, await visible({ ...uma, roles: ["clearinghouse-analyst"] })]).toEqual([3, true, 0]);
});

test("a list that is not in the index yet is opened for every advisory until it is", async () => {
  const world = await createWorld();
  const operators = await enrolWith(world, { "none.csv": LISTS["none.csv"] });
  await world.services.db.execute(sql`UPDATE distribution.inventory SET index_edition = NULL`);
  await world.services.db.execute(sql`DELETE FROM distribution.component`);
  const [first] = [...operators.values()];
  expect(await asked(world, await publish(world).then(async (id) => (await world.drain(), id)))).toEqual([first?.organisationId]);
  await world.services.db.inTransaction((tx) => world.services.jobs.enqueue(tx, indexAnewJob, {}));
  await world.drain();
  const count = await countEntries(world);
  await world.services.db.inTransaction((tx) => world.services.jobs.enqueue(tx, indexAnewJob, {}));
  await world.drain();
  expect([count > 0, await countEntries(world)]).toEqual([true, count]);
});

test("the version that an operator gives in answer is found by the next advisory, also where its list says another, and on its next list", async () => {
  const world = await createWorld();
  const operators = await enrolWith(world, { "fixed.cdx.json": LISTS["fixed.cdx.json"], "other.cdx.json": LISTS["other.cdx.json"] });
  const [uma] = [...operators.values()];
  if (!uma) throw new Error("one operator is enrolled");
  const questionId = "qst_00000000000000000000";
  // As it was asked of a list of before that did not say; the list of today says 1.4.2.
  const about = JSON.stringify([null, "tinyini", null, "pkg:generic/tinyini", null, "1.4.2"]);
  const content = { kind: "which-version", text: "Which version?", options: [], product: "tinyini", template: "which-version:\u0000", about, assets: [], assetCount: 1, advisories: [] };
  await world.services.db.execute(sql`INSERT INTO distribution.question (id, organisation_id, question_hash, settles, content, owner_seal)
    VALUES (${questionId}, ${uma.organisationId}, 'x', 1, ${world.services.keys.seal("distribution-question", questionId, JSON.stringify(content))}, ${sealOwner(OWNED_OPERATOR_QUESTION, questionId, [uma.organisationId])})`);
  const before = await countEntries(world);
  expect((await world.call("POST", `/operator/questions/${questionId}/answer`, { as: uma, body: { value: "1.3.0" } })).status).toBe(204);
  expect(await countEntries(world)).toBe(before + 3);
  await world.drain();
  const advisoryId = await publish(world);
  await world.drain();
  expect([await asked(world, advisoryId), await matched(world)]).toEqual([[uma.organisationId], [uma.organisationId]]);
  expect((await world.call("POST", "/operator/inventories?fileName=fixed.cdx.json", { as: uma, raw: Buffer.from(LISTS["fixed.cdx.json"]) })).status).toBe(201);
  expect(await countEntries(world)).toBe(before + 2);
});

test("the database keeps no entry without its list, and removes no list before its entries", async () => {
  const world = await createWorld();
  await enrolWith(world, { "affected.cdx.json": LISTS["affected.cdx.json"] });
  const { db } = world.services;
  await expect(db.execute(sql`INSERT INTO distribution.component (identity, version_key, inventory) SELECT 1, '\\x01', number FROM (SELECT number FROM distribution.inventory UNION SELECT 999999) AS n`)).rejects.toThrow("belongs to no list");
  await expect(db.execute(sql`DELETE FROM distribution.inventory`)).rejects.toThrow("together with its entries");
  expect(await countEntries(world)).toBe(3);
});
