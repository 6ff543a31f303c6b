import { sql, type Actor } from "#rooms/platform";
import { expect, test } from "vitest";
import { openHouses, openOfferedWindow, toEngagementBody } from "../../tests/api/records.ts";
import { requireOk } from "../../tests/setup/clearinghouse.ts";
import { createWorld, type World } from "../../tests/setup/world.ts";
import { endAccessForIncident } from "./end-access.ts";

/*
 * Drafts, pauses and the early ends of a window, through the real API.
 */

const DAY = 86_400_000;

async function scene() {
  const world = await createWorld();
  const houses = await openHouses(world, "Kelp");
  const security = await world.person({ organisation: "Kelp Lab", kind: "developer", name: "Sam", roles: ["developer-security-lead"] });
  return { world, ...houses, security, post: (as: Actor, path: string, body?: object) => world.call("POST", path, { as, body }) };
}

async function openedWindow() {
  const s = await scene();
  const { id } = await requireOk(s.post(s.developer, "/engagements", toEngagementBody()));
  await offer(s, id, [s.evaluator]);
  await openOfferedWindow(s.world, s, id);
  return { ...s, id: id as string, use: () => s.post(s.evaluator, `/evaluator/engagements/${id}/advice`, { kind: "observation", text: "Seen." }), shown: () => show(s.world, s.developer, id) };
}

async function offer(s: Awaited<ReturnType<typeof scene>>, id: string, named: readonly Actor[]): Promise<void> {
  const evaluators = [];
  for (const { personId } of named) evaluators.push(await s.world.services.db.find<{ email: string }>(sql`SELECT email FROM access.person WHERE id = ${personId}`));
  await requireOk(s.post(s.developer, `/engagements/${id}/offer`, { purpose: "safeguard-testing", variant: "safeguards-on", tools: [], logging: "calls", retentionDays: 7, evaluators }));
}

async function show(world: World, as: Actor, id: string) {
  return (await world.call("GET", `/engagements/${id}`, { as })).json;
}

test("a draft is seen by its developer alone, has no effect, and is opened when the developer likes", async () => {
  const s = await scene();
  const drafted = await s.post(s.developer, "/engagements/drafts", toEngagementBody());
  expect(drafted).toMatchObject({ status: 201, json: { state: "draft", openedAt: null, dateHistory: [], model: { name: "Canary Model" } } });
  const id = drafted.json.id as string;
  const officer = await s.world.person({ organisation: "Selection", kind: "government", name: "Olga", roles: ["partner-selection-officer"] });
  expect((await s.world.call("GET", "/selection/engagements", { as: officer })).json.engagements ?? []).toEqual([]);
  expect((await s.world.services.as(officer).db.query(sql`SELECT id FROM engagement.engagement`)).length).toBe(0);
  const partnerEmail = "nobody@partner.example";
  const nominate = { engagementId: id, partnerEmail, sector: "energy", reason: "Runs a lock." };
  const absent = await s.post(officer, "/early-access", { ...nominate, engagementId: `eng_${"0".repeat(20)}` });
  expect(await s.post(officer, "/early-access", nominate)).toMatchObject({ status: absent.status, json: absent.json });
  expect((await s.world.services.publishedCounts())["engagement"]).toMatchObject({ opened: 0, live: 0 });

  for (const [path, body] of [["/determinations", { engagementId: id }], [`/engagements/${id}/dates`, { partnerReleaseAt: null, publicReleaseAt: null, reason: "x" }], [`/engagements/${id}/window`, undefined]] as const) {
    expect(await s.post(s.developer, path, body)).toMatchObject({ status: 409, json: { error: { code: "still-draft" } } });
  }
  const { credential: _held, ...model } = toEngagementBody("b".repeat(64)).model;
  const rewritten = await s.post(s.developer, `/engagements/${id}/draft`, { ...toEngagementBody(), partnerReleaseAt: null, model: { ...model, name: "Sandpiper", credential: null } });
  expect(rewritten).toMatchObject({ status: 200, json: { state: "draft", partnerReleaseAt: null, model: { name: "Sandpiper", digest: "b".repeat(64) } } });
  expect(await s.world.services.db.find(sql`SELECT sealed_credential IS NOT NULL AS held FROM engagement.handle`)).toEqual({ held: true });

  const opened = await s.post(s.developer, `/engagements/${id}/opening`);
  expect(opened).toMatchObject({ status: 200, json: { state: "open", openedAt: s.world.services.clock().toISOString(), dateHistory: [{ reason: null }] } });
  for (const [way, body] of [["opening", undefined], ["draft", { ...toEngagementBody() }]] as const) {
    expect(await s.post(s.developer, `/engagements/${id}/${way}`, body)).toMatchObject({ status: 409, json: { error: { code: "no-draft" } } });
  }
  expect((await s.world.ledgerKinds()).filter((kind) => kind.startsWith("engagement."))).toEqual(["engagement.drafted", "engagement.draft-rewritten", "engagement.opened"]);
});

