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
