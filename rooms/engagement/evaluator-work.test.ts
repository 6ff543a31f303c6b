import { createHash } from "node:crypto";
import { sql } from "#rooms/platform";
import { expect, test } from "vitest";
import { mailOf, toEngagementBody } from "../../tests/api/records.ts";
import { requireOk } from "../../tests/setup/clearinghouse.ts";
import { createWorld } from "../../tests/setup/world.ts";
import { raiseIncidentByAlarm } from "./incidents.ts";
import { accept, DAY_MS, NOW, openWindowScene, type WindowScene } from "./window-scene.fixture.ts";

const QUESTION = { purpose: "capability-evaluation", messages: [{ role: "user", content: "What can you do?" }] };
const at = (days: number): string => new Date(Date.parse(NOW) + days * DAY_MS).toISOString();
const askAs = (s: WindowScene, who: "eva" | "eli", purpose = QUESTION.purpose) => s.post(s[who], `/evaluator/engagements/${s.id}/model/messages`, { ...QUESTION, purpose });
const newestMail = async ({ world }: WindowScene) => {
  const row = await world.services.db.find<{ id: string; body: string; to_address: string }>(sql`SELECT id, body, to_address FROM platform.mail WHERE to_address LIKE '%@harbour.example'`);
  return row && { to: row.to_address, text: world.services.keys.open("mail", row.id, row.body).toString("utf8") };
};

test("each named person has terms of their own, accepts those, and is held to them and to their own end", async () => {
  const s = await openWindowScene({ eli: { purpose: "safeguard-testing", tools: [], retentionDays: 1, until: at(3) } });
  const seen = (await s.get(s.eli, `/evaluator/engagements/${s.id}`)).json;
  expect(seen).toMatchObject({ terms: { purpose: "safeguard-testing", tools: [], retentionDays: 1 }, until: at(3) });
  const evas = (await s.get(s.eva, `/evaluator/engagements/${s.id}`)).json;
  expect(evas).toMatchObject({ terms: { purpose: "capability-evaluation", tools: ["bash"] }, until: null, accessUntil: at(30) });
  expect((await s.post(s.eli, `/evaluator/engagements/${s.id}/acceptance`, { termsDigest: evas.termsDigest, noConflict: true })).json.error.code).toBe("terms-changed");
  await accept(s.world, s.eli, s.id);
  expect((await askAs(s, "eli", "safeguard-testing")).status).toBe(200);
  expect((await askAs(s, "eli")).json.error.code).toBe("grant-not-valid");
  s.toDay(3);
  expect((await askAs(s, "eli", "safeguard-testing")).status).toBe(403);
  expect((await s.get(s.eli, `/evaluator/engagements/${s.id}`)).json.accessUntil).toBeNull();
  expect((await askAs(s, "eva")).status).toBe(200);
  await s.post(s.lead, `/engagements/${s.id}/window/end`);
  expect((await s.get(s.lead, `/engagements/${s.id}`)).json.windows[0].evaluators.map((one: { name: string; cleanup: { dueAt: string } }) => [one.name, one.cleanup.dueAt]).toSorted()).toEqual([["Eli", at(4)], ["Eva", at(10)]]);
});

test("one person's access ends alone, for good, while the others go on; what they kept is owed from that moment", async () => {
  const s = await openWindowScene();
  await accept(s.world, s.eli, s.id);
  expect((await s.post(s.rival, `/engagements/${s.id}/grants/end`, { personId: s.eli.personId })).status).toBe(404);
  expect((await s.post(s.lead, `/engagements/${s.id}/grants/end`, { personId: s.rival.personId })).status).toBe(404);
  const ended = (await s.post(s.security, `/engagements/${s.id}/grants/end`, { personId: s.eli.personId })).json;
  expect(ended.windows[0]).toMatchObject({ state: "open" });
  expect(ended.windows[0].evaluators.map(({ name, grant }: { name: string; grant: { revokedAt: string | null } }) => [name, grant.revokedAt]).toSorted()).toEqual([["Eli", NOW], ["Eva", null]]);
  expect((await askAs(s, "eli")).status).toBe(403);
  expect((await askAs(s, "eva")).status).toBe(200);
  const readsOf = async (personId: string) => (await s.get(s.lead, `/reads?subject=${s.id}&personId=${personId}`)).json.reads.map(({ personName }: { personName: string }) => personName);
  expect([new Set(await readsOf(s.eva.personId)), await readsOf(s.rival.personId)]).toEqual([new Set(["Eva"]), []]);
  expect((await s.get(s.eli, `/evaluator/engagements/${s.id}`)).json).toMatchObject({ personEndedAt: NOW, accessUntil: null, modelName: null, cleanup: { state: "cleanup-due", dueAt: at(7) } });
  expect((await s.get(s.eli, "/inbox")).json.entries.map((one: { kind: string }) => one.kind)).toEqual(expect.arrayContaining(["engagement.person-ended", "engagement.window-ended"]));
  await expect(s.world.services.db.execute(sql`UPDATE engagement.window_evaluator SET ended_at = NULL`)).rejects.toThrow(/stays ended/);
  await requireOk(s.post(s.eli, `/evaluator/engagements/${s.id}/cleanup`, { way: "destroyed" }));
  await requireOk(s.post(s.eva, `/evaluator/engagements/${s.id}/finish`));
  await requireOk(s.post(s.eva, `/evaluator/engagements/${s.id}/cleanup`, { way: "nothing-kept" }));
  expect((await s.get(s.lead, `/engagements/${s.id}`)).json.windows[0].state).toBe("cleanup-attested");
});

