import { expect, test } from "vitest";
import { sql, type Actor } from "#rooms/platform";
import { createWorld, type World } from "../../../tests/setup/world.ts";
import { enrolled, LIST, mailsOf, ok, openWorld, planOf } from "../deployment/operators.fixture.ts";

const AGREED = { version: "1", signedBy: "Hana Hill", signedOn: "2026-08-30" };
const PROFILE = { choice: "healthcare", sizeBand: "under-10", region: "west" };
const BY_MAIL = { name: "Hana Hill", by: "mail", address: "hana@hospital.example" };
const BY_TELEPHONE = { name: "Hana Hill", by: "telephone", address: "555 0100" };

const printed = async (world: World) => (await ok(world.call("POST", "/paper-forms"))).formNumber as string;
const enter = (world: World, as: Actor, form: object) => world.call("POST", "/paper-forms/entered", { as, body: { name: "Paper Hospital", contact: BY_MAIL, profile: PROFILE, agreed: AGREED, ...form } });
const kindsFor = (world: World, subject: string) => world.services.db.query<{ kind: string; acted_by: string }>(sql`SELECT kind, acted_by FROM audit.entry WHERE subject = ${subject} ORDER BY sequence`);
/** Who signed in by mail after joining on paper. */
const personAt = async (world: World, email: string): Promise<Actor> => {
  const row = await world.services.db.find<{ id: string; organisation_id: string; roles: string[] }>(sql`SELECT id, organisation_id, roles FROM access.person WHERE email = ${email}`);
  if (!row) throw new Error(`Nobody has ${email}`);
  return { personId: row.id, organisationId: row.organisation_id, roles: row.roles, sessionId: `ses_${row.id.slice(4)}` };
};
const slipOf = (text: string) => /\/api(\/operator\/slip\/\S+)/.exec(text)?.[1] ?? "";

test("whoever signed a form on paper is enrolled with its list, gets a mail, sees who typed it in, and has a plan like anybody", async () => {
  const { world, analyst, publish } = await openWorld();
  const formNumber = await printed(world);
  const entered = await enter(world, analyst, { formNumber: ` ${formNumber.toLowerCase()} `, list: LIST });
  expect([entered.status, entered.json]).toEqual([201, { formNumber, slip: null }]);
  const hana = await personAt(world, "hana@hospital.example");
  const [mail] = await mailsOf(world, hana);
  expect([mail?.subject, mail?.text.includes(formNumber)]).toEqual(["Your paper form was typed in", true]);
  const enrolment = await ok(world.call("GET", "/operator/enrolment", { as: hana }));
  expect(enrolment).toMatchObject({ state: "enrolled", profile: { choice: "healthcare", region: "west" }, paper: { formNumber, enteredBy: "Exercise Clearinghouse", enteredAt: world.services.clock().toISOString(), signedBy: "Hana Hill", signedOn: "2026-08-30" } });
  expect(enrolment.paper).not.toHaveProperty("by");
  const { inventories } = await ok(world.call("GET", "/operator/inventories", { as: hana }));
  expect(inventories.map(({ fileName, assets }: Record<string, unknown>) => [fileName, assets])).toEqual([[`Paper form ${formNumber}`, 1]]);
  await publish();
  expect((await planOf(world, hana)).steps).toHaveLength(1);
  expect(await kindsFor(world, hana.organisationId)).toEqual(["access.organisation-added", "distribution.enrolment-begun", "distribution.terms-accepted", "distribution.operator-enrolled", "distribution.paper-entered", "distribution.operator-notified"]
    .map((kind) => ({ kind, acted_by: kind.endsWith("notified") ? "system" : analyst.personId })));
});

