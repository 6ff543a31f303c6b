import { beforeEach, expect, test } from "vitest";
import { ENTRIES_EACH, MAX_QUESTION_FILE_BYTES, QUESTIONS_EACH } from "#contracts/questions";
import { NOBODY, sql, type Actor } from "#rooms/platform";
import { DAY_MS, mailOf, openOfferedWindow, toEngagementBody } from "../../tests/api/records.ts";
import { readMail, requireOk } from "../../tests/setup/clearinghouse.ts";
import { countVisibleRows } from "../../tests/setup/visible-rows.ts";
import { createWorld, type World } from "../../tests/setup/world.ts";
import { exportOwned } from "./export-owned.ts";

const PURPOSE = "safeguard-testing";

let world: World;
let lead: Actor;
let security: Actor;
let rival: Actor;
let evaluator: Actor;
let colleague: Actor;
let engagement: string;
beforeEach(async () => {
  world = await createWorld();
  const person = (organisation: string, kind: "developer" | "government", name: string, role: "developer-release-lead" | "developer-security-lead" | "agency-evaluator") => world.person({ organisation, kind, name, roles: [role] });
  lead = await person("Kelp Lab", "developer", "Ada", "developer-release-lead");
  security = await person("Kelp Lab", "developer", "Sam", "developer-security-lead");
  rival = await person("Rival Lab", "developer", "Rob", "developer-release-lead");
  evaluator = await person("Agency", "government", "Eva", "agency-evaluator");
  colleague = await person("Agency", "government", "Cleo", "agency-evaluator");
  engagement = (await requireOk(world.call("POST", "/engagements", { as: lead, body: toEngagementBody() }))).id;
  const evaluators = await Promise.all([evaluator, colleague].map(async (actor) => ({ email: await mailOf(world, actor) })));
  await requireOk(world.call("POST", `/engagements/${engagement}/offer`, { as: lead, body: { purpose: PURPOSE, variant: "safeguards-on", tools: [], logging: "calls", retentionDays: 7, evaluators } }));
});

const open = () => openOfferedWindow(world, { developer: lead, evaluator }, engagement);
const ask = (as: Actor, rest: object = {}) => world.call("POST", `/evaluator/engagements/${engagement}/questions`, { as, body: { purpose: PURPOSE, text: "Which filter is on?", ...rest } });
const answer = (as: Actor, questionId: string, text = "The second one.") => world.call("POST", `/engagements/${engagement}/questions/answers`, { as, body: { questionId, text } });
const own = (as: Actor) => world.call("GET", `/evaluator/engagements/${engagement}/questions`, { as });
const all = (as: Actor) => world.call("GET", `/engagements/${engagement}/questions`, { as });
const linksOf = async (actor: Actor) => (await requireOk(world.call("GET", "/inbox", { as: actor }))).entries.map(({ kind, link }: { kind: string; link: string }) => `${kind} ${link}`);

test("a named evaluator asks in the window, the developer answers, and each is told with the way to the page", async () => {
  await open();
  const { questions: [asked] } = await requireOk(ask(evaluator));
  expect(asked).toMatchObject({ purpose: PURPOSE, askedByName: "Eva", organisationName: "Agency", answeredAt: null, entries: [{ side: "evaluator", byName: "Eva", text: "Which filter is on?", file: null }] });
  expect(await linksOf(lead)).toContain(`engagement.question-asked /developer/engagements/${engagement}/questions`);
  await requireOk(answer(lead, asked.id));
  expect(await linksOf(evaluator)).toContain(`engagement.question-answered /evaluator/engagements/${engagement}/questions`);
  await requireOk(ask(evaluator, { questionId: asked.id, text: "Since when?" }));
  const { questions } = await requireOk(all(security));
  expect(questions).toMatchObject([{ id: asked.id, answeredAt: "2026-09-01T12:00:00.000Z", entries: [{ text: "Which filter is on?" }, { side: "developer", byName: "Ada", text: "The second one." }, { text: "Since when?" }] }]);
  expect((await requireOk(own(evaluator))).questions).toEqual(questions);
  expect((await world.ledgerKinds()).filter((kind) => kind.startsWith("engagement.question"))).toEqual(["engagement.question-asked", "engagement.question-answered", "engagement.question-asked"]);
  // What was said stands in no entry and in no mail.
  for (const party of [lead, evaluator]) expect((await world.call("GET", `/ledger/receipts?subject=${engagement}`, { as: party })).text).not.toMatch(/filter|second one/);
  for (const { text } of [...(await readMail(world, await mailOf(world, lead))), ...(await readMail(world, await mailOf(world, evaluator)))]) expect(text).not.toMatch(/filter|second one/);
  // Nor does it lie in the database as it was written.
  expect(JSON.stringify(await world.services.db.query(sql`SELECT * FROM engagement.question_entry`))).not.toMatch(/filter|second one/);
});

