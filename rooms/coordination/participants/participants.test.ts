import { describe, expect, onTestFinished, test } from "vitest";
import { openDatabase, sql, type Actor } from "#rooms/platform";
import { bringFinding, clearinghousePeople, linkFrom, readMail, REPOSITORY, requireOk } from "../../../tests/setup/clearinghouse.ts";
import { createWorld, type World } from "../../../tests/setup/world.ts";
import { markFixReady } from "../index.ts";
import { findSituation } from "../case/case.store.ts";
import { replayCase, type CaseEntry } from "../case/replay-case.ts";

const MAINTAINER = "maintainer@tide.example";
const BUOY = "psirt@buoy.example";
const CRANE = "psirt@crane.example";
const DAY_MS = 86_400_000;

/** A case whose maintainer was told, with two more vendors added by the analyst. */
async function openedCase() {
  const world = await createWorld();
  const people = await clearinghousePeople(world);
  const as = people.analyst;
  await requireOk(world.call("POST", "/projects", { as, body: { vendor: "Tide Gauge project", product: "Tide Gauge", repository: REPOSITORY, contactEmail: MAINTAINER, openAtOnce: 1 } }));
  const findingId = await bringFinding(world, people, { title: "Canary title" });
  await world.drain();
  const { caseId } = (await world.call("GET", `/findings/${findingId}`, { as })).json as { caseId: string };
  const maintainer = await linkFrom(world, MAINTAINER);
  const ask = (path: string, body?: object) => world.call(body ? "POST" : "GET", `/cases/${caseId}/${path}`, { as, ...(body ? { body } : {}) });
  const act = (token: string, path: string, body: object = {}) => world.call("POST", `/participant/${path}`, { body: { token, ...body } });
  return { world, people, caseId, findingId, maintainer, ask, act };
}

type Scene = Awaited<ReturnType<typeof openedCase>>;

async function add({ world, ask }: Pick<Scene, "world" | "ask">, name: string, email: string, more: object = {}) {
  const { participants } = await requireOk(ask("participants", { name, email, roles: ["vendor"], ...more }));
  return { id: participants.find((one: { name: string }) => one.name === name).id as string, token: await participantLink(world, email) };
}

/** The secret in the newest mail to a participant. */
async function participantLink(world: World, address: string): Promise<string> {
  const token = /\/participant#([A-Za-z0-9_-]+)/.exec((await readMail(world, address)).at(-1)?.text ?? "")?.[1];
  if (!token) throw new Error(`no link was mailed to ${address}`);
  return token;
}

async function readEntries(world: World, caseId: string): Promise<readonly CaseEntry[]> {
  return (await world.services.db.query<{ content: string }>(sql`SELECT content FROM audit.entry WHERE subject = ${caseId} ORDER BY sequence`)).map(({ content }) => JSON.parse(content) as CaseEntry);
}

