import { createServer } from "node:http";
import type { IncomingMessage } from "node:http";

import { ProxyRefusal } from "./proxy.types.ts";
import type { MeteredProxy } from "./metered-proxy.ts";
import type { ProxyAnswer } from "./proxy.types.ts";

export const LARGEST_PROXY_REQUEST_BYTES = 16 * 1024 * 1024;

export interface ServedProxy {
  /** Such as `http://127.0.0.1:40123`; null on a socket. */
  readonly url: string | null;
  close(): Promise<void>;
}

/** Serves a proxy over HTTP on this host: on loopback, or on a unix socket at `socketPath`, whose folder says who may connect. */
export async function serveProxy(proxy: MeteredProxy, where: { readonly socketPath: string } | { readonly port: number } = { port: 0 }): Promise<ServedProxy> {
  const server = createServer((request, response) => {
    answer(proxy, request).then(
      ({ status, headers, body }) => response.writeHead(status, headers).end(body),
      // A bug of ours, or a client that hung up: there is nobody to tell.
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    if ("socketPath" in where) server.listen(where.socketPath, resolve);
    else server.listen(where.port, "127.0.0.1", resolve);
  });
  const address = server.address();
  return {
    url: address !== null && typeof address !== "string" ? `http://127.0.0.1:${address.port}` : null,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(proxy: MeteredProxy, request: IncomingMessage): Promise<ProxyAnswer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > LARGEST_PROXY_REQUEST_BYTES) throw new ProxyRefusal(413, "too_large", `the request exceeds ${LARGEST_PROXY_REQUEST_BYTES} bytes`);
    pieces.push(piece);
  }
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : (value ?? "")]));
  return proxy.answer({ method: request.method ?? "", path: request.url ?? "", headers, body: Buffer.concat(pieces).toString("utf8") });
}