test("whoever typed it in sees nothing of the operator afterwards, not its list, its plan or its way through the ledger", async () => {
  const { world, analyst } = await openWorld();
  await ok(enter(world, analyst, { formNumber: await printed(world), list: LIST }));
  const { organisationId } = await personAt(world, "hana@hospital.example");
  for (const path of ["plan", "inventories", "enrolment", "profile"]) {
    const { status } = await world.call("GET", `/operator/${path}?organisationId=${organisationId}`, { as: analyst });
    expect([path, [403, 404].includes(status)]).toEqual([path, true]);
  }
  const asAnalyst = world.services.as(analyst).db;
  for (const table of [sql`distribution.operator`, sql`distribution.enrolment`, sql`distribution.inventory`, sql`distribution.component`, sql`distribution.paper_form`]) expect(await asAnalyst.query(sql`SELECT * FROM ${table}`)).toEqual([]);
  const seen = await asAnalyst.query<{ kind: string }>(sql`SELECT kind FROM audit.entry WHERE subject = ${organisationId} ORDER BY sequence`);
  expect(seen.map(({ kind }) => kind)).toEqual(["access.organisation-added", "distribution.paper-entered"]);
});

test("the same form again changes nothing and has the same reply; its number with other words, a wrong one and an old signature are refused, and nothing is kept", async () => {
  const { world, analyst } = await openWorld();
  const formNumber = await printed(world);
  const refusal = async (form: object) => {
    const { status, json } = await enter(world, analyst, { formNumber, ...form });
    return [status, json.error.code, json.error.field];
  };
  expect(await refusal({ formNumber: "22222-22223" })).toEqual([422, "no-such-form", "formNumber"]);
  expect(await refusal({ agreed: { ...AGREED, version: "0" } })).toEqual([409, "terms-changed", "agreed.version"]);
  expect(await refusal({ agreed: { ...AGREED, signedOn: "2026-09-03" } })).toEqual([422, "signature-not-valid", "agreed.signedOn"]);
  expect(await refusal({ agreed: { ...AGREED, signedOn: "2025-08-01" } })).toEqual([422, "signature-not-valid", "agreed.signedOn"]);
  expect(await refusal({ profile: { ...PROFILE, choice: "spa" } })).toEqual([422, "no-such-choice", "profile.choice"]);
  expect(await refusal({ list: '{"bomFormat":' })).toEqual([422, "inventory-not-readable", "list"]);
  expect(await refusal({ contact: { ...BY_MAIL, address: "555 0100" } })).toEqual([400, "invalid-input", "contact.address"]);
  expect(await refusal({ organisationId: analyst.organisationId })).toEqual([400, "invalid-input", "name"]);
  expect(await refusal({ name: undefined, organisationId: analyst.organisationId })).toEqual([422, "no-such-operator", "organisationId"]);
  expect(await refusal({ name: "Exercise Clearinghouse" })).toEqual([409, "already-here", "name"]);
  const utility = await enrolled(world, "Exercise Utility");
  const taken = (await world.services.db.find<{ email: string }>(sql`SELECT email FROM access.person WHERE id = ${utility.personId}`))?.email ?? "";
  expect(await refusal({ contact: { ...BY_MAIL, address: taken } })).toEqual([409, "already-here", "contact.address"]);
  expect(await world.services.db.query(sql`SELECT name FROM access.organisation WHERE name = 'Paper Hospital'`)).toEqual([]);
  expect(await world.services.db.query(sql`SELECT * FROM distribution.paper_form`)).toEqual([]);

  const first = await enter(world, analyst, { formNumber, list: LIST });
  const before = await world.ledgerKinds();
  const second = await enter(world, analyst, { formNumber, list: LIST });
  expect([second.status, second.json, await world.ledgerKinds()]).toEqual([first.status, first.json, before]);
  expect(await refusal({ list: "Something else 1.0" })).toEqual([409, "form-used", "formNumber"]);
  expect((await enter(world, utility, { formNumber: await printed(world) })).status).toBe(403);
});

test("two who type in one form at once enrol one operator", async () => {
  const { world, analyst, second } = await openWorld();
  const formNumber = await printed(world);
  const replies = await Promise.all([analyst, second, analyst, second].map((as) => enter(world, as, { formNumber, list: LIST })));
  expect(replies.map(({ status, json }) => [status, json])).toEqual(Array.from({ length: 4 }, () => [201, { formNumber, slip: null }]));
  expect((await world.ledgerKinds()).filter((kind) => kind === "distribution.operator-enrolled")).toHaveLength(1);
});

