import { createHmac, createPublicKey, timingSafeEqual, verify } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/*
 * A server somewhere that takes webhooks as Standard Webhooks 1.0 says: it checks each message's signatures and keeps it, and
 * answers as it is told to.
 */

/** A status; `redirects` to another address; `hangs` up without an answer; `floods` with more than anybody should read. */
export type Manner = number | "redirects" | "hangs" | "floods";

export interface TakenMessage {
  readonly id: string;
  /** Seconds. */
  readonly timestamp: number;
  readonly body: { readonly type: string; readonly timestamp: string; readonly data: Readonly<Record<string, unknown>> };
  /** Which of the secrets given so far signed it, and whether the key did. */
  readonly signedBy: { readonly secrets: readonly string[]; readonly key: boolean };
}

export interface WebhookReceiver {
  readonly url: string;
  readonly taken: readonly TakenMessage[];
  /** What it checks by: `whsec_…`, and `whpk_…`. */
  trust(secretOrKey: string): void;
  /** From the next message on. */
  behave(how: Manner): void;
  close(): Promise<void>;
}

const MAX_BYTES = 1024 * 1024;
// An Ed25519 key in SPKI (RFC 8410), but for its 32 bytes.
const SPKI = Buffer.from("302a300506032b6570032100", "hex");

/** Starts one on a free port of this machine. What no secret it was given signed is answered 401, whatever its manner. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const taken: TakenMessage[] = [];
  const trusted: string[] = [];
  let manner: Manner = 204;
  const server = createServer((request, response) => {
    receive(request, response).catch((error: unknown) => response.writeHead(400).end(String(error)));
  });

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await collect(request);
    const [id, seconds, signatures] = ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) => String(request.headers[name] ?? ""));
    const signed = Buffer.from(`${id}.${seconds}.${text}`);
    const given = (signatures ?? "").split(" ").map((one) => one.split(",") as [string, string]);
    const secrets = trusted.filter((secret) => secret.startsWith("whsec_") && given.some(([version, signature]) => version === "v1" && isSameMac(secret, signed, signature)));
    const key = trusted.some((one) => one.startsWith("whpk_") && given.some(([version, signature]) => version === "v1a" && isByKey(one, signed, signature)));
    if (secrets.length === 0) return void response.writeHead(401).end();
    taken.push({ id: id ?? "", timestamp: Number(seconds), body: JSON.parse(text) as TakenMessage["body"], signedBy: { secrets, key } });
    if (manner === "hangs") return void request.socket.destroy();
    if (manner === "redirects") return void response.writeHead(307, { location: "/elsewhere" }).end();
    if (manner === "floods") return void response.writeHead(200).end(Buffer.alloc(8 * MAX_BYTES));
    response.writeHead(manner).end(manner === 204 ? undefined : "noted");
  }

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve());
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`,
    taken,
    trust: (secretOrKey) => void trusted.push(secretOrKey),
    behave: (how) => (manner = how),
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

async function collect(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size > MAX_BYTES) throw new Error("larger than 1 MiB");
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function isSameMac(secret: string, signed: Buffer, signature: string): boolean {
  const expected = createHmac("sha256", Buffer.from(secret.slice("whsec_".length), "base64")).update(signed).digest();
  const claimed = Buffer.from(signature, "base64");
  return claimed.length === expected.length && timingSafeEqual(claimed, expected);
}

function isByKey(publicKey: string, signed: Buffer, signature: string): boolean {
  const key = createPublicKey({ key: Buffer.concat([SPKI, Buffer.from(publicKey.slice("whpk_".length), "base64")]), format: "der", type: "spki" });
  return verify(null, signed, key, Buffer.from(signature, "base64"));
}
