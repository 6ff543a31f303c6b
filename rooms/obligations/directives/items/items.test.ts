import { expect, test } from "vitest";
import { evaluateFigures, type CountedEntry } from "#engines/ledger";
import { newId, sql, type Actor } from "#rooms/platform";
import type { World } from "../../../../tests/setup/world.ts";
import { directivesFigures } from "../directives.figures.ts";
import { issue, listAgency, openItems, toWords } from "../directives.fixture.ts";
import { exportDirectiveItems } from "./export-items.ts";
import { remindAgenciesJob } from "./remind-agencies.ts";
import { settleItemsJob } from "./settle-items.ts";

const codeOf = (reply: { readonly status: number; readonly json?: { readonly error?: { readonly code: string } } }) => [reply.status, reply.json?.error?.code];
const noticesOf = async (world: World, as: Actor): Promise<readonly string[]> => (await world.call("GET", "/inbox", { as })).json.entries.map(({ kind }: { kind: string }) => kind).toReversed();
const LINK = { words: "The plan is written.", link: "https://agency.example/plan" };
const ASKED = { reason: "The vendor ships in November.", control: "The system is behind a gateway.", until: "2026-11-30" };

async function scene() {
  const opened = await openItems();
  const { world, mina, olga } = opened;
  const own = (id: string, what: string, body?: object) => world.call("POST", `/agency/items/${id}/${what}`, { as: mina, ...(body ? { body } : {}) });
  const look = async (id: string) => (await world.call("GET", `/agency/items/${id}`, { as: mina })).json;
  const queue = async () => (await world.call("GET", "/directive-work/exceptions", { as: olga })).json.exceptions;
  const decide = (as: Actor, id: string, body: object) => world.call("POST", `/directive-work/exceptions/${id}/decide`, { as, body });
  return { ...opened, own, look, queue, decide };
}

test("an agency begins, hands in what shows that it is done, reopens, and an officer asks for more; every turn is kept and in the ledger", async () => {
  const { world, mina, olga, own, look, planId } = await scene();
  expect((await look(planId)).next).toEqual(["start", "finish", "ask-exception"]);
  expect((await own(planId, "start")).json.item.state).toBe("in_progress");
  expect(codeOf(await own(planId, "done", { words: "Believe us." }))).toEqual([400, "invalid-input"]);
  expect((await own(planId, "done", LINK)).json.item).toMatchObject({ state: "done", span: null, isLate: false });
  expect(codeOf(await own(planId, "start"))).toEqual([409, "not-in-that-state"]);
  const more = await world.call("POST", `/directive-work/items/${planId}/more`, { as: olga, body: { words: "Who signed it?" } });
  expect(more.json).toMatchObject({ item: { state: "in_progress", agencyName: "River Survey Agency" }, next: [] });
  expect((await own(planId, "done", { words: "Signed.", digest: "b".repeat(64) })).json.item.state).toBe("done");
  expect((await own(planId, "reopening", { reason: "The wrong file." })).json.item.state).toBe("in_progress");
  expect((await look(planId)).turns.map((turn: { event: string; side: string; words: string | null; link: string | null; digest: string | null }) => [turn.event, turn.side, turn.words, turn.link ?? turn.digest])).toEqual([
    ["assign", "house", null, null], ["start", "agency", null, null], ["finish", "agency", "The plan is written.", "https://agency.example/plan"], ["ask-for-more", "officer", "Who signed it?", null],
    ["finish", "agency", "Signed.", "b".repeat(64)], ["reopen", "agency", "The wrong file.", null],
  ]);
  expect((await world.ledgerKinds()).filter((kind) => kind === "obligations.item-moved")).toHaveLength(5);
  expect(await noticesOf(world, mina)).toEqual(["obligations.agency-listed", "obligations.items-assigned", "obligations.more-asked"]);
  // What the officer looked at shows to the agency.
  expect(await world.services.db.query(sql`SELECT owner_organisation_id, subject, purpose FROM access.read_record WHERE subject = ${planId}`)).toEqual([{ owner_organisation_id: mina.organisationId, subject: planId, purpose: "directive" }]);
});

