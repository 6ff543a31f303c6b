import { newId, sql, type Actor } from "#rooms/platform";
import { expect, test } from "vitest";
import { enrol } from "../../tests/api/records.ts";
import { requireOk } from "../../tests/setup/clearinghouse.ts";
import { createWorld } from "../../tests/setup/world.ts";
import { HELP_SEAL } from "./help/ask-for-help.ts";
import { insertHelpRequest } from "./help/help.store.ts";

const MORE_THAN_A_LIST = 210;
const DAY_MS = 86_400_000;
const STEPS = [{ act: "Update the pump at night.", why: "Its maker mended it." }];
const WINDOW = { from: "2026-09-05T01:00:00.000Z", until: "2026-09-05T05:00:00.000Z" };

async function people() {
  const world = await createWorld();
  const at = (as: Actor, method: string, path: string, body?: object) => world.call(method, `/assistance${path}`, { as, ...(body ? { body } : {}) });
  const hospital = await world.person({ organisation: "Exercise Hospital", kind: "operator", name: "Hana", roles: ["operator"] });
  const officer = await world.person({ organisation: "Exercise CISA", kind: "government", name: "Olga", roles: ["directive-officer"] });
  const second = await world.person({ organisation: "Exercise Partner", kind: "partner", name: "Paul", roles: ["partner-security-lead"] });
  const bank = await world.person({ organisation: "Exercise Bank", kind: "operator", name: "Ben", roles: ["operator"] });
  const analyst = await world.person({ organisation: "Clearinghouse", kind: "clearinghouse", name: "Anna", roles: ["clearinghouse-analyst"] });
  const ask = async (more: object = {}) => (await requireOk(at(hospital, "POST", "/requests", { kind: "maintenance-window", question: "CANARY When may we update the pumps?", ...more }))).requests[0].id as string;
  const own = async () => (await requireOk(at(hospital, "GET", "/requests"))).requests;
  const agree = async (id: string, helper = officer) => {
    await requireOk(at(helper, "POST", `/queue/${id}/volunteer`, { words: "We know pumps." }));
    const name = helper === officer ? "Exercise CISA" : "Exercise Partner";
    const { offers } = (await own()).find((request: { id: string }) => request.id === id);
    await requireOk(at(hospital, "POST", `/requests/${id}/agree`, { offerId: offers.find((offer: { organisationName: string }) => offer.organisationName === name).id }));
  };
  const inbox = async (as: Actor) => (await world.call("GET", "/inbox", { as })).json.entries.map(({ kind, link }: { kind: string; link: string }) => `${kind} ${link}`);
  const kinds = async () => (await world.ledgerKinds()).filter((kind) => kind.startsWith("assistance"));
  return { world, at, hospital, bank, officer, second, analyst, ask, own, agree, inbox, kinds };
}

test("an operator asks, agrees to one of those who volunteer, gives its word on the plan with a window, and reads what was done", async () => {
  const s = await people();
  await enrol(s.world, s.hospital);
  const id = await s.ask({ touchesControl: true });
  expect(await s.inbox(s.officer)).toEqual(["assistance.asked /assistance/requests"]);
  const waiting = (await s.at(s.second, "GET", "/queue")).json.requests[0];
  expect(waiting).toMatchObject({ id, kind: "maintenance-window", touchesControl: true, house: { sector: "energy", sizeBand: "10-to-49", region: "midwest" }, volunteered: false, details: null });
  expect(JSON.stringify(waiting)).not.toMatch(/CANARY|Exercise Hospital/);

  await requireOk(s.at(s.second, "POST", `/queue/${id}/volunteer`, { words: "We would too." }));
  await s.agree(id);
  expect((await s.own())[0]).toMatchObject({ state: "taken", takenBy: "Exercise CISA", offers: [{ organisationName: "Exercise CISA", agreed: true }] });
  expect((await s.at(s.second, "GET", "/queue")).json.requests).toEqual([]);
  expect((await s.at(s.officer, "GET", "/queue")).json.requests[0].details).toMatchObject({ organisationName: "Exercise Hospital", question: "CANARY When may we update the pumps?" });

  await requireOk(s.at(s.officer, "POST", `/queue/${id}/plan`, { steps: STEPS }));
  expect((await s.at(s.hospital, "POST", `/requests/${id}/begin`, {})).json.error).toMatchObject({ code: "window-needed", field: "window" });
  await requireOk(s.at(s.hospital, "POST", `/requests/${id}/begin`, { window: WINDOW }));
  expect((await s.at(s.officer, "POST", `/queue/${id}/answer`, { answer: "Done." })).json.error.code).toBe("before-window");
  s.world.setTime("2026-09-05T02:00:00Z");
  await requireOk(s.at(s.officer, "POST", `/queue/${id}/answer`, { answer: "Done, one at a time." }));
  expect((await s.own())[0]).toMatchObject({ state: "done", plan: STEPS, window: WINDOW, answer: "Done, one at a time." });
  expect(await s.inbox(s.hospital)).toEqual(expect.arrayContaining(["assistance.offered /operator/help", "assistance.planned /operator/help", "assistance.done /operator/help"]));
  expect(await s.kinds()).toEqual(["assistance.help-asked", "assistance.help-offered", "assistance.help-offered", "assistance.help-taken", "assistance.help-planned", "assistance.help-in-work", "assistance.help-done"]);
});

