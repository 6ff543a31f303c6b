import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Context, Hono } from "hono";
import { askAsStranger, NoAnswer, type Ask } from "./ask.ts";
import { html } from "./html.ts";
import { ROOT, writePage, type Content, type SitePage } from "./page.ts";
import { PAGES } from "./pages.ts";

const PAGE = "text/html; charset=utf-8";
const FILES: Readonly<Record<string, string>> = { "site.css": "text/css; charset=utf-8", "icon.svg": "image/svg+xml" };
// The statuses that a page of ours is sent with; everything else the API may refuse with is a mistake of ours.
const TOLD = [400, 404, 422, 429, 500] as const;
type Told = (typeof TOLD)[number];

/**
 * Puts the public site beside the API: plain pages for browsers without scripts, text browsers and archives. Call it before
 * `serveWeb`, which takes every path that is left. Whatever the pages know they learn by `askFor`.
 */
export function serveSite(app: Hono, askFor: (c: Context) => Ask = (c) => askAsStranger(app, c)): void {
  app.get(ROOT, (c) => c.redirect(`${ROOT}/`, 308));
  for (const [name, mediaType] of Object.entries(FILES)) {
    const text = readFileSync(join(import.meta.dirname, name), "utf8");
    app.get(`${ROOT}/${name}`, (c) => send(c, { text, mediaType }));
  }
  for (const page of PAGES) app.get(`${ROOT}${page.path}`, (c) => answer(c, page, askFor(c)));
  app.get(`${ROOT}/*`, (c) => send(c, { text: writeRefusal(404, ""), mediaType: PAGE, status: 404 }));
}

async function answer(c: Context, { path, write }: SitePage, ask: Ask): Promise<Response> {
  try {
    const content = await write({ ask, id: c.req.param("id") ?? "", query: new URL(c.req.url).searchParams });
    return send(c, { text: writePage(content, { pages: PAGES, path: path.replace("/:id", "") }), mediaType: PAGE });
  } catch (error) {
    const status = error instanceof NoAnswer ? TOLD.find((told) => told === error.status) : undefined;
    if (!(error instanceof NoAnswer) || status === undefined) throw error;
    if (error.retryAfter !== null) c.header("retry-after", error.retryAfter);
    return send(c, { text: writeRefusal(status, error.message), mediaType: PAGE, status });
  }
}

/** Absent and not for strangers read the same, as they do in the API. */
function writeRefusal(status: Told, message: string): string {
  const refused: Readonly<Record<Told, Pick<Content, "title" | "lead">>> = {
    400: { title: "That question could not be read", lead: message },
    404: { title: "There is no such page", lead: "Nothing is here, or nothing that is public. The address may be wrong, or the page may have moved." },
    422: { title: "That question could not be read", lead: message },
    500: { title: "Something went wrong on our side", lead: "It was reported. Try again in a while." },
    429: { title: "Too many questions at once", lead: "Many pages were asked for from your network. Wait a minute, then try again." },
  };
  const main = html`<p>All pages are listed at the foot of this page. <a href="${ROOT}/">Go to the start</a>.</p>`;
  return writePage({ ...refused[status], main }, { pages: PAGES, path: "" });
}

interface Sent {
  readonly text: string;
  readonly mediaType: string;
  readonly status?: Told;
}

/** Anybody may keep a page for a minute, and ask by its ETag afterwards whether it is still the same. */
function send(c: Context, { text, mediaType, status }: Sent): Response {
  c.set("kind", "plain");
  if (status !== undefined) return c.body(text, status, { "content-type": mediaType });
  const etag = `"${createHash("sha256").update(text).digest("base64url")}"`;
  const headers = { etag, "cache-control": "public, max-age=60" };
  if (c.req.header("if-none-match")?.split(",").some((one) => one.trim().replace(/^W\//, "") === etag)) return c.body(null, 304, headers);
  return c.body(text, 200, { ...headers, "content-type": mediaType });
}
