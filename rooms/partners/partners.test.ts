import { sql } from "#rooms/platform";
import { expect, test } from "vitest";
import { createWorld } from "../../tests/setup/world.ts";
import { CRITERIA, NOW, NO_CONFLICT, RANGE, SIGNATORY, TERMS, TERMS_DIGEST, activate, agreeOnWindow, askAs, at, nominate, openWindow, prepare, scene, select, sign, vet } from "./partners.fixture.ts";

test("anybody can read the criteria, and all of them are there", async () => {
  const { json } = await (await createWorld()).call("GET", "/partners/criteria");
  expect(json.criteria.map((one: { criterion: string }) => one.criterion)).toEqual(CRITERIA);
});

test("a partner is chosen by two keys, prepared, and uses the model once it is active", async () => {
  const s = await scene();
  const id = await prepare(s);
  expect((await askAs(s, id)).json.error.code).toBe("not-active");
  expect((await activate(s, id)).json).toMatchObject({ state: "active", activeAt: NOW, modelName: "Cormorant", systems: [RANGE], signatory: SIGNATORY, controlsUntil: at(90) });
  const answer = await askAs(s, id);
  expect([answer.status, answer.json.content.length > 0]).toEqual([200, true]);
  expect((await askAs(s, id, "Somebody else's server")).json.error).toMatchObject({ code: "outside-scope", field: "system" });
  expect((await s.as(s.ada, "GET", `/reads?subject=${id}`)).json.reads.map(({ personName, purpose, what }: Record<string, string>) => [personName, purpose, what]).toSorted()).toEqual([
    ["Pia", "early-access", "Asked the model about Pump control test range: 1 message"], ["Pia", "early-access", "Refused: asked for a system outside of the scope"], ["Pia", "early-access", "early access"], ["Sela", "partner-selection", "early access"],
  ]);
  expect((await s.world.ledgerKinds()).filter((kind) => kind.startsWith("partners."))).toEqual([
    "partners.nominated", "partners.vetted", "partners.government-view-given", "partners.developer-decided", "partners.selected", "partners.terms-sent", "partners.terms-accepted", "partners.controls-attested",
    "partners.provisioned", "partners.readiness-proven", "partners.activated", "partners.use-refused",
  ]);
  expect((await s.world.services.publishedCounts())["partners"]).toEqual({
    nominated: 1, objections: 0, selected: 1, active: 1, suspended: 0, declined: 0, revoked: 0, ended: 0, selectedForWater: 1, complaintsReceived: 0, complaintsAnswered: 0, complaintsClosed: 0,
  });
});

test("no partner becomes active while the government's window is open", async () => {
  const s = await scene();
  expect((await openWindow(s)).json.state).toBe("window-open");
  const id = await prepare(s);
  expect(await activate(s, id)).toMatchObject({ status: 409, json: { error: { code: "window-open" } } });
  expect((await s.as(s.ada, "GET", `/early-access/${id}`)).json.state).toBe("ready");
  await s.as(s.ada, "POST", `/engagements/${s.engagementId}/window/end`);
  expect((await activate(s, id)).json.state).toBe("active");
});

test("a window that ended by time lets a partner become active even if its job never ran", async () => {
  const s = await scene();
  await openWindow(s);
  const id = await prepare(s);
  s.world.setTime(at(20));
  expect((await activate(s, id)).json.state).toBe("active");
});

test("once a partner is active no window opens for the model any more, not even one agreed before", async () => {
  const s = await scene();
  await agreeOnWindow(s);
  await activate(s, await prepare(s));
  expect((await s.as(s.ada, "POST", `/engagements/${s.engagementId}/window`)).json.error.code).toBe("partners-active");
  expect((await agreeOnWindow(s)).json.error.code).toBe("partners-active");
});