describe("a newcomer", () => {
  test("is offered the embargo first, and sees nothing of the case before agreeing to it (INV-14)", { timeout: 90_000 }, async () => {
    const scene = await openedCase();
    const { world, caseId, maintainer, ask, act } = scene;
    await requireOk(world.call("POST", "/maintainer/terms", { body: { token: maintainer } }));
    const buoy = await add(scene, "Buoy Works", BUOY, { product: "Buoy Gauge" });
    const mail = (await readMail(world, BUOY)).at(-1);
    expect(mail?.text).toContain("2026-11-30T12:00:00.000Z (UTC)");
    for (const word of ["Canary", "CWE", "gauge.c", "Tide Gauge"]) expect(mail?.text).not.toContain(word);

    const before = (await act(buoy.token, "open")).json;
    expect(before).toMatchObject({ caseId, name: "Buoy Works", rm: "RECEIVED", consent: "INVITED", embargo: { state: "ACTIVE" }, report: null, threads: [], offers: [{ state: "ACTIVE", endsAt: "2026-11-30T12:00:00.000Z", replyBy: "2026-09-08T12:00:00.000Z" }] });
    expect(JSON.stringify(before)).not.toContain("Canary");
    for (const [path, body] of [["statuses", { vulnerability: "case", status: "affected" }], ["report", { rm: "ACCEPTED" }], ["file", { fileId: "cfl_00000000000000000000" }]] as const) expect([path, (await act(buoy.token, path, body)).json.error.code]).toEqual([path, "content-closed"]);

    const opened = (await act(buoy.token, "embargo", { embargoId: before.offers[0].embargoId, answer: "agree" })).json;
    expect(opened).toMatchObject({ consent: "SIGNATORY", offers: [], report: { title: "Canary title", vendor: "Tide Gauge project" }, threads: [{ title: "Buoy Gauge", messages: [] }] });
    const { participants, unanswered } = (await ask("participants")).json;
    expect(participants.map((one: { name: string; consent: string; answer: string }) => [one.name, one.consent, one.answer])).toEqual([["The clearinghouse", "SIGNATORY", "heard"], ["Harbour Watch", "SIGNATORY", "heard"], ["Tide Gauge project", "SIGNATORY", "heard"], ["Buoy Works", "SIGNATORY", "heard"]]);
    expect(unanswered).toBe(0);
    const kinds = await world.ledgerKinds();
    for (const kind of ["coordination.participant-added", "coordination.embargo-agreed", "coordination.case-read"]) expect(kinds).toContain(kind);
  });

  test("who does not answer in time has timed out and not refused; a late yes still counts, a no needs a new invitation", { timeout: 90_000 }, async () => {
    const scene = await openedCase();
    const { world, maintainer, ask, act } = scene;
    await requireOk(world.call("POST", "/maintainer/terms", { body: { token: maintainer } }));
    // Too short an end is lengthened to three days, not refused.
    const buoy = await add(scene, "Buoy Works", BUOY, { replyBy: "2026-09-01T13:00:00Z" });
    const find = async (id: string) => (await ask("participants")).json.participants.find((one: { id: string }) => one.id === id);
    expect(await find(buoy.id)).toMatchObject({ replyBy: "2026-09-04T12:00:00.000Z", answer: "none-yet", consent: "INVITED" });
    expect((await ask("participants")).json.unanswered).toBe(1);
    world.pass(3 * DAY_MS);
    await world.drain();
    expect(await find(buoy.id)).toMatchObject({ consent: "EXPIRED", answer: "none-yet" });
    const { offers } = (await act(buoy.token, "open")).json;
    expect((await act(buoy.token, "embargo", { embargoId: offers[0].embargoId, answer: "agree" })).json.consent).toBe("SIGNATORY");
    expect((await act(buoy.token, "embargo", { embargoId: offers[0].embargoId, answer: "decline" })).json).toMatchObject({ consent: "DECLINED", report: null, embargo: { state: "ACTIVE" } });
    const refused = (await act(buoy.token, "embargo", { embargoId: offers[0].embargoId, answer: "agree" })).json.error;
    expect([refused.code, refused.message]).toEqual(["case-rule-broken", expect.stringContaining("consent-edge (looked at consent); invited-after-a-no (looked at consent)")]);
  });

  test("when the embargo is over, whoever was told and stayed may read on", { timeout: 90_000 }, async () => {
    const scene = await openedCase();
    const { world, people, caseId, maintainer, ask, act } = scene;
    await requireOk(world.call("POST", "/maintainer/terms", { body: { token: maintainer } }));
    const buoy = await add(scene, "Buoy Works", BUOY);
    await requireOk(ask("embargo/end", { reason: "All vendors have fixes." }));
    expect((await act(buoy.token, "open")).json).toMatchObject({ consent: "UNBOUND_EXITED", embargo: { state: "EXITED", exitReason: "ended-by-coordinator" }, report: { title: "Canary title" } });
    expect((await ask("embargo/end", { reason: "Again." })).json.error.code).toBe("nothing-on-offer");
    expect((await ask("embargo/proposals", { endsAt: "2026-11-01T00:00:00Z" })).json.error.message).toContain("embargo-not-over (looked at EM)");
    expect((await world.call("POST", `/cases/${caseId}/embargo/end`, { as: people.validator, body: { reason: "x" } })).status).toBe(403);
  });
});

