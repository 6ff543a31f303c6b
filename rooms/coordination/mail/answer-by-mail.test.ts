import { describe, expect, test } from "vitest";
import { sql, type InboxEntry } from "#rooms/platform";
import { bringFinding, clearinghousePeople, GOOD_PATCH, linkFrom, readMail, REPOSITORY, requireOk } from "../../../tests/setup/clearinghouse.ts";
import { createWorld } from "../../../tests/setup/world.ts";
import { caseMailbox, type ArrivedMail } from "./answer-by-mail.ts";

const MAINTAINER = "maintainer@tide.example";
const DAY_MS = 86_400_000;

/** A case whose maintainer was told, and what its maintainer may write to it. */
async function toldCase() {
  const world = await createWorld();
  const people = await clearinghousePeople(world);
  await requireOk(world.call("POST", "/projects", { as: people.analyst, body: { vendor: "Tide Gauge project", product: "Tide Gauge", repository: REPOSITORY, contactEmail: MAINTAINER, openAtOnce: 1 } }));
  const findingId = await bringFinding(world, people);
  await world.drain();
  const { caseId } = (await world.call("GET", `/findings/${findingId}`, { as: people.analyst })).json;
  const [first] = await readMail(world, MAINTAINER);
  const to = first?.replyTo ?? "";
  const write = async (text: string, mail: Partial<ArrivedMail> = {}) => {
    world.pass(1000);
    await caseMailbox.receive(world.services, { to, from: "any@else.example", subject: "Re: report", text, ...mail });
    return answers();
  };
  const answers = async () => (await readMail(world, MAINTAINER)).filter(({ subject }) => /^(Understood|Not done|Not understood)/.test(subject)).map(({ subject, text }) => `${subject.split(":")[0]}: ${text.split("\n")[0]}`);
  const read = async () => (await world.call("GET", `/cases/${caseId}`, { as: people.analyst })).json;
  const inbox = async () => (await world.call("GET", "/inbox", { as: people.analyst })).json.entries.map((entry: InboxEntry) => entry.kind);
  return { world, people, caseId: caseId as string, findingId, to, write, read, inbox };
}

describe("a conversation by mail alone", () => {
  test("a maintainer agrees, accepts, rates and asks for time by mail, and each is answered with what was understood", async () => {
    const { world, write, read, caseId } = await toldCase();
    expect((await write("accept")).at(-1)).toBe("Not done: Your mail was filed, but what it asked for was not done: Accept the embargo's terms first; then the report opens.");
    expect((await write("Agree.\n\nOn Tue, Breakwater wrote:\n> accept")).at(-1)).toContain("You agreed to the embargo.");
    expect(await read()).toMatchObject({ vendorRm: "RECEIVED", embargo: { state: "ACTIVE" } });
    expect((await write("> We are told\naccept")).at(-1)).toContain("You accepted the report.");
    await write("severity medium");
    expect((await write("more time: holidays")).at(-1)).toContain("The embargo was extended once.");
    expect((await write("more time: again")).at(-1)).toContain("The embargo is extended once");
    expect(await read()).toMatchObject({ vendorRm: "ACCEPTED", answer: { answer: "accept" }, embargo: { extended: true }, severities: [{ by: "maintainer", level: "medium" }] });
    expect((await read()).messages.map(({ text }: { text: string }) => text.split("\n")[0])).toEqual(["accept", "Agree.", "> We are told", "severity medium", "more time: holidays", "more time: again"]);
    // Eight answers to one mail, then no more: two programs that talk to each other end here.
    for (const reason of ["no", "no, no"]) await write(`dispute: ${reason}`);
    expect(await write("dispute: really")).toHaveLength(8);
    const by = await world.services.db.query<{ acted_by: string }>(sql`SELECT DISTINCT acted_by FROM audit.entry WHERE kind = 'coordination.report-answered' AND subject = ${caseId}`);
    expect(by).toEqual([{ acted_by: expect.stringMatching(/^mail_/) }]);
  });

  test("a mail that came twice does what it says once, and one that was not understood says how to say it", async () => {
    const { world, write, read, to } = await toldCase();
    await write("agree");
    const mail = { to, from: "m@tide.example", subject: "Re", text: "dispute: the level is checked" };
    await caseMailbox.receive(world.services, mail);
    await caseMailbox.receive(world.services, mail);
    expect(await read()).toMatchObject({ vendorRm: "INVALID", answer: { answer: "dispute", reason: "the level is checked" } });
    expect((await read()).messages).toHaveLength(2);
    expect((await write("severity dire")).at(-1)).toMatch(/^Not understood: Your mail was filed as a message, and nothing else was done. It named no severity/);
    expect((await world.ledgerKinds()).filter((kind) => kind === "coordination.report-answered")).toHaveLength(1);
  });

  test("an address of another mail, an old one, or one whose links were ended carries out nothing", async () => {
    const { world, people, caseId, to, write, read, inbox } = await toldCase();
    await write("agree");
    const forged = to.replace(/-[0-9a-f]{24}@/, `-${"0".repeat(24)}@`);
    await write("accept", { to: forged });
    expect((await read()).messages).toHaveLength(1);
    world.pass(30 * DAY_MS);
    expect(await write("accept")).toHaveLength(1);
    expect(await read()).toMatchObject({ vendorRm: "RECEIVED", messages: [{}, { text: "accept" }] });
    expect(await inbox()).not.toContain("coordination.answered");

    // A fresh mail of the same case counts, until its links are ended.
    await requireOk(world.call("POST", `/cases/${caseId}/link`, { as: people.analyst }));
    const fresh = (await readMail(world, MAINTAINER)).at(-1)?.replyTo ?? "";
    await write("severity low", { to: fresh });
    expect((await read()).severities).toMatchObject([{ level: "low" }]);
    await requireOk(world.call("POST", `/cases/${caseId}/link/revoke`, { as: people.analyst }));
    await write("accept", { to: fresh });
    expect((await read()).vendorRm).toBe("RECEIVED");
  });

  test("a program's mail is filed and neither obeyed nor answered, so that no two programs talk for ever", async () => {
    const { write, read } = await toldCase();
    for (const [at, mail] of [{ headers: { "auto-submitted": "auto-replied" } }, { headers: { precedence: "bulk" } }, { headers: { "list-id": "<x>" } }, { from: "" }].entries()) expect(await write(`agree\n${at}`, mail)).toEqual([]);
    expect(await read()).toMatchObject({ embargo: { state: "PROPOSED" }, messages: [{}, {}, {}, {}] });
  });

  test("a patch comes by mail, is proposed as the maintainer's, and what does not fit is answered", { timeout: 60_000 }, async () => {
    const { world, people, caseId, write } = await toldCase();
    await write("agree");
    const patches = async () => (await world.call("GET", `/patches?caseId=${caseId}`, { as: people.analyst })).json.patches;
    await write("patch by patcher-1", { attachments: [{ fileName: "fix.diff", text: GOOD_PATCH }] });
    world.pass(1000);
    await world.drain();
    expect(await patches()).toEqual([]);
    expect((await readMail(world, MAINTAINER)).at(-1)).toMatchObject({ subject: "Not taken: your patch for Tide Gauge", text: expect.stringContaining("Accept the report first") });
    await write("accept");
    expect((await write("patch", { attachments: [{ fileName: "fix.diff", text: "please" }] })).at(-1)).toContain("attach one unified diff");
    await write("patch by patcher-1", { attachments: [{ fileName: "note.txt", text: "see the other" }, { fileName: "fix.diff", text: GOOD_PATCH }], subject: "second" });
    await world.drain();
    expect(await patches()).toMatchObject([{ state: "verified", author: { party: "maintainer", aiGenerated: true, model: "patcher-1" }, diff: GOOD_PATCH }]);
  });
});