test("an objection is shown to the developer with its reason, and stops nothing", async () => {
  const s = await scene();
  const id = await nominate(s);
  await vet(s, id);
  expect((await s.as(s.sela, "POST", `/early-access/${id}/government-view`, { view: "object" })).status).toBe(400);
  s.world.pass(1000);
  await s.as(s.sela, "POST", `/early-access/${id}/government-view`, { view: "object", reason: "Ownership is unclear" });
  expect((await s.as(s.sela, "POST", `/early-access/${id}/government-view`, { view: "object", reason: "Still" })).json.error.code).toBe("view-given");
  expect((await s.as(s.ada, "GET", `/early-access/${id}`)).json).toMatchObject({ state: "deciding", governmentView: "object", objectionReason: "Ownership is unclear" });
  expect((await s.as(s.ada, "GET", "/inbox")).json.entries[0]).toMatchObject({ kind: "partners.objection", link: `/developer/engagements/${s.engagementId}/partners/${id}` });
  expect((await s.as(s.ada, "POST", `/early-access/${id}/developer-decision`, { answer: "yes" })).json.state).toBe("selected");
  expect(JSON.stringify(await s.world.services.db.query(sql`SELECT content FROM audit.entry`))).not.toContain("Ownership is unclear");
});

test("without the developer's yes nobody is selected, and its no is final", async () => {
  const s = await scene();
  const id = await nominate(s, s.sela);
  await vet(s, id);
  await s.as(s.sela, "POST", `/early-access/${id}/government-view`, { view: "concur" });
  for (const path of ["developer-decision", "terms", "provisioning", "activation"]) {
    const body = path === "developer-decision" ? { answer: "yes" } : path === "terms" ? { text: TERMS, endsAt: at(40) } : undefined;
    expect((await s.as(s.sela, "POST", `/early-access/${id}/${path}`, body)).status).toBe(403);
  }
  expect((await s.as(s.ada, "GET", `/early-access/${id}`)).json).toMatchObject({ state: "deciding", nominatedBy: "government" });
  expect((await s.as(s.ada, "POST", `/early-access/${id}/developer-decision`, { answer: "no" })).json.state).toBe("declined");
  expect((await s.as(s.ada, "POST", `/early-access/${id}/developer-decision`, { answer: "yes" })).json.error.code).toBe("not-now");
  expect((await s.as(s.pia, "GET", "/partner/early-access")).json).toEqual({ earlyAccess: [] });
});

test("a government that says nothing holds nobody up: after 14 days the developer's yes suffices", async () => {
  const s = await scene();
  const id = await nominate(s);
  await vet(s, id);
  expect((await s.as(s.ada, "POST", `/early-access/${id}/developer-decision`, { answer: "yes" })).json).toMatchObject({ state: "deciding", viewLapsesAt: at(14) });
  s.world.setTime(at(14));
  await s.world.drain();
  expect((await s.as(s.ada, "GET", `/early-access/${id}`)).json.state).toBe("selected");
});

test("who does not meet the criteria waits in vetting", async () => {
  const s = await scene();
  const id = await nominate(s);
  expect((await vet(s, id, false)).json.state).toBe("vetting");
  expect((await s.as(s.ada, "POST", `/early-access/${id}/developer-decision`, { answer: "yes" })).json.error.code).toBe("not-now");
  expect((await s.as(s.sela, "POST", `/early-access/${id}/government-view`, { view: "concur" })).json.error.code).toBe("not-now");
  expect((await s.as(s.ada, "POST", `/early-access/${id}/vetting`, { answers: [{ criterion: "has-no-conflict", met: true }], conflict: NO_CONFLICT })).status).toBe(400);
  expect((await vet(s, id)).json.state).toBe("deciding");
});