test("what needs a window is not called done without one: the helper plans, and the operator says when", async () => {
  const s = await people();
  for (const wish of [{}, { kind: "scan", touchesControl: true }]) {
    s.world.pass(DAY_MS);
    const id = await s.ask(wish);
    await s.agree(id);
    const answer = () => s.at(s.officer, "POST", `/queue/${id}/answer`, { answer: "Done." });
    expect((await answer()).json.error).toMatchObject({ code: "before-window" });
    await requireOk(s.at(s.officer, "POST", `/queue/${id}/plan`, { steps: STEPS }));
    expect((await answer()).json.error).toMatchObject({ code: "before-window" });
    expect((await s.own()).find((request: { id: string }) => request.id === id)).toMatchObject({ state: "planned", answer: null });
  }
  s.world.pass(DAY_MS);
  const id = await s.ask({ kind: "patch-plan" });
  await s.agree(id);
  await requireOk(s.at(s.officer, "POST", `/queue/${id}/answer`, { answer: "Begin with the router." }));
});

test("partners who may help are told as the directive officers are; whoever may not read the queue is not", async () => {
  const s = await people();
  const barred = await s.world.person({ organisation: "Exercise Buyer", kind: "partner", name: "Bea", roles: ["partner-security-lead", "procurement"] });
  const id = await s.ask();
  expect([await s.inbox(s.officer), await s.inbox(s.second), await s.inbox(barred)]).toEqual([["assistance.asked /assistance/requests"], ["assistance.asked /assistance/requests"], []]);
  expect((await s.at(s.second, "GET", "/queue")).json.requests).toMatchObject([{ id, details: null }]);
  expect(JSON.stringify((await s.world.call("GET", "/inbox", { as: s.second })).json)).not.toMatch(/CANARY|Exercise Hospital/);
});