describe("threads", () => {
  test("a participant reads their own thread and nobody else's; the coordinator sees who wrote what is unread", { timeout: 90_000 }, async () => {
    const scene = await openedCase();
    const { world, people, caseId, maintainer, ask, act } = scene;
    await requireOk(world.call("POST", "/maintainer/terms", { body: { token: maintainer } }));
    const buoy = await add(scene, "Buoy Works", BUOY);
    const crane = await add(scene, "Crane Works", CRANE);
    for (const { token } of [buoy, crane]) {
      const { offers } = (await act(token, "open")).json;
      await requireOk(act(token, "embargo", { embargoId: offers[0].embargoId, answer: "agree" }));
    }
    const threadOf = async (token: string) => (await act(token, "open")).json.threads[0].id as string;
    world.pass(1000);
    await requireOk(act(buoy.token, "messages", { threadId: await threadOf(buoy.token), text: "Buoy secret." }));
    world.pass(1000);
    await requireOk(act(crane.token, "messages", { threadId: await threadOf(crane.token), text: "Crane secret." }));
    expect((await act(crane.token, "messages", { threadId: await threadOf(buoy.token), text: "Into yours." })).status).toBe(404);
    for (const [token, own, other] of [[buoy.token, "Buoy secret", "Crane secret"], [crane.token, "Crane secret", "Buoy secret"]] as const) {
      const { text } = await act(token, "open");
      expect([text.includes(own), text.includes(other), text.includes("Buoy Works") && text.includes("Crane Works")]).toEqual([true, false, false]);
    }
    expect((await world.call("POST", "/maintainer/open", { body: { token: maintainer } })).text).not.toMatch(/Buoy|Crane/);

    const { threads, next } = (await ask("threads")).json;
    expect(threads.map((one: { title: string; messages: number; unread: number }) => [one.title, one.messages, one.unread])).toEqual([["Crane Works", 1, 1], ["Buoy Works", 1, 1], ["Tide Gauge", 0, 0]]);
    expect(next).toBeNull();
    expect((await ask(`thread?threadId=${threads[0].id}`)).json.messages).toMatchObject([{ from: "participant", participantId: crane.id, sender: "Crane Works", text: "Crane secret." }]);
    expect((await ask("threads")).json.threads[0].unread).toBe(0);
    await requireOk(ask("threads", { title: "Both", participantIds: [buoy.id, crane.id] }));
    const both = (await ask("threads")).json.threads.find((one: { title: string }) => one.title === "Both");
    await requireOk(ask("threads/messages", { threadId: both.id, text: "For both of you." }));
    for (const { token } of [buoy, crane]) expect((await act(token, "open")).status).toBe(200);
    expect((await readMail(world, BUOY)).at(-1)?.subject).toBe("A message in the case about Buoy Works");
    // A message moved to another thread in the database opens nowhere.
    const owner = openDatabase({ url: world.services.configuration.databaseUrl });
    onTestFinished(() => owner.close());
    await owner.execute(sql`UPDATE coordination.message SET thread_id = ${await threadOf(crane.token)} WHERE participant_id = ${buoy.id}`);
    expect((await act(crane.token, "open")).text).not.toContain("Buoy secret");
    expect((await world.call("GET", `/cases/${caseId}/threads`, { as: people.finder })).status).toBe(403);
  });
});