test("a partner knows nothing before terms are sent, and no model name before it is set up", async () => {
  const s = await scene();
  const id = await select(s);
  const hidden = await s.as(s.pia, "GET", `/partner/early-access/${id}`);
  expect({ status: hidden.status, text: hidden.text }).toEqual({ status: 404, text: (await s.as(s.pia, "GET", "/partner/early-access/eac_00000000000000000000")).text });
  await s.as(s.ada, "POST", `/early-access/${id}/terms`, { text: TERMS, endsAt: at(40) });
  const shown = await s.as(s.pia, "GET", `/partner/early-access/${id}`);
  expect(shown.json).toMatchObject({ state: "terms-sent", modelName: "Early-access model", developerName: "Kelp Lab", termsText: TERMS, termsDigest: TERMS_DIGEST });
  expect(shown.text).not.toContain("Cormorant");
  expect((await s.as(s.pia, "GET", "/inbox")).json.entries.map((entry: { kind: string; link: string }) => [entry.kind, entry.link])).toEqual([["partners.terms-sent", `/partner/${id}`]]);
  const accept = (over: object) => sign(s, id, over);
  expect((await accept({ termsDigest: "0".repeat(64) })).json.error).toMatchObject({ code: "terms-changed", field: "termsDigest" });
  expect((await accept({ systems: [] })).json.error.field).toBe("systems");
  expect((await s.as(s.pia, "POST", `/partner/early-access/${id}/proof`)).json.error.code).toBe("not-now");
  expect((await accept({})).json.state).toBe("terms-accepted");
  await s.as(s.ada, "POST", `/early-access/${id}/provisioning`);
  expect((await s.as(s.pia, "GET", `/partner/early-access/${id}`)).json.modelName).toBe("Cormorant");
});

test("partners do not see each other, rivals and administrators see nothing, and officers see no model name", async () => {
  const s = await scene();
  const id = await prepare(s);
  const paul = await s.world.person({ organisation: "Other Partner", kind: "partner", name: "Paul", roles: ["partner-security-lead"] });
  const rob = await s.world.person({ organisation: "Rival Lab", kind: "developer", name: "Rob", roles: ["developer-release-lead"] });
  const inside = await s.world.person({ organisation: "Kelp Lab", kind: "developer", name: "Ian", roles: ["partner-selection-officer"] });
  const absent = "eac_00000000000000000000";
  for (const [actor, path] of [[paul, "/partner/early-access/"], [rob, "/early-access/"], [inside, "/early-access/"]] as const) {
    const [forbidden, missing] = [await s.as(actor, "GET", path + id), await s.as(actor, "GET", path + absent)];
    expect({ status: forbidden.status, text: forbidden.text }).toEqual({ status: 404, text: missing.text });
  }
  expect((await s.as(rob, "GET", `/early-access?engagementId=${s.engagementId}`)).status).toBe(404);
  expect((await s.as(rob, "POST", "/early-access/stop", { engagementId: s.engagementId })).status).toBe(404);
  expect((await s.as(rob, "POST", "/early-access", { engagementId: s.engagementId, partnerEmail: await s.email(paul), sector: "water", reason: "x" })).status).toBe(404);
  expect((await s.as(paul, "GET", "/partner/early-access")).json).toEqual({ earlyAccess: [] });
  const officer = await s.as(s.sela, "GET", `/early-access/${id}`);
  expect(officer.json).toMatchObject({ modelName: null, developerName: "Kelp Lab", partnerName: "Lighthouse Defence" });
  const selections = await s.as(s.sela, "GET", "/selection/engagements");
  expect(selections.json.engagements).toEqual([{ engagementId: s.engagementId, developerName: "Kelp Lab", partnerReleaseAt: at(20), publicReleaseAt: at(60) }]);
  expect(officer.text + selections.text).not.toContain("Cormorant");
  for (const role of ["administrator", "procurement", "clearinghouse-director", "agency-evaluator"] as const) {
    const person = await s.world.person({ organisation: "Others", kind: "government", name: role, roles: [role] });
    for (const path of [`/early-access/${id}`, `/partner/early-access/${id}`, "/selection/engagements"]) expect((await s.as(person, "GET", path)).status).toBe(403);
  }
});

test("a developer who takes no part in selection is invisible to officers", async () => {
  const s = await scene({ consentScope: ["government-access"] });
  expect((await s.as(s.sela, "GET", "/selection/engagements")).json).toEqual({ engagements: [] });
  const nominated = await s.as(s.sela, "POST", "/early-access", { engagementId: s.engagementId, partnerEmail: await s.email(s.pia), sector: "water", reason: "x" });
  expect(nominated.status).toBe(404);
  expect((await s.as(s.ada, "POST", "/early-access", { engagementId: s.engagementId, partnerEmail: await s.email(s.pia), sector: "water", reason: "x" })).json.error.code).toBe("outside-consent");
});