test("what has ended never hides from a helper what waits, nor one operator's requests another's from their delegate", async () => {
  const s = await people();
  const { services } = s.world;
  const helped = await s.ask();
  await s.agree(helped);
  await services.as(s.hospital).db.inTransaction(async (tx) => {
    for (let place = 0; place < MORE_THAN_A_LIST; place += 1) {
      const id = newId("hlp");
      await insertHelpRequest(tx, { id, organisationId: s.hospital.organisationId, requestedBy: s.hospital.personId, kind: "scan", question: services.keys.seal(HELP_SEAL, id, "Old."), at: new Date(services.clock().getTime() - DAY_MS) });
    }
    await tx.execute(sql`UPDATE assistance.help_request SET state = 'declined', taken_by = ${s.officer.personId} WHERE id <> ${helped}`);
  });
  s.world.pass(DAY_MS);
  const waiting = await s.ask();
  const queue = (await s.at(s.officer, "GET", "/queue")).json.requests.map(({ id }: { id: string }) => id);
  expect(queue.slice(0, 2)).toEqual([helped, waiting]);

  await services.as(s.hospital).db.execute(sql`UPDATE assistance.help_request SET requested_at = ${services.clock()} WHERE state = 'declined'`);
  s.world.pass(-2 * DAY_MS);
  await requireOk(s.at(s.bank, "POST", "/requests", { kind: "scan", question: "Ours." }));
  const servant = await s.world.person({ organisation: "Exercise Service", kind: "partner", name: "Max", roles: ["operator-delegate"] });
  const until = new Date(services.clock().getTime() + 30 * DAY_MS).toISOString();
  for (const owner of [s.hospital, s.bank]) await requireOk(s.world.call("POST", `/organisations/${owner.organisationId}/delegates`, { as: { ...owner, steppedUp: true }, body: { delegateOrganisationId: servant.organisationId, until } }));
  expect((await s.at(servant, "GET", `/requests?organisationId=${s.bank.organisationId}`)).json.requests).toMatchObject([{ question: "Ours." }]);
});

test("what an operator asks is sealed in the database and invisible to other operators, and no helper reads it unasked", async () => {
  const s = await people();
  const id = await s.ask();
  const stored = JSON.stringify(await s.world.services.db.query(sql`SELECT * FROM assistance.help_request`));
  expect(stored).not.toContain("CANARY");
  expect((await s.at(s.bank, "GET", "/requests")).json).toEqual({ requests: [] });
  expect((await s.at(s.bank, "GET", "/queue")).status).toBe(403);
  for (const [path, body] of [["plan", { steps: STEPS }], ["answer", { answer: "So." }], ["hand-back", undefined]] as const) expect([path, (await s.at(s.officer, "POST", `/queue/${id}/${path}`, body)).json.error.code]).toEqual([path, "not-in-that-state"]);
  expect((await s.at(s.bank, "POST", `/requests/${id}/withdraw`)).status).toBe(404);
});

test("an operator ends its request at any time, and what it told is erased; after an end the request itself is", async () => {
  const s = await people();
  const id = await s.ask();
  await s.agree(id);
  expect((await s.at(s.hospital, "POST", `/requests/${id}/erase`)).json.error.code).toBe("not-in-that-state");
  expect((await s.at(s.hospital, "POST", `/requests/${id}/withdraw`)).status).toBe(204);
  expect((await s.own())[0]).toMatchObject({ state: "withdrawn", question: "", offers: [], plan: null });
  expect(await s.inbox(s.officer)).toContain("assistance.withdrawn /assistance/requests");
  expect((await s.at(s.officer, "GET", "/queue")).json.requests[0]?.details?.question ?? "").toBe("");
  expect((await s.at(s.hospital, "POST", `/requests/${id}/erase`)).status).toBe(204);
  expect(await s.own()).toEqual([]);
  expect(await s.world.services.db.query(sql`SELECT id FROM assistance.help_request`)).toEqual([]);
});

test("a helper gives a request back or says where else to go; an offer that was taken back cannot be agreed to", async () => {
  const s = await people();
  const id = await s.ask();
  await requireOk(s.at(s.second, "POST", `/queue/${id}/volunteer`, { words: "We would." }));
  const [{ offers: [offer] }] = await s.own();
  await requireOk(s.at(s.second, "POST", `/queue/${id}/take-back`));
  expect((await s.at(s.second, "POST", `/queue/${id}/take-back`)).json.error.code).toBe("not-in-that-state");
  expect((await s.at(s.hospital, "POST", `/requests/${id}/agree`, { offerId: offer.id })).json.error.code).toBe("offer-gone");
  await s.agree(id, s.second);
  await requireOk(s.at(s.second, "POST", `/queue/${id}/hand-back`));
  expect((await s.own())[0]).toMatchObject({ state: "asked", takenBy: null });
  expect((await s.at(s.officer, "POST", `/queue/${id}/decline`, { reason: "Not ours.", elsewhere: "Ask your State's office." })).status).toBe(200);
  expect((await s.own())[0]).toMatchObject({ state: "declined", answer: "Not ours.", elsewhere: "Ask your State's office." });
});