describe("what is worked on in a case", () => {
  test("notes stay among coordinators; drafts, files and tasks go to those named, and each reading is on record", { timeout: 90_000 }, async () => {
    const scene = await openedCase();
    const { world, people, caseId, maintainer, ask, act } = scene;
    await requireOk(world.call("POST", "/maintainer/terms", { body: { token: maintainer } }));
    const buoy = await add(scene, "Buoy Works", BUOY);
    const crane = await add(scene, "Crane Works", CRANE);
    for (const { token } of [buoy, crane]) await requireOk(act(token, "embargo", { embargoId: (await act(token, "open")).json.offers[0].embargoId, answer: "agree" }));
    expect((await requireOk(ask("notes", { text: "Between us." }))).notes).toMatchObject([{ byName: "Ana Analyst", text: "Between us." }]);

    const { drafts } = await requireOk(ask("drafts", { title: "Draft title", text: "Words.", participantIds: [buoy.id] }));
    await requireOk(ask("drafts", { draftId: drafts[0].id, title: "Draft title", text: "Better words.", participantIds: [buoy.id] }));
    const seen = (await act(buoy.token, "open")).json.drafts;
    expect(seen.map((one: { version: number; content: object }) => [one.version, one.content]).toSorted()).toEqual([[1, { title: "Draft title", text: "Words." }], [2, { title: "Draft title", text: "Better words." }]]);
    expect((await act(crane.token, "open")).json.drafts).toEqual([]);
    expect((await act(crane.token, "drafts", { draftId: drafts[0].id, version: 1 })).status).toBe(404);
    await requireOk(act(buoy.token, "drafts", { draftId: drafts[0].id, version: 2 }));
    expect((await ask("drafts")).json.drafts.find((one: { version: number }) => one.version === 2).shares).toEqual([{ participantId: buoy.id, acknowledgedAt: "2026-09-01T12:00:00.000Z" }]);

    const { threads } = (await ask("threads")).json;
    const own = threads.find((one: { title: string }) => one.title === "Buoy Works");
    const put = (bytes: Uint8Array, name = "patch.diff") => world.call("POST", `/cases/${caseId}/files?threadId=${own.id}&name=${name}`, { as: people.analyst, raw: bytes });
    expect((await put(new Uint8Array())).status).toBe(413);
    const { files } = await requireOk(put(Buffer.from("a diff")));
    const fileId = files[0].id;
    expect((await act(crane.token, "file", { fileId })).status).toBe(404);
    const taken = await act(buoy.token, "file", { fileId });
    expect([taken.text, taken.headers.get("content-type"), taken.headers.get("content-disposition")]).toEqual([expect.stringContaining("a diff"), "application/octet-stream", expect.stringContaining("patch.diff")]);
    await requireOk(act(buoy.token, "file/acknowledgement", { fileId }));
    await requireOk(act(buoy.token, "files", { threadId: own.id, name: "our.diff", content: Buffer.from("ours").toString("base64") }));
    expect((await ask("files")).json.files.map((one: { name: string; byName: string; reads: { name: string; act: string }[] }) => [one.name, one.byName, one.reads.map(({ name, act: what }) => `${name} ${what}`).toSorted()]).toSorted()).toEqual([["our.diff", "Buoy Works", []], ["patch.diff", "Ana Analyst", ["Buoy Works acknowledged", "Buoy Works opened"]]]);
    expect(await world.services.db.query(sql`SELECT * FROM coordination.file WHERE sealed_card LIKE '%diff%'`)).toEqual([]);

    expect((await ask("tasks", { text: "Test it.", dueAt: "2026-08-01T00:00:00Z" })).json.error.field).toBe("dueAt");
    const { tasks } = await requireOk(ask("tasks", { text: "Test it.", dueAt: "2026-09-10T12:00:00Z", participantId: buoy.id }));
    const mails = (await readMail(world, BUOY)).length;
    world.setTime("2026-09-09T12:00:00Z");
    await world.drain();
    expect((await readMail(world, BUOY)).slice(mails).map(({ subject }) => subject)).toEqual(["Something to do in the case about Buoy Works"]);
    const fresh = await participantLink(world, BUOY);
    expect((await act(fresh, "open")).json.tasks).toMatchObject([{ text: "Test it.", doneAt: null }]);
    expect((await act(crane.token, "tasks", { taskId: tasks[0].id })).status).toBe(404);
    await requireOk(act(fresh, "tasks", { taskId: tasks[0].id }));
    expect((await ask("tasks")).json.tasks[0].doneAt).toBe("2026-09-09T12:00:00.000Z");
    for (const word of ["Between us"]) expect((await act(fresh, "open")).text).not.toContain(word);

    await requireOk(act(fresh, "statuses", { vulnerability: "case", status: "not-affected", statement: "We do not read names." }));
    await requireOk(ask("statuses", { participantId: crane.id, vulnerability: "case", status: "unknown" }));
    const statuses = (await ask("participants")).json.participants.flatMap((one: { name: string; statuses: { status: string; by: string; statement: string | null }[] }) => one.statuses.map(({ status, by, statement }) => [one.name, status, by, statement]));
    expect(statuses).toEqual([["Buoy Works", "not-affected", "participant", "We do not read names."], ["Crane Works", "unknown", "coordinator", null]]);
    expect((await ask("statuses", { participantId: `coord${caseId.slice(4)}`, vulnerability: "case", status: "unknown" })).json.error.code).toBe("case-rule-broken");
  });

  test("after a month without a word the coordinators get one task, and what comes next is said by the policy", { timeout: 90_000 }, async () => {
    const { world, people, ask } = await openedCase();
    world.pass(30 * DAY_MS - 1);
    await world.drain();
    expect((await ask("tasks")).json.tasks).toEqual([]);
    world.pass(1);
    await world.drain();
    await world.drain();
    expect((await ask("tasks")).json.tasks).toMatchObject([{ kind: "silence", text: "Nothing was heard for 30 days. Decide how to reach them, or whether to go on without them.", doneAt: null }]);
    expect((await world.ledgerKinds()).filter((kind) => kind === "coordination.participant-silent")).toHaveLength(1);
    expect((await world.call("GET", "/inbox", { as: people.analyst })).json.entries.map(({ kind }: { kind: string }) => kind)).toContain("coordination.silence");
    const { tasks } = (await ask("tasks")).json;
    expect((await requireOk(ask("tasks/done", { taskId: tasks[0].id }))).tasks[0].doneAt).not.toBeNull();
  });

  test("who leaves goes alone: their link and consent end, the embargo of the others stands", { timeout: 90_000 }, async () => {
    const scene = await openedCase();
    const { world, maintainer, ask, act } = scene;
    await requireOk(world.call("POST", "/maintainer/terms", { body: { token: maintainer } }));
    const buoy = await add(scene, "Buoy Works", BUOY);
    const crane = await add(scene, "Crane Works", CRANE);
    await requireOk(act(buoy.token, "leave"));
    expect((await act(buoy.token, "open")).status).toBe(410);
    await requireOk(ask("participants/link", { participantId: crane.id }));
    expect((await act(crane.token, "open")).status).toBe(410);
    await requireOk(ask("participants/removal", { participantId: crane.id }));
    const { participants } = (await ask("participants")).json;
    expect(participants.slice(3).map((one: { rm: string; answer: string; consent: string }) => [one.rm, one.answer, one.consent])).toEqual([["CLOSED", "left", "UNBOUND_EXITED"], ["CLOSED", "left", "UNBOUND_EXITED"]]);
    expect((await ask("embargo")).json.embargo.state).toBe("ACTIVE");
    for (const participantId of [crane.id, `vendor${buoy.id.slice(4)}`]) expect((await ask("participants/removal", { participantId })).status).toBeGreaterThan(400);
  });
});