test("a clean-up that is owed is reminded of, and shown to the developer when overdue, and nothing more comes of it", async () => {
  const s = await openWindowScene();
  await s.post(s.lead, `/engagements/${s.id}/window/end`);
  const kinds = async (who: "eva" | "lead") => (await s.get(s[who], "/inbox")).json.entries.map((one: { kind: string }) => one.kind).filter((kind: string) => kind.startsWith("engagement.cleanup"));
  s.toDay(5);
  await s.world.drain();
  await s.world.drain();
  expect(await kinds("eva")).toEqual(["engagement.cleanup-due"]);
  expect((await s.get(s.lead, `/engagements/${s.id}`)).json.windows[0].evaluators.find((one: { name: string }) => one.name === "Eva").cleanup.overdue).toBe(false);
  s.toDay(7);
  await s.world.drain();
  expect((await kinds("eva")).toSorted()).toEqual(["engagement.cleanup-due", "engagement.cleanup-overdue"]);
  expect(await kinds("lead")).toEqual(["engagement.cleanup-overdue-developer"]);
  expect((await s.get(s.lead, `/engagements/${s.id}`)).json.windows[0].evaluators.find((one: { name: string }) => one.name === "Eva").cleanup).toMatchObject({ state: "cleanup-due", overdue: true });
  await requireOk(s.post(s.eva, `/evaluator/engagements/${s.id}/cleanup`, { way: "returned" }));
  s.toDay(9);
  await s.world.drain();
  expect((await kinds("eva")).length).toBe(2);
});

test("where government held the weights, what became of them is said, and elsewhere it is not asked", async () => {
  const held = await openWindowScene({ offer: { weights: "government" } });
  await held.post(held.lead, `/engagements/${held.id}/window/end`);
  const attest = (s: WindowScene, body: object) => s.post(s.eva, `/evaluator/engagements/${s.id}/cleanup`, body);
  expect((await attest(held, { way: "destroyed" })).json.error).toMatchObject({ code: "weights-unsaid", field: "weights" });
  expect((await attest(held, { way: "destroyed", weights: "returned" })).json.cleanup).toMatchObject({ way: "destroyed", weights: "returned" });
  const plain = await openWindowScene();
  await plain.post(plain.lead, `/engagements/${plain.id}/window/end`);
  expect((await attest(plain, { way: "destroyed", weights: "returned" })).json.error.code).toBe("weights-unsaid");
});

