import type { Context, Hono } from "hono";
import type { z } from "zod";

/** The public API's answer to a GET, read by its contract: JSON, or the text of a file. Throws `NoAnswer` for everything but an answer. */
export type Ask = <Reply>(path: string, reply: z.ZodType<Reply>) => Promise<Reply>;

/** The API refused; `message` is its own sentence for whoever asked. */
export class NoAnswer extends Error {
  readonly status: number;
  readonly retryAfter: string | null;
  constructor(status: number, message: string, retryAfter: string | null) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/**
 * Asks our own API as the stranger who asks for the page: from the same address, so that the same limits hold, and without
 * cookie or token, whatever the browser sent. So a page can hold nothing that a stranger could not have asked for.
 */
export function askAsStranger(app: Hono, c: Context): Ask {
  const forwarded = c.req.header("x-forwarded-for");
  return async (path, reply) => {
    const response = await app.request(new URL(`/api${path}`, c.req.url).href, { headers: forwarded === undefined ? {} : { "x-forwarded-for": forwarded } }, c.env as object);
    const text = await response.text();
    if (!response.ok) throw new NoAnswer(response.status, isJson(response) ? readMessage(text) : "", response.headers.get("retry-after"));
    return reply.parse(isJson(response) ? JSON.parse(text) : text);
  };
}

function isJson({ headers }: Response): boolean {
  return headers.get("content-type")?.startsWith("application/json") === true;
}

function readMessage(text: string): string {
  return (JSON.parse(text) as { error?: { message?: string } }).error?.message ?? "";
}