test("where nobody offers to help, helpers are reminded and the asker learns what else there is, three times and no more", async () => {
  const s = await people();
  await s.ask();
  for (let days = 0; days < 10; days += 1) {
    s.world.pass(DAY_MS);
    await s.world.drain();
  }
  const told = (kinds: readonly string[], kind: string) => kinds.filter((one) => one.startsWith(kind)).length;
  expect([told(await s.inbox(s.officer), "assistance.still-waits"), told(await s.inbox(s.hospital), "assistance.nobody-yet")]).toEqual([3, 3]);
});

test("who asks by telephone has it entered with its recorded word, sees it, and takes it back; whoever entered it sees nothing of it", async () => {
  const s = await people();
  const body = { organisationId: s.hospital.organisationId, kind: "patch-plan", question: "CANARY by telephone", consent: { givenBy: "Hana, on the telephone", how: "telephone", at: "2026-09-01T09:00:00.000Z" } };
  expect((await s.at(s.bank, "POST", "/entered-requests", body)).status).toBe(403);
  expect((await s.at(s.analyst, "POST", "/entered-requests", { ...body, consent: { ...body.consent, at: "2026-10-01T09:00:00.000Z" } })).json.error).toMatchObject({ code: "consent-not-valid", field: "consent.at" });
  expect((await s.at(s.analyst, "POST", "/entered-requests", { ...body, organisationId: s.officer.organisationId })).json.error).toMatchObject({ code: "no-such-operator", field: "organisationId" });
  await requireOk(s.at(s.analyst, "POST", "/entered-requests", body));
  expect(await s.inbox(s.hospital)).toEqual(["assistance.entered /operator/help"]);
  expect((await s.own())[0]).toMatchObject({ question: "CANARY by telephone", consent: body.consent });
  expect((await s.at(s.analyst, "GET", "/requests")).status).toBe(403);
  expect(await s.world.services.as(s.analyst).db.query(sql`SELECT id FROM assistance.help_request`)).toEqual([]);
  expect(await s.kinds()).toEqual(["assistance.help-entered"]);
});

test("for whoever joined on paper by telephone, and has nobody of its own here, help is asked for by its number", async () => {
  const s = await people();
  const { formNumber } = await requireOk(s.world.call("POST", "/paper-forms"));
  const { organisationId } = await requireOk(s.world.call("POST", "/paper-forms/entered", {
    as: s.analyst,
    body: { formNumber, name: "Paper Dairy", contact: { name: "Pia", by: "telephone", address: "555 0100" }, profile: { choice: "food-and-agriculture", sizeBand: "under-10", region: "west" }, agreed: { version: "1", signedBy: "Pia", signedOn: "2026-08-30" } },
  }));
  const body = { organisationId, kind: "patch-plan", question: "How do I begin?", consent: { givenBy: "Pia, on the telephone", how: "telephone", at: "2026-09-01T09:00:00.000Z" } };
  await requireOk(s.at(s.analyst, "POST", "/entered-requests", body));
  expect(await s.world.services.db.query(sql`SELECT organisation_id, state FROM assistance.help_request`)).toEqual([{ organisation_id: organisationId, state: "asked" }]);
  expect(await s.kinds()).toEqual(["assistance.help-entered"]);
});

test("when an operator leaves, nothing of what it asked is kept", async () => {
  const s = await people();
  await enrol(s.world, s.hospital);
  const id = await s.ask();
  await s.agree(id);
  await requireOk(s.world.call("POST", "/assistance/scans", { as: s.hospital, body: { systemKind: "device", system: "Pump", description: "Here.", owned: true, evidence: "Asset 1." } }));
  await requireOk(s.world.call("POST", "/operator/leave", { as: s.hospital }));
  await s.world.drain();
  for (const table of [sql`assistance.help_request`, sql`assistance.help_offer`, sql`assistance.scan`, sql`assistance.scan_file`]) expect(await s.world.services.db.query(sql`SELECT 1 FROM ${table}`)).toEqual([]);
  expect((await s.kinds()).at(-1)).toBe("assistance.operator-erased");
});
