import { expect, test } from "vitest";
import { newId } from "#rooms/platform";
import { DAY_MS, enrolled, mailsOf, ok, openWorld, planOf } from "../deployment/operators.fixture.ts";
import { formHtml } from "./form-page.rules.ts";
import { daysIn } from "./own-days.ts";
import { readForm } from "./read-form.ts";

const FORM = { "content-type": "application/x-www-form-urlencoded" };

async function mailedForm() {
  const { world, publish, analyst } = await openWorld();
  const utility = await enrolled(world, "Exercise Utility");
  const hospital = await enrolled(world, "Exercise Hospital", { list: "Vendor,Product,Version,Location\nTinyini Project,tinyini,1.3.0,SECRET-ward\n" });
  await publish();
  const [mail] = await mailsOf(world, utility);
  const path = `/operator/form/${mail?.token}`;
  const [{ id }] = (await planOf(world, utility)).steps;
  const send = async (fields: Record<string, string>, headers: Record<string, string> = {}) => world.call("POST", path, { raw: Buffer.from(new URLSearchParams({ step: id, ...fields }).toString()), headers: { ...FORM, ...headers } });
  return { world, analyst, utility, hospital, path, id, send };
}

test("without an account and without a script an operator sees its plan by a mailed link and answers each step on it", async () => {
  const { world, utility, path, send } = await mailedForm();
  const page = await world.call("GET", path);
  expect([page.status, page.headers.get("content-type"), page.headers.get("referrer-policy"), page.headers.get("cache-control")]).toEqual([200, "text/html; charset=utf-8", "same-origin", "no-store"]);
  expect(page.text).toContain("1. Update");
  expect(page.text).toContain("CANARY-ward pump");
  expect(page.text).toContain('<form method="post">');
  expect(page.text).not.toMatch(/<script|<style|https?:/);
  const stateAfter = async (fields: Record<string, string>) => [/<div role="status">[\s\S]*?<li>(.*?)<\/li>/.exec((await send(fields)).text)?.[1]?.split(/[.:]/)[0], (await planOf(world, utility)).steps[0]?.state ?? "done"];
  expect(await stateAfter({ answer: "acknowledge" })).toEqual(["Taken", "acknowledged"]);
  expect(await stateAfter({ answer: "schedule", on: "2026-09-12" })).toEqual(["Taken", "scheduled"]);
  expect(await stateAfter({ answer: "defer", reason: "Flood", review: "2026-10-01" })).toEqual(["Not taken", "scheduled"]);
  expect(await stateAfter({ answer: "defer", reason: "Flood", meanwhile: "Off the network", review: "2026-10-01" })).toEqual(["Taken", "deferred"]);
  expect(await stateAfter({ answer: "defer", reason: "Flood", meanwhile: "Off the network", review: "2029-10-01" })).toEqual(["Not taken", "deferred"]);
  expect(await stateAfter({ answer: "confirm" })).toEqual(["Not taken", "deferred"]);
  expect(await stateAfter({ answer: "apply" })).toEqual(["Taken", "done"]);
  const { done } = await planOf(world, utility);
  const history = await ok(world.call("GET", `/operator/plan/${done[0].id}/history`, { as: utility }));
  expect(history.turns.map(({ to, channel }: Record<string, string>) => `${to} ${channel}`)).toEqual(["notified system", "acknowledged form", "scheduled form", "deferred form", "applied form"]);
  expect((await world.ledgerKinds()).filter((kind) => kind.startsWith("distribution.step"))).toEqual(["distribution.step-acknowledged", "distribution.step-scheduled", "distribution.step-deferred", "distribution.step-applied"]);
});

test("what was put off and has no place among the steps can still be answered on the form", async () => {
  const { world, utility } = await mailedForm();
  const plan = await planOf(world, utility);
  const later = { ...plan.steps[0], id: newId("step"), title: "Update <winch>" };
  const html = formHtml({ plan: { ...plan, putOff: [later] }, said: [], texts: world.services.messages.text });
  expect(html).toMatch(new RegExp(`You put these off[\\s\\S]*2\\. Update &lt;winch&gt;[\\s\\S]*name="step" value="${later.id}"[\\s\\S]*name="answer" value="apply"`));
  expect(formHtml({ plan, said: [], texts: world.services.messages.text })).not.toContain("You put these off");
});

test("a link opens its own operator's plan and nothing of anybody else, whatever step is sent", async () => {
  const { world, hospital, path, send } = await mailedForm();
  const [{ id: theirs }] = (await planOf(world, hospital)).steps;
  expect((await world.call("GET", path)).text).not.toContain("SECRET-ward");
  const reply = await send({ step: theirs, answer: "apply" });
  expect(reply.text).toContain("There is nothing here that you may see.");
  expect((await planOf(world, hospital)).steps[0].state).toBe("notified");
  const token = path.split("/").at(-1) ?? "";
  expect((await world.call("GET", `/operator/form/${"x".repeat(43)}`)).status).toBe(410);
  for (const elsewhere of ["/maintainer/open", "/participant/open"]) expect((await world.call("POST", elsewhere, { body: { token } })).status).toBeGreaterThanOrEqual(400);
  expect((await world.call("GET", "/operator/plan", { headers: { authorization: `Bearer ${token}` } })).status).toBe(401);
});

