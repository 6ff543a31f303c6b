import { expect, test } from "vitest";
import { NOBODY, sql, type Actor } from "#rooms/platform";
import { countVisibleRows, listGuardedTables } from "../../tests/setup/visible-rows.ts";
import { createWorld } from "../../tests/setup/world.ts";

test("evidence is everybody's to see, and the officials' alone to add, each in their own name", async () => {
  const world = await createWorld();
  const officer = await world.person({ organisation: "Exercise Treasury", kind: "government", name: "Tess", roles: ["clearinghouse-director"] });
  const record = (actor: Actor, by: string, id: string) => world.services.as(actor).db.execute(sql`INSERT INTO obligations.evidence (id, paragraph, kind, link, digest, published_on, archived_on, recorded_by, recorded_at)
    VALUES (${id}, '2(d)', 'progress', 'https://www.example.gov/', 'd', '2026-07-01', '2026-07-01', ${by}, ${world.services.clock()})`);
  expect(await record(officer, officer.personId, "evd_one")).toBe(1);
  await expect(record(officer, "per_other", "evd_two")).rejects.toThrow("row-level security");
  for (const role of ["developer-release-lead", "administrator", "oversight", "operator", "agency-ciso"]) await expect(record({ ...officer, roles: [role] }, officer.personId, "evd_two")).rejects.toThrow("row-level security");
  for (const barring of ["procurement", "export-control", "enforcement"]) await expect(record({ ...officer, roles: [...officer.roles, barring] }, officer.personId, "evd_two")).rejects.toThrow("row-level security");
  for (const actor of [officer, NOBODY]) expect(await countVisibleRows(world.services, actor, "obligations")).toEqual({ evidence: 1 });
  await expect(world.services.as(officer).db.execute(sql`DELETE FROM obligations.evidence`)).rejects.toThrow("permission denied");
  expect((await listGuardedTables(world.services, "obligations")).open).toEqual([]);
});

test("what was wrong is struck in one's own name, and never by who recorded it", async () => {
  const world = await createWorld();
  const [tess, otto] = [
    await world.person({ organisation: "Exercise Treasury", kind: "government", name: "Tess", roles: ["clearinghouse-director"] }),
    await world.person({ organisation: "Exercise Guidance", kind: "government", name: "Otto", roles: ["directive-officer"] }),
  ];
  await world.services.as(tess).db.execute(sql`INSERT INTO obligations.evidence (id, paragraph, kind, link, digest, published_on, archived_on, recorded_by, recorded_at)
    VALUES ('evd_one', '2(d)', 'progress', 'https://www.example.gov/', 'd', '2026-07-01', '2026-07-01', ${tess.personId}, ${world.services.clock()})`);
  const strike = (actor: Actor, by: string) => world.services.as(actor).db.execute(sql`INSERT INTO obligations.evidence_retraction (evidence_id, reason, retracted_by, retracted_at) VALUES ('evd_one', 'Wrong.', ${by}, ${world.services.clock()})`);
  await expect(strike(tess, tess.personId)).rejects.toThrow("row-level security");
  await expect(strike(otto, tess.personId)).rejects.toThrow("row-level security");
  await expect(strike({ ...otto, roles: ["operator"] }, otto.personId)).rejects.toThrow("row-level security");
  await expect(strike({ ...otto, roles: ["directive-officer", "enforcement"] }, otto.personId)).rejects.toThrow("row-level security");
  expect(await strike(otto, otto.personId)).toBe(1);
  for (const table of ["evidence", "evidence_retraction"]) expect((await countVisibleRows(world.services, NOBODY, "obligations"))[table]).toBe(1);
  await expect(world.services.as(otto).db.execute(sql`UPDATE obligations.evidence_retraction SET reason = 'Right.'`)).rejects.toThrow("permission denied");
});

