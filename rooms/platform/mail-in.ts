import { isUtf8 } from "node:buffer";
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
  /** Names in lower case; of one that stands twice, the first. At most 100, each value at most 1000 characters. */
  readonly headers?: Readonly<Record<string, string>>;
  /** As text in UTF-8, at most 4 of 512 KiB; what is no text is not handed over. */
  readonly attachments?: readonly { readonly fileName: string; readonly text: string }[];
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
              headers: Object.fromEntries(mail.headers.slice(0, 100).toReversed().map(({ key, value }) => [key.toLowerCase(), value.slice(0, 1000)])),
              attachments: readTexts(mail.attachments),
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

const MAX_ATTACHMENT_BYTES = 512 * 1024;

function readTexts(attachments: readonly { readonly filename: string | null; readonly content: ArrayBuffer | Uint8Array | string }[]): NonNullable<IncomingMail["attachments"]> {
  const found: { fileName: string; text: string }[] = [];
  for (const { filename, content } of attachments.slice(0, 4)) {
    const bytes = typeof content === "string" ? Buffer.from(content) : Buffer.from(content as ArrayBuffer);
    if (bytes.length > MAX_ATTACHMENT_BYTES || !isUtf8(bytes) || bytes.includes(0)) continue;
    found.push({ fileName: (filename ?? "").slice(0, 200), text: bytes.toString("utf8") });
  }
  return found;
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