test("drafts of a model that is engaged already may lie beside it, and cannot be opened", async () => {
  const s = await scene();
  await requireOk(s.post(s.developer, "/engagements", toEngagementBody()));
  const first = (await s.post(s.developer, "/engagements/drafts", toEngagementBody())).json.id;
  const second = (await s.post(s.developer, "/engagements/drafts", toEngagementBody())).json.id;
  expect(await s.post(s.developer, `/engagements/${first}/opening`)).toMatchObject({ status: 409, json: { error: { code: "already-engaged" } } });
  expect((await s.post(s.developer, `/engagements/${second}/withdrawal`)).json).toMatchObject({ state: "withdrawn", openedAt: null });
});

test("a draft whose planned date has passed is put right before it is opened", async () => {
  const s = await scene();
  const { id } = await requireOk(s.post(s.developer, "/engagements/drafts", toEngagementBody()));
  s.world.setTime("2026-12-01T00:00:00.000Z");
  expect(await s.post(s.developer, `/engagements/${id}/opening`)).toMatchObject({ status: 422, json: { error: { code: "date-passed", field: "partnerReleaseAt" } } });
});

test("while the developer pauses a window nobody has access and its days run on; afterwards the end is where it was", async () => {
  const s = await openedWindow();
  const before = await s.shown();
  expect((await s.use()).status).toBe(200);
  const paused = await s.post(s.security, `/engagements/${s.id}/window/pause`);
  expect(paused.json).toMatchObject({ state: "window-open", windows: [{ state: "paused", pausedAt: s.world.services.clock().toISOString() }] });
  expect((await s.use()).status).toBe(403);
  expect((await s.world.call("GET", `/evaluator/engagements/${s.id}`, { as: s.evaluator })).json).toMatchObject({ windowState: "paused", modelName: null, accessUntil: null });
  expect((await s.post(s.developer, `/engagements/${s.id}/window/pause`)).status, "twice is once").toBe(200);
  s.world.pass(3 * DAY);
  const resumed = (await s.post(s.developer, `/engagements/${s.id}/window/resumption`)).json;
  expect(resumed).toMatchObject({ windows: [{ state: "open", pausedAt: null, endsAt: before.windows[0].endsAt }], budget: { usedSeconds: before.budget.usedSeconds + 3 * 86_400 } });
  expect((await s.use()).status).toBe(200);
  expect((await s.world.ledgerKinds()).filter((kind) => /paused|resumed/.test(kind))).toEqual(["engagement.window-paused", "engagement.window-resumed"]);
});

test("a paused window ends by itself, by the worker or without one, and is not resumed after that", async () => {
  const s = await openedWindow();
  await requireOk(s.post(s.developer, `/engagements/${s.id}/window/pause`));
  const { endsAt } = (await s.shown()).windows[0];
  s.world.setTime(endsAt);
  expect(await s.post(s.developer, `/engagements/${s.id}/window/resumption`)).toMatchObject({ status: 409, json: { error: { code: "window-not-running" } } });
  expect((await s.shown()).windows[0]).toMatchObject({ state: "ended", endedAt: endsAt });
  await s.world.drain();
  expect((await s.shown()).windows[0]).toMatchObject({ state: "cleanup-due", endedAt: endsAt });
});