test("a draft is its author's alone, becomes the developer's when it is sent, and is gone with the clean-up", async () => {
  const s = await openWindowScene();
  await accept(s.world, s.eli, s.id);
  const bench = (who: "eva" | "eli") => s.get(s[who], `/evaluator/engagements/${s.id}/workbench`);
  const save = (kind: string, text: string | null) => s.post(s.eva, `/evaluator/engagements/${s.id}/drafts`, { kind, text });
  expect((await save("advice", "It may be that…")).json.drafts).toEqual([{ kind: "advice", text: "It may be that…", savedAt: NOW }]);
  await save("plan", "1. Warm up");
  expect((await bench("eli")).json.drafts).toEqual([]);
  for (const actor of [s.lead, s.security, s.eli, s.analyst]) expect(await s.world.services.as(actor).db.query(sql`SELECT kind FROM engagement.draft`)).toEqual([]);
  expect(await s.world.services.db.query(sql`SELECT kind FROM engagement.draft`), "not the system's either").toEqual([]);
  expect((await save("advice", null)).json.drafts.map((one: { kind: string }) => one.kind)).toEqual(["plan"]);

  const sent = await s.post(s.eva, `/evaluator/engagements/${s.id}/plan`, { steps: [{ what: "Capture the flag, 40 tasks", at: at(2) }, { what: "Read the transcripts", at: null }] });
  expect(sent.json).toMatchObject({ drafts: [], plan: { steps: [{ what: "Capture the flag, 40 tasks", at: at(2) }, { what: "Read the transcripts", at: null }] } });
  expect((await s.get(s.lead, `/engagements/${s.id}/work`)).json.plans).toMatchObject([{ byName: "Eva", steps: [{ what: "Capture the flag, 40 tasks" }, {}] }]);
  expect((await bench("eli")).json.plan).toBeNull();
  await save("incident", "Hm.");
  await s.post(s.lead, `/engagements/${s.id}/window/end`);
  expect((await s.post(s.eva, `/evaluator/engagements/${s.id}/plan`, { steps: [{ what: "Too late", at: null }] })).status).toBe(403);
  await requireOk(s.post(s.eva, `/evaluator/engagements/${s.id}/cleanup`, { way: "destroyed" }));
  expect((await bench("eva")).json.drafts).toEqual([]);
});

test("a weakness of the developer's own system is for the developer alone, and apart from advice", async () => {
  const s = await openWindowScene();
  await accept(s.world, s.eli, s.id);
  const report = { system: "Sign-in", text: "The canary weakness: a reset link works twice." };
  expect((await s.post(s.eva, `/evaluator/engagements/${s.id}/weaknesses`, report)).json.weaknesses).toMatchObject([report]);
  for (const lead of [s.lead, s.security]) {
    expect((await s.get(lead, `/engagements/${s.id}/work`)).json.weaknesses).toMatchObject([{ byName: "Eva", ...report }]);
    expect((await s.get(lead, "/inbox")).json.entries.map((one: { kind: string }) => one.kind)).toContain("engagement.weakness-reported");
  }
  expect((await s.get(s.lead, `/engagements/${s.id}`)).json.advice).toEqual([]);
  expect((await s.get(s.eli, `/evaluator/engagements/${s.id}/workbench`)).json.weaknesses).toEqual([]);
  expect(JSON.stringify(await s.world.services.db.query(sql`SELECT * FROM engagement.system_weakness`)) + JSON.stringify(await s.world.services.db.query(sql`SELECT content FROM audit.entry`))).not.toContain("canary weakness");
});

const BRIEF = { classes: [{ softwareClass: "media-parsers", defences: "Sandbox the decoder." }, { softwareClass: "browsers", defences: "Update within days." }], text: "Parsing of untrusted files is where it is strong." };

