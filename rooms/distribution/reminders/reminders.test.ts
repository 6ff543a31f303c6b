import { expect, test } from "vitest";
import { sql } from "#rooms/platform";
import { recallExerciseFix } from "../../publication/fixtures/issue-exercise-advisory.ts";
import { DAY_MS, enrolled, mailsOf, noticesOf, ok, openWorld, planOf, TINYINI, type SentMail } from "../deployment/operators.fixture.ts";
import { planMailbox } from "../reply-by-mail/answer-by-mail.ts";

const HOUR_MS = 3_600_000;

/** Passes days, one after another, with the jobs that come round by themselves once a day. */
async function passDays(world: Awaited<ReturnType<typeof openWorld>>["world"], days: number): Promise<void> {
  for (let day = 0; day < days; day += 1) {
    world.pass(DAY_MS);
    await world.services.db.inTransaction((tx) => world.services.jobs.enqueue(tx, { name: "distribution.remind-every-operator" }, {}));
    await world.drain();
  }
}

const subjects = (mails: readonly SentMail[]) => mails.map(({ subject }) => subject);

test("an operator is reminded once a week of what is open, of nothing it has done or put off, and never when it wants no mails", async () => {
  const { world, publish } = await openWorld();
  const utility = await enrolled(world, "Exercise Utility");
  await publish();
  expect(subjects(await mailsOf(world, utility))).toEqual(["An update is waiting for you"]);
  await passDays(world, 14);
  expect(subjects(await mailsOf(world, utility))).toEqual(["An update is waiting for you", "What is still open in your plan", "What is still open in your plan"]);
  const [{ id }] = (await planOf(world, utility)).steps;
  // An hour before the day's reminders would go out.
  const reviewOn = new Date(world.services.clock().getTime() + 9 * DAY_MS + HOUR_MS).toISOString();
  await ok(world.call("POST", `/operator/plan/${id}/defer`, { as: utility, body: { reason: "Flood season", compensatingControl: "Taken off the network", reviewOn } }));
  await passDays(world, 9);
  expect(await mailsOf(world, utility)).toHaveLength(3);
  // The day it set has come: it is asked again, and its reason stays in the history.
  world.pass(HOUR_MS);
  await world.drain();
  expect(subjects(await mailsOf(world, utility)).at(-1)).toBe("You wanted to look at this again");
  expect((await planOf(world, utility)).steps[0].state).toBe("notified");
  const { turns } = await ok(world.call("GET", `/operator/plan/${id}/history`, { as: utility }));
  expect(turns.map(({ from, to, channel, words }: Record<string, unknown>) => [from, to, channel, words])).toEqual([
    [null, "notified", "system", null], ["notified", "deferred", "page", "Flood season\nTaken off the network"], ["deferred", "notified", "system", null],
  ]);
  await ok(world.call("POST", "/operator/mail", { as: utility, body: { mails: "stop", says: "link", everyDays: 7, triesFirst: false } }));
  await passDays(world, 20);
  expect(await mailsOf(world, utility)).toHaveLength(4);
  expect(await noticesOf(world, utility)).toContain("distribution.asked-again");
});

test("a step is put off for half a year at most", async () => {
  const { world, publish } = await openWorld();
  const utility = await enrolled(world, "Exercise Utility");
  await publish();
  const [{ id }] = (await planOf(world, utility)).steps;
  const defer = (days: number) => world.call("POST", `/operator/plan/${id}/defer`, { as: utility, body: { reason: "Later", compensatingControl: "Off", reviewOn: new Date(world.services.clock().getTime() + days * DAY_MS).toISOString() } });
  expect((await defer(181)).json.error).toMatchObject({ code: "review-too-late", field: "reviewOn" });
  expect((await defer(180)).status).toBe(200);
});

