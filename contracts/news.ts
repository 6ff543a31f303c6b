/*
 * What is new, for feed readers; public.
 *   GET /feeds/news/advisories.atom   Atom 1.0 (RFC 4287)
 *   GET /feeds/news/advisories.rss    RSS 2.0
 * Both know `If-None-Match` and `If-Modified-Since`.
 */
import { z } from "zod";

export const NEWS_FILES = ["advisories.atom", "advisories.rss"] as const;
export const newsParams = z.object({ file: z.enum(NEWS_FILES) });
export type NewsFile = (typeof NEWS_FILES)[number];