test("a preparedness brief leaves the window only by the developer's word, group by group, and can be taken back", async () => {
  const s = await openWindowScene();
  const officer = await s.world.person({ organisation: "Directives", kind: "government", name: "Dora", roles: ["directive-officer"] });
  const guard = await s.world.person({ organisation: "Partner", kind: "partner", name: "Gus", roles: ["partner-security-lead"] });
  const shows = async (who: typeof s.analyst) => (await s.get(who, "/preparedness-briefs")).json.briefs.length as number;
  const open = async () => (await s.world.call("GET", "/preparedness-briefs/public")).json.briefs as object[];
  const consent = (briefId: string, recipients: string[]) => s.post(s.lead, `/engagements/${s.id}/briefs/consent`, { briefId, recipients });

  expect((await s.post(s.eva, `/evaluator/engagements/${s.id}/briefs`, { ...BRIEF, text: "CORMORANT is strong." })).json.error).toMatchObject({ code: "names-the-model", field: "text" });
  await requireOk(s.post(s.eva, `/evaluator/engagements/${s.id}/briefs`, BRIEF));
  const [{ id }] = (await s.get(s.lead, `/engagements/${s.id}/work`)).json.briefs;
  expect([await shows(s.analyst), await shows(officer), await shows(guard), await open()]).toEqual([0, 0, 0, []]);
  for (const actor of [s.analyst, officer, guard, s.eli, s.rival]) expect(await s.world.services.as(actor).db.query(sql`SELECT id FROM engagement.preparedness_brief`)).toEqual([]);

  expect((await s.post(s.security, `/engagements/${s.id}/briefs/consent`, { briefId: id, recipients: ["cisa"] })).json.error.code).toBe("not-permitted");
  expect((await consent("brief_00000000000000000000", ["cisa"])).status).toBe(404);
  await requireOk(consent(id, ["cisa", "partners"]));
  expect([await shows(s.analyst), await shows(officer), await shows(guard), await open()]).toEqual([0, 1, 1, []]);
  expect((await s.get(officer, "/inbox")).json.entries).toMatchObject([{ kind: "engagement.brief-released", link: "/preparedness" }]);
  const { text } = await s.get(officer, "/preparedness-briefs");
  for (const hidden of ["Kelp", "Cormorant", "Eva", s.id]) expect(text).not.toContain(hidden);

  expect((await consent(id, ["public"])).json.briefs[0].releases).toMatchObject([{ recipients: "cisa", takenBackAt: NOW }, { recipients: "partners", takenBackAt: NOW }, { recipients: "public", takenBackAt: null }]);
  // What is everybody's is theirs too.
  expect([await shows(s.analyst), await shows(officer), await open()]).toEqual([1, 1, [{ id, releasedAt: NOW, classes: BRIEF.classes, text: BRIEF.text }]]);
  await requireOk(consent(id, []));
  expect([await shows(s.analyst), await shows(officer), await shows(guard), await open()]).toEqual([0, 0, 0, []]);
  await requireOk(s.post(s.lead, `/engagements/${s.id}/withdrawal`));
  expect((await consent(id, ["clearinghouse"])).status, "the developer's word is its own, also after the end").toBe(200);
  expect((await s.world.ledgerKinds()).filter((kind) => kind.startsWith("engagement.brief"))).toEqual(["engagement.brief-sent", ...Array.from({ length: 4 }, () => "engagement.brief-consent-set")]);
});

const INCIDENT = { kind: "reached-another-system", text: "It reached a canary server outside.", halt: true };

test.each(["evaluator", "developer"] as const)("an incident that the %s records halts access at once and for good, and is told to whom it concerns", async (who) => {
  const s = await openWindowScene();
  const [raiser, way] = who === "developer" ? [s.security, "/engagements"] : [s.eva, "/evaluator/engagements"];
  expect((await askAs(s, "eva")).status).toBe(200);
  const raised = await s.post(raiser, `${way}/${s.id}/incidents`, INCIDENT);
  expect([raised.status, raised.json.incidents[0]]).toMatchObject([201, { kind: INCIDENT.kind, halted: true, closedAt: null, timeline: [{ kind: "raised", text: INCIDENT.text }, { kind: "access-halted" }, { kind: "developer-told" }, { kind: "clearinghouse-told" }] }]);
  expect((await askAs(s, "eva")).status).toBe(403);
  expect((await s.get(s.lead, `/engagements/${s.id}`)).json).toMatchObject({ state: "window-closed", windows: [{ endReason: "incident" }] });
  for (const lead of [s.lead, s.security]) expect((await s.get(lead, "/inbox")).json.entries).toEqual(expect.arrayContaining([expect.objectContaining({ kind: "engagement.incident-raised", link: `/developer/engagements/${s.id}/incidents` })]));

  const notices = await s.get(s.analyst, "/incident-notices");
  expect(notices.json.notices).toMatchObject([{ kind: INCIDENT.kind, raisedAt: NOW, thirdPartyTold: false, closedAt: null }]);
  expect((await s.get(s.analyst, "/inbox")).json.entries).toMatchObject([{ kind: "engagement.incident-notice", link: "/incident-notices" }]);
  const told = notices.text + (await s.get(s.analyst, "/inbox")).text;
  for (const hidden of ["Kelp", "Cormorant", "canary server", s.id, raised.json.incidents[0].id]) expect(told).not.toContain(hidden);
  expect((await s.world.ledgerKinds()).filter((kind) => /incident|window-ended/.test(kind))).toEqual(["engagement.incident-raised", "engagement.window-ended"]);
});

