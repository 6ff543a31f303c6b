import { createHash } from "node:crypto";
import pg from "pg";
import { expect, test } from "vitest";
import type { DecisionRow, DirectiveAction } from "#contracts/directives";
import { decideBod2604 } from "#engines/advisories";
import { newId, sql, type Actor } from "#rooms/platform";
import { issue, listAgency, openDirectiveWorld, openItems, toWords } from "./directives.fixture.ts";
import { settleItemsJob } from "./items/settle-items.ts";

const codeOf = (reply: { readonly status: number; readonly json?: { readonly error?: { readonly code: string; readonly field?: string } } }) => [reply.status, reply.json?.error?.code, ...(reply.json?.error?.field ? [reply.json.error.field] : [])];

test("BOD 26-04 is taken up as a draft, issued by another officer, ends both of its forerunners, and is public with its digest", async () => {
  const { world, olga, otto } = await openDirectiveWorld();
  const { drafts: [draft], shipped } = (await world.call("POST", "/directives", { as: olga, body: { from: "BOD 26-04" } })).json;
  expect([shipped, draft.words.number, draft.version, draft.authors, draft.mayIssue]).toEqual([["BOD 26-04"], "BOD 26-04", 1, ["Olga"], false]);
  // Nobody but officers knows of it.
  expect((await world.call("GET", "/directives")).json.directives).toEqual([]);
  expect(codeOf(await world.call("GET", `/directives/${draft.id}`))).toEqual([404, "not-found"]);
  const path = `/directive-work/drafts/${draft.id}/issue`;
  expect(codeOf(await world.call("POST", path, { as: olga }))).toEqual([403, "not-permitted"]);
  expect(codeOf(await world.call("POST", path, { as: { ...otto, steppedUp: false } }))).toEqual([403, "step-up-needed"]);
  expect((await world.call("POST", path, { as: otto })).json.drafts).toEqual([]);
  expect((await world.call("GET", "/directives")).json.directives.map((one: { number: string; state: string; isRecord: boolean; issuedOn: string; supersededBy: { number: string } | null }) => [one.number, one.state, one.isRecord, one.issuedOn, one.supersededBy?.number])).toEqual([
    ["BOD 26-04", "issued", false, "2026-09-01", undefined], ["BOD 22-01", "superseded", true, "2021-11-03", "BOD 26-04"], ["BOD 19-02", "superseded", true, "2019-04-29", "BOD 26-04"],
  ]);
  const shown = (await world.call("GET", `/directives/${draft.id}`)).json;
  expect(shown).toMatchObject({ number: "BOD 26-04", binding: true, effectiveOn: "2026-06-10", state: "issued", versions: [{ version: 1 }], movedDeadlines: [], agencies: 0, source: "https://www.cisa.gov/news-events/directives/bod-26-04-prioritizing-security-updates-based-risk" });
  expect(shown.actions.find(({ id }: { id: string }) => id === "asset-inventory")).toMatchObject({ dueOn: "2026-12-07", agenciesDone: 0, agenciesLate: 0 });
  const document = await world.call("GET", `/directives/${draft.id}/document`);
  expect(createHash("sha256").update(document.text).digest("hex")).toBe(shown.digest);
  expect(document.json).toEqual(draft.words);
  expect((await world.ledgerKinds()).filter((kind) => kind.startsWith("obligations.directive"))).toEqual(["obligations.directive-drafted", "obligations.directive-issued"]);
});

test("who writes in a draft does not issue it; one draft of a number waits at a time, and nothing of one taken back is left", async () => {
  const { world, olga, otto } = await openDirectiveWorld();
  const third: Actor = { ...(await world.person({ organisation: "Defence Guidance Office", kind: "government", name: "Ola", roles: ["directive-officer"] })), steppedUp: true };
  const { drafts: [{ id }] } = (await world.call("POST", "/directives", { as: olga, body: { words: toWords() } })).json;
  expect(codeOf(await world.call("POST", "/directives", { as: otto, body: { words: toWords() } }))).toEqual([409, "draft-waits", "number"]);
  const rewrite = (words: object) => world.call("POST", `/directive-work/drafts/${id}/words`, { as: otto, body: words });
  expect((await rewrite(toWords({ title: "Better" }))).json.drafts).toMatchObject([{ words: { title: "Better" }, authors: ["Olga", "Otto"], mayIssue: false }]);
  expect(codeOf(await rewrite(toWords({ number: "BOD 99-02" })))).toEqual([422, "words-not-valid", "number"]);
  expect(codeOf(await rewrite(toWords({ actions: [] })))).toEqual([422, "words-not-valid", "actions"]);
  expect(codeOf(await rewrite(toWords({ supersedes: ["BOD 98-01"] })))).toEqual([422, "unknown-directive", "supersedes.0"]);
  expect(codeOf(await world.call("POST", `/directive-work/drafts/${id}/issue`, { as: otto }))).toEqual([403, "not-permitted"]);
  expect((await world.call("GET", "/directive-work/drafts", { as: third })).json.drafts).toMatchObject([{ mayIssue: true }]);
  expect((await world.call("POST", `/directive-work/drafts/${id}/withdrawal`, { as: third })).json.drafts).toEqual([]);
  expect(codeOf(await world.call("POST", `/directive-work/drafts/${id}/issue`, { as: third }))).toEqual([404, "not-found"]);
  expect((await world.ledgerKinds()).at(-1)).toBe("obligations.directive-draft-withdrawn");
});