test("a form acts by its link alone: another site cannot send it, and a session beside it counts for nothing", async () => {
  const { world, send, hospital, utility } = await mailedForm();
  expect((await send({ answer: "acknowledge" }, { "sec-fetch-site": "cross-site" })).status).toBe(403);
  expect((await send({ answer: "acknowledge" }, { origin: "https://evil.example" })).status).toBe(403);
  expect((await planOf(world, utility)).steps[0].state).toBe("notified");
  expect((await send({ answer: "acknowledge" }, { cookie: `breakwater_session=${await world.token(hospital)}`, "sec-fetch-site": "same-origin" })).status).toBe(200);
  expect([(await planOf(world, utility)).steps[0].state, (await planOf(world, hospital)).steps[0].state]).toEqual(["acknowledged", "notified"]);
});

test("from the form the mails are stopped, and every link is ended", async () => {
  const { world, path, send, utility } = await mailedForm();
  expect((await send({ answer: "stop" })).text).toContain("You get no more mails from us.");
  expect((await ok(world.call("GET", "/operator/mail", { as: utility }))).mails).toBe("stop");
  expect((await send({ answer: "end-links" })).status).toBe(200);
  expect((await world.call("GET", path)).status).toBe(410);
});

test("what a form sends is read field by field; what is missing is named", () => {
  const step = "step_00000000000000000000";
  const read = (fields: Record<string, string>) => readForm(new URLSearchParams({ step, ...fields }).toString(), daysIn("UTC", new Date("2026-09-01T12:00:00Z")));
  expect([
    read({}), read({ answer: "own" }), read({ answer: "apply", step: "x y" }), read({ answer: "schedule", on: "soon" }), read({ answer: "defer" }), read({ answer: "defer", reason: "a" }), read({ answer: "defer", reason: "a", meanwhile: "b" }),
    read({ answer: "not-affected", reason: "a" }), read({ answer: "not-affected", because: "component_not_present" }), read({ answer: "fail", reason: "  " }), read({ answer: "fail", reason: "x".repeat(1001) }),
  ]).toEqual(["answer", "answer", "answer", "on", "reason", "meanwhile", "review", "because", "reason", "reason", "reason"].map((fault) => ({ fault })));
  expect(read({ answer: "not-affected", because: "component_not_present", reason: "Sold\r\nlast year" })).toEqual({ stepId: step, move: { action: "not-affected", justification: "component_not_present", statement: "Sold\nlast year" } });
});

test("a day ends when it ends where the operator is, and the last day to look again is counted by the calendar", () => {
  // Half past six in the evening of the fourth in Chicago.
  const now = new Date("2026-03-05T00:30:00Z");
  const [chicago, nowhere] = [daysIn("America/Chicago", now), daysIn(null, now)];
  expect([chicago.endOf("2026-03-04"), nowhere.endOf("2026-03-04")]).toEqual(["2026-03-05T05:59:59.000Z", "2026-03-05T11:59:59.000Z"]);
  // Summer time has begun by then.
  expect(chicago.endOf("2026-03-08")).toBe("2026-03-09T04:59:59.000Z");
  const last = "2026-09-01T00:30:00.000Z";
  expect(["2026-08-30", "2026-08-31", "2026-09-01"].map(chicago.endOf)).toEqual(["2026-08-31T04:59:59.000Z", last, "2026-09-02T04:59:59.000Z"]);
  expect(["2026-08-31", "2026-09-01", "2026-09-02"].map(nowhere.endOf)).toEqual([last, last, "2026-09-03T11:59:59.000Z"]);
  expect([chicago.dayOf(last), nowhere.dayOf(last)]).toEqual(["2026-08-31", "2026-09-01"]);
});

test("today is no past day in the evening of the operator's place, and the 180th day is not too late there", async () => {
  const { world, utility, send } = await mailedForm();
  const state = async () => (await planOf(world, utility)).steps[0]?.state;
  const dayAfter = (days: number) => new Date(world.services.clock().getTime() + days * DAY_MS).toISOString().slice(0, 10);
  // It said no zone: by UTC this day is over everywhere but west of it.
  const today = dayAfter(0);
  world.pass(Date.parse(`${today}T23:59:59.500Z`) - world.services.clock().getTime() + 3_600_000);
  expect([(await send({ answer: "schedule", on: today })).text.includes("Not taken"), await state()]).toEqual([false, "scheduled"]);
  await send({ answer: "defer", reason: "Flood", meanwhile: "Off the network", review: dayAfter(180) });
  expect(await state()).toBe("deferred");
  await ok(world.call("POST", "/operator/windows", { as: utility, body: { zone: "Pacific/Auckland", weekly: [], blackouts: [] } }));
  expect([(await send({ answer: "schedule", on: today })).text.includes("Not taken"), await state()]).toEqual([true, "deferred"]);
});