test("the developer sees each time that an evaluator reads, and takes a file", async () => {
  await open();
  const { questions: [asked] } = await requireOk(ask(evaluator));
  world.pass(DAY_MS);
  const told = await requireOk(world.call("POST", `/engagements/${engagement}/questions/files?questionId=${asked.id}&fileName=setup.txt`, { as: lead, raw: Buffer.from("The set-up.") }));
  await requireOk(own(evaluator));
  await world.call("GET", `/evaluator/engagements/${engagement}/questions/file?entryId=${told.questions[0].entries[1].id}`, { as: evaluator });
  const { reads } = await requireOk(world.call("GET", `/reads?subject=${engagement}`, { as: lead }));
  const since = reads.filter(({ at }: { at: string }) => at.startsWith("2026-09-02"));
  expect(since).toHaveLength(2);
  expect(since).toEqual(expect.arrayContaining([expect.objectContaining({ personName: "Eva", purpose: PURPOSE, what: "questions and answers: 1" }), expect.objectContaining({ personName: "Eva", purpose: PURPOSE, what: expect.stringMatching(/^file [0-9a-f]{64}$/) })]));
});

test("nobody asks outside of the window, before its terms are accepted or for another purpose than the grant's", async () => {
  expect(await ask(evaluator)).toMatchObject({ status: 403 });
  await open();
  expect(await ask(colleague)).toMatchObject({ status: 403 });
  expect(await ask(evaluator, { purpose: "capability-evaluation" })).toMatchObject({ status: 403, json: { error: { code: "grant-not-valid", field: "purpose" } } });
  await requireOk(ask(evaluator));
  world.pass(31 * DAY_MS);
  // No job has run: the end holds at the use.
  expect(await ask(evaluator)).toMatchObject({ status: 403 });
});

test("what one evaluator asks is not for another, nor for anybody else's laboratory, and no answer crosses to another engagement", async () => {
  await open();
  const { termsDigest } = await requireOk(world.call("GET", `/evaluator/engagements/${engagement}`, { as: colleague }));
  await requireOk(world.call("POST", `/evaluator/engagements/${engagement}/acceptance`, { as: colleague, body: { termsDigest, noConflict: true } }));
  const { questions: [asked] } = await requireOk(ask(evaluator));
  expect((await requireOk(own(colleague))).questions).toEqual([]);
  expect((await ask(colleague, { questionId: asked.id })).status).toBe(404);
  expect((await all(rival)).status).toBe(404);
  expect((await answer(security, asked.id)).status).toBe(403);
  const { id: theirs } = await requireOk(world.call("POST", "/engagements", { as: rival, body: toEngagementBody("b".repeat(64)) }));
  expect((await world.call("POST", `/engagements/${theirs}/questions/answers`, { as: rival, body: { questionId: asked.id, text: "Mine." } })).status).toBe(404);
  expect((await world.call("GET", `/engagements/${theirs}/questions/file?entryId=${asked.entries[0].id}`, { as: rival })).status).toBe(404);
});

test("after the end the developer still answers, and the evaluator reads until they attested the clean-up", async () => {
  await open();
  const { questions: [asked] } = await requireOk(ask(evaluator));
  await requireOk(world.call("POST", `/engagements/${engagement}/window/end`, { as: lead }));
  expect((await ask(evaluator)).status).toBe(403);
  await requireOk(answer(lead, asked.id));
  expect((await requireOk(own(evaluator))).questions[0].entries).toHaveLength(2);
  await requireOk(world.call("POST", `/evaluator/engagements/${engagement}/cleanup`, { as: evaluator, body: { way: "destroyed" } }));
  expect((await requireOk(own(evaluator))).questions).toEqual([]);
  await requireOk(world.call("POST", `/engagements/${engagement}/withdrawal`, { as: lead }));
  await requireOk(answer(lead, asked.id, "For the record."));
  expect((await requireOk(all(lead))).questions[0].entries).toHaveLength(3);
});