test("only a partner's security lead can be nominated, once per model", async () => {
  const s = await scene();
  const attempt = async (partnerEmail: string) => s.as(s.ada, "POST", "/early-access", { engagementId: s.engagementId, partnerEmail, sector: "water", reason: "x" });
  const own = await s.world.person({ organisation: "Kelp Lab", kind: "developer", name: "Ole", roles: ["partner-security-lead"] });
  const unknown = await attempt("nobody@nowhere.example");
  expect(unknown).toMatchObject({ status: 422, json: { error: { code: "partner-not-known", field: "partnerEmail" } } });
  expect((await attempt(await s.email(s.sela))).text).toBe(unknown.text);
  expect((await attempt(await s.email(own))).text).toBe(unknown.text);
  await nominate(s);
  expect((await attempt(await s.email(s.pia))).json.error).toMatchObject({ code: "already-nominated", field: "partnerEmail" });
});

test("the developer stops one partner or all at once, and access is dead with the reply", async () => {
  const s = await scene();
  const id = await prepare(s);
  await activate(s, id);
  const paul = await s.world.person({ organisation: "Other Partner", kind: "partner", name: "Paul", roles: ["partner-security-lead"] });
  const other = await nominate(s, s.ada, paul);
  expect((await s.as(s.ada, "POST", `/early-access/${id}/suspension`)).json.state).toBe("suspended");
  expect((await askAs(s, id)).json.error.code).toBe("not-active");
  expect((await s.as(s.ada, "POST", `/early-access/${id}/resumption`)).json.state).toBe("active");
  expect((await askAs(s, id)).status).toBe(200);
  const sam = await s.world.person({ organisation: "Kelp Lab", kind: "developer", name: "Sam", roles: ["developer-security-lead"] });
  const stopped = await s.as(sam, "POST", "/early-access/stop", { engagementId: s.engagementId });
  expect(stopped.json.earlyAccess.map((one: { state: string }) => one.state)).toEqual(["revoked", "revoked"]);
  expect((await askAs(s, id)).json.error.code).toBe("not-active");
  expect((await s.as(s.ada, "POST", `/early-access/${other}/revocation`)).json.state).toBe("revoked");
  expect((await s.as(paul, "GET", "/inbox")).json).toEqual({ entries: [] });
  expect((await s.as(paul, "GET", "/partner/early-access")).json).toEqual({ earlyAccess: [] });
});

test("a partner leaves when it likes", async () => {
  const s = await scene();
  const id = await prepare(s);
  expect((await s.as(s.pia, "POST", `/partner/early-access/${id}/leaving`)).json).toMatchObject({ state: "ended", modelName: "Early-access model" });
  expect((await activate(s, id)).json.error.code).toBe("not-now");
});

test("access ends with its terms, even if no worker runs", async () => {
  const s = await scene();
  const id = await prepare(s);
  await activate(s, id);
  s.world.setTime(at(40));
  expect((await askAs(s, id)).json.error.code).toBe("term-over");
  await s.world.drain();
  expect((await s.as(s.pia, "GET", `/partner/early-access/${id}`)).json.state).toBe("ended");
  expect((await s.as(s.ada, "POST", `/early-access/${id}/terms`, { text: TERMS, endsAt: at(1) })).json.error).toMatchObject({ code: "date-passed", field: "endsAt" });
});

test("a withdrawn engagement leaves no partner with access", async () => {
  const s = await scene();
  const id = await prepare(s);
  await activate(s, id);
  await s.as(s.ada, "POST", `/engagements/${s.engagementId}/withdrawal`);
  expect((await askAs(s, id)).json.error.code).toBe("not-active");
  await s.world.drain();
  expect((await s.as(s.pia, "GET", `/partner/early-access/${id}`)).json.state).toBe("ended");
});