test("another installation's key needs two people, and its statements a key that is pinned for their paragraph", async () => {
  const world = await createWorld();
  const [olga, otto] = [
    await world.person({ organisation: "Exercise Guidance", kind: "government", name: "Olga", roles: ["directive-officer"] }),
    await world.person({ organisation: "Exercise Guidance", kind: "government", name: "Otto", roles: ["directive-officer"] }),
  ];
  const at = world.services.clock();
  const propose = (actor: Actor, by: string, confirmedBy: string | null = null) => world.services.as(actor).db.execute(sql`INSERT INTO obligations.milestone_peer (id, installation, public_key, key_id, paragraphs, proposed_by, proposed_at, confirmed_by, confirmed_at)
    VALUES ('mpe_one', 'shield.example', 'k', 'k', ARRAY['2(a)'], ${by}, ${at}, ${confirmedBy}, ${confirmedBy === null ? null : at})`);
  const confirm = (actor: Actor) => world.services.as(actor).db.execute(sql`UPDATE obligations.milestone_peer SET confirmed_by = ${actor.personId}, confirmed_at = ${at} WHERE id = 'mpe_one'`);
  const receive = (actor: Actor, paragraph: string) => world.services.as(actor).db.execute(sql`INSERT INTO obligations.milestone_received (id, peer_id, paragraph, sequence, status, as_of, digest, envelope, received_by, received_at)
    VALUES (${`mst_${paragraph}`}, 'mpe_one', ${paragraph}, 1, 'met', '2026-08-01', 'd', '{}', ${actor.personId}, ${at})`);
  await expect(propose(olga, otto.personId)).rejects.toThrow("row-level security");
  await expect(propose(olga, olga.personId, otto.personId)).rejects.toThrow("row-level security");
  await expect(propose({ ...olga, roles: ["omb-opm-officer"] }, olga.personId)).rejects.toThrow("row-level security");
  expect(await propose(olga, olga.personId)).toBe(1);
  await expect(receive(otto, "2(a)")).rejects.toThrow("row-level security");
  await expect(confirm(olga)).rejects.toThrow("milestone_peer_check");
  expect(await confirm(otto)).toBe(1);
  await expect(receive(otto, "2(b)")).rejects.toThrow("row-level security");
  expect(await receive(otto, "2(a)")).toBe(1);
  await expect(world.services.as(otto).db.execute(sql`UPDATE obligations.milestone_peer SET public_key = 'mine'`)).rejects.toThrow("permission denied");
  await expect(world.services.as(otto).db.execute(sql`INSERT INTO obligations.milestone_stated (paragraph, sequence, status, as_of, envelope, stated_at) VALUES ('2(a)', 1, 'met', '2026-08-01', '{}', ${at})`)).rejects.toThrow("row-level security");
});

test("raw counts of hiring are their keepers' alone, and trackers are kept in one's own name", async () => {
  const world = await createWorld();
  const pat = await world.person({ organisation: "Exercise Budget", kind: "government", name: "Pat", roles: ["omb-opm-officer"] });
  const count = (actor: Actor, by: string) => world.services.as(actor).db.execute(sql`INSERT INTO obligations.hiring_count (id, pathway_id, quarter, openings, filled, link, stated_on, recorded_by, recorded_at)
    VALUES (${`hct_${by}`}, 'pwy_one', '2026-Q3', 9, 3, 'https://www.example.gov/', '2026-08-01', ${by}, ${world.services.clock()})`);
  await expect(count(pat, "per_other")).rejects.toThrow("row-level security");
  for (const role of ["clearinghouse-director", "directive-officer", "oversight", "administrator"]) await expect(count({ ...pat, roles: [role] }, pat.personId)).rejects.toThrow("row-level security");
  expect(await count(pat, pat.personId)).toBe(1);
  const name = (actor: Actor, id = "grp_one") => world.services.as(actor).db.execute(sql`INSERT INTO obligations.tracker_name (tracked_id, tracker, name) VALUES (${id}, 'grant', 'harbour fund')`);
  for (const actor of [NOBODY, { ...pat, roles: ["directive-officer"] }, { ...pat, roles: ["omb-opm-officer", "procurement"] }]) await expect(name(actor)).rejects.toThrow("row-level security");
  expect(await name(pat)).toBe(1);
  await expect(name(pat, "grp_two")).rejects.toThrow("tracker_name_tracker_name_key");
  expect(await world.services.as({ ...pat, roles: ["directive-officer"] }).db.execute(sql`DELETE FROM obligations.tracker_name`)).toBe(0);
  expect(await countVisibleRows(world.services, pat, "obligations")).toEqual({ hiring_count: 1, tracker_name: 1 });
  for (const actor of [NOBODY, { ...pat, roles: ["oversight"] }, { ...pat, roles: ["omb-opm-officer", "procurement"] }]) expect(await countVisibleRows(world.services, actor, "obligations")).toEqual({ tracker_name: 1 });
});
