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
  const hana = await personAt(world, "hana@hospital.example");
  expect([entered.status, entered.json]).toEqual([201, { formNumber, organisationId: hana.organisationId, slip: null }]);
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
  expect(await refusal({ vital: [1] })).toEqual([400, "invalid-input", "vital"]);
  expect(await refusal({ list: LIST, vital: [2, 7] })).toEqual([422, "no-such-asset", "vital"]);
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
  const { organisationId } = await personAt(world, "hana@hospital.example");
  expect(replies.map(({ status, json }) => [status, json])).toEqual(Array.from({ length: 4 }, () => [201, { formNumber, organisationId, slip: null }]));
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

test("whoever left by its slip can join again under the same name, as the name is erased too; one that has people keeps its name", async () => {
  const { world, analyst } = await openWorld();
  const leave = async (slip: string) => expect((await world.call("POST", slipOf(slip), { raw: Buffer.from("answer=leave"), headers: { "content-type": "application/x-www-form-urlencoded" } })).status).toBe(200);
  const named = () => world.services.db.query<{ id: string }>(sql`SELECT id FROM access.organisation WHERE name = 'Paper Hospital'`);
  const first = await ok(enter(world, analyst, { formNumber: await printed(world), contact: BY_TELEPHONE }));
  await leave(first.slip);
  expect(await named()).toEqual([]);
  const again = await ok(enter(world, analyst, { formNumber: await printed(world), contact: BY_TELEPHONE }));
  expect(await named()).toEqual([{ id: again.organisationId }]);
  expect(again.organisationId).not.toBe(first.organisationId);
  expect((await world.ledgerKinds()).filter((kind) => kind === "access.organisation-forgotten")).toHaveLength(1);

  await ok(enter(world, analyst, { formNumber: await printed(world), name: undefined, organisationId: again.organisationId }));
  const [mail] = await mailsOf(world, await personAt(world, "hana@hospital.example"));
  await leave(mail?.text ?? "");
  expect(await named()).toEqual([{ id: again.organisationId }]);
});

test("who joined by telephone gets an account by a later form with its number, and from then on nobody here opens its plan", async () => {
  const { world, analyst, publish } = await openWorld();
  const [early, late] = [await printed(world), await printed(world)];
  const { organisationId, slip } = await ok(enter(world, analyst, { formNumber: early, contact: BY_TELEPHONE, list: LIST }));
  await publish();
  const again = await printed(world);
  const moved = await ok(enter(world, analyst, { formNumber: again, name: undefined, organisationId, contact: { ...BY_TELEPHONE, by: "post", address: "Mill Lane 1" } }));
  expect([moved.organisationId, slipOf(moved.slip).includes(again), (await world.call("GET", slipOf(slip))).status]).toEqual([organisationId, true, 404]);
  expect(await ok(enter(world, analyst, { formNumber: late, name: undefined, organisationId }))).toEqual({ formNumber: late, organisationId, slip: null });
  await world.drain();
  const hana = await personAt(world, "hana@hospital.example");
  expect(hana).toMatchObject({ organisationId, roles: ["operator"] });
  expect((await mailsOf(world, hana)).map(({ subject }) => subject)).toContain("Your paper form was typed in");
  expect((await planOf(world, hana)).steps).toHaveLength(1);
  for (const formNumber of [early, again, late]) expect((await world.call("POST", "/paper-forms/plan", { as: analyst, body: { formNumber } })).json.error).toMatchObject({ code: "not-told-by-us", field: "formNumber" });
});