test("more time is asked for with a reason and what protects meanwhile, granted until a day, and ends by itself; the due day stays", async () => {
  const { world, mina, olga, own, look, queue, decide, planId } = await scene();
  expect((await own(planId, "exception", ASKED)).json.item).toMatchObject({ state: "exception_requested", dueOn: "2026-10-01", exceptionUntil: null });
  const [asked] = await queue();
  expect(asked).toMatchObject({ agencyName: "River Survey Agency", number: "BOD 99-01", title: "Make a plan", dueOn: "2026-10-01", reason: ASKED.reason, control: ASKED.control, askedUntil: ASKED.until, state: "requested" });
  expect((await decide(olga, asked.id, { decision: "granted", until: "2026-12-01", answer: "Fine." })).json.error).toMatchObject({ code: "until-not-valid", field: "until" });
  expect((await decide(olga, asked.id, { decision: "granted", until: "2026-11-15", answer: "Two weeks less." })).json.exceptions).toEqual([]);
  expect((await look(planId)).item).toMatchObject({ state: "exception_granted", dueOn: "2026-10-01", exceptionUntil: "2026-11-15" });
  world.setTime("2026-11-15T23:59:59Z");
  expect((await look(planId)).item).toMatchObject({ state: "exception_granted", isLate: false, span: "this-week" });
  // The day after, whether the job has run or not.
  world.setTime("2026-11-16T00:00:00Z");
  expect((await look(planId)).item).toMatchObject({ state: "in_progress", isLate: true, span: "overdue", exceptionUntil: null, dueOn: "2026-10-01" });
  await world.drain();
  expect((await look(planId)).turns.at(-1)).toMatchObject({ event: "exception-ends", side: "house" });
  expect((await look(planId)).exceptions).toMatchObject([{ state: "granted", grantedUntil: "2026-11-15", answer: "Two weeks less." }]);
  expect(await noticesOf(world, mina)).toEqual(expect.arrayContaining(["obligations.exception-granted", "obligations.exception-ended"]));
  expect((await world.ledgerKinds()).filter((kind) => /exception/.test(kind))).toEqual(["obligations.exception-asked", "obligations.exception-decided", "obligations.exception-ended"]);
});

test("an exception that is extended runs on while the officer thinks, and a refusal leaves it its own end", async () => {
  const { world, olga, otto, own, look, queue, decide, planId, reportId } = await scene();
  await own(planId, "exception", ASKED);
  await decide(olga, (await queue())[0].id, { decision: "granted", answer: "Yes." });
  await own(planId, "exception", { ...ASKED, until: "2027-01-31" });
  expect((await look(planId)).item).toMatchObject({ state: "exception_requested", exceptionUntil: "2026-11-30" });
  await decide(otto, (await queue())[0].id, { decision: "refused", answer: "Once is enough." });
  expect((await look(planId)).item).toMatchObject({ state: "exception_granted", exceptionUntil: "2026-11-30" });
  // The job of the first end finds nothing to do once a longer one was granted.
  await own(planId, "exception", { ...ASKED, until: "2027-01-31" });
  await decide(olga, (await queue())[0].id, { decision: "granted", answer: "Well." });
  world.setTime("2026-12-01T00:00:00Z");
  await world.drain();
  expect((await look(planId)).item).toMatchObject({ state: "exception_granted", exceptionUntil: "2027-01-31" });
  // Without an earlier one, a refusal leaves the due day alone.
  await own(reportId, "exception", ASKED).then((reply) => expect(codeOf(reply)).toEqual([422, "until-not-valid"]));
  await own(reportId, "exception", { ...ASKED, until: "2026-12-31" });
  await decide(olga, (await queue())[0].id, { decision: "refused", answer: "No." });
  expect((await look(reportId)).item).toMatchObject({ state: "exception_refused", isLate: true });
});

