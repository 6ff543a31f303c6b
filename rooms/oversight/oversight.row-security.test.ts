import { expect, test } from "vitest";
import { NOBODY, sql } from "#rooms/platform";
import { countVisibleRows, listGuardedTables } from "../../tests/setup/visible-rows.ts";
import { openReportScene } from "./reports/reports.fixture.ts";

test("reports are everybody's to read and nobody's to write, change or take back, and a look is its inspector's own", async () => {
  const scene = await openReportScene();
  const { world, inspector } = scene;
  const { services } = world;
  const { id, size } = (await scene.publish()).json;
  await world.call("POST", "/oversight/looks", { as: inspector, body: { size } });
  const colleague = await world.person({ organisation: "Inspectorate", kind: "oversight", name: "Ivo", roles: ["oversight"] });
  const published = { definitions: 1, report: 1, report_file: 1 };
  expect(await countVisibleRows(services, NOBODY, "oversight")).toEqual(published);
  expect(await countVisibleRows(services, colleague, "oversight")).toEqual(published);
  expect(await countVisibleRows(services, inspector, "oversight")).toEqual({ ...published, look: 1 });
  for (const roles of [["operator"], ["oversight", "enforcement"]] as const) expect(await countVisibleRows(services, { ...inspector, roles }, "oversight")).toEqual(roles[0] === "oversight" ? { ...published, look: 1 } : published);
  const { db } = services.as(inspector);
  await expect(db.execute(sql`INSERT INTO oversight.report_file (report_id, name, content) VALUES (${id}, 'receipt.json', '{}')`)).rejects.toThrow("row-level security");
  await expect(db.execute(sql`INSERT INTO oversight.definitions (sha256, content) VALUES ('x', '[]')`)).rejects.toThrow("row-level security");
  await expect(db.execute(sql`INSERT INTO oversight.report SELECT 'rep_other', 'at-will', period_from, period_to, size, definitions, sha256, entry_id, published_at FROM oversight.report`)).rejects.toThrow("row-level security");
  for (const table of [sql`DELETE FROM oversight.report`, sql`UPDATE oversight.report SET sha256 = ''`, sql`DELETE FROM oversight.report_file`, sql`UPDATE oversight.report_file SET content = ''`, sql`UPDATE oversight.definitions SET content = ''`, sql`DELETE FROM oversight.look`]) {
    await expect(db.execute(table)).rejects.toThrow("permission denied");
  }
  expect((await listGuardedTables(services, "oversight")).open).toEqual([]);
});