test("who begins a draft in the moment in which an issue puts its number on record is told that it is taken, and nothing breaks", async () => {
  const { world, olga, otto } = await openDirectiveWorld();
  const issuedId = await issue(world, { by: [olga, otto], body: { words: toWords() } });
  const owner = new pg.Client({ connectionString: world.services.configuration.databaseUrl });
  await owner.connect();
  await owner.query("BEGIN");
  await owner.query(`INSERT INTO obligations.directive (id, number, version, kind, state, content, digest, is_record, authors, drafted_at, issued_on, superseded_by, ended_by, ended_at)
    VALUES ($1, 'BOD 98-01', 1, 'binding-operational', 'superseded', '{}', $2, true, '{}', $3, '2019-01-01', $4, $5, $3)`, [newId("dir"), "0".repeat(64), world.services.clock(), issuedId, otto.personId]);
  const begun = world.call("POST", "/directives", { as: olga, body: { words: toWords({ number: "BOD 98-01" }) } });
  await expect.poll(async () => (await owner.query("SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")).rowCount, { timeout: 20_000 }).toBe(1);
  await owner.query("COMMIT");
  await owner.end();
  expect(codeOf(await begun)).toEqual([409, "draft-waits", "number"]);
});

test("a deadline moves by another version alone, which says so; items go on under it, and what it leaves out closes", async () => {
  const { world, olga, otto, mina, items, planId, directiveId } = await openItems();
  await world.call("POST", `/agency/items/${planId}/start`, { as: mina });
  const [plan] = toWords().actions;
  const later = toWords({ changes: "More time for the plan; the report is dropped.", actions: [{ ...(plan as NonNullable<typeof plan>), deadline: { kind: "day", on: "2026-11-01" } }] });
  expect(codeOf(await world.call("POST", "/directives", { as: olga, body: { words: { ...later, changes: null } } }))).toEqual([422, "words-not-valid", "changes"]);
  const nextId = await issue(world, { by: [olga, otto], body: { words: later } });
  expect((await world.call("GET", `/directives/${nextId}`)).json).toMatchObject({
    version: 2, changes: "More time for the plan; the report is dropped.", versions: [{ version: 2, state: "issued" }, { version: 1, state: "superseded" }],
    movedDeadlines: [{ actionId: "plan", from: "2026-10-01", to: "2026-11-01" }],
  });
  expect((await world.call("GET", `/directives/${directiveId}`)).json).toMatchObject({ state: "superseded", supersededBy: { id: nextId, version: 2 }, actions: [{ dueOn: "2026-10-01" }, { dueOn: "2026-10-31" }] });
  expect(await items()).toMatchObject({ plan: { id: planId, state: "in_progress", dueOn: "2026-11-01", directiveId: nextId }, report: { state: "closed", closedBecause: "left_out" } });
});

