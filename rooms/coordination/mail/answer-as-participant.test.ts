import { expect, test } from "vitest";
import { sql, type InboxEntry } from "#rooms/platform";
import { bringFinding, clearinghousePeople, linkFrom, readMail, REPOSITORY, requireOk } from "../../../tests/setup/clearinghouse.ts";
import { createWorld } from "../../../tests/setup/world.ts";
import { caseMailbox, type ArrivedMail } from "./answer-by-mail.ts";

const BUOY = "psirt@buoy.example";
const CRANE = "psirt@crane.example";

/** An open case with two more vendors, and what one of them may write to it by mail. */
async function twoVendors() {
  const world = await createWorld();
  const people = await clearinghousePeople(world);
  const as = people.analyst;
  await requireOk(world.call("POST", "/projects", { as, body: { vendor: "Tide Gauge project", product: "Tide Gauge", repository: REPOSITORY, contactEmail: "maintainer@tide.example", openAtOnce: 1 } }));
  const findingId = await bringFinding(world, people);
  await world.drain();
  const { caseId } = (await world.call("GET", `/findings/${findingId}`, { as })).json as { caseId: string };
  for (const [name, email] of [["Buoy Works", BUOY], ["Crane Works", CRANE]]) await requireOk(world.call("POST", `/cases/${caseId}/participants`, { as, body: { name, email, roles: ["vendor"] } }));
  const [invited] = await readMail(world, BUOY);
  const write = async (text: string, mail: Partial<ArrivedMail> = {}) => {
    world.pass(1000);
    await caseMailbox.receive(world.services, { to: invited?.replyTo ?? "", from: "any@else.example", subject: "Re", text, ...mail });
  };
  const read = async (path: string) => (await world.call("GET", `/cases/${caseId}/${path}`, { as })).json;
  const threads = async () => {
    const list = (await read("threads")).threads as { id: string; title: string }[];
    const said = await Promise.all(list.map(async ({ id, title }) => [title, (await read(`thread?threadId=${id}`)).messages.map(({ text, channel, sender }: { text: string; channel: string; sender: string }) => `${sender} by ${channel}: ${text}`)]));
    return Object.fromEntries(said) as Record<string, string[]>;
  };
  const answerOf = async (name: string) => (await read("participants")).participants.find((one: { name: string }) => one.name === name).answer as string;
  const inbox = async () => (await world.call("GET", "/inbox", { as })).json.entries.map(({ kind }: InboxEntry) => kind);
  return { world, as, caseId, invited, write, read, threads, answerOf, inbox };
}

test("a participant answers by mail into the own thread, once, under the name they take part with, whatever the From line says", async () => {
  const { world, as, caseId, write, threads, read, answerOf, inbox, invited } = await twoVendors();
  expect(invited?.text).toContain("You can also simply answer this mail");
  await write("We look at it.\n\naccept");
  world.pass(1000);
  const again = { to: invited?.replyTo ?? "", from: "any@else.example", subject: "Re", text: "Twice." };
  await caseMailbox.receive(world.services, again);
  await caseMailbox.receive(world.services, again);
  expect(await threads()).toEqual({ "Tide Gauge": [], "Crane Works": [], "Buoy Works": ["Buoy Works by mail: We look at it.\n\naccept", "Buoy Works by mail: Twice."] });
  expect([await answerOf("Buoy Works"), await answerOf("Crane Works"), (await inbox())[0]]).toEqual(["heard", "none-yet", "coordination.participant-wrote"]);

  // What answers a mail about another thread goes there; a word that would bind is only a message.
  const find = async (wanted: string) => (await read("participants")).participants.find(({ name }: { name: string }) => name === wanted);
  const [buoy, crane] = [(await find("Buoy Works")).id, (await find("Crane Works")).id];
  const { threads: list } = await requireOk(world.call("POST", `/cases/${caseId}/threads`, { as, body: { title: "Both", participantIds: [buoy, crane] } }));
  await requireOk(world.call("POST", `/cases/${caseId}/threads/messages`, { as, body: { threadId: list.find(({ title }: { title: string }) => title === "Both").id, text: "To both." } }));
  await write("agree", { to: (await readMail(world, CRANE)).at(-1)?.replyTo ?? "" });
  expect((await threads())["Both"]).toEqual(["Ana Analyst by page: To both.", "Crane Works by mail: agree"]);
  expect(await find("Crane Works")).toMatchObject({ name: "Crane Works", consent: "INVITED", rm: "RECEIVED" });
});

