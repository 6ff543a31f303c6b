import { createTransport } from "nodemailer";
import { z } from "zod";
import type { Transaction } from "./database.ts";
import { newId } from "./ids.ts";

import { forgetNotices as deleteForgotten, insertMail, insertNotification, lockUnsentMail, markMailSent } from "./notifications.store.ts";
import type { Job, Services } from "./services.ts";

/** Who is told: a person with an inbox (and perhaps an address), or an address alone. */
export type Recipient = { readonly personId: string; readonly email?: string | null } | { readonly personId?: undefined; readonly email: string };

export interface Notice {
  readonly to: Recipient;
  /** Message key: `<kind>.title` and `<kind>.body` must exist in the room's message file. */
  readonly kind: string;
  readonly params?: Readonly<Record<string, string | number>>;
  /** Path of the page where the task is done, such as `/engagements/eng_…`. */
  readonly link?: string;
  /** From this instant on it is neither shown nor sent, and soon neither inbox nor outbox holds it any more. */
  readonly forgetAt?: Date;
  /** Address that a reply by mail is filed under. */
  readonly replyTo?: string;
  /**
   * Further header fields of the mail, such as List-Unsubscribe; ours alone, never what somebody else wrote. `Return-Path` is where
   * a mail server sends what it cannot deliver: the sender of the envelope (RFC 5321 section 4.4).
   */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Tells somebody, in the transaction of the act that calls for it: an inbox entry, and mail where there is an address. */
export async function notify(services: Services, tx: Transaction, notice: Notice): Promise<void> {
  const at = services.clock();
  const title = services.messages.text(`${notice.kind}.title`, notice.params);
  const body = services.messages.text(`${notice.kind}.body`, notice.params);
  const { personId, email } = notice.to;
  const forgetAt = notice.forgetAt ?? null;
  if (forgetAt) await services.jobs.enqueue(tx, forgetNotices, {}, { startAfter: forgetAt });
  if (personId) await insertNotification(tx, { id: newId("ntf"), personId, kind: notice.kind, title, body, link: notice.link ?? null, at, forgetAt });
  if (!email) return;
  const id = newId("mail");
  const link = notice.link ? `\n\n${services.configuration.publicUrl}${notice.link}` : "";
  const text = `${body}${link}\n\n${services.messages.text("platform.mail.footer")}\n`;
  // One line only: a subject that held a line break could add headers of its own.
  const subject = title.replace(/[\r\n]+/g, " ").slice(0, 200);
  const sealedBody = services.keys.seal("mail", id, text);
  await insertMail(tx, { id, to: email, subject, sealedBody, replyTo: notice.replyTo ?? null, headers: notice.headers ?? {}, at, forgetAt });
  await services.jobs.enqueue(tx, sendMail, { mailId: id });
}

const sendMailPayload = z.object({ mailId: z.string() });

/** Sends one mail of the outbox over SMTP. Without an SMTP server it stays in the outbox. */
export const sendMail: Job<z.infer<typeof sendMailPayload>> = {
  name: "platform.send-mail",
  payload: sendMailPayload,
  run: async (services, { mailId }) => {
    const { smtpUrl, mailDomain } = services.configuration;
    if (!smtpUrl) return;
    await services.db.inTransaction(async (tx) => {
      const mail = await lockUnsentMail(tx, mailId, services.clock());
      if (!mail) return;
      const transport = createTransport(smtpUrl, { connectionTimeout: 10_000 } as never);
      const { "Return-Path": returnTo, ...headers } = mail.headers;
      try {
        await transport.sendMail({
          ...(returnTo === undefined ? {} : { envelope: { from: returnTo, to: mail.to_address } }),
          from: `Breakwater <notices@${mailDomain}>`,
          to: mail.to_address,
          subject: mail.subject,
          text: services.keys.open("mail", mail.id, mail.body).toString("utf8"),
          messageId: `<${mail.id}@${mailDomain}>`,
          headers,
          ...(mail.reply_to ? { replyTo: mail.reply_to } : {}),
        });
      } catch (error) {
        if (!isRefusedForGood(error)) throw error; // It is tried again.
        services.log.warn("a mail server refused a mail for good", { mailId });
        // The room that wrote it hears at once what a mail to its return address would say later.
        if (returnTo !== undefined) await services.jobs.emit(tx, "platform.mail-refused", { returnTo });
        return;
      } finally {
        transport.close();
      }
      await markMailSent(tx, mail.id, services.clock());
    });
  },
};

/** RFC 5321 section 4.2.1: 5yz, where it speaks of this addressee or this mail; what it says of us before that is ours to mend. */
function isRefusedForGood(error: unknown): boolean {
  const { command, responseCode } = error as { readonly command?: unknown; readonly responseCode?: unknown };
  return (command === "RCPT TO" || command === "DATA") && typeof responseCode === "number" && responseCode >= 500 && responseCode < 600;
}

/** Forgets notices whose time has come; what it is asked says nothing of them, and once an hour it looks by itself. */
export const forgetNotices: Job<Record<string, never>> = {
  name: "platform.forget-notices",
  payload: z.object({}),
  concurrency: 1,
  schedule: "23 * * * *",
  run: (services) => deleteForgotten(services.db, services.clock()),
};