test("an agency is told of a new version that holds for its items, and of how many due days moved; each record says what its day was", async () => {
  const { world, olga, otto, mina, planId, reportId } = await openItems();
  await world.call("POST", `/agency/items/${reportId}/done`, { as: mina, body: { words: "Written.", digest: "a".repeat(64) } });
  const [plan, report] = toWords().actions as [DirectiveAction, DirectiveAction];
  const moved = toWords({ changes: "More time.", actions: [{ ...plan, deadline: { kind: "day", on: "2026-11-01" } }, { ...report, deadline: { kind: "day", on: "2026-11-30" } }] });
  await issue(world, { by: [olga, otto], body: { words: moved } });
  const last = async (id: string) => (await world.call("GET", `/agency/items/${id}`, { as: mina })).json.turns.at(-1);
  expect(await last(planId)).toMatchObject({ event: "carry-over", side: "house", from: "assigned", to: "assigned", words: "Due before: 2026-10-01. Due now: 2026-11-01." });
  expect(await last(reportId)).toMatchObject({ event: "carry-over", from: "done", to: "done", words: "Due before: 2026-10-31. Due now: 2026-11-30." });
  const notices = async () => (await world.call("GET", "/inbox", { as: mina })).json.entries.filter(({ kind }: { kind: string }) => kind === "obligations.items-carried-over").map(({ title, link }: { title: string; link: string }) => [title, link]);
  // What was done needs nothing more, whatever its day.
  expect(await notices()).toEqual([["A directive has a new version; your due days that moved: 1", "/agency"]]);
  await issue(world, { by: [olga, otto], body: { words: { ...moved, title: "Better said", changes: "Other words." } } });
  await Promise.all([settleItemsJob.run(world.services, {}), settleItemsJob.run(world.services, {})]);
  expect(await last(planId)).toMatchObject({ event: "carry-over", words: null });
  expect((await notices()).map(([title]: [string]) => title.slice(-1)).toSorted()).toEqual(["0", "1"]);
  const entries = await world.services.db.query<{ content: string; visible_to: string[] }>(sql`SELECT content, visible_to FROM audit.entry WHERE kind = 'obligations.items-carried-over' ORDER BY sequence`);
  expect(entries.map(({ content, visible_to: visibleTo }) => [JSON.parse(content).data.actions, JSON.parse(content).data.moved, visibleTo])).toEqual([[["plan", "report"], ["plan", "report"], ["system", mina.organisationId]], [["plan", "report"], [], ["system", mina.organisationId]]]);
});

test("a directive is not issued while a draft has the number of one that it ends, and which draft waits is said", async () => {
  const { world, olga, otto } = await openDirectiveWorld();
  const draft = async (number: string, body: object): Promise<string> => (await world.call("POST", "/directives", { as: olga, body })).json.drafts.find((one: { words: { number: string } }) => one.words.number === number).id;
  const waiting = await draft("BOD 19-02", { words: toWords({ number: "BOD 19-02" }) });
  const id = await draft("BOD 26-04", { from: "BOD 26-04" });
  const put = () => world.call("POST", `/directive-work/drafts/${id}/issue`, { as: otto });
  const refused = await put();
  expect(codeOf(refused)).toEqual([409, "draft-waits", "supersedes.1"]);
  expect(refused.json.error.message).toContain("BOD 19-02");
  expect((await world.call("GET", "/directives")).json.directives).toEqual([]);
  await world.call("POST", `/directive-work/drafts/${waiting}/withdrawal`, { as: olga });
  expect((await put()).status).toBe(200);
});

test("a directive that dates by a table shows all of its rows, and another shows none", async () => {
  const { world, olga, otto } = await openDirectiveWorld();
  const tableOf = async (body: object): Promise<readonly DecisionRow[]> => (await world.call("GET", `/directives/${await issue(world, { by: [olga, otto], body })}`)).json.table;
  const table = await tableOf({ from: "BOD 26-04" });
  expect(table.map(({ row, inKev, exposed, automatable, technicalImpact }) => [row, inKev, exposed, automatable, technicalImpact])).toEqual(
    [false, true].flatMap((inKev) => [false, true].flatMap((exposed) => [false, true].flatMap((automatable) => (["partial", "total"] as const).map((impact) => [inKev, exposed, automatable, impact])))).map((row, place) => [place + 1, ...row]),
  );
  for (const { inKev, exposed, automatable, technicalImpact, days, forensic } of table) {
    const decision = decideBod2604({ inKev, exposed, automatable, technicalImpact });
    expect([days, forensic]).toEqual([decision.dueDays, decision.forensic]);
  }
  expect(await tableOf({ words: toWords() })).toEqual([]);
});

test("what another directive takes the place of ends with it: open items close as superseded and are kept, what was done stays done", async () => {
  const { world, olga, otto, mina, items, planId, directiveId } = await openItems();
  await world.call("POST", `/agency/items/${planId}/done`, { as: mina, body: { words: "Written.", digest: "a".repeat(64) } });
  await issue(world, { by: [olga, otto], body: { words: toWords({ number: "ED 99-02", kind: "emergency", supersedes: ["BOD 99-01"] }) } });
  const rows = (await world.call("GET", "/agency/items", { as: mina })).json.items;
  expect(rows.map((item: { number: string; actionId: string; state: string; closedBecause: string | null }) => [item.number, item.actionId, item.state, item.closedBecause])).toEqual([
    ["BOD 99-01", "plan", "done", null], ["BOD 99-01", "report", "closed", "superseded"], ["ED 99-02", "plan", "assigned", null], ["ED 99-02", "report", "assigned", null],
  ]);
  expect((await world.call("GET", `/directives/${directiveId}`)).json.supersededBy.number).toBe("ED 99-02");
  expect(Object.keys(await items())).toEqual(["plan", "report"]);
});

