import { expect, onTestFinished, test } from "vitest";
import { openDatabase, sql } from "#rooms/platform";
import { gaugeBundle, requireOk, submitBundle } from "../setup/clearinghouse.ts";
import { makeRecords, openHouses, openOfferedWindow, type Houses } from "../api/records.ts";
import { createWorld } from "../setup/world.ts";
import { openScene } from "./attack.ts";

/** Which of a house's records its organisation's own file holds. */
const OWNED: Readonly<Partial<Record<keyof Houses, readonly (keyof Awaited<ReturnType<typeof makeRecords>>)[]>>> = {
  developer: ["engagement", "agreement", "invitation", "undertaking", "determination", "earlyAccess"],
  finder: ["claim", "finding", "intake", "batch"],
  operator: ["inventory", "helpRequest", "scan"],
  evaluator: [],
  officer: ["agreement"],
  partner: [],
  // Its instances, of which there may be a million, are a download of their own, whose address the file names.
  ciso: ["directiveItem", "agencyAsset", "forensicTask", "instanceException"],
};

test("each organisation's own file holds all that it has in every room, and not a word or an identifier of the other organisation's", async () => {
  const world = await createWorld();
  const houses = { Kelp: await openHouses(world, "Kelp"), Rival: await openHouses(world, "Rival") };
  const kelps = await makeRecords(world, houses.Kelp);
  // Both would scan the same product: the first has given its claim back when the second makes one.
  await requireOk(world.call("POST", `/claims/${kelps.claim}/release`, { as: houses.Kelp.finder }));
  const records = { Kelp: kelps, Rival: await makeRecords(world, houses.Rival) };
  await openOfferedWindow(world, houses.Kelp, records.Kelp.engagement);
  await submitBundle(world, houses.Rival.finder, await gaugeBundle({ title: "Rival title", shows: "level" }));
  await submitBundle(world, houses.Kelp.finder, await gaugeBundle({ title: "Kelp title", shows: "level" }));

  for (const [own, other] of [["Kelp", "Rival"], ["Rival", "Kelp"]] as const) {
    for (const who of Object.keys(OWNED) as (keyof Houses)[]) {
      const kind = { developer: "developer", finder: "partner", operator: "operator", evaluator: "government", officer: "government", partner: "partner", ciso: "government" }[who] as "developer";
      const house = { developer: "Lab", finder: "Watch", operator: "Utility", evaluator: "Agency", officer: "Office", partner: "Partner", ciso: "Bureau" }[who];
      const manager = await world.person({ organisation: `${own} ${house}`, kind, name: `${own} Manager`, roles: ["organisation-manager"] });
      const { status, text, json } = await world.call("GET", `/organisations/${manager.organisationId}/export`, { as: { ...manager, steppedUp: true } });
      expect([who, status, Object.keys(json.rooms)]).toEqual([who, 200, expect.arrayContaining(["access", "engagement", "determination", "partners", "findings", "coordination", "remediation", "distribution", "assistance", "obligations"])]);
      const isHeld = (id: string) => text.includes(id);
      expect([who, (OWNED[who] ?? []).filter((kindOf) => !isHeld(records[own][kindOf]))]).toEqual([who, []]);
      const foreign = [other, ...Object.values(records[other]), ...Object.values(houses[other]).flatMap(({ personId, organisationId }) => [personId, organisationId]), "canary-credential"];
      expect([who, foreign.filter(isHeld)]).toEqual([who, []]);
    }
  }
});

test("a record that a database administrator moved to another organisation goes into nobody's file", async () => {
  const { world, owners, records } = await openScene();
  const db = openDatabase({ url: world.services.configuration.databaseUrl });
  onTestFinished(() => db.close());
  const thief = await world.person({ organisation: "Thief", kind: "developer", name: "Theo", roles: ["organisation-manager"] });
  const to = thief.organisationId;
  await db.execute(sql`UPDATE engagement.model SET organisation_id = ${to}`);
  await db.execute(sql`UPDATE engagement.engagement SET organisation_id = ${to}`);
  await db.execute(sql`UPDATE engagement.agreement SET developer_organisation_id = ${to}`);
  await db.execute(sql`UPDATE engagement.invitation SET developer_organisation_id = ${to}`);
  await db.execute(sql`UPDATE engagement.nondisclosure_text SET organisation_id = ${to}`);
  await db.execute(sql`UPDATE engagement.undertaking SET developer_organisation_id = ${to}`);
  await db.execute(sql`UPDATE determination.request SET organisation_id = ${to}`);
  await db.execute(sql`UPDATE partners.early_access SET developer_organisation_id = ${to}`);
  await db.execute(sql`UPDATE findings.finding SET organisation_id = ${to}`);
  await db.execute(sql`UPDATE scanning.claim SET organisation_id = ${to}`);
  await db.execute(sql`UPDATE assistance.help_request SET organisation_id = ${to}`);
  await db.execute(sql`UPDATE assistance.scan SET organisation_id = ${to}`);
  await db.execute(sql`INSERT INTO distribution.operator (organisation_id, contact_person_id, sector, size_band, region, enrolled_at) VALUES (${to}, ${thief.personId}, 'energy', '1-to-9', 'midwest', now())`);
  await db.execute(sql`UPDATE distribution.inventory SET organisation_id = ${to}`);
  const { json, text } = await world.call("GET", `/organisations/${to}/export`, { as: { ...thief, steppedUp: true } });
  const { access: _own, ...rooms } = json.rooms as Record<string, Record<string, unknown>>;
  expect(Object.entries(rooms).flatMap(([room, kept]) => Object.entries(kept).flatMap(([name, list]) => (Array.isArray(list) && list.length > 0 ? [`${room}.${name}`] : [])))).toEqual([]);
  for (const word of ["canary", ...Object.values(records), ...Object.values(owners).map(({ personId }) => personId)]) expect(text.toLowerCase()).not.toContain(word);
});
