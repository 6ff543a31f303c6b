import { sql, type Actor } from "#rooms/platform";
import { expect, test } from "vitest";
import { secretSentTo, sentTo } from "../../tests/setup/mailbox.ts";
import { nominate, scene, vet, type Scene } from "./partners.fixture.ts";

const EMAIL = "somebody@outside.example";
const complain = (s: Scene, over: object = {}, as?: Actor) => s.world.call("POST", "/partners/complaints", { ...(as ? { as } : {}), body: { about: "criteria", text: "CANARY why was nobody of our region chosen?", email: EMAIL, ...over } });
const listed = async (s: Scene, as: Actor) => (await s.as(as, "GET", "/selection/complaints")).json.complaints as { readonly id: string; readonly state: string; readonly text: string }[];

test("anybody complains without an account, follows it by the mailed link, and closes it", async () => {
  const s = await scene();
  expect((await complain(s)).json).toEqual({ state: "received" });
  const mail = await sentTo(s.world, EMAIL);
  expect(mail).toContain("/complaint#");
  expect(mail).not.toContain("CANARY");
  const token = await secretSentTo(s.world, EMAIL);
  const follow = () => s.world.call("POST", "/complaints/open", { body: { token } });
  expect((await follow()).json).toMatchObject({ about: "criteria", state: "received", text: "CANARY why was nobody of our region chosen?", answer: null });
  expect((await s.as(s.sela, "GET", "/inbox")).json.entries[0]).toMatchObject({ kind: "partners.complaint-to-answer", link: "/selection/complaints" });
  const [{ id } = { id: "" }] = await listed(s, s.sela);
  expect((await s.as(s.sela, "POST", `/selection/complaints/${id}/closing`)).json.error.code).toBe("not-now");
  expect((await s.as(s.sela, "POST", `/selection/complaints/${id}/answer`, { answer: "Nobody asked; anybody may." })).json.complaints[0].state).toBe("answered");
  expect((await s.as(s.sela, "POST", `/selection/complaints/${id}/answer`, { answer: "Again." })).json.error.code).toBe("not-now");
  expect((await follow()).json).toMatchObject({ state: "answered", answer: "Nobody asked; anybody may." });
  expect((await s.world.call("POST", "/complaints/close", { body: { token } })).json.state).toBe("closed");
  expect((await s.world.call("POST", "/complaints/close", { body: { token } })).json.error.code).toBe("not-now");
  expect((await s.world.call("POST", "/complaints/open", { body: { token: "x".repeat(43) } })).status).toBe(410);
  expect((await s.world.ledgerKinds()).filter((kind) => kind.startsWith("partners.complaint"))).toEqual(["partners.complaint-received", "partners.complaint-answered", "partners.complaint-closed"]);
});

test("an officer closes what was answered", async () => {
  const s = await scene();
  await complain(s);
  const [{ id } = { id: "" }] = await listed(s, s.sela);
  await s.as(s.sela, "POST", `/selection/complaints/${id}/answer`, { answer: "So." });
  expect((await s.as(s.sela, "POST", `/selection/complaints/${id}/closing`)).json.complaints[0].state).toBe("closed");
});

test("nobody handles a complaint about themselves, nor one about a choosing they took part in", async () => {
  const s = await scene();
  const otto = await s.world.person({ organisation: "Second Office", kind: "government", name: "Otto", roles: ["partner-selection-officer"] });
  const earlyAccessId = await nominate(s);
  await vet(s, earlyAccessId);
  await complain(s, { about: "selection", earlyAccessId });
  await complain(s, { officerEmail: await s.email(otto) });
  const [aboutSelection] = await listed(s, otto);
  const [aboutOtto] = await listed(s, s.sela);
  expect([await listed(s, otto), await listed(s, s.sela)].map((list) => list.length)).toEqual([1, 1]);
  expect(aboutSelection?.id).not.toBe(aboutOtto?.id);
  expect((await s.as(s.sela, "POST", `/selection/complaints/${aboutSelection?.id}/answer`, { answer: "I did well." })).status).toBe(404);
  expect((await s.as(otto, "POST", `/selection/complaints/${aboutOtto?.id}/answer`, { answer: "I did well." })).status).toBe(404);
  expect((await s.as(otto, "GET", "/inbox")).json.entries.filter(({ kind }: { kind: string }) => kind === "partners.complaint-to-answer")).toHaveLength(1);
  // Not even by the database.
  const rows = (actor: Actor) => s.world.services.as(actor).db.query(sql`SELECT id FROM partners.complaint`);
  expect([(await rows(otto)).length, (await rows(s.sela)).length, (await rows(s.ada)).length]).toEqual([1, 1, 0]);
});

test("whoever complains learns nothing of officers or records from the reply, and text and address are sealed", async () => {
  const s = await scene();
  const earlyAccessId = await nominate(s);
  const replies = await Promise.all([complain(s), complain(s, { officerEmail: await s.email(s.sela) }), complain(s, { officerEmail: "nobody@nowhere.example" }), complain(s, { earlyAccessId }), complain(s, { earlyAccessId: "eac_00000000000000000000" }), complain(s, {}, s.pia)]);
  expect(new Set(replies.map(({ status, text }) => `${status} ${text}`))).toEqual(new Set(['202 {"state":"received"}']));
  const stored = JSON.stringify([await s.world.services.db.query(sql`SELECT * FROM partners.complaint`), await s.world.services.db.query(sql`SELECT content FROM audit.entry`)]);
  expect(stored).not.toMatch(/CANARY|outside\.example/);
  expect((await complain(s, { text: "" })).json.error.field).toBe("text");
  for (const role of ["administrator", "oversight", "clearinghouse-director"] as const) {
    const person = await s.world.person({ organisation: "Others", kind: "government", name: role, roles: [role] });
    expect((await s.as(person, "GET", "/selection/complaints")).status).toBe(403);
  }
});

test("the public sees how many complaints there were, and nothing of a few", async () => {
  const s = await scene();
  const counts = async () => (await s.world.call("GET", "/partners/complaints/counts")).json;
  expect(await counts()).toEqual({ received: null, answered: null, closed: null });
  await complain(s);
  expect(await counts()).toEqual({ received: null, answered: null, closed: null });
  for (let more = 0; more < 5; more += 1) await complain(s);
  expect(await counts()).toEqual({ received: 5, answered: null, closed: null });
});

test("who has an account finds its complaint in the organisation's own file", async () => {
  const s = await scene();
  await complain(s, {}, s.pia);
  await complain(s, { text: "Somebody else's." });
  const manager = await s.world.person({ organisation: "Lighthouse Defence", kind: "partner", name: "Mara", roles: ["organisation-manager"] });
  const { json } = await s.as({ ...manager, steppedUp: true }, "GET", `/organisations/${manager.organisationId}/export`);
  expect(json.rooms.partners.complaints.map(({ text }: { text: string }) => text)).toEqual(["CANARY why was nobody of our region chosen?"]);
});
