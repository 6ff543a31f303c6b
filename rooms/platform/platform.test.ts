import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTransport } from "nodemailer";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { createWorld } from "../../tests/setup/world.ts";
import { readMailbox, startMailServer } from "#fakes/mail-server";
import { createArtefactStore, createKeyService, createMessages, equalSecrets, job, json, listenForMail, listInbox, newId, notify, PlatformRefusal, platformRoom, readConfiguration, sql, type Actor, type Room } from "./index.ts";

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "platform-"));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

test("a value in a statement never becomes part of its text, and statements nest with their values renumbered", () => {
  const hostile = "'; DROP TABLE access.person; --";
  const filter = sql`name = ${hostile} AND kind = ${"x"}`;
  expect(sql`SELECT 1 WHERE id = ${7} AND (${filter}) LIMIT ${3}`).toMatchObject({ text: "SELECT 1 WHERE id = $1 AND (name = $2 AND kind = $3) LIMIT $4", values: [7, hostile, "x", 3] });
});

test("what a transaction did is gone when its work fails", async () => {
  const world = await createWorld();
  const attempt = world.services.db.inTransaction(async (tx) => {
    await tx.execute(sql`INSERT INTO platform.notification (id, person_id, kind, title, body, created_at) VALUES ('ntf_x', 'p', 'k', 't', 'b', now())`);
    throw new Error("no");
  });
  await expect(attempt).rejects.toThrow("no");
  expect(await listInbox(world.services, "p")).toEqual([]);
});

test("a job runs in the same transaction as its act or not at all, and a deadline waits for its instant", async () => {
  const ran: string[] = [];
  const remind = job({ name: "test.remind", payload: z.object({ what: z.string() }), run: async (_services, { what }) => void ran.push(what) });
  const room: Room = { name: "test", jobs: [remind], subscriptions: [{ event: "test.happened", job: "test.remind" }] };
  const world = await createWorld({ rooms: [platformRoom, room] });
  const { services } = world;
  await expect(services.db.inTransaction(async (tx) => {
    await services.jobs.enqueue(tx, { name: "test.remind" }, { what: "rolled back" });
    throw new Error("no");
  })).rejects.toThrow("no");
  await services.db.inTransaction(async (tx) => {
    await services.jobs.enqueue(tx, { name: "test.remind" }, { what: "in a day" }, { startAfter: new Date(services.clock().getTime() + 86_400_000) });
    await services.jobs.emit(tx, "test.happened", { what: "now" });
  });
  await world.drain();
  expect(ran).toEqual(["now"]);
  world.pass(86_400_000);
  await world.drain();
  expect(ran).toEqual(["now", "in a day"]);
});

test("a burst of jobs is worked off one after another without waiting for the next look", async () => {
  const done: number[] = [];
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => (finish = resolve));
  const count = job({ name: "test.count", payload: z.object({ n: z.number() }), run: async (_services, { n }) => {
    done.push(n);
    if (done.length === 100) finish();
  } });
  const world = await createWorld({ rooms: [platformRoom, { name: "test", jobs: [count] }] });
  await world.services.jobs.work(world.services);
  await world.services.db.inTransaction(async (tx) => {
    for (let n = 0; n < 100; n += 1) await world.services.jobs.enqueue(tx, { name: "test.count" }, { n });
  });
  // Two jobs at a time, one look in two seconds, would take longer than a test may.
  await finished;
  expect(new Set(done).size).toBe(100);
});

test("a refusal ends a job and any other failure runs it again", async () => {
  const attempts = { refused: 0, broken: 0 };
  const jobs = [
    job({ name: "test.refused", payload: z.object({}), run: async () => {
      attempts.refused += 1;
      throw new PlatformRefusal("not-found", "gone");
    } }),
  ];
  const world = await createWorld({ rooms: [platformRoom, { name: "test", jobs }] });
  await world.services.db.inTransaction((tx) => world.services.jobs.enqueue(tx, { name: "test.refused" }, {}));
  await world.drain();
  expect(attempts.refused).toBe(1);
  const left = await world.services.db.find<{ count: number }>(sql`SELECT count(*) AS count FROM pgboss.job WHERE name = 'test.refused' AND state < 'completed'`);
  expect(left?.count).toBe(0);
});

test("a sealed value opens only for its own purpose and record, and not after a change", async () => {
  const keys = createKeyService(await folder());
  const sealed = keys.seal("credential", "rec_1", "s3cret");
  expect(keys.open("credential", "rec_1", sealed).toString()).toBe("s3cret");
  expect(() => keys.open("credential", "rec_2", sealed)).toThrow(/authenticate/);
  expect(() => keys.open("mail", "rec_1", sealed)).toThrow(/authenticate/);
  const bytes = Buffer.from(sealed, "base64");
  bytes[bytes.length - 1]! ^= 1;
  expect(() => keys.open("credential", "rec_1", bytes.toString("base64"))).toThrow(/authenticate/);
});

test("a side's secret is made once and stays the same for every process", async () => {
  const directory = await folder();
  const first = createKeyService(directory).secret("signer", () => newId("key"));
  expect(createKeyService(directory).secret("signer", () => newId("key"))).toBe(first);
  expect(await readFile(join(directory, "signer.sealed"), "utf8")).not.toContain(first);
});

