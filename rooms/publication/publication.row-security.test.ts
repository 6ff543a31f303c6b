import pg from "pg";
import { expect, test } from "vitest";
import { NOBODY, sql, type Actor } from "#rooms/platform";
import { countVisibleRows, listGuardedTables } from "../../tests/setup/visible-rows.ts";
import { createWorld } from "../../tests/setup/world.ts";
import { issueExerciseAdvisory } from "./fixtures/issue-exercise-advisory.ts";

test("what is published is everybody's to read and the clearinghouse's to write; what is not yet, only for those who hand out patches", async () => {
  const world = await createWorld();
  const { services } = world;
  const person = (roles: Parameters<typeof world.person>[0]["roles"]) => world.person({ organisation: "Exercise House", kind: "government", name: roles.join(" "), roles });
  const analyst = await person(["clearinghouse-analyst"]);
  await issueExerciseAdvisory(services, { actor: analyst, product: "pump", fixedVersion: "1.0.1" });
  const at = services.clock();
  // A notice is issued in a case; here one is given, past the application's own role.
  const owner = new pg.Client({ connectionString: services.configuration.databaseUrl });
  await owner.connect();
  await owner.query("INSERT INTO publication.pre_notice (case_id, vendor, product, fixed_version, due_by, issued_at) VALUES ('case_noticed', 'v', 'p', '1', $1, $1)", [at]);
  await owner.end();
  const { file: files, stix_object: objects } = await countVisibleRows(services, NOBODY, "publication");
  const shows = (actor: Actor) => countVisibleRows(services, actor, "publication");
  const published = { advisory: 1, file: files, stix_object: objects, openpgp_key: 1, openpgp_signature: 2 };
  expect(files).toBeGreaterThan(5);
  expect(await shows(await person(["patch-distributor"]))).toEqual({ ...published, pre_notice: 1 });
  for (const role of ["operator", "operator-delegate", "state-local-authority", "agency-ciso", "finder", "oversight", "administrator", "validator"] as const) expect([role, await shows(await person([role]))]).toEqual([role, published]);
  expect(await shows(NOBODY)).toEqual(published);
  expect(await shows(analyst)).toEqual({ ...published, numbering: 1, pre_notice: 1 });

  const attempt = (actor: Actor, statement: ReturnType<typeof sql>) => services.as(actor).db.execute(statement);
  for (const actor of [NOBODY, await person(["operator"]), await person(["clearinghouse-director"]), await person(["clearinghouse-analyst", "nsa-director"])]) expect(await attempt(actor, sql`UPDATE publication.advisory SET state = 'fix-recalled'`)).toBe(0);
  const notice = (actor: Actor) => attempt(actor, sql`INSERT INTO publication.pre_notice (case_id, vendor, product, fixed_version, due_by, issued_at) VALUES ('case_x', 'v', 'p', '1', ${at}, ${at})`);
  for (const actor of [analyst, await person(["operator"])]) await expect(notice(actor)).rejects.toThrow("row-level security");
  const advisory = (actor: Actor) => attempt(actor, sql`INSERT INTO publication.advisory SELECT 'adv_forged', 'case_forged', 'BW-0', state, revision, content, patch, priority, published_at, revised_at FROM publication.advisory`);
  for (const actor of [analyst, await person(["operator"])]) await expect(advisory(actor)).rejects.toThrow("row-level security");
  // Keys are made and ended by administrators; nobody signs in another's place.
  const key = (actor: Actor) => attempt(actor, sql`INSERT INTO publication.openpgp_key (fingerprint, generation, public_key, valid_from, expires_at) VALUES ('F', 2, '', ${at}, ${at})`);
  await expect(key(analyst)).rejects.toThrow("row-level security");
  expect(await attempt(analyst, sql`UPDATE publication.openpgp_key SET ended_at = ${at}, ended_because = 'rotated'`)).toBe(0);
  const signature = (actor: Actor) => attempt(actor, sql`INSERT INTO publication.openpgp_signature SELECT path, revision, fingerprint, '' FROM publication.openpgp_signature ON CONFLICT DO NOTHING`);
  await expect(signature(await person(["operator"]))).rejects.toThrow("row-level security");
  const provider = (actor: Actor) => attempt(actor, sql`INSERT INTO publication.listed_provider (canonical_url, metadata, listed_by, listed_at) VALUES ('https://x.example/provider-metadata.json', '{}', ${actor.personId}, ${at})`);
  await expect(provider(await person(["operator"]))).rejects.toThrow("row-level security");
  expect(await provider(analyst)).toBe(1);
});

test("every table of the room is guarded by the database itself", async () => {
  expect((await listGuardedTables((await createWorld()).services, "publication")).open).toEqual([]);
});