describe("the figures of the embargo", () => {
  test("two people change them, and a case keeps those that it began with", { timeout: 90_000 }, async () => {
    const { world, people, ask } = await openedCase();
    const director = await world.person({ organisation: "Clearinghouse", kind: "clearinghouse", name: "Dina", roles: ["clearinghouse-director"] });
    const call = (as: Actor, path: string, body?: object) => world.call(body ? "POST" : "GET", `/embargo-policy${path}`, { as, ...(body ? { body } : {}) });
    const { version: _v, inForceAt: _i, ...figures } = (await call(people.analyst, "")).json.current;
    expect(figures).toMatchObject({ days: 90, extensionDays: 14, exploitedDays: 7, exploitedExtensionDays: 7, silenceDays: 30, detailDays: 45, replyDays: 7, replyLeastHours: 72, exitsOnAttacks: true });
    const { waiting } = await requireOk(call(people.analyst, "/proposals", { ...figures, days: 60, reason: "Shorter." }));
    const shownTo = async (as: Actor) => (await requireOk(call(as, ""))).waiting.map(({ mayConfirm }: { mayConfirm: boolean }) => mayConfirm);
    expect([await shownTo(people.analyst), await shownTo(director)]).toEqual([[false], [true]]);
    // What is or was in force is public; what was only proposed is not.
    const history = () => requireOk(world.call("GET", "/embargo-policy/versions"));
    expect(await history()).toMatchObject({ current: { version: 1, days: 90 }, earlier: [] });
    expect((await call(people.analyst, "/confirmation", { policyId: waiting[0].id })).json.error.code).toBe("policy-needs-two");
    await expect(world.services.as(people.analyst).db.execute(sql`UPDATE coordination.embargo_policy SET version = 2, confirmed_by = ${people.analyst.personId}, in_force_at = now() WHERE version IS NULL`)).rejects.toThrow("row-level security");
    expect((await requireOk(call(director, "/confirmation", { policyId: waiting[0].id }))).current).toMatchObject({ version: 2, days: 60, reason: "Shorter." });
    expect(await history()).toMatchObject({ current: { version: 2, days: 60, reason: "Shorter." }, earlier: [{ version: 1 }] });
    expect((await call(director, "/confirmation", { policyId: waiting[0].id })).json.error.code).toBe("nothing-waits");
    expect((await call(people.finder, "")).status).toBe(403);
    expect((await ask("embargo")).json).toMatchObject({ policy: { version: 1, days: 90 }, latestEnd: "2026-12-14T12:00:00.000Z", mayPublishDetailAt: null });
    for (const kind of ["coordination.embargo-policy-proposed", "coordination.embargo-policy-in-force"]) expect(await world.ledgerKinds()).toContain(kind);
  });

  test("no end is offered beyond the latest, however often it is proposed anew; a longer one asks all anew (INV-14)", { timeout: 90_000 }, async () => {
    const scene = await openedCase();
    const { world, maintainer, ask, act } = scene;
    await requireOk(world.call("POST", "/maintainer/terms", { body: { token: maintainer } }));
    const buoy = await add(scene, "Buoy Works", BUOY);
    await requireOk(act(buoy.token, "embargo", { embargoId: (await act(buoy.token, "open")).json.offers[0].embargoId, answer: "agree" }));
    const late = (await ask("embargo/proposals", { endsAt: "2027-01-01T00:00:00Z" })).json.error;
    expect([late.field, late.message]).toEqual(["endsAt", expect.stringContaining("end-within-the-latest (looked at end, policy)")]);
    const { register } = await requireOk(ask("embargo/proposals", { endsAt: "2026-12-10T00:00:00Z" }));
    const longer = register.at(-1).id;
    expect((await requireOk(ask("embargo/decision", { embargoId: longer, decision: "activate" }))).embargo).toMatchObject({ state: "ACTIVE", endsAt: "2026-12-10T00:00:00.000Z", extended: true });
    // Buoy had not agreed to the longer one: not bound any more, asked again, and nothing shows until then.
    const lapsed = (await act(await participantLink(world, BUOY), "open")).json;
    expect(lapsed).toMatchObject({ consent: "INVITED", report: null, offers: [{ embargoId: longer, state: "ACTIVE" }] });
    const again = await requireOk(ask("embargo/proposals", { endsAt: "2026-12-12T00:00:00Z" }));
    expect((await ask("embargo/decision", { embargoId: again.register.at(-1).id, decision: "activate" })).json.error.message).toContain("extended-once (looked at register)");
    expect((await requireOk(ask("embargo/decision", { embargoId: again.register.at(-1).id, decision: "reject" }))).embargo.state).toBe("ACTIVE");
  });
});

