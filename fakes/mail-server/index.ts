import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import PostalMime from "postal-mime";
import { SMTPServer } from "smtp-server";

/** A mail as it arrived at its reader. */
export interface KeptMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly replyTo: string | null;
  readonly subject: string;
  readonly text: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

const MAX_BYTES = 4 * 1024 * 1024;

/**
 * A real SMTP server for the world outside: takes every mail for everybody and keeps each as a JSON file, in order of
 * arrival, where tests and the exercise read it as the addressee would.
 */
export async function startMailServer(options: { readonly port: number; readonly directory: string; /** With which code an addressee is refused; undefined: not. */ readonly refuse?: (address: string) => number | undefined }): Promise<{ readonly port: number; close(): Promise<void> }> {
  await mkdir(options.directory, { recursive: true });
  let count = (await readdir(options.directory)).length;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    size: MAX_BYTES,
    onRcptTo: ({ address: addressee }, _session, done) => {
      const responseCode = options.refuse?.(addressee);
      done(responseCode === undefined ? null : Object.assign(new Error("not here"), { responseCode }));
    },
    onData: (stream, session, done) => {
      keep(stream, session.envelope.rcptTo.map((recipient) => recipient.address))
        .then(() => done(), (error: unknown) => done(error instanceof Error ? error : new Error(String(error))));
    },
  });

  async function keep(stream: NodeJS.ReadableStream, to: readonly string[]): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array));
    const parsed = await PostalMime.parse(Buffer.concat(chunks));
    const mail: KeptMail = {
      from: parsed.from?.address ?? "",
      to,
      replyTo: parsed.replyTo?.[0]?.address ?? null,
      subject: parsed.subject ?? "",
      text: parsed.text ?? "",
      headers: Object.fromEntries(parsed.headers.map(({ key, value }) => [key.toLowerCase(), value])),
    };
    count += 1;
    const path = join(options.directory, `${String(count).padStart(6, "0")}.json`);
    await writeFile(`${path}.draft`, `${JSON.stringify(mail, null, 2)}\n`);
    await rename(`${path}.draft`, path);
  }

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", () => resolve());
  });
  const address = server.server.address();
  return {
    port: typeof address === "object" && address ? address.port : options.port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** The mails kept so far for one address, oldest first. */
export async function readMailbox(directory: string, address: string): Promise<readonly KeptMail[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith(".json")).toSorted();
  const mails = await Promise.all(names.map(async (name) => JSON.parse(await readFile(join(directory, name), "utf8")) as KeptMail));
  return mails.filter((mail) => mail.to.includes(address));
}