test("two officers revoke, with a reason that everybody reads; nobody confirms their own word", async () => {
  const { world, olga, otto, mina, items, directiveId } = await openItems();
  const act = (as: Actor, what: string, body?: object) => world.call("POST", `/directives/${directiveId}/revocation${what}`, { as, ...(body ? { body } : {}) });
  expect(codeOf(await act(otto, "/confirmation"))).toEqual([409, "no-revocation-waits"]);
  expect((await act(olga, "", { reason: "Nobody needs it." })).json.waiting).toMatchObject([{ number: "BOD 99-01", proposedByName: "Olga", mayConfirm: false }]);
  expect(codeOf(await act(otto, "", { reason: "Me too." }))).toEqual([409, "revocation-waits"]);
  expect(codeOf(await act(olga, "/confirmation"))).toEqual([403, "not-permitted"]);
  expect((await act(otto, "/withdrawal")).json.waiting).toEqual([]);
  expect((await world.call("GET", `/directives/${directiveId}`)).json).toMatchObject({ state: "issued", revocationReason: null });
  await act(otto, "", { reason: "Its time is over." });
  expect((await act(olga, "/confirmation")).json.waiting).toEqual([]);
  await world.drain();
  expect((await world.call("GET", `/directives/${directiveId}`)).json).toMatchObject({ state: "revoked", endedOn: "2026-09-01", revocationReason: "Its time is over." });
  expect(await items()).toMatchObject({ plan: { state: "closed", closedBecause: "revoked" }, report: { state: "closed", closedBecause: "revoked" } });
  expect(codeOf(await act(otto, "", { reason: "Again." }))).toEqual([409, "not-in-force"]);
  expect((await world.call("GET", "/inbox", { as: mina })).json.entries.map(({ kind }: { kind: string }) => kind)).toContain("obligations.items-closed");
});

test("guidance is public and assigns nothing to anybody", async () => {
  const { world, olga, otto, mina } = await openDirectiveWorld();
  await listAgency(world, { by: [olga, otto], agency: mina });
  const id = await issue(world, { by: [olga, otto], body: { words: toWords({ number: "Guidance 26-1", kind: "guidance" }) } });
  expect((await world.call("GET", `/directives/${id}`)).json).toMatchObject({ binding: false, agencies: 0 });
  expect((await world.call("GET", "/agency/items", { as: mina })).json).toEqual({ items: [], due: { overdue: 0, thisWeek: 0, next30Days: 0, later: 0, noDay: 0 } });
});

test("the public reads how many agencies have come how far, once they are too many to be told apart, and never which", async () => {
  const { world, olga, otto, directiveId, planId, mina } = await openItems();
  await world.call("POST", `/agency/items/${planId}/done`, { as: mina, body: { words: "Done.", link: "https://agency.example/" } });
  const shown = async () => (await world.call("GET", `/directives/${directiveId}`)).json;
  const counts = async () => {
    const { agencies, actions: [plan] } = await shown();
    return [agencies, plan.agenciesDone, plan.agenciesLate];
  };
  expect(await counts()).toEqual([null, null, 0]);
  const others: Actor[] = [];
  for (let number = 1; number <= 11; number += 1) others.push(await world.person({ organisation: `Agency ${number}`, kind: "government", name: `Head ${number}`, roles: ["agency-ciso"] }));
  for (const agency of others) await listAgency(world, { by: [olga, otto], agency });
  await world.drain();
  for (const as of others.slice(0, 5)) {
    const { items } = (await world.call("GET", "/agency/items", { as })).json;
    await world.call("POST", `/agency/items/${items[0].id}/done`, { as, body: { words: "Done.", link: "https://agency.example/" } });
  }
  expect(await counts()).toEqual([12, 6, 0]);
  world.setTime("2026-10-02T00:00:00Z");
  expect(await counts()).toEqual([12, 6, 6]);
  const text = JSON.stringify([await shown(), (await world.call("GET", "/directives")).json]);
  for (const { organisationId } of [mina, ...others]) expect(text).not.toContain(organisationId);
  expect(text).not.toMatch(/River Survey|Agency \d/);
});