test("what is asked for is bounded, waits once, can be taken back, and lapses when the work is done", async () => {
  const { own, look, queue, decide, olga, planId } = await scene();
  for (const until of ["2026-09-01", "2026-10-01", "2027-03-01"]) expect((await own(planId, "exception", { ...ASKED, until })).json.error).toMatchObject({ code: "until-not-valid", field: "until" });
  expect((await look(planId)).item.state).toBe("assigned");
  expect((await own(planId, "exception", { ...ASKED, until: "2027-02-28" })).status).toBe(200);
  expect(codeOf(await own(planId, "exception", ASKED))).toEqual([409, "not-in-that-state"]);
  const [{ id }] = await queue();
  expect((await own(planId, "exception/withdrawal")).json).toMatchObject({ item: { state: "in_progress" }, exceptions: [{ state: "withdrawn" }] });
  expect(codeOf(await decide(olga, id, { decision: "granted", answer: "Late." }))).toEqual([404, "not-found"]);
  await own(planId, "exception", ASKED);
  expect((await own(planId, "done", LINK)).json).toMatchObject({ item: { state: "done" }, exceptions: [{ state: "withdrawn" }, { state: "withdrawn" }] });
  expect(await queue()).toEqual([]);
});

test("how long an answer took is counted from the request that was answered, not from one that was taken back", async () => {
  const { world, own, queue, decide, olga, planId } = await scene();
  const wait = (days: number) => world.pass(days * 86_400_000);
  await own(planId, "exception", ASKED);
  wait(1);
  await own(planId, "exception/withdrawal");
  wait(20);
  await own(planId, "exception", ASKED);
  wait(2);
  await decide(olga, (await queue())[0].id, { decision: "granted", answer: "Yes." });
  const figures = directivesFigures.filter(({ id }) => id === "directive-exception-days");
  const evaluation = evaluateFigures(figures, { from: "2026-09-01T00:00:00.000Z", to: "2026-12-01T00:00:00.000Z" });
  const entries = await world.services.db.query<{ content: string }>(sql`SELECT content FROM audit.entry ORDER BY sequence`);
  for (const [index, { content }] of entries.entries()) evaluation.take(JSON.parse(content) as CountedEntry, index);
  const counts = evaluation.read().get("directive-exception-days");
  expect(counts?.form === "duration" && counts.rows.map(({ upToDays, toDate }) => [upToDays, toDate])).toEqual([[1, 0], [3, 1], [7, 0], [14, 0], [30, 0], [null, 0]]);
});

test("an action that a table dates has no day to move, and whoever asked does not decide", async () => {
  const { world, olga, otto, mina, own, queue, decide, planId } = await scene();
  await issue(world, { by: [olga, otto], body: { from: "BOD 26-04" } });
  const { items } = (await world.call("GET", "/agency/items", { as: mina })).json;
  const remediate = items.find((item: { actionId: string }) => item.actionId === "remediate");
  expect(remediate).toMatchObject({ dueOn: null, rule: "cisa:BOD2604:1.0.0", span: "no-day", isLate: false });
  expect(codeOf(await own(remediate.id, "exception", ASKED))).toEqual([409, "no-day-to-move"]);
  const both: Actor = { ...(await world.person({ organisation: "River Survey Agency", kind: "government", name: "Bo", roles: ["agency-ciso", "directive-officer"] })), steppedUp: true };
  await world.call("POST", `/agency/items/${planId}/exception`, { as: both, body: ASKED });
  const [{ id }] = await queue();
  expect(codeOf(await decide(both, id, { decision: "granted", answer: "To myself." }))).toEqual([404, "not-found"]);
  expect((await decide(olga, id, { decision: "granted", answer: "Yes." })).status).toBe(200);
});

