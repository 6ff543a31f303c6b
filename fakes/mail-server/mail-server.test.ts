import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTransport } from "nodemailer";
import { expect, onTestFinished, test } from "vitest";
import { readMailbox, startMailServer } from "./index.ts";

test("a mail sent over SMTP is found in its addressee's mailbox and in no other", async () => {
  const directory = await mkdtemp(join(tmpdir(), "mail-"));
  const server = await startMailServer({ port: 0, directory });
  onTestFinished(async () => {
    await server.close();
    await rm(directory, { recursive: true });
  });
  const transport = createTransport({ host: "127.0.0.1", port: server.port });
  await transport.sendMail({ from: "a@x.example", to: "b@x.example", replyTo: "r@x.example", subject: "Grüße", text: "Hallo\n" });
  transport.close();
  expect(await readMailbox(directory, "b@x.example")).toEqual([{ from: "a@x.example", to: ["b@x.example"], replyTo: "r@x.example", subject: "Grüße", text: "Hallo\n", headers: expect.objectContaining({ "mime-version": "1.0" }) as object }]);
  expect(await readMailbox(directory, "c@x.example")).toEqual([]);
});
