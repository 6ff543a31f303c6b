import { expect, test } from "vitest";
import { NOBODY, sql, type Actor } from "#rooms/platform";
import { countVisibleRows, listGuardedTables } from "../../../tests/setup/visible-rows.ts";
import { listAgency } from "../directives/directives.fixture.ts";
import { agencyScene, sendScan, takeKev } from "./instances.fixture.ts";

const OURS = ["asset", "clock", "clock_move", "flaw", "forensic_task", "instance", "instance_exception", "redating", "scanner_import", "tally"];

test("a workflow that forgets every policy still shows an agency its own rows, officers what they count by, and nobody else any", async () => {
  const { world, ciso, officer, second, stranger, analyst } = await agencyScene();
  await listAgency(world, { by: [officer, second], agency: stranger });
  await sendScan(world, ciso, ["web-01,CVE-2026-11111,2026-08-20,", "db-02,CVE-2026-11111,2026-08-20,"]);
  await takeKev(world, analyst, { "CVE-2026-11111": "2026-08-30" });
  const [{ assetId }] = (await world.call("GET", "/agency/instances", { as: ciso })).json.instances;
  await world.call("POST", `/agency/assets/${assetId}/judge`, { as: ciso, body: { exposed: "no" } });
  await world.call("POST", "/agency/instance-exceptions", { as: ciso, body: { cveId: "CVE-2026-11111", reason: "x", control: "y", until: "2026-10-01" } });
  const shows = async (actor: Actor) => Object.fromEntries(Object.entries(await countVisibleRows(world.services, actor, "obligations")).filter(([table]) => OURS.includes(table)));
  const everybodys = { flaw: 4 };
  expect(await shows(ciso)).toEqual({ ...everybodys, asset: 2, clock: 2, clock_move: 1, forensic_task: 1, instance: 2, instance_exception: 1, redating: 1, scanner_import: 1, tally: 2 });
  expect(await shows(officer)).toEqual({ ...everybodys, clock: 2, forensic_task: 1, instance_exception: 1, tally: 2 });
  for (const actor of [stranger, analyst, NOBODY, { ...ciso, roles: ["oversight"] }, { ...ciso, roles: ["administrator"] }, { ...ciso, roles: ["agency-ciso", "enforcement"] }, { ...officer, roles: ["directive-officer", "procurement"] }]) expect([actor.roles, await shows(actor)]).toEqual([actor.roles, everybodys]);

  const attempt = (actor: Actor, statement: ReturnType<typeof sql>) => world.services.as(actor).db.execute(statement);
  for (const actor of [stranger, officer]) expect(await attempt(actor, sql`UPDATE obligations.instance SET state = 'fixed', closed_on = '2026-09-01'`)).toBe(0);
  expect(await attempt(stranger, sql`UPDATE obligations.clock SET due_on = '2030-01-01'`)).toBe(0);
  expect(await attempt(officer, sql`UPDATE obligations.clock SET due_on = '2030-01-01'`)).toBe(0);
  await expect(attempt(ciso, sql`UPDATE obligations.flaw SET in_kev = false`)).resolves.toBe(0);
  await expect(attempt(ciso, sql`UPDATE obligations.instance_exception SET state = 'granted', decided_by = ${ciso.personId}, decided_at = now()`)).rejects.toThrow(/row-level security/);
  // A colleague of whoever asked may take it back, and neither grant nor refuse it.
  const colleague = await world.person({ organisation: "River Survey Agency", kind: "government", name: "Mara", roles: ["agency-ciso"] });
  await expect(attempt({ ...colleague, organisationId: ciso.organisationId }, sql`UPDATE obligations.instance_exception SET state = 'granted', decided_by = ${colleague.personId}, decided_at = now()`)).rejects.toThrow("row-level security");
  expect(await attempt(stranger, sql`UPDATE obligations.instance_exception SET state = 'withdrawn', decided_at = now()`)).toBe(0);
  await expect(attempt(ciso, sql`UPDATE obligations.tally SET instances = 0`)).rejects.toThrow("permission denied");
  await expect(attempt(ciso, sql`DELETE FROM obligations.instance`)).rejects.toThrow("permission denied");
  await expect(attempt(stranger, sql`INSERT INTO obligations.clock (organisation_id, cve_id, exposed, detected_on) VALUES (${ciso.organisationId}, 'CVE-2026-1', 'no', '2026-01-01')`)).rejects.toThrow("row-level security");
  expect((await listGuardedTables(world.services, "obligations")).open).toEqual([]);
});

test("the database itself puts no asset, scan or exception down for anybody but a listed civilian agency (INV-19)", async () => {
  const { world, stranger } = await agencyScene();
  const { db } = world.services;
  const firm = await world.person({ organisation: "Private Firm", kind: "operator", name: "Fay", roles: ["agency-ciso"] });
  for (const { organisationId } of [stranger, firm]) {
    await expect(db.execute(sql`INSERT INTO obligations.asset (id, organisation_id, key_hash, content_hash, environment, exposed, content, updated_at) VALUES ('ast_x', ${organisationId}, 'k', 'c', 'unknown', 'unknown', 's', now())`)).rejects.toThrow("federal civilian executive branch agencies only");
    await expect(db.execute(sql`INSERT INTO obligations.scanner_import (id, organisation_id, scanner, scanned_on, complete, state, receipt, taken_by, started_at) VALUES ('scan_x', ${organisationId}, 'generic', '2026-01-01', false, 'running', '{}', 'p', now())`)).rejects.toThrow("federal civilian executive branch agencies only");
    await expect(db.execute(sql`INSERT INTO obligations.clock (organisation_id, cve_id, exposed, detected_on) VALUES (${organisationId}, 'CVE-2026-1', 'no', '2026-01-01')`)).rejects.toThrow("violates foreign key");
  }
});

test("none of the agency's routes answers anybody but a listed civilian agency (INV-19)", async () => {
  const { world, stranger } = await agencyScene();
  const bound = await Promise.all(["government", "operator", "developer", "partner", "vendor", "clearinghouse", "oversight", "platform"].map((kind) => world.person({ organisation: `House of ${kind}`, kind: kind as "operator", name: `Pat ${kind}`, roles: ["agency-ciso"] })));
  const { instanceRoutes } = await import("./instances.routes.ts");
  const asked = instanceRoutes.filter(({ path, permission }) => permission === "obligations:keep-instances" && !path.includes("{") && !path.endsWith("/templates"));
  expect(asked.length).toBeGreaterThan(10);
  const bodies: Readonly<Record<string, object>> = {
    "/agency/assets": { assets: [{ key: "web-01" }] }, "/agency/instances/confirm-gone": {}, "/agency/instance-exceptions": { cveId: "CVE-2026-11111", reason: "x", control: "y", until: "2026-10-01" },
  };
  for (const as of [stranger, ...bound]) {
    for (const { method, path, upload } of asked) {
      const query = path === "/agency/imports" && method === "post" ? "?scanner=generic" : path === "/agency/due" ? "?span=overdue" : "";
      const { status, json } = await world.call(method.toUpperCase(), `${path}${query}`, { as, ...(upload ? { raw: Buffer.from("asset,cve\nweb-01,CVE-2026-11111\n") } : method === "post" ? { body: bodies[path] } : {}) });
      expect([as.organisationId, path, status, json?.error?.code]).toEqual([as.organisationId, path, 422, "not-a-civilian-agency"]);
    }
  }
  expect(await world.services.db.query(sql`SELECT id FROM obligations.asset`)).toEqual([]);
});