test("a mail names nothing of the operator's own unless it wishes so; one click stops them, and looking stops nothing", async () => {
  const { world, publish } = await openWorld();
  const utility = await enrolled(world, "Exercise Utility");
  await publish();
  const [first] = await mailsOf(world, utility);
  expect(first?.text).not.toMatch(/tinyini|CANARY|1\.4\.2|CWE|BW-/i);
  const address = /<[^>]*\/api(\/operator\/unsubscribe\/[^>]+)>/.exec(first?.headers["List-Unsubscribe"] ?? "")?.[1] ?? "";
  const look = await world.call("GET", address);
  expect([look.status, look.headers.get("content-security-policy"), look.text.includes("<button")]).toEqual([200, "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'", true]);
  expect((await ok(world.call("GET", "/operator/mail", { as: utility }))).mails).toBe("send");
  expect((await world.call("GET", address.replace(/.{4}$/, "0000"))).status).toBe(404);
  const clicked = await world.call("POST", address, { raw: Buffer.from("List-Unsubscribe=One-Click"), headers: { "content-type": "application/x-www-form-urlencoded" } });
  expect([clicked.status, clicked.text.includes("You get no more mails")]).toEqual([200, true]);
  expect((await ok(world.call("GET", "/operator/mail", { as: utility }))).mails).toBe("stop");
});

test("what comes on one day goes out in one mail, and a fix that is called back waits for no day", async () => {
  const { world, publish } = await openWorld();
  const utility = await enrolled(world, "Exercise Utility", { list: "Vendor,Product,Version\nTinyini Project,tinyini,1.3.0\nB Works,beta,1.0.0\nC Works,gamma,1.0.0\n" });
  await ok(world.call("POST", "/operator/mail", { as: utility, body: { mails: "send", says: "steps", everyDays: 7, triesFirst: false } }));
  await publish();
  await publish({ product: "beta", vendor: "B Works", affectedVersion: "1.0.0", fixedVersion: "2.0.0", purl: null });
  await publish({ product: "gamma", vendor: "C Works", affectedVersion: "1.0.0", fixedVersion: "2.0.0", purl: null });
  expect(await mailsOf(world, utility)).toHaveLength(1);
  world.pass(DAY_MS);
  await world.drain();
  const mails = await mailsOf(world, utility);
  expect(mails).toHaveLength(2);
  expect(mails[1]?.text).toMatch(/1\. .*\n[\s\S]*2\. .*\n[\s\S]*3\. /);
  await recallExerciseFix(world.services, TINYINI);
  await world.drain();
  expect(subjects(await mailsOf(world, utility)).at(-1)).toBe("Do not install a fix we told you about");
});

test("a mail that comes back makes an operator unreachable, which is neither told nor silent, until its next word", async () => {
  const { world, publish } = await openWorld();
  const utility = await enrolled(world, "Exercise Utility");
  await publish();
  const [first] = await mailsOf(world, utility);
  expect(first?.headers["Return-Path"]).toBe(first?.replyTo);
  await planMailbox.receive(world.services, { to: first?.replyTo ?? "", from: "", subject: "Undelivered Mail Returned to Sender", text: "550 5.1.1 unknown" });
  expect((await planOf(world, utility)).steps[0].state).toBe("unreachable");
  expect((await ok(world.call("GET", "/operator/mail", { as: utility }))).bouncedAt).toBe(world.services.clock().toISOString());
  await passDays(world, 8);
  expect(await mailsOf(world, utility)).toHaveLength(1);
  const [{ id }] = (await planOf(world, utility)).steps;
  await ok(world.call("POST", `/operator/plan/${id}/acknowledge`, { as: utility, body: {} }));
  expect((await ok(world.call("GET", "/operator/mail", { as: utility }))).bouncedAt).toBeNull();
  expect((await world.ledgerKinds()).filter((kind) => kind === "distribution.contact-lost")).toHaveLength(1);
  await passDays(world, 1);
  expect(await mailsOf(world, utility)).toHaveLength(2);
});