test("an artefact is encrypted at rest, comes back whole, and a change on disk is noticed", async () => {
  const directory = await folder();
  const store = createArtefactStore(directory, createKeyService(await folder()));
  const digest = await store.put(Buffer.from("CANARY evidence"));
  const path = join(directory, digest.slice(0, 2), digest);
  expect((await readFile(path, "utf8")).includes(Buffer.from("CANARY").toString("base64").slice(0, 6))).toBe(false);
  expect((await store.get(digest)).toString()).toBe("CANARY evidence");
  await writeFile(path, Buffer.from("other").toString("base64"));
  await expect(store.get(digest)).rejects.toThrow(/authentica|initialization vector/);
  await expect(store.get("../../etc/passwd")).rejects.toThrow("digest: expected a SHA-256");
});

test("a notice reaches the inbox and, over real SMTP, the mailbox; a line break in it adds no header", async () => {
  const directory = await folder();
  const mail = await startMailServer({ port: 0, directory });
  onTestFinished(() => mail.close());
  const room: Room = { name: "test", messages: { "test.hello.title": "Hello {name}", "test.hello.body": "Dear {name}" } };
  const world = await createWorld({ rooms: [platformRoom, room], environment: { BREAKWATER_SMTP_URL: `smtp://127.0.0.1:${mail.port}`, BREAKWATER_PUBLIC_URL: "http://harbour.example" } });
  await world.services.db.inTransaction((tx) =>
    notify(world.services, tx, { to: { personId: "per_1", email: "ada@lab.example" }, kind: "test.hello", params: { name: "Ada\r\nBcc: rob@lab.example" }, link: "/here" }),
  );
  await world.drain();
  const [kept] = await readMailbox(directory, "ada@lab.example");
  expect(kept?.subject).toBe("Hello Ada Bcc: rob@lab.example");
  expect(kept?.text).toContain("http://harbour.example/here");
  expect(await readMailbox(directory, "rob@lab.example")).toEqual([]);
  expect((await listInbox(world.services, "per_1")).map((entry) => entry.link)).toEqual(["/here"]);
  const stored = await world.services.db.query<{ body: string }>(sql`SELECT body FROM platform.mail`);
  expect(stored.map((row) => row.body.includes("Dear"))).toEqual([false]);
});

test("mail to an address that is not ours is refused before its body, and a reply is handed over bounded", async () => {
  const received: unknown[] = [];
  const world = await createWorld({ rooms: [platformRoom] });
  const listener = await listenForMail({
    host: "127.0.0.1",
    port: 0,
    log: world.services.log,
    accepts: async (address) => address === "case+token@breakwater.example",
    receive: async (incoming) => void received.push(incoming),
  });
  onTestFinished(() => listener.close());
  const transport = createTransport({ host: "127.0.0.1", port: listener.port });
  onTestFinished(() => transport.close());
  await expect(transport.sendMail({ from: "m@x.example", to: "someone@breakwater.example", subject: "x", text: "x" })).rejects.toThrow("550");
  await transport.sendMail({ from: "m@x.example", to: "case+token@breakwater.example", subject: "Re: case", text: "y".repeat(100_000) });
  expect(received).toEqual([{ to: "case+token@breakwater.example", from: "m@x.example", subject: "Re: case", text: "y".repeat(65_536), attachments: [], headers: expect.objectContaining({ subject: "Re: case", "mime-version": "1.0" }) as object }]);
});

test("a wrong setting stops the start with its name", () => {
  expect(() => readConfiguration({ DATABASE_URL: "", BREAKWATER_DATA: "/x", BREAKWATER_PORT: "99999" })).toThrow(/DATABASE_URL.*BREAKWATER_PORT/);
});

test("a message key defined twice, unknown, or without its parameter is a bug that shows", () => {
  expect(() => createMessages([{ a: "x" }, { a: "y" }])).toThrow("defined twice");
  const messages = createMessages([{ a: "for {name}" }]);
  expect(() => messages.text("b")).toThrow("No message b");
  expect(() => messages.text("a")).toThrow("needs the parameter name");
});

test("secrets are compared whatever their length, and JSON parameters keep arrays", () => {
  expect([equalSecrets("a", "a"), equalSecrets("a", "b"), equalSecrets("a", "ab")]).toEqual([true, false, false]);
  expect(json([1])).toBe("[1]");
});

test("a notice that is to be forgotten is shown and sent until its instant, and then neither inbox nor outbox holds it", async () => {
  const world = await createWorld();
  const { services } = world;
  const forgetAt = new Date(services.clock().getTime() + 1000);
  const kind = "access.read-alert-volume";
  const tell = (personId: string, rest: object) => services.db.inTransaction((tx) => notify(services, tx, { to: { personId, email: "p@exercise.example" }, kind, params: { reads: 7 }, ...rest }));
  await tell("per_a", { forgetAt });
  await tell("per_b", {});
  const stored = async (table: "notification" | "mail") => (await services.db.query(table === "mail" ? sql`SELECT 1 FROM platform.mail` : sql`SELECT 1 FROM platform.notification`)).length;
  const [entry] = await listInbox(services, "per_a");
  expect([entry?.kind, await stored("notification"), await stored("mail")]).toEqual([kind, 2, 2]);
  world.pass(1000);
  // Before the job has run as after it.
  expect(await listInbox(services, "per_a")).toEqual([]);
  expect(await stored("notification")).toBe(2);
  await world.drain();
  expect([(await listInbox(services, "per_b")).length, await stored("notification"), await stored("mail")]).toEqual([1, 1, 1]);
  const person: Actor = { personId: "per_b", organisationId: "org_b", roles: [], sessionId: "ses_b" };
  await expect(services.as(person).db.execute(sql`SELECT platform.forget_notices(now())`)).rejects.toThrow("by the house alone");
});