test("an agency sees its own alone: to another agency's CISO an item and an exception look like none at all", async () => {
  const { world, olga, otto, mina, noah, own, queue, planId } = await scene();
  await listAgency(world, { by: [olga, otto], agency: noah });
  await world.drain();
  await own(planId, "exception", ASKED);
  const [{ id }] = await queue();
  const absent = await world.call("GET", `/agency/items/${newId("itm")}`, { as: noah });
  for (const [method, path, body] of [
    ["GET", `/agency/items/${planId}`], ["POST", `/agency/items/${planId}/start`], ["POST", `/agency/items/${planId}/done`, LINK], ["POST", `/agency/items/${planId}/exception/withdrawal`],
  ] as const) expect([path, (await world.call(method, path, { as: noah, ...(body ? { body } : {}) })).text]).toEqual([path, absent.text]);
  expect((await world.call("GET", "/agency/items", { as: noah })).text).not.toContain(planId);
  for (const as of [mina, noah]) expect([(await world.call("GET", "/directive-work/items", { as })).status, (await world.call("POST", `/directive-work/exceptions/${id}/decide`, { as, body: { decision: "granted", answer: "x" } })).status]).toEqual([403, 403]);
  const all = (await world.call("GET", "/directive-work/items", { as: otto })).json.items;
  expect(new Set(all.map((item: { agencyName: string }) => item.agencyName))).toEqual(new Set(["River Survey Agency", "Weather Agency"]));
  const page = async (query: string) => (await world.call("GET", `/directive-work/items?${query}`, { as: otto })).json;
  expect(await page(`agencyId=${noah.organisationId}`)).toMatchObject({ items: [{ agencyName: "Weather Agency", actionId: "plan" }, { actionId: "report" }], next: null });
  expect((await page(`after=${all[0].id}`)).items.map((item: { id: string }) => item.id)).toEqual(all.slice(1).map((item: { id: string }) => item.id));
  expect((await page(`directiveId=${newId("dir")}`)).items).toEqual([]);
});

test("an agency is reminded 14 and 3 days before and on the day, once each, however often the job runs", async () => {
  const { world, mina, own, planId } = await scene();
  await own(planId, "start");
  const due = async () => (await noticesOf(world, mina)).filter((kind) => kind === "obligations.items-due").length;
  const run = () => remindAgenciesJob.run(world.services, {});
  const counts: number[] = [];
  for (const day of ["2026-09-16", "2026-09-17", "2026-09-18", "2026-09-28", "2026-09-30", "2026-10-01", "2026-10-02"]) {
    world.setTime(`${day}T06:00:00Z`);
    await run();
    await run();
    counts.push(await due());
  }
  expect(counts).toEqual([0, 1, 1, 2, 2, 3, 3]);
  const [notice] = (await world.call("GET", "/inbox", { as: mina })).json.entries;
  expect(notice).toMatchObject({ title: "Due soon for your agency: 1, the first on 2026-10-01", link: "/agency" });
});

test("items are assigned once, however often the job runs", async () => {
  const { world, mina } = await scene();
  const kinds = await world.ledgerKinds();
  await settleItemsJob.run(world.services, {});
  await Promise.all([settleItemsJob.run(world.services, {}), settleItemsJob.run(world.services, {})]);
  expect((await world.call("GET", "/agency/items", { as: mina })).json.items).toHaveLength(2);
  expect(await world.ledgerKinds()).toEqual(kinds);
});

test("what is due this week, within thirty days and later is counted, and an agency takes everything of its own along", async () => {
  const { world, olga, otto, mina, own, planId } = await scene();
  await issue(world, { by: [olga, otto], body: { words: toWords({ number: "BOD 99-02", actions: [{ id: "soon", title: "Soon", words: "Soon.", appliesTo: "All.", deadline: { kind: "day", on: "2026-09-05" } }] }) } });
  expect((await world.call("GET", "/agency/items", { as: mina })).json.due).toEqual({ overdue: 0, thisWeek: 1, next30Days: 1, later: 1, noDay: 0 });
  world.setTime("2026-09-06T00:00:00Z");
  expect((await world.call("GET", "/agency/items", { as: mina })).json.due).toEqual({ overdue: 1, thisWeek: 0, next30Days: 1, later: 1, noDay: 0 });
  await own(planId, "exception", ASKED);
  const file = JSON.stringify(await exportDirectiveItems(world.services, mina.organisationId));
  for (const words of [ASKED.reason, ASKED.control, "Make a plan", "ask-exception"]) expect(file).toContain(words);
});

test("what agencies say is sealed in the database", async () => {
  const { world, own, queue, decide, olga, planId } = await scene();
  await own(planId, "exception", ASKED);
  await decide(olga, (await queue())[0].id, { decision: "refused", answer: "Canary answer." });
  await own(planId, "done", LINK);
  const rows = JSON.stringify([await world.services.db.query(sql`SELECT * FROM obligations.directive_exception`), await world.services.db.query(sql`SELECT * FROM obligations.directive_turn`)]);
  for (const words of [ASKED.reason, ASKED.control, "Canary answer", LINK.words, LINK.link]) expect(rows).not.toContain(words);
});
