import { expect, test } from "vitest";
import type { Role } from "#contracts/access";
import { accessRoom } from "#rooms/access";
import { auditRoom } from "#rooms/audit";
import { NOBODY, platformRoom, sql, type Actor } from "#rooms/platform";
import { countVisibleRows, listGuardedTables } from "../../tests/setup/visible-rows.ts";
import { createWorld } from "../../tests/setup/world.ts";
import { benchmarkingRoom } from "./index.ts";

/** An enclave with a row in every table: two standards, a request, its run, two offices' views, and what crossed. */
async function filledEnclave() {
  const world = await createWorld({ side: "enclave", rooms: [platformRoom, auditRoom, accessRoom, benchmarkingRoom] });
  const person = (name: string, ...roles: Role[]) => world.person({ organisation: `Office of ${name}`, kind: "government", name, roles });
  const people = {
    analyst: await person("Ann", "benchmark-analyst"), director: await person("Dora", "nsa-director"),
    consultee: await person("Nic", "consultee"), other: await person("Oli", "consultee"), administrator: await person("Adam", "administrator"),
  };
  const at = world.services.clock();
  const { db } = world.services;
  await db.execute(sql`INSERT INTO benchmarking.request (id, model_digest, sealed_model, state, state_since, requested_at) VALUES ('drq_one', 'd', 's', 'consultation', ${at}, ${at})`);
  for (const [actor, id] of [[people.analyst, "std_one"], [people.analyst, "std_two"]] as const) {
    await world.services.as(actor).db.execute(sql`INSERT INTO benchmarking.standard (id, standard_id, version, state, sealed_content, written_by, written_at) VALUES (${id}, 's', ${id}, 'draft', 's', ${actor.personId}, ${at})`);
  }
  await db.execute(sql`UPDATE benchmarking.standard SET state = 'active', commitment = 'c', sealed_salt = 's', committed_at = ${at} WHERE id = 'std_one'`);
  await world.services.as(people.analyst).db.execute(sql`INSERT INTO benchmarking.run (id, request_id, standard, determination_id, state, started_at) VALUES ('run_one', 'drq_one', 'std_one', 'det_one', 'queued', ${at})`);
  for (const [actor, office] of [[people.consultee, "ncd"], [people.other, "cisa"]] as const) {
    await world.services.as(actor).db.execute(sql`INSERT INTO benchmarking.view (request_id, office, person_id, sealed_view, given_at) VALUES ('drq_one', ${office}, ${actor.personId}, 's', ${at})`);
  }
  await db.execute(sql`INSERT INTO benchmarking.peer (transport_key, pinned_at) VALUES ('k', ${at})`);
  await db.execute(sql`INSERT INTO benchmarking.incoming (digest, verdict, at) VALUES ('d', 'imported', ${at})`);
  await db.execute(sql`INSERT INTO benchmarking.outgoing (id, file_name, bundle, created_at) VALUES ('out_one', 'f', '{}', ${at})`);
  return { world, people };
}

test("a workflow that forgets every policy still shows each person of the enclave exactly their own rows, and nobody what crosses", async () => {
  const { world, people } = await filledEnclave();
  const shows = (actor: Actor) => countVisibleRows(world.services, actor, "benchmarking");
  const everything = { standard: 2, request: 1, run: 1, view: 2, peer: 1 };
  for (const actor of [people.analyst, people.director]) expect(await shows(actor)).toEqual(everything);
  for (const actor of [people.consultee, people.other]) expect(await shows(actor)).toEqual({ ...everything, standard: 1, view: 1 });
  expect(await shows(people.administrator)).toEqual({ peer: 1 });
  for (const role of ["oversight", "agency-evaluator", "clearinghouse-analyst", "organisation-manager", "developer-release-lead"]) expect([role, await shows({ ...people.analyst, roles: [role] })]).toEqual([role, {}]);
  for (const barring of ["procurement", "export-control", "enforcement"]) {
    for (const actor of Object.values(people)) expect([barring, await shows({ ...actor, roles: [...actor.roles, barring] })]).toEqual([barring, {}]);
  }
  expect(await shows(NOBODY)).toEqual({});
});

test("the database takes from a person of the enclave only what is theirs to write", async () => {
  const { world, people } = await filledEnclave();
  const attempt = (actor: Actor, statement: ReturnType<typeof sql>) => world.services.as(actor).db.execute(statement);
  const at = world.services.clock();
  const refused = "row-level security";
  const write = (actor: Actor, by: string) => attempt(actor, sql`INSERT INTO benchmarking.standard (id, standard_id, version, state, sealed_content, written_by, written_at) VALUES ('std_forged', 's', 'f', 'draft', 's', ${by}, ${at})`);
  await expect(write(people.director, people.director.personId)).rejects.toThrow(refused);
  // A standard in another's name would let its writer publish it alone.
  await expect(write(people.analyst, people.director.personId)).rejects.toThrow(refused);
  const view = (actor: Actor, person: string) => attempt(actor, sql`INSERT INTO benchmarking.view (request_id, office, person_id, sealed_view, given_at) VALUES ('drq_one', 'nist', ${person}, 's', ${at})`);
  await expect(view(people.analyst, people.analyst.personId)).rejects.toThrow(refused);
  await expect(view(people.consultee, people.administrator.personId)).rejects.toThrow(refused);
  await expect(attempt(people.consultee, sql`UPDATE benchmarking.request SET state = 'recommended'`)).rejects.toThrow(refused);
  expect(await attempt(people.administrator, sql`UPDATE benchmarking.request SET state = 'recommended'`)).toBe(0);
  for (const actor of Object.values(people)) {
    expect(await attempt(actor, sql`UPDATE benchmarking.run SET state = 'finished', sealed_results = 'x'`)).toBe(0);
    await expect(attempt(actor, sql`INSERT INTO benchmarking.outgoing (id, file_name, bundle, created_at) VALUES ('out_forged', 'determination-x.json', '{}', ${at})`)).rejects.toThrow(refused);
  }
});

test("every table of the room is guarded by the database itself", async () => {
  const world = await createWorld({ side: "enclave", rooms: [platformRoom, auditRoom, accessRoom, benchmarkingRoom] });
  expect((await listGuardedTables(world.services, "benchmarking")).open).toEqual([]);
});