test("whoever holds the slip leaves by it without an account; looking erases nothing, a made-up one opens nothing, and the form enrols nobody again", async () => {
  const world = await createWorld();
  const analyst = await world.person({ organisation: "Exercise Clearinghouse", kind: "clearinghouse", name: "Anna", roles: ["clearinghouse-analyst"] });
  const formNumber = await printed(world);
  const form = { formNumber, contact: BY_TELEPHONE, list: LIST };
  const { slip } = await ok(enter(world, analyst, form));
  expect(slip).toContain(formNumber);
  const path = slipOf(slip);
  const rows = async () => (await world.services.db.find<{ count: number }>(sql`SELECT (SELECT count(*) FROM distribution.operator) + (SELECT count(*) FROM distribution.enrolment) + (SELECT count(*) FROM distribution.inventory) + (SELECT count(*) FROM distribution.component) AS count`))?.count;
  const page = await world.call("GET", path);
  expect([page.status, page.headers.get("content-type"), page.text.includes("<button"), (await rows()) ?? 0]).toEqual([200, "text/html; charset=utf-8", true, expect.any(Number)]);
  expect(await rows()).toBeGreaterThan(3);
  expect((await world.call("GET", path.replace(/.{6}$/, "000000"))).status).toBe(404);
  const left = await world.call("POST", path, { raw: Buffer.from("answer=leave"), headers: { "content-type": "application/x-www-form-urlencoded" } });
  expect([left.status, left.text.includes("You have left"), await rows()]).toEqual([200, true, 0]);
  expect((await world.call("GET", path)).status).toBe(404);
  expect((await world.ledgerKinds()).filter((kind) => kind === "distribution.operator-left")).toHaveLength(1);
  expect((await ok(enter(world, analyst, form))).slip).toBe(slip);
  expect(await rows()).toBe(0);
});

test("who has no mail is told by somebody of the house, who learns the form's number and none of what it owns; until its own word it counts as not told", async () => {
  const { world, analyst, publish } = await openWorld();
  const formNumber = await printed(world);
  await ok(enter(world, analyst, { formNumber, contact: BY_TELEPHONE, list: LIST }));
  await publish();
  const { entries } = await ok(world.call("GET", "/inbox", { as: analyst }));
  const told = entries.filter(({ kind }: { kind: string }) => kind === "distribution.to-be-told");
  expect(told).toHaveLength(1);
  expect(told[0].body).toContain(formNumber);
  expect(JSON.stringify(told)).not.toMatch(/tinyini|CANARY|1\.4\.2|Paper Hospital|555/i);
  expect(await world.services.db.query(sql`SELECT state, notified_at FROM distribution.match`)).toEqual([{ state: "unreachable", notified_at: null }]);
});

test("a form of an organisation that is here goes to its own people, whatever address stands on it, and says the same whether it was enrolled or not", async () => {
  const { world, analyst } = await openWorld();
  const utility = await enrolled(world, "Exercise Utility");
  const clinic = await world.person({ organisation: "Exercise Clinic", kind: "operator", name: "Cleo", roles: ["operator"] });
  const thief = { name: "Anna", by: "mail", address: "anna@elsewhere.example" };
  for (const own of [utility, clinic]) {
    const formNumber = await printed(world);
    expect(await ok(enter(world, analyst, { formNumber, name: undefined, organisationId: own.organisationId, contact: thief, list: LIST }))).toEqual({ formNumber, slip: null });
    expect((await mailsOf(world, own)).map(({ subject }) => subject)).toEqual(["Your paper form was typed in"]);
    expect(await ok(world.call("GET", "/operator/profile", { as: own }))).toMatchObject({ sector: "healthcare", region: "west" });
  }
  expect(await world.services.db.query(sql`SELECT to_address FROM platform.mail WHERE to_address = ${thief.address}`)).toEqual([]);
  expect(await world.services.db.query(sql`SELECT organisation_id, contact_person_id FROM distribution.operator ORDER BY organisation_id`))
    .toEqual([utility, clinic].map(({ organisationId, personId }) => ({ organisation_id: organisationId, contact_person_id: personId })).toSorted((a, b) => (a.organisation_id < b.organisation_id ? -1 : 1)));
});