test("whoever tells an operator without an account opens its plan by the form's number and types in what it says; the operator sees each look and by which way its word came", async () => {
  const { world, analyst, second, publish } = await openWorld();
  const formNumber = await printed(world);
  const { organisationId } = await ok(enter(world, analyst, { formNumber, contact: BY_TELEPHONE, list: LIST, helper: "Cousin Pia, 555 0199" }));
  await publish();
  const open = (as: Actor, number = formNumber) => world.call("POST", "/paper-forms/plan", { as, body: { formNumber: number } });
  const shown = await ok(open(second, ` ${formNumber.toLowerCase()}`));
  expect(shown).toMatchObject({ formNumber, organisationId, by: "telephone", helper: "Cousin Pia, 555 0199", steps: [{ may: expect.arrayContaining(["acknowledge", "apply", "defer"]) }] });
  expect(shown.printed).toContain("CANARY-ward pump");
  const [step] = shown.steps;
  const answer = (body: object, stepId = step.id) => world.call("POST", "/paper-forms/answers", { as: second, body: { formNumber, stepId, answer: body } });
  const later = { action: "defer", reason: "Harvest.", compensatingControl: "Cut off.", reviewOn: "2026-12-01T00:00:00Z" };
  expect((await ok(answer(later))).steps).toMatchObject([{ id: step.id, may: expect.arrayContaining(["apply"]) }]);
  expect((await ok(answer({ action: "apply" }))).steps).toEqual([]);
  expect((await answer(later)).json.error.code).toBe("not-in-that-state");
  expect(await world.services.db.query(sql`SELECT to_state, channel FROM distribution.turn ORDER BY written`)).toEqual([
    { to_state: "unreachable", channel: "system" }, { to_state: "deferred", channel: "telephone" }, { to_state: "applied", channel: "telephone" },
  ]);

  const other = await enrolled(world, "Exercise Utility");
  const [foreign] = (await planOf(world, other)).steps;
  expect((await answer({ action: "acknowledge" }, foreign.id)).status).toBe(404);
  expect((await open(analyst, await printed(world))).json.error).toMatchObject({ code: "not-told-by-us", field: "formNumber" });
  const officer = await world.person({ organisation: "Exercise Directives", kind: "government", name: "Dora", roles: ["directive-officer"] });
  expect([(await open(other)).status, (await open(officer)).status]).toEqual([403, 403]);

  await ok(enter(world, analyst, { formNumber: await printed(world), name: undefined, organisationId }));
  const hana = await personAt(world, "hana@hospital.example");
  const { turns } = await ok(world.call("GET", `/operator/plan/${step.id}/history`, { as: hana }));
  expect(turns.map(({ channel }: { channel: string }) => channel)).toEqual(expect.arrayContaining(["system", "telephone"]));
  const seen = await world.services.as(hana).db.query<{ kind: string; acted_by: string }>(sql`SELECT kind, acted_by FROM audit.entry WHERE kind IN ('access.read', 'distribution.step-deferred', 'distribution.step-applied') ORDER BY sequence`);
  expect(seen).toEqual(["access.read", "distribution.step-deferred", "access.read", "distribution.step-applied", "access.read"].map((kind) => ({ kind, acted_by: second.personId })));
});

test("what the form marks as vital is marked as on the page, and who helps is kept for the operator to see and acts for nobody", async () => {
  const { world, analyst } = await openWorld();
  const list = "Tinyini Project tinyini 1.3.0\nPlainware desk phone 3.1\nPlainware router 2.0\n";
  await ok(enter(world, analyst, { formNumber: await printed(world), list, vital: [1, 3], helper: "Cousin Pia, 555 0199" }));
  const hana = await personAt(world, "hana@hospital.example");
  const { inventories } = await ok(world.call("GET", "/operator/inventories", { as: hana }));
  const { firstAssets } = await ok(world.call("GET", `/operator/inventories/${inventories[0].id}`, { as: hana }));
  expect(firstAssets.map(({ vital }: { vital: boolean }) => vital)).toEqual([true, false, true]);
  expect(await ok(world.call("GET", "/operator/enrolment", { as: hana }))).toMatchObject({ paper: { helper: "Cousin Pia, 555 0199" }, delegates: [] });
  expect(JSON.stringify(await world.services.db.query(sql`SELECT paper FROM distribution.enrolment`))).not.toContain("Pia");
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
  expect(told[0].link).toBe("/distribution/paper/tell");
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
    expect(await ok(enter(world, analyst, { formNumber, name: undefined, organisationId: own.organisationId, contact: thief, list: LIST }))).toEqual({ formNumber, organisationId: own.organisationId, slip: null });
    expect((await mailsOf(world, own)).map(({ subject }) => subject)).toEqual(["Your paper form was typed in"]);
    expect(await ok(world.call("GET", "/operator/profile", { as: own }))).toMatchObject({ sector: "healthcare", region: "west" });
  }
  expect(await world.services.db.query(sql`SELECT to_address FROM platform.mail WHERE to_address = ${thief.address}`)).toEqual([]);
  expect(await world.services.db.query(sql`SELECT organisation_id, contact_person_id FROM distribution.operator ORDER BY organisation_id`))
    .toEqual([utility, clinic].map(({ organisationId, personId }) => ({ organisation_id: organisationId, contact_person_id: personId })).toSorted((a, b) => (a.organisation_id < b.organisation_id ? -1 : 1)));
});
