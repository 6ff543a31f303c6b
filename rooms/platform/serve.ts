import { readFile, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { serve } from "@hono/node-server";
import type { Hono } from "hono";

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
  ".json": "application/json",
  ".txt": "text/plain; charset=utf-8",
};

/**
 * Serves the built web app beside the API: files as they are, every other path the app's page, which then finds its own
 * way. Assets carry a content hash in their name, so they may be kept for ever.
 */
export function serveWeb(app: Hono, directory: string, page: string): void {
  app.get("*", async (c) => {
    const path = (await findFile(directory, new URL(c.req.url).pathname)) ?? join(directory, page);
    const body = await readFile(path);
    const cache = path.includes("/assets/") ? "public, max-age=31536000, immutable" : "no-cache";
    return c.body(new Uint8Array(body), 200, { "content-type": MEDIA_TYPES[extname(path)] ?? "application/octet-stream", "cache-control": cache });
  });
}

// Every file of the build has such a name; whatever else somebody types into an address is a page of the app.
const FILE_PATH = /^(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]{0,120}){1,4}$/;

async function findFile(directory: string, pathname: string): Promise<string | undefined> {
  if (!FILE_PATH.test(pathname) || extname(pathname) === "") return undefined;
  const path = join(directory, pathname);
  try {
    return (await stat(path)).isFile() ? path : undefined;
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
}

export interface Listener {
  readonly port: number;
  /** Stops taking requests, lets running ones end (at most 3 s). */
  close(): Promise<void>;
}

/** Listens on host and port (0: any free one). */
export function listen(app: Hono, address: { readonly host: string; readonly port: number }): Promise<Listener> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: address.host, port: address.port, overrideGlobalObjects: false }, (info) => {
      resolve({
        port: info.port,
        close: () =>
          new Promise((closed) => {
            const force = setTimeout(() => "closeAllConnections" in server && server.closeAllConnections(), 3000);
            server.close(() => {
              clearTimeout(force);
              closed();
            });
            if ("closeIdleConnections" in server) server.closeIdleConnections();
          }),
      });
    });
    // Node ends a request after five minutes, whatever it is: a stream of findings may take longer. Silence ends it (read-request.ts).
    if ("requestTimeout" in server) server.requestTimeout = 0;
    server.once("error", reject);
  });
}