test("an operator ends every link and address that was mailed, and leaving ends and erases them", async () => {
  const { world, publish } = await openWorld();
  const utility = await enrolled(world, "Exercise Utility");
  await publish();
  const [first] = await mailsOf(world, utility);
  expect((await world.call("GET", `/operator/form/${first?.token}`)).status).toBe(200);
  expect((await world.call("POST", "/operator/mail/links/end", { as: utility })).status).toBe(204);
  const ended = await world.call("GET", `/operator/form/${first?.token}`);
  expect([ended.status, ended.headers.get("content-type"), ended.text.includes("not valid any more")]).toEqual([410, "text/html; charset=utf-8", true]);
  await planMailbox.receive(world.services, { to: first?.replyTo ?? "", from: "a@b.example", subject: "Re", text: "DONE 1" });
  expect((await planOf(world, utility)).steps[0].state).toBe("notified");
  expect((await world.call("POST", "/operator/leave", { as: utility })).status).toBe(200);
  expect(await planMailbox.accepts(world.services, first?.replyTo ?? "")).toBe(false);
});

test("a delegate says for the operator that named it how often we write, and ends its links; for no other, which looks like none", async () => {
  const { world, publish } = await openWorld();
  const utility = await enrolled(world, "Exercise Utility");
  const bank = await enrolled(world, "Exercise Bank");
  await publish();
  const servant = await world.person({ organisation: "Exercise Service", kind: "partner", name: "Max", roles: ["operator-delegate"] });
  const until = new Date(world.services.clock().getTime() + DAY_MS).toISOString();
  await ok(world.call("POST", `/organisations/${utility.organisationId}/delegates`, { as: { ...utility, steppedUp: true }, body: { delegateOrganisationId: servant.organisationId, until } }));
  const wish = { mails: "send", says: "steps", everyDays: 30, triesFirst: true };
  const set = (organisationId: string) => world.call("POST", `/operator/mail?organisationId=${organisationId}`, { as: servant, body: wish });
  expect((await ok(set(utility.organisationId))).everyDays).toBe(30);
  expect(await ok(world.call("GET", "/operator/mail", { as: utility }))).toMatchObject(wish);
  const [forbidden, absent] = [await set(bank.organisationId), await set("org_00000000000000000000")];
  expect([forbidden.status, forbidden.json.error.code]).toEqual([absent.status, absent.json.error.code]);
  expect(await ok(world.call("GET", "/operator/mail", { as: bank }))).toMatchObject({ everyDays: 7, says: "link" });
  const [mail] = await mailsOf(world, utility);
  expect((await world.call("GET", `/operator/form/${mail?.token}`)).status).toBe(200);
  expect((await world.call("POST", `/operator/mail/links/end?organisationId=${utility.organisationId}`, { as: servant })).status).toBe(204);
  expect((await world.call("GET", `/operator/form/${mail?.token}`)).status).toBe(410);
  expect((await world.call("POST", `/operator/mail/links/end?organisationId=${bank.organisationId}`, { as: servant })).status).toBe(absent.status);
});

test("a mail that lists no steps asks for no numbers and takes none; whoever asks for them by a word gets them by mail", async () => {
  const { world, publish } = await openWorld();
  const utility = await enrolled(world, "Exercise Utility");
  await publish();
  const [first] = await mailsOf(world, utility);
  expect(first?.text).not.toMatch(/DONE 1|with its number/);
  const reply = async (text: string) => {
    await planMailbox.receive(world.services, { to: (await mailsOf(world, utility)).at(-1)?.replyTo ?? "", from: "uma@utility.example", subject: "Re", text });
    world.pass(1000);
    return (await mailsOf(world, utility)).at(-1)?.text ?? "";
  };
  const refused = await reply("DONE 1\nSEEN 2");
  expect([(await planOf(world, utility)).steps[0].state, refused.match(/lists no steps/g)?.length, /tinyini/i.test(refused)]).toEqual(["notified", 1, false]);
  expect(await reply("Hello, who are you?")).not.toContain("DONE 1");
  const [{ title }] = (await planOf(world, utility)).steps;
  expect(await reply("STEPS")).toContain(`1. ${title}`);
  expect((await ok(world.call("GET", "/operator/mail", { as: utility }))).says).toBe("steps");
  expect(await reply("DONE 1")).toContain(`1 (${title}): done.`);
  expect((await planOf(world, utility)).steps).toEqual([]);
});

