import { createHash } from "node:crypto";
import type { Exchange, FileReply } from "#rooms/platform";
import { toRfc822 } from "./write-news.rules.ts";

/** A public file that is asked for again and again: whoever has it already, by its tag or by its time, is told only that. */
export function answerWhenNew(exchange: Exchange, { bytes, mediaType, updatedAt }: { readonly bytes: string; readonly mediaType: string; readonly updatedAt: string }): FileReply {
  const etag = `"${createHash("sha256").update(bytes).digest("base64url")}"`;
  const isKnown = isFresh(exchange, { etag, updatedAt });
  return { bytes, mediaType, cache: "minute", headers: { etag, "last-modified": toRfc822(updatedAt) }, ...(isKnown ? { status: 304 } : {}) };
}

/** RFC 9110 section 13.2.2: a tag that is given decides, and the time only without one. */
function isFresh(exchange: Exchange, { etag, updatedAt }: { readonly etag: string; readonly updatedAt: string }): boolean {
  const tags = exchange.header("if-none-match");
  if (tags !== undefined) return tags.split(",").some((tag) => tag.trim() === "*" || tag.trim().replace(/^W\//, "") === etag);
  const since = Date.parse(exchange.header("if-modified-since") ?? "");
  return !Number.isNaN(since) && Math.floor(Date.parse(updatedAt) / 1000) * 1000 <= since;
}