test("the alarm of a run records an incident by itself, and halts in every case", async () => {
  const s = await openWindowScene();
  const { services } = s.world;
  await services.db.inTransaction((tx) => raiseIncidentByAlarm(services, tx, { engagementId: s.id, text: "A probe found a way out." }));
  expect((await askAs(s, "eva")).status).toBe(403);
  expect((await s.get(s.lead, `/engagements/${s.id}/incidents`)).json.incidents).toMatchObject([{ kind: "egress", halted: true, raisedByName: "The alarm of a run" }]);
  expect((await s.get(s.eva, "/inbox")).json.entries).toEqual(expect.arrayContaining([expect.objectContaining({ kind: "engagement.incident-moved", link: `/evaluator/engagements/${s.id}/incidents` })]));
});

test("an incident without a halt leaves access as it is; its record grows by notes and files, and only the developer closes it", async () => {
  const s = await openWindowScene();
  const incidents = `/evaluator/engagements/${s.id}/incidents`;
  const { id } = (await s.post(s.eva, incidents, { ...INCIDENT, halt: false })).json.incidents[0];
  expect((await askAs(s, "eva")).status).toBe(200);
  await requireOk(s.post(s.lead, `/engagements/${s.id}/incidents/notes`, { incidentId: id, text: "We looked." }));
  const bytes = new TextEncoder().encode("GET / HTTP/1.1");
  const added = await s.world.call("POST", `${incidents}/evidence?incidentId=${id}&fileName=proxy.log`, { as: s.eva, raw: bytes });
  const [file] = added.json.incidents[0].evidence;
  expect(file).toMatchObject({ fileName: "proxy.log", bytes: bytes.length, byName: "Eva, Agency", digest: createHash("sha256").update(bytes).digest("hex") });
  expect((await s.get(s.security, `/engagements/${s.id}/incidents/evidence?evidenceId=${file.id}`)).text).toBe("GET / HTTP/1.1");
  for (const outsider of [s.rival, s.analyst]) {
    expect([404, 403]).toContain((await s.get(outsider, `/engagements/${s.id}/incidents`)).status);
    for (const table of ["incident", "incident_event", "incident_evidence"]) expect(await s.world.services.as(outsider).db.query(sql([`SELECT 1 FROM engagement.${table}`] as unknown as TemplateStringsArray))).toEqual([]);
  }
  expect((await s.world.call("POST", `${incidents}/evidence?incidentId=${id}&fileName=..%2Fx`, { as: s.eva, raw: bytes })).json.error.field).toBe("fileName");
  const more = () => s.world.call("POST", `${incidents}/evidence?incidentId=${id}&fileName=more.log`, { as: s.eva, raw: bytes });
  for (let files = 1; files < 50; files += 1) await requireOk(more());
  expect((await more()).json.error.code).toBe("evidence-full");
  expect((await s.post(s.eva, `/engagements/${s.id}/incidents/close`, { incidentId: id, learned: "Ours." })).status).toBe(403);
  const closed = await s.post(s.lead, `/engagements/${s.id}/incidents/close`, { incidentId: id, learned: "The filter had a hole." });
  expect(closed.json.incidents[0]).toMatchObject({ closedAt: NOW, });
  const [told] = closed.json.incidents;
  expect(told.timeline.slice(3, 5)).toMatchObject([{ kind: "note", byName: "Ada, Kelp Lab", text: "We looked." }, { kind: "evidence-added", text: "proxy.log" }]);
  expect(told.timeline.at(-1)).toMatchObject({ kind: "closed", text: "The filter had a hole." });
  expect((await s.post(s.eva, `${incidents}/notes`, { incidentId: id, text: "More." })).json.error.code).toBe("incident-closed");
  expect((await s.get(s.analyst, "/incident-notices")).json.notices).toMatchObject([{ closedAt: NOW }]);
});