test("an operator whose mails came back and that says how it wants them is told at once of what it was not told of", async () => {
  const { world, publish } = await openWorld();
  const utility = await enrolled(world, "Exercise Utility");
  await publish();
  const [first] = await mailsOf(world, utility);
  await planMailbox.receive(world.services, { to: first?.replyTo ?? "", from: "", subject: "Undelivered Mail Returned to Sender", text: "550 5.1.1 unknown" });
  expect((await planOf(world, utility)).steps[0].state).toBe("unreachable");
  world.pass(2 * DAY_MS);
  await ok(world.call("POST", "/operator/mail", { as: utility, body: { mails: "send", says: "link", everyDays: 7, triesFirst: false } }));
  await world.drain();
  expect((await planOf(world, utility)).steps[0].state).toBe("notified");
  expect(subjects(await mailsOf(world, utility))).toEqual(["An update is waiting for you", "An update is waiting for you"]);
  // Somebody who answers is reached, too, whatever the answer says.
  await planMailbox.receive(world.services, { to: first?.replyTo ?? "", from: "mailer-daemon@mail.example", subject: "failure", text: "" });
  expect((await planOf(world, utility)).steps[0].state).toBe("unreachable");
  await planMailbox.receive(world.services, { to: first?.replyTo ?? "", from: "uma@utility.example", subject: "Re", text: "Hello, we are back" });
  await world.drain();
  expect((await planOf(world, utility)).steps[0].state).toBe("notified");
});

test("whoever acts for an operator is told in the inbox when the operator is, with the way to its plan and none of what it owns; and of no other", async () => {
  const { world, publish } = await openWorld();
  const utility = await enrolled(world, "Exercise Utility");
  await enrolled(world, "Exercise Bank");
  const helper = (name: string, roles: readonly ["operator-delegate"] | readonly ["finder"]) => world.person({ organisation: "Exercise Service", kind: "partner", name, roles });
  const [max, finder] = [await helper("Max", ["operator-delegate"]), await helper("Fin", ["finder"])];
  const late = await world.person({ organisation: "Exercise Late", kind: "partner", name: "Lee", roles: ["operator-delegate"] });
  const name = (as: typeof max, days: number) => ok(world.call("POST", `/organisations/${utility.organisationId}/delegates`, { as: { ...utility, steppedUp: true }, body: { delegateOrganisationId: as.organisationId, until: new Date(world.services.clock().getTime() + days * DAY_MS).toISOString() } }));
  await name(max, 30);
  await name(late, 1);
  world.pass(2 * DAY_MS);
  // Who wrote itself into the table is told nothing.
  const forger = await world.person({ organisation: "Exercise Forger", kind: "partner", name: "Fay", roles: ["operator-delegate"] });
  await world.services.db.execute(sql`INSERT INTO access.delegation (id, organisation_id, delegate_organisation_id, named_by, named_at, until) VALUES ('dlg_forged00000000000000', ${utility.organisationId}, ${forger.organisationId}, ${utility.personId}, ${world.services.clock()}, '2030-01-01')`);
  await publish();
  const entries = async (as: typeof max) => (await ok(world.call("GET", "/inbox", { as }))).entries.filter(({ kind }: { kind: string }) => kind === "distribution.told-for");
  const [told, ...more] = await entries(max);
  expect([told.title, told.link, more]).toEqual(["Exercise Utility: An update is waiting for you", `/operator/plan?organisation=${utility.organisationId}`, []]);
  expect(JSON.stringify(told)).not.toMatch(/tinyini|CANARY|1\.4\.2|CWE|BW-/i);
  expect(await mailsOf(world, max)).toEqual([]);
  for (const other of [finder, late, forger]) expect(await entries(other)).toEqual([]);
  // Its own people's mails come back: nobody but the delegate is told of the next one.
  const [first] = await mailsOf(world, utility);
  await planMailbox.receive(world.services, { to: first?.replyTo ?? "", from: "", subject: "Undelivered Mail Returned to Sender", text: "550 5.1.1 unknown" });
  await ok(world.call("POST", "/operator/inventories?fileName=more.csv", { as: utility, raw: Buffer.from("Vendor,Product,Version\nB Works,beta,1.0.0\n") }));
  await publish({ product: "beta", vendor: "B Works", affectedVersion: "1.0.0", fixedVersion: "2.0.0", purl: null });
  expect(await entries(max)).toHaveLength(2);
  expect(await mailsOf(world, utility)).toHaveLength(1);
});