test("with the next contact as the policy's word, each contact on file is written to after as long a silence, and then the coordinators are asked to hand off", { timeout: 90_000 }, async () => {
  const { world, people, caseId, ask } = await openedCase();
  const { id: projectId } = (await world.call("GET", "/projects", { as: people.analyst })).json.projects[0];
  await requireOk(world.call("POST", "/maintainer-contacts", { as: people.analyst, body: { projectId, file: "SECURITY.md", text: "Write to security@tide.example." } }));
  const owner = openDatabase({ url: world.services.configuration.databaseUrl });
  onTestFinished(() => owner.close());
  await owner.execute(sql`UPDATE coordination.embargo_policy SET on_silence = 'next-contact' WHERE version = 1`);
  const SECURITY = "security@tide.example";
  const kinds = async () => (await world.ledgerKinds()).filter((kind) => kind === "coordination.next-contact-tried" || kind === "coordination.participant-silent");
  world.pass(30 * DAY_MS);
  await world.drain();
  const [reminded] = await readMail(world, SECURITY);
  expect([reminded?.subject, await kinds(), (await ask("tasks")).json.tasks]).toEqual(["A verified security report for Tide Gauge waits for an answer", ["coordination.next-contact-tried"], []]);
  expect(reminded?.text).toContain("30 days ago");
  for (const word of ["Canary", "CWE", "gauge.c"]) expect(reminded?.text).not.toContain(word);
  world.pass(30 * DAY_MS - 1);
  await world.drain();
  expect(await kinds()).toHaveLength(1);
  world.pass(1);
  await world.drain();
  await world.drain();
  expect(await kinds()).toEqual(["coordination.next-contact-tried", "coordination.participant-silent"]);
  expect((await ask("tasks")).json.tasks).toMatchObject([{ kind: "silence", text: expect.stringContaining("no contact is left to try") }]);
  const { entries } = (await world.call("GET", "/inbox", { as: people.analyst })).json;
  expect(entries.find(({ kind }: { kind: string }) => kind === "coordination.silence-hand-off").link).toBe(`/clearinghouse/cases/${caseId}/hand-off`);
});

