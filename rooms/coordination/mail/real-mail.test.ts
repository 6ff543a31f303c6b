import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTransport } from "nodemailer";
import { expect, onTestFinished, test } from "vitest";
import { readMailbox, startMailServer } from "#fakes/mail-server";
import { listenForMail } from "#rooms/platform";
import { bringFinding, clearinghousePeople, GOOD_PATCH, REPOSITORY, requireOk } from "../../../tests/setup/clearinghouse.ts";
import { createWorld } from "../../../tests/setup/world.ts";
import { caseMailbox } from "./answer-by-mail.ts";

const MAINTAINER = "tide-gauge@maintainers.example";

test("over real SMTP a maintainer's mail program can stop our mails, and commands, odd letters and an attached patch come in", { timeout: 90_000 }, async () => {
  const directory = await mkdtemp(join(tmpdir(), "breakwater-mail-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const outside = await startMailServer({ port: 0, directory });
  onTestFinished(() => outside.close());
  const world = await createWorld({ environment: { BREAKWATER_SMTP_URL: `smtp://127.0.0.1:${outside.port}` } });
  const people = await clearinghousePeople(world);
  await requireOk(world.call("POST", "/projects", { as: people.analyst, body: { vendor: "Tide Gauge project", product: "Tide Gauge", repository: REPOSITORY, contactEmail: MAINTAINER, openAtOnce: 1 } }));
  const findingId = await bringFinding(world, people);
  await world.drain();
  const [told] = await readMailbox(directory, MAINTAINER);
  expect(told?.headers).toMatchObject({ "list-unsubscribe": expect.stringMatching(/^<https?:[^>]+\/api\/maintainer\/unsubscribe\/[^>]+>/) as string, "list-unsubscribe-post": "List-Unsubscribe=One-Click", "auto-submitted": "auto-generated" });

  const listener = await listenForMail({ host: "127.0.0.1", port: 0, log: world.services.log, accepts: (address) => caseMailbox.accepts(world.services, address), receive: (mail) => caseMailbox.receive(world.services, mail) });
  onTestFinished(() => listener.close());
  const transport = createTransport({ host: "127.0.0.1", port: listener.port });
  onTestFinished(() => transport.close());
  const answer = (mail: object) => transport.sendMail({ from: MAINTAINER, to: told?.replyTo ?? "", subject: "Re", ...mail });
  await answer({ text: "agree" });
  await answer({ text: "accept" });
  await answer({ text: "wont fix: I am away", headers: { "Auto-Submitted": "auto-replied" } });
  await answer({ text: "patch\nGr\u00fc\u00dfe", textEncoding: "quoted-printable", attachments: [{ filename: "fix.diff", content: GOOD_PATCH }, { filename: "x.bin", content: Buffer.from([0, 255]) }] });
  await world.drain();

  const { json: { cases: [found] } } = await world.call("GET", "/cases", { as: people.analyst });
  expect(found).toMatchObject({ findingId, vendorRm: "ACCEPTED" });
  const { json: { patches } } = await world.call("GET", `/patches?caseId=${found.id}`, { as: people.analyst });
  expect(patches).toMatchObject([{ state: "verified", author: { party: "maintainer" }, diff: GOOD_PATCH }]);
});