test("when the person who is told has left, a colleague is; and when there is none, nobody counts as told", async () => {
  const { world, publish } = await openWorld();
  const utility = await enrolled(world, "Exercise Utility", { list: "Vendor,Product,Version\nTinyini Project,tinyini,1.3.0\nB Works,beta,1.0.0\n" });
  const colleague = await world.person({ organisation: "Exercise Utility", kind: "operator", name: "Cora", roles: ["operator"] });
  await world.person({ organisation: "Exercise Utility", kind: "operator", name: "Alf", roles: ["organisation-manager"] });
  const leave = (personId: string) => world.services.db.execute(sql`UPDATE access.person SET left_at = ${world.services.clock()} WHERE id = ${personId}`);
  await leave(utility.personId);
  await publish();
  expect((await planOf(world, colleague)).steps[0].state).toBe("notified");
  expect([await noticesOf(world, colleague), subjects(await mailsOf(world, colleague))]).toEqual([["distribution.affected"], ["An update is waiting for you"]]);
  await leave(colleague.personId);
  await publish({ product: "beta", vendor: "B Works", affectedVersion: "1.0.0", fixedVersion: "2.0.0", purl: null });
  expect(await world.services.db.query(sql`SELECT state FROM distribution.match ORDER BY state`)).toEqual([{ state: "notified" }, { state: "unreachable" }]);
});

test("a delegate sees how much waits with each operator that named its organisation, and each of them sees the look once a day", async () => {
  const { world, publish } = await openWorld();
  const utility = await enrolled(world, "Exercise Utility");
  const bank = await enrolled(world, "Exercise Bank", { list: "Vendor,Product,Version\nB Works,beta,1.0.0\n" });
  await enrolled(world, "Exercise Hospital");
  const begun = await world.person({ organisation: "Exercise Clinic", kind: "operator", name: "Clio", roles: ["operator"] });
  const max = await world.person({ organisation: "Exercise Service", kind: "partner", name: "Max", roles: ["operator-delegate"] });
  const until = new Date(world.services.clock().getTime() + 30 * DAY_MS).toISOString();
  for (const as of [utility, bank, begun]) await ok(world.call("POST", `/organisations/${as.organisationId}/delegates`, { as: { ...as, steppedUp: true }, body: { delegateOrganisationId: max.organisationId, until } }));
  await publish();
  const [{ dueBy }] = (await planOf(world, utility)).steps;
  const look = async (as = max) => (await ok(world.call("GET", "/operator/principals", { as }))).principals;
  const expected = [{ organisationId: utility.organisationId, stepsOpen: 1, firstDueBy: dueBy }, { organisationId: bank.organisationId, stepsOpen: 0, firstDueBy: null }];
  expect(dueBy).not.toBeNull();
  expect(await look()).toEqual(expected.toSorted((a, b) => (a.organisationId < b.organisationId ? -1 : 1)));
  await look();
  const reads = () => world.services.db.query(sql`SELECT what, count(*) AS count FROM access.read_record WHERE owner_organisation_id = ${bank.organisationId} GROUP BY what`);
  expect(await reads()).toEqual([{ what: "plan-summary", count: 1 }]);
  world.pass(DAY_MS + 1);
  await look();
  expect(await reads()).toEqual([{ what: "plan-summary", count: 2 }]);
  expect(await look(utility)).toEqual([]);
});