test("who said no, or let the time pass, is asked again, and may then agree", { timeout: 90_000 }, async () => {
  const scene = await openedCase();
  const { world, maintainer, ask, act } = scene;
  await requireOk(world.call("POST", "/maintainer/terms", { body: { token: maintainer } }));
  const buoy = await add(scene, "Buoy Works", BUOY);
  const embargoId = (await act(buoy.token, "open")).json.offers[0].embargoId as string;
  await requireOk(act(buoy.token, "embargo", { embargoId, answer: "decline" }));
  expect((await act(buoy.token, "embargo", { embargoId, answer: "agree" })).json.error.code).toBe("case-rule-broken");
  const invited = (await requireOk(ask("participants/invitation", { participantId: buoy.id, replyBy: "2026-09-20T00:00:00Z" }))).participants.find((one: { id: string }) => one.id === buoy.id);
  expect(invited).toMatchObject({ consent: "INVITED", replyBy: "2026-09-20T00:00:00.000Z" });
  expect((await act(await participantLink(world, BUOY), "embargo", { embargoId, answer: "agree" })).json.consent).toBe("SIGNATORY");
  // Nobody is asked who has agreed, and nobody who has left.
  expect((await ask("participants/invitation", { participantId: buoy.id })).json.error.code).toBe("case-rule-broken");
  await requireOk(ask("participants/removal", { participantId: buoy.id }));
  expect((await ask("participants/invitation", { participantId: buoy.id })).json.error.code).toBe("case-rule-broken");
  expect((await world.ledgerKinds()).filter((kind) => kind === "coordination.participant-invited-again")).toHaveLength(1);
});

test("a fix released while the maintainer is silent is not taken for their word, and the case reads back from the ledger as it is stored", { timeout: 90_000 }, async () => {
  const { world, caseId, ask } = await openedCase();
  await world.services.db.inTransaction((tx) => markFixReady(world.services, tx, caseId));
  await world.services.db.inTransaction((tx) => markFixReady(world.services, tx, caseId));
  const { participants } = (await ask("participants")).json;
  expect(participants.map((one: { name: string; rm: string; fixReady: boolean | null; answer: string }) => [one.name, one.rm, one.fixReady, one.answer])).toEqual([
    ["Tide Gauge project", "RECEIVED", false, "none-yet"], ["The clearinghouse", "ACCEPTED", null, "heard"], ["Harbour Watch", "ACCEPTED", null, "heard"], ["Whoever released the fix", "ACCEPTED", true, "heard"],
  ]);
  const replayed = replayCase(caseId, await readEntries(world, caseId));
  expect(replayed).toEqual(await inOrder(world, caseId, replayed));
  // Entries of before events were written into them: the fix was the project's then, whatever its maintainer had said.
  const opened = [{ kind: "coordination.case-opened", at: "2026-09-01T12:00:00.000Z", data: {} }, { kind: "coordination.maintainer-notified", at: "2026-09-01T12:00:00.000Z", data: {} }];
  const earlier = replayCase(caseId, [...opened, { kind: "coordination.fact-turned-on", at: "2026-09-02T12:00:00.000Z", data: { facts: ["F"] } }]);
  expect(earlier.participants.find(({ id }) => id.startsWith("vendor"))).toMatchObject({ rm: "RECEIVED", fixReady: true });
});