test("a program's mail is filed and counts as no answer; an address that ended, or of another, files nothing as somebody else", async () => {
  const { world, as, caseId, write, threads, read, answerOf, invited, inbox } = await twoVendors();
  await write("I am away.", { headers: { "auto-submitted": "auto-replied" } });
  expect([(await threads())["Buoy Works"], await answerOf("Buoy Works")]).toEqual([["Buoy Works by mail: I am away."], "none-yet"]);
  await write("stop", { headers: { "auto-submitted": "auto-replied" } });
  expect(await inbox()).not.toContain("coordination.participant-mails-stopped");
  const forged = (invited?.replyTo ?? "").replace(/-[0-9a-f]{24}@/, `-${"0".repeat(24)}@`);
  expect(await caseMailbox.accepts(world.services, forged)).toBe(false);
  const buoy = (await read("participants")).participants.find(({ name }: { name: string }) => name === "Buoy Works").id;
  await requireOk(world.call("POST", `/cases/${caseId}/participants/link`, { as, body: { participantId: buoy } }));
  await write("stop");
  expect(await inbox()).not.toContain("coordination.participant-mails-stopped");
  await requireOk(world.call("POST", `/cases/${caseId}/participants/removal`, { as, body: { participantId: buoy } }));
  await write("Still here?");
  expect((await threads())["Buoy Works"]?.at(-1)).toBe("Buoy Works by mail: stop");
});

test("a participant stops the mails by a word, on the page, or by the mail program's button, and has them again; looking at the button's page stops nothing", async () => {
  const { world, as, caseId, write, read, inbox } = await twoVendors();
  const newest = async () => (await readMail(world, BUOY)).at(-1);
  const buoy = (await read("participants")).participants.find(({ name }: { name: string }) => name === "Buoy Works").id;
  const task = () => requireOk(world.call("POST", `/cases/${caseId}/tasks`, { as, body: { text: "Test it.", dueAt: "2026-10-01T12:00:00Z", participantId: buoy } }));
  await write("stop");
  expect(await newest()).toMatchObject({ subject: "Understood: no more mails about Buoy Works" });
  expect(await inbox()).toContain("coordination.participant-mails-stopped");
  const before = (await readMail(world, BUOY)).length;
  await task();
  expect([(await readMail(world, BUOY)).length, (await inbox())[0]]).toEqual([before, "coordination.participant-mail-withheld"]);
  await write("resume");
  expect((await newest())?.subject).toBe("Understood: mails about Buoy Works come again");

  const token = /\/participant#([A-Za-z0-9_-]+)/.exec((await newest())?.text ?? "")?.[1] ?? "";
  expect((await world.call("POST", "/participant/mails", { body: { token, mails: "stop" } })).json.mails).toBe("stop");
  expect((await world.call("POST", "/participant/mails", { body: { token, mails: "send" } })).json.mails).toBe("send");

  const [sent] = await world.services.db.query<{ headers: Readonly<Record<string, string>> }>(sql`SELECT headers FROM platform.mail WHERE to_address = ${BUOY} ORDER BY created_at DESC LIMIT 1`);
  const ticket = /unsubscribe\/([^>]+)>/.exec(sent?.headers["List-Unsubscribe"] ?? "")?.[1] ?? "";
  const look = await world.call("GET", `/maintainer/unsubscribe/${ticket}`, {});
  expect([look.status, look.headers.get("location")]).toEqual([303, `/unsubscribe#${ticket}`]);
  expect((await world.call("GET", `/maintainer/mails/${ticket}`, {})).json).toEqual({ product: "Buoy Works", for: "participant", mails: "send" });
  expect((await world.call("POST", `/maintainer/unsubscribe/${ticket}`, {})).status).toBe(204);
  expect((await world.call("GET", `/maintainer/mails/${ticket}`, {})).json.mails).toBe("stop-case");
  expect((await world.call("GET", `/maintainer/mails/${ticket.slice(0, -4)}0000`, {})).status).toBe(404);
  expect((await world.ledgerKinds()).filter((kind) => kind === "coordination.mails-wished")).toHaveLength(5);
});

test("a maintainer's page says what stands about mails before anything is pressed", async () => {
  const { world } = await twoVendors();
  const token = await linkFrom(world, "maintainer@tide.example");
  expect((await world.call("POST", "/maintainer/mail/wish", { body: { token } })).json).toMatchObject({ mails: "send", address: "maintainer@tide.example", how: expect.stringContaining("unsubscribe button") });
});