test("evaluators end their own access early, one by one; with the last the window ends and its days stop being used", async () => {
  const s = await scene();
  const { id } = await requireOk(s.post(s.developer, "/engagements", toEngagementBody()));
  const second = await s.world.person({ organisation: "Other Agency", kind: "government", name: "Emil", roles: ["agency-evaluator"] });
  await offer(s, id, [s.evaluator, second]);
  for (const as of [s.evaluator, second]) {
    const { termsDigest } = await requireOk(s.world.call("GET", `/evaluator/engagements/${id}`, { as }));
    await requireOk(s.post(as, `/evaluator/engagements/${id}/acceptance`, { termsDigest, noConflict: true }));
  }
  expect(await s.post(second, `/evaluator/engagements/${id}/finish`)).toMatchObject({ status: 409, json: { error: { code: "window-not-running" } } });
  await requireOk(s.post(s.developer, `/engagements/${id}/window`));
  s.world.pass(DAY);
  const done = (await s.post(second, `/evaluator/engagements/${id}/finish`)).json;
  expect(done).toMatchObject({ windowState: "open", accessUntil: null, finishedAt: s.world.services.clock().toISOString() });
  const use = (as: Actor) => s.post(as, `/evaluator/engagements/${id}/advice`, { kind: "observation", text: "Seen." });
  expect([(await use(second)).status, (await use(s.evaluator)).status]).toEqual([403, 200]);
  const last = (await s.post(s.evaluator, `/evaluator/engagements/${id}/finish`)).json;
  expect(last).toMatchObject({ windowState: "cleanup-due", endReason: "government-finished" });
  s.world.pass(DAY);
  expect(await show(s.world, s.developer, id)).toMatchObject({ state: "window-closed", windows: [{ state: "cleanup-due", endReason: "government-finished" }], budget: { usedSeconds: 86_400 } });
  expect((await s.world.ledgerKinds()).filter((kind) => /finished|window-ended/.test(kind))).toEqual(["engagement.evaluation-finished", "engagement.evaluation-finished", "engagement.window-ended"]);

  await requireOk(s.post(second, `/evaluator/engagements/${id}/cleanup`, { way: "destroyed" }));
  expect((await s.world.call("GET", `/evaluator/engagements/${id}`, { as: second })).json.windowState, "what others owe is theirs").toBe("cleanup-attested");
  expect((await show(s.world, s.developer, id)).windows[0].state).toBe("cleanup-due");
  await requireOk(s.post(s.evaluator, `/evaluator/engagements/${id}/cleanup`, { way: "nothing-kept" }));
  expect((await show(s.world, s.developer, id)).windows[0].state).toBe("cleanup-attested");
});

test("a breach of the terms ends the window for that reason, by either lead of the developer and by nobody else", async () => {
  const s = await openedWindow();
  expect((await s.post(s.evaluator, `/engagements/${s.id}/window/breach`)).status).toBe(403);
  const ended = (await s.post(s.security, `/engagements/${s.id}/window/breach`)).json;
  expect(ended).toMatchObject({ state: "window-closed", windows: [{ state: "cleanup-due", endReason: "terms-breach" }] });
  expect((await s.use()).status).toBe(403);
  expect(await s.post(s.security, `/engagements/${s.id}/window/breach`)).toMatchObject({ status: 409, json: { error: { code: "no-window" } } });
});

test.each(["developer", "government", "system"] as const)("an incident brought to light by the %s side ends all access in the transaction that records it", async (mover) => {
  const s = await openedWindow();
  const { services } = s.world;
  const end = () => services.db.inTransaction((tx) => endAccessForIncident(services, tx, { engagementId: s.id, actor: s.evaluator, mover }));
  await end();
  await end();
  expect(await s.shown()).toMatchObject({ state: "window-closed", windows: [{ endReason: "incident", evaluators: [{ grant: { revokedAt: services.clock().toISOString() } }] }] });
  expect((await s.use()).status).toBe(403);
});

test("a window takes no state or end that has no word", async () => {
  const s = await openedWindow();
  const { db } = s.world.services;
  await expect(db.execute(sql`UPDATE engagement.access_window SET state = 'extended'`)).rejects.toThrow(/access_window_state/);
  await expect(db.execute(sql`UPDATE engagement.access_window SET end_reason = 'unwelcome'`)).rejects.toThrow(/access_window_end_reason/);
  await expect(db.execute(sql`UPDATE engagement.engagement SET state = 'under-review'`)).rejects.toThrow(/engagement_state/);
});