test("whose systems were touched is told by mail, and reads and answers by a link of their own, which shows nothing else", async () => {
  const s = await openWindowScene();
  const { id } = (await s.post(s.eva, `/evaluator/engagements/${s.id}/incidents`, INCIDENT)).json.incidents[0];
  const tell = (text: string) => s.post(s.lead, `/engagements/${s.id}/incidents/third-parties`, { incidentId: id, email: "noc@harbour.example", text });
  expect((await tell("It was cormorant.")).json.error.code).toBe("names-the-model");
  await requireOk(tell("A test of ours called your server at 10:04 UTC."));
  const mail = await newestMail(s);
  expect(mail?.to).toBe("noc@harbour.example");
  for (const hidden of ["Kelp", "Cormorant", "10:04"]) expect(mail?.text).not.toContain(hidden);
  const token = /\/incident#([A-Za-z0-9_-]+)/.exec(mail?.text ?? "")?.[1] ?? "";
  const opened = await s.world.call("POST", "/incident/open", { body: { token } });
  expect(opened.json).toEqual({ kind: INCIDENT.kind, text: "A test of ours called your server at 10:04 UTC.", toldAt: NOW, answer: null, answeredAt: null });
  expect((await s.world.call("POST", "/incident/answer", { body: { token, text: "We saw it, no harm." } })).json.answer).toBe("We saw it, no harm.");
  const [incident] = (await s.get(s.eva, `/evaluator/engagements/${s.id}/incidents`)).json.incidents;
  expect(incident).toMatchObject({ thirdParties: [{ email: "noc@harbour.example", readAt: NOW, answer: "We saw it, no harm." }] });
  expect(incident.timeline.map((one: { kind: string }) => one.kind).slice(-3)).toEqual(["third-party-told", "third-party-read", "third-party-answered"]);
  expect((await s.get(s.analyst, "/incident-notices")).json.notices).toMatchObject([{ thirdPartyTold: true }]);
  expect((await s.world.call("POST", "/incident/open", { body: { token: "x".repeat(43) } })).json.error.code).toBe("link-not-valid");
  await requireOk(s.post(s.lead, `/engagements/${s.id}/incidents/close`, { incidentId: id, learned: "So." }));
  expect((await s.world.call("POST", "/incident/answer", { body: { token, text: "Again." } })).json.error.code).toBe("incident-closed");
});

test("a model that descends from another shares its 30 days, unless declared materially new; evaluators are shown which", async () => {
  const world = await createWorld();
  const lead = await world.person({ organisation: "Kelp Lab", kind: "developer", name: "Ada", roles: ["developer-release-lead"] });
  const eva = await world.person({ organisation: "Agency", kind: "government", name: "Eva", roles: ["agency-evaluator"] });
  const [parent, child, fresh] = ["a", "b", "c"].map((one) => one.repeat(64));
  const open = (digest: string, lineage: object | null = null) => {
    const body = toEngagementBody(digest);
    return world.call("POST", "/engagements", { as: lead, body: { ...body, partnerReleaseAt: null, model: { ...body.model, lineage } } });
  };
  const window = async (id: string) => {
    await requireOk(world.call("POST", `/engagements/${id}/offer`, { as: lead, body: { purpose: "safeguard-testing", variant: "safeguards-on", tools: [], logging: "calls", retentionDays: 0, evaluators: [{ email: await mailOf(world, eva) }] } }));
    await accept(world, eva, id);
    return world.call("POST", `/engagements/${id}/window`, { as: lead });
  };
  expect((await open(child ?? "", { descendsFrom: parent, materiallyNew: false })).json.error).toMatchObject({ code: "lineage-not-known", field: "model.lineage.descendsFrom" });
  const first = (await requireOk(open(parent ?? ""))).id;
  await requireOk(window(first));
  world.pass(20 * DAY_MS);
  await requireOk(world.call("POST", `/engagements/${first}/window/end`, { as: lead }));

  const second = (await requireOk(open(child ?? "", { descendsFrom: parent, materiallyNew: false }))).id;
  expect((await requireOk(world.call("GET", `/engagements/${second}`, { as: lead }))).budget).toMatchObject({ usedSeconds: 20 * 86_400 });
  const opened = await requireOk(window(second));
  expect(opened.windows[0].endsAt).toBe(at(30));
  expect((await world.call("GET", `/evaluator/engagements/${second}`, { as: eva })).json.lineage).toEqual({ descendsFrom: parent, materiallyNew: false });
  world.pass(10 * DAY_MS);
  await world.drain();
  expect((await window(first)).json.error.code, "days count for all of the line").toBe("no-days-left");

  const third = (await requireOk(open(fresh ?? "", { descendsFrom: child, materiallyNew: true }))).id;
  expect((await requireOk(world.call("GET", `/engagements/${third}`, { as: lead }))).budget).toMatchObject({ usedSeconds: 0 });
  await requireOk(world.call("POST", `/engagements/${third}/close`, { as: lead }));
  expect((await open(fresh ?? "", { descendsFrom: parent, materiallyNew: true })).json.error).toMatchObject({ code: "lineage-differs", field: "model.lineage" });
  await expect(world.services.db.execute(sql`UPDATE engagement.model SET budget_id = id`)).rejects.toThrow(/lineage of a model stays/);
});
