import PostalMime from "postal-mime";
import { SMTPServer } from "smtp-server";
import type { Log } from "./log.ts";

const MAX_BYTES = 1024 * 1024;

/** A reply that came by mail. All of it is the sender's word. */
export interface IncomingMail {
  /** The recipient address it was sent to, which carries the signed token. */
  readonly to: string;
  readonly from: string;
  readonly subject: string;
  /** Plain text, at most 64 KiB; markup is not taken. */
  readonly text: string;
}

/**
 * Listens for mail over SMTP. `accepts` answers at RCPT time, so a wrong address never gets to send a body; a message
 * is acknowledged only after `receive` has stored it.
 */
export async function listenForMail(options: {
  readonly host: string;
  readonly port: number;
  readonly log: Log;
  accepts(address: string): Promise<boolean>;
  receive(mail: IncomingMail): Promise<void>;
}): Promise<{ readonly port: number; close(): Promise<void> }> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    size: MAX_BYTES,
    disableReverseLookup: true,
    onRcptTo: (address, _session, done) => {
      options.accepts(address.address).then(
        (accepted) => done(accepted ? null : Object.assign(new Error("No such address here"), { responseCode: 550 })),
        (error: unknown) => done(error instanceof Error ? error : new Error("failed")),
      );
    },
    onData: (stream, session, done) => {
      collect(stream)
        .then((bytes) => PostalMime.parse(bytes))
        .then(async (mail) => {
          for (const recipient of session.envelope.rcptTo) {
            await options.receive({
              to: recipient.address,
              from: (session.envelope.mailFrom ? session.envelope.mailFrom.address : "").slice(0, 320),
              subject: (mail.subject ?? "").slice(0, 400),
              text: (mail.text ?? "").slice(0, 65_536),
            });
          }
        })
        .then(
          () => done(),
          (error: unknown) => {
            options.log.warn("incoming mail refused", { error });
            done(Object.assign(new Error("The message could not be taken; answer on the page instead"), { responseCode: 554 }));
          },
        );
    },
  });
  server.on("error", (error) => options.log.warn("mail listener error", { error }));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host, () => resolve());
  });
  const address = server.server.address();
  return {
    port: typeof address === "object" && address ? address.port : options.port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function collect(stream: NodeJS.ReadableStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size > MAX_BYTES) throw new Error("larger than 1 MiB");
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}