test("a file is bytes and nothing more: it leaves as a download of its own name, bounded, and nothing is kept of one that is refused", async () => {
  await open();
  const { questions: [asked] } = await requireOk(ask(evaluator));
  const put = (fileName: string, bytes: Uint8Array) => world.call("POST", `/evaluator/engagements/${engagement}/questions/files?questionId=${asked.id}&purpose=${PURPOSE}&fileName=${encodeURIComponent(fileName)}`, { as: evaluator, raw: bytes });
  const page = Buffer.from("<script>alert(1)</script>");
  const { questions: [{ entries }] } = await requireOk(put('evil".html', page));
  expect(entries[1]).toMatchObject({ side: "evaluator", text: null, file: { name: 'evil".html', bytes: page.length } });
  for (const [as, path] of [[lead, ""], [evaluator, "/evaluator"]] as const) {
    const file = await world.call("GET", `${path}/engagements/${engagement}/questions/file?entryId=${entries[1].id}`, { as });
    expect([file.status, file.headers.get("content-type"), file.headers.get("content-disposition"), file.text, file.headers.get("x-breakwater-label")]).toEqual([200, "application/octet-stream", 'attachment; filename="evil_.html"', String(page), "developer-confidential"]);
  }
  expect((await world.call("GET", `/engagements/${engagement}/questions/file?entryId=${entries[0].id}`, { as: lead })).status, "an entry without a file").toBe(404);
  expect((await world.call("GET", `/evaluator/engagements/${engagement}/questions/file?entryId=${entries[1].id}`, { as: colleague })).status).toBe(404);
  const count = async () => (await world.services.db.query(sql`SELECT 1 FROM engagement.question_entry`)).length;
  const before = await count();
  for (const [name, bytes, status] of [["a.txt", new Uint8Array(), 422], ["a.bin", new Uint8Array(MAX_QUESTION_FILE_BYTES + 1), 413], ["../../etc/passwd", page, 400], ["a\nb", page, 400], ["", page, 400]] as const) {
    expect([name, (await put(name, bytes)).status]).toEqual([name, status]);
  }
  expect(await count()).toBe(before);
});

test("nobody is buried under questions", async () => {
  await open();
  const { questions: [asked] } = await requireOk(ask(evaluator));
  const at = world.services.clock();
  const many = (count: number) => Array.from({ length: count }, (_, place) => String(place));
  await world.services.as(evaluator).db.execute(sql`INSERT INTO engagement.question (id, engagement_id, window_id, asked_by, purpose, asked_at)
    SELECT 'qst_' || place, engagement_id, window_id, asked_by, purpose, ${at} FROM engagement.question, unnest(${many(QUESTIONS_EACH - 1)}::text[]) place`);
  expect(await ask(evaluator)).toMatchObject({ status: 409, json: { error: { code: "too-many-questions" } } });
  await world.services.as(lead).db.execute(sql`INSERT INTO engagement.question_entry (id, question_id, engagement_id, person_id, side, sealed_text, at)
    SELECT 'qen_' || place, ${asked.id}, ${engagement}, ${lead.personId}, 'developer', 'x', ${at} FROM unnest(${many(ENTRIES_EACH - 1)}::text[]) place`);
  expect(await answer(lead, asked.id)).toMatchObject({ status: 409, json: { error: { code: "too-many-questions" } } });
});

test("the database shows a question to its asker and its developer, and takes an entry only from them", async () => {
  await open();
  const { questions: [asked] } = await requireOk(ask(evaluator));
  const shows = async (actor: Actor) => {
    const { question = 0, question_entry = 0 } = await countVisibleRows(world.services, actor, "engagement");
    return [question, question_entry];
  };
  for (const actor of [lead, security, evaluator]) expect(await shows(actor)).toEqual([1, 1]);
  for (const actor of [rival, colleague, NOBODY, { ...evaluator, roles: ["agency-evaluator", "procurement"] }, { ...evaluator, roles: ["partner-selection-officer"] }]) expect(await shows(actor)).toEqual([0, 0]);
  const { id: theirs } = await requireOk(world.call("POST", "/engagements", { as: rival, body: toEngagementBody("b".repeat(64)) }));
  const forge = (actor: Actor, side: string, of: string) => world.services.as(actor).db.execute(sql`INSERT INTO engagement.question_entry (id, question_id, engagement_id, person_id, side, sealed_text, at) VALUES ('qen_forged', ${asked.id}, ${of}, ${actor.personId}, ${side}, 'x', ${world.services.clock()})`);
  for (const [actor, side, of] of [[rival, "developer", engagement], [rival, "developer", theirs], [colleague, "evaluator", engagement], [evaluator, "developer", engagement], [lead, "evaluator", engagement]] as const) {
    await expect(forge(actor, side, of)).rejects.toThrow("row-level security");
  }
  await expect(world.services.as(lead).db.execute(sql`UPDATE engagement.question_entry SET sealed_text = 'x'`)).rejects.toThrow("permission denied");
});

test("what was asked and answered goes into the developer's own file and into no other", async () => {
  await open();
  const { questions: [asked] } = await requireOk(ask(evaluator));
  await requireOk(answer(lead, asked.id));
  expect(await exportOwned(world.services, lead.organisationId)).toMatchObject({ questions: [{ questionId: asked.id, side: "evaluator", byName: "Eva", text: "Which filter is on?" }, { side: "developer", byName: "Ada", text: "The second one." }] });
  for (const other of [evaluator, rival]) expect(JSON.stringify(await exportOwned(world.services, other.organisationId))).not.toMatch(/filter|second one/);
});