test("a case read back from the ledger is the case that is stored, whatever was done to it", { timeout: 180_000 }, async () => {
  const scene = await openedCase();
  const { world, people, caseId, maintainer, ask, act } = scene;
  // Seeded, so that a run is repeated: a small linear generator, enough to choose by.
  let state = 20261122;
  const choose = <Item>(items: readonly Item[]): Item => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return items[state % items.length] as Item;
  };
  const tokens: { id: string; token: string }[] = [];
  const link = (path: string, body: object = {}) => world.call("POST", `/maintainer/${path}`, { body: { token: maintainer, ...body } });
  const offered = async (token: string) => ((await act(token, "open")).json.offers ?? [])[0]?.embargoId ?? "emb_00000000000000000000";
  const moves: readonly (() => Promise<unknown>)[] = [
    () => link("terms"),
    () => link("answers", { answer: "accept" }),
    () => link("answers", { answer: "wont-fix", reason: "Old." }),
    () => link("more-time", { reason: "Holidays." }),
    async () => tokens.length < 4 && tokens.push(await add(scene, `Vendor ${tokens.length}`, `v${tokens.length}@vendor.example`)),
    async () => tokens.length > 0 && act(choose(tokens).token, "report", { rm: choose(["VALID", "ACCEPTED", "DEFERRED", "INVALID"]) }),
    async () => {
      const one = choose(tokens);
      if (one) await act(one.token, "embargo", { embargoId: await offered(one.token), answer: choose(["agree", "agree", "decline"]) });
    },
    async () => tokens.length > 0 && ask("facts", { fact: "fix-ready", evidence: "Seen.", participantId: choose(tokens).id }),
    () => ask("facts", { fact: "fix-deployed", evidence: "Seen." }),
    () => ask("embargo/proposals", { endsAt: choose(["2026-10-20T00:00:00Z", "2026-12-05T00:00:00Z", "2027-06-01T00:00:00Z"]) }),
    async () => ask("embargo/decision", { embargoId: ((await ask("embargo")).json.register.findLast((entry: { state: string }) => entry.state === "PROPOSED") ?? { id: "emb_00000000000000000000" }).id, decision: choose(["activate", "reject"]) }),
    async () => tokens.length > 2 && act(choose(tokens).token, "leave"),
    async () => {
      world.pass(choose([1, 2, 4]) * DAY_MS);
      await world.drain();
    },
  ];
  const check = async () => {
    const replayed = replayCase(caseId, await readEntries(world, caseId));
    expect(replayed).toEqual(await inOrder(world, caseId, replayed));
  };
  for (let step = 0; step < 36; step += 1) {
    await choose(moves)();
    if (step % 6 === 5) await check();
  }
  await ask("facts", { fact: "exploit-public", evidence: "Seen on a list." });
  await check();
  await ask("close", {});
  await check();
  expect((await world.call("GET", `/cases/${caseId}`, { as: people.analyst })).json.state).toBe("closed");
  expect((await readEntries(world, caseId)).length).toBeGreaterThan(12);
});

/** The stored case with its lists in the order of the replayed one: a table has none of its own. */
async function inOrder(world: World, caseId: string, like: NonNullable<Awaited<ReturnType<typeof findSituation>>>) {
  const stored = await findSituation(world.services.db, caseId);
  if (!stored) return undefined;
  const place = (ids: readonly string[]) => (a: string, b: string) => ids.indexOf(a) - ids.indexOf(b);
  const participants = place(like.participants.map(({ id }) => id));
  const register = place(like.register.map(({ id }) => id));
  const consents = place(like.consents.map(({ participant, embargo }) => participant + embargo));
  return {
    ...stored,
    participants: stored.participants.toSorted((a, b) => participants(a.id, b.id)),
    register: stored.register.toSorted((a, b) => register(a.id, b.id)),
    consents: stored.consents.toSorted((a, b) => consents(a.participant + a.embargo, b.participant + b.embargo)),
  };
}
