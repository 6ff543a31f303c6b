import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTransport } from "nodemailer";
import { expect, onTestFinished, test } from "vitest";
import { readMailbox, startMailServer } from "#fakes/mail-server";
import { findPersonCard } from "#rooms/access";
import { listenForMail, sql } from "#rooms/platform";
import { enrolled, ok, openWorld, planOf } from "../deployment/operators.fixture.ts";
import { planMailbox } from "./answer-by-mail.ts";

test("a utility that has only mail goes through a whole cycle over real SMTP: told, answered, confirmed back, reminded, stopped", { timeout: 120_000 }, async () => {
  const directory = await mkdtemp(join(tmpdir(), "breakwater-mail-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const outside = await startMailServer({ port: 0, directory });
  onTestFinished(() => outside.close());
  const { world, publish } = await openWorld({ environment: { BREAKWATER_SMTP_URL: `smtp://127.0.0.1:${outside.port}` } });
  const listener = await listenForMail({ host: "127.0.0.1", port: 0, log: world.services.log, accepts: (address) => planMailbox.accepts(world.services, address), receive: (mail) => planMailbox.receive(world.services, mail) });
  onTestFinished(() => listener.close());
  const transport = createTransport({ host: "127.0.0.1", port: listener.port });
  onTestFinished(() => transport.close());

  const utility = await enrolled(world, "Exercise Utility", { list: "Vendor,Product,Version\nTinyini Project,tinyini,1.3.0\nB Works,beta,1.0.0\nC Works,gamma,1.0.0\nD Works,delta,1.0.0\n" });
  await ok(world.call("POST", "/operator/mail", { as: utility, body: { mails: "send", says: "steps", everyDays: 7, triesFirst: false } }));
  const address = (await findPersonCard(world.services.db, utility.personId))?.email ?? "";
  const inbox = async () => {
    await world.drain();
    return readMailbox(directory, address);
  };
  const newest = async () => (await inbox()).at(-1);
  const answer = async (mail: object, to?: string) => {
    await transport.sendMail({ from: address, to: to ?? (await newest())?.replyTo ?? "", subject: "Re", ...mail });
    world.pass(1000);
  };
  const statesOf = async () => Object.fromEntries([...(await planOf(world, utility)).steps, ...(await planOf(world, utility)).done].map((step: { title: string; state: string }) => [/tinyini|beta|gamma|delta/.exec(step.title)?.[0], step.state]));

  for (const [product, vendor] of [["beta", "B Works"], ["gamma", "C Works"], ["delta", "D Works"]] as const) {
    await publish({ product, vendor, affectedVersion: "1.0.0", fixedVersion: "2.0.0", purl: null });
  }
  await publish();
  world.pass(86_400_000);
  const told = await newest();
  expect(told?.headers).toMatchObject({ "list-unsubscribe-post": "List-Unsubscribe=One-Click", "auto-submitted": "auto-generated" });
  const numberOf = (product: string) => Number(new RegExp(`^(\\d)\\. .*${product}`, "m").exec(told?.text ?? "")?.[1]);
  expect(["tinyini", "beta", "gamma", "delta"].map(numberOf).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4]);

  const [tinyini, beta, gamma, delta] = ["tinyini", "beta", "gamma", "delta"].map(numberOf);
  await answer({
    text: `DONE ${tinyini}, LATER ${beta} because we wait for the vendor, meanwhile it is off the network, until 2026-10-01\r\nNOT ${gamma} A because we sold it\r\nLATER ${delta} because of harvest\r\n\r\nOn Tue, Breakwater wrote:\r\n> DONE ${delta}`,
    textEncoding: "quoted-printable",
  });
  expect(await statesOf()).toEqual({ tinyini: "applied", beta: "deferred", gamma: "not_affected", delta: "notified" });
  const confirmed = await newest();
  expect(confirmed?.subject).toBe("What we understood from your mail");
  // Each is named by its title, too: whoever mixed up the numbers sees it.
  const named = (number: number | undefined) => `${number} (${new RegExp(`^${number}\\. (.*)$`, "m").exec(told?.text ?? "")?.[1]})`;
  for (const line of [`${named(tinyini)}: done.`, `${named(beta)}: put off. We will ask again on 2026-10-01.`, `${named(gamma)}: not affected, for the reason you gave.`, `${named(delta)}: not taken. Say what keeps it safe until then`]) expect(confirmed?.text).toContain(line);

  // Numbers are those of the mail that is answered: the newest one has other steps first.
  await answer({ text: "SEEN 1" });
  expect(await statesOf()).toEqual({ tinyini: "applied", beta: "deferred", gamma: "not_affected", delta: "acknowledged" });
  // A program's answer is not taken and never answered; nor is what comes to an address that was made up.
  const before = (await inbox()).length;
  await answer({ text: "DONE 1", headers: { "Auto-Submitted": "auto-replied" } });
  expect([(await statesOf())["delta"], (await inbox()).length]).toEqual(["acknowledged", before]);
  await expect(transport.sendMail({ from: address, to: (told?.replyTo ?? "").replace(/-[0-9a-f]{24}@/, `-${"0".repeat(24)}@`), subject: "x", text: "DONE 1" })).rejects.toThrow("550");

  world.pass(8 * 86_400_000);
  await world.services.db.inTransaction((tx) => world.services.jobs.enqueue(tx, { name: "distribution.remind-every-operator" }, {}));
  const reminder = await newest();
  expect(reminder?.subject).toBe("What is still open in your plan");
  await answer({ text: "WORKS 1\nSTOP" });
  expect((await newest())?.text).toMatch(/1 \(.*\): not taken\.[\s\S]*You get no more mails from us\./);
  world.pass(20 * 86_400_000);
  await world.services.db.inTransaction((tx) => world.services.jobs.enqueue(tx, { name: "distribution.remind-every-operator" }, {}));
  const last = (await inbox()).length;
  await answer({ text: "START" });
  expect([(await inbox()).length, (await newest())?.text.includes("Mails come again.")]).toEqual([last + 1, true]);
});

test("a mail server that refuses an operator's address for good makes it unreachable at once; one that is busy is asked again and nothing is lost", { timeout: 120_000 }, async () => {
  const directory = await mkdtemp(join(tmpdir(), "breakwater-mail-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const busy = new Set<string>();
  const outside = await startMailServer({ port: 0, directory, refuse: (address) => (address.startsWith("utility") ? 550 : busy.has(address) ? 451 : undefined) });
  onTestFinished(() => outside.close());
  const { world, publish } = await openWorld({ environment: { BREAKWATER_SMTP_URL: `smtp://127.0.0.1:${outside.port}` } });
  const utility = await enrolled(world, "Exercise Utility");
  const hospital = await enrolled(world, "Exercise Hospital");
  const address = (await findPersonCard(world.services.db, hospital.personId))?.email ?? "";
  busy.add(address);
  await expect(publish()).rejects.toThrow("451");
  expect(await readMailbox(directory, address)).toEqual([]);
  expect((await ok(world.call("GET", "/operator/mail", { as: hospital }))).bouncedAt).toBeNull();
  busy.clear();
  // The queue tries again what failed, and what stood behind it; a drain of the test's does not wait for that.
  const unsent = await world.services.db.query<{ id: string }>(sql`SELECT id FROM platform.mail WHERE sent_at IS NULL`);
  await world.services.db.inTransaction(async (tx) => {
    for (const { id } of unsent) await world.services.jobs.enqueue(tx, { name: "platform.send-mail" }, { mailId: id });
  });
  await world.drain();
  const stateOf = async (as: typeof utility) => (await planOf(world, as)).steps[0].state;
  expect([await stateOf(utility), await stateOf(hospital)]).toEqual(["unreachable", "notified"]);
  expect((await ok(world.call("GET", "/operator/mail", { as: utility }))).bouncedAt).not.toBeNull();
  expect((await world.ledgerKinds()).filter((kind) => kind === "distribution.contact-lost")).toHaveLength(1);
  expect(await readMailbox(directory, address)).toHaveLength(1);
});
