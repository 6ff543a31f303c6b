import { createHash } from "node:crypto";
import { join, normalize } from "node:path";
import { z } from "zod";
import { CliError, UsageError } from "./cli-error.ts";
import { EXIT, type Talk } from "./command.types.ts";
import { parseJson, readInput } from "./read-input.ts";

// A feed is a stranger's: what it names is bounded, stays on its own host, and is checked against the hash beside it.

const MOST_BYTES = 16 * 1024 * 1024;
const MOST_DOCUMENTS = 20_000;
const MOST_FEEDS = 20;
const TIMEOUT_MS = 60_000;
/** CSAF 2.0, section 7.1.7 (provider-metadata.json) and RFC 8322 (ROLIE), the part that leads to documents. */
const metadataSchema = z.object({ distributions: z.array(z.object({ rolie: z.object({ feeds: z.array(z.object({ url: z.string() })) }).optional() })).max(100) });
const feedSchema = z.object({ feed: z.object({ entry: z.array(z.object({ link: z.array(z.object({ rel: z.string(), href: z.string() })).max(100) })).max(MOST_DOCUMENTS).default([]) }) });

/** One document of a feed, or why it was not taken. */
export type FeedDocument = { readonly file: string } & ({ readonly document: unknown } | { readonly problem: string });

/** Where a feed's files come from. */
interface Source {
  /** Undefined when there is no such file. */
  read(url: URL): Promise<Uint8Array | undefined>;
  /** How a person finds it. */
  name(url: URL): string;
}

/** Address of `provider-metadata.json` or of a ROLIE feed: https, or http on this machine. */
export function readFeedAddress(text: string): URL | undefined {
  if (!/^https?:\/\//i.test(text)) return undefined;
  const url = URL.parse(text);
  const isHere = url?.hostname === "127.0.0.1" || url?.hostname === "localhost";
  if (!url || (url.protocol !== "https:" && !isHere)) throw new UsageError(`--advisories ${text}: the address of a feed begins with https://.`);
  return url;
}

/** Every document that a feed on the network names, one after the other. */
export async function* readRemoteFeed(start: URL): AsyncGenerator<FeedDocument> {
  yield* walk(start, {
    name: (url) => url.href,
    read: async (url) => {
      if (url.origin !== start.origin) throw new CliError(EXIT.no, "elsewhere", `${url.href}: lies on another host than the feed; it is not fetched.`);
      const response = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(TIMEOUT_MS) }).catch((cause: unknown) => {
        throw new CliError(EXIT.unreachable, "unreachable", `${url.href} does not answer; check the address and the network.`, { cause });
      });
      if (response.status === 404) return undefined;
      if (!response.ok || response.body === null) throw new CliError(EXIT.unreachable, "unreachable", `${url.href}: the server answered ${response.status}.`);
      return readBounded(url.href, response.body);
    },
  });
}

/** The same for a folder that `breakwater publish --to` wrote: the folder stands for the root of the site, and nothing is asked of the network. */
export async function* readExportedFeed(folder: string, metadata: string, talk: Talk): AsyncGenerator<FeedDocument> {
  const toPath = (url: URL): string => join(folder, normalize(decodeURIComponent(url.pathname)));
  yield* walk(new URL(`file:///${metadata}`), {
    name: toPath,
    read: async (url) => {
      try {
        return await readInput(toPath(url), talk, MOST_BYTES);
      } catch (error) {
        if (error instanceof CliError && error.message.endsWith("there is no such file.")) return undefined;
        throw error;
      }
    },
  });
}

async function* walk(start: URL, source: Source): AsyncGenerator<FeedDocument> {
  for (const feed of await findFeeds(start, source)) {
    const parsed = feedSchema.safeParse(await readRequired(feed, source));
    if (!parsed.success) throw new CliError(EXIT.no, "not-a-feed", `${source.name(feed)}: not a ROLIE feed; give the address of provider-metadata.json or of a feed.`, { cause: parsed.error });
    for (const { link } of parsed.data.feed.entry) {
      const hrefs = (rel: string) => link.filter((one) => one.rel === rel).flatMap(({ href }) => URL.parse(href, feed) ?? []);
      const [document] = hrefs("self");
      if (document) yield await readDocument(document, hrefs("hash"), source);
    }
  }
}

/** The start itself where it is a feed; else those its metadata name. */
async function findFeeds(start: URL, source: Source): Promise<readonly URL[]> {
  const document = await readRequired(start, source);
  if (feedSchema.safeParse(document).success) return [start];
  const metadata = metadataSchema.safeParse(document);
  const feeds = metadata.success ? metadata.data.distributions.flatMap(({ rolie }) => rolie?.feeds ?? []).flatMap(({ url }) => URL.parse(url, start) ?? []) : [];
  if (feeds.length === 0) throw new CliError(EXIT.no, "not-a-feed", `${source.name(start)}: names no ROLIE feed; give the address of provider-metadata.json or of a feed.`);
  return feeds.slice(0, MOST_FEEDS);
}

async function readRequired(url: URL, source: Source): Promise<unknown> {
  const bytes = await source.read(url);
  if (bytes === undefined) throw new CliError(EXIT.no, "not-a-feed", `${source.name(url)}: there is no such file.`);
  return parseJson(source.name(url), bytes);
}

async function readDocument(url: URL, hashes: readonly URL[], source: Source): Promise<FeedDocument> {
  const file = source.name(url);
  try {
    const bytes = await source.read(url);
    if (bytes === undefined) return { file, problem: "the feed names it, and there is no such file" };
    for (const algorithm of ["sha512", "sha256"] as const) {
      const beside = hashes.find(({ pathname }) => pathname.endsWith(`.${algorithm}`));
      const stated = beside && (await source.read(beside));
      if (stated === undefined) continue;
      const [digest = ""] = Buffer.from(stated).toString("utf8").trim().toLowerCase().split(/\s/, 1);
      if (digest !== createHash(algorithm).update(bytes).digest("hex")) return { file, problem: `its ${algorithm} is not the one beside it: it was changed or cut on the way` };
      break;
    }
    return { file, document: parseJson(file, bytes) };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return { file, problem: error.message };
  }
}

async function readBounded(name: string, body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MOST_BYTES) throw new CliError(EXIT.no, "too-large", `${name}: larger than ${MOST_BYTES / 2 ** 20} MiB, which is the most that is read.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