describe("mail can be stopped", () => {
  test("by one word, on the page, and by the mail program's button; it comes back, and the coordinator sees all of it", async () => {
    const { world, people, caseId, write, inbox } = await toldCase();
    const [first] = await readMail(world, MAINTAINER);
    expect(first?.text).toContain("To stop these mails, answer with the one word stop");
    const token = await linkFrom(world, MAINTAINER);
    const mailOf = async () => (await world.call("GET", `/cases/${caseId}/mail`, { as: people.analyst })).json;
    expect((await write("stop")).at(-1)).toContain("You get no more mails about this report.");
    expect(await mailOf()).toMatchObject({ mails: "stop-case", address: MAINTAINER });
    expect(await inbox()).toContain("coordination.mails-stopped");

    const before = (await readMail(world, MAINTAINER)).length;
    await requireOk(world.call("POST", `/cases/${caseId}/messages`, { as: people.analyst, body: { text: "Are you there?" } }));
    expect([(await readMail(world, MAINTAINER)).length, (await inbox())[0]]).toEqual([before, "coordination.mail-withheld"]);

    const wish = async (mails: string) => (await world.call("POST", "/maintainer/mail", { body: { token, mails } })).json;
    expect(await wish("send")).toMatchObject({ mails: "send", how: expect.stringContaining("unsubscribe button") });
    expect(await inbox()).toContain("coordination.mails-resumed");
    expect(await wish("stop-all")).toMatchObject({ mails: "stop-all" });
    await write("resume");
    expect(await mailOf()).toMatchObject({ mails: "send" });
    expect((await world.ledgerKinds()).filter((kind) => kind === "coordination.mails-wished")).toHaveLength(4);
  });

  test("the button's address stops the mails of its case, once or twice alike, and a made-up one is nothing", async () => {
    const { world, people, caseId } = await toldCase();
    const ticket = (await world.services.db.find<{ id: string }>(sql`SELECT id FROM coordination.mail_ticket`))?.id ?? "";
    const named = `${ticket}.${caseId.slice(5)}`;
    const good = `${named}.${world.services.keys.keyedHash("mail-stop", named).slice(0, 32)}`;
    const press = async (address: string) => (await world.call("POST", `/maintainer/unsubscribe/${address}`)).status;
    expect([await press(`${named}.${"0".repeat(32)}`), await press("mail_x.y.z"), await press(good), await press(good)]).toEqual([404, 400, 204, 204]);
    expect((await world.call("GET", `/cases/${caseId}/mail`, { as: people.analyst })).json.mails).toBe("stop-case");
    expect((await world.ledgerKinds()).filter((kind) => kind === "coordination.mails-wished")).toHaveLength(1);
  });

  test("while all mails are stopped nothing new is counted as told", async () => {
    const { world, people, write } = await toldCase();
    await write("agree");
    await write("stop all");
    await write("dispute: not ours");
    world.pass(1000);
    await bringFinding(world, people, { shows: "level" });
    await world.drain();
    const states = async () => (await world.call("GET", "/cases", { as: people.analyst })).json.cases.map(({ state }: { state: string }) => state).toSorted();
    expect(await states()).toEqual(["open", "waiting"]);
    await write("resume");
    await world.drain();
    expect(await states()).toEqual(["open", "open"]);
  });
});
