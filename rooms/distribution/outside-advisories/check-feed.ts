import { createHash } from "node:crypto";
import { z } from "zod";
import { toInertText } from "#engines/exposure";
import { OutboundError, readJson, SYSTEM_ACTOR, type Job, type Services } from "#rooms/platform";
import { DistributionRefusal } from "../distribution.errors.ts";
import { importAdvisories, type Candidate } from "./import-advisories.ts";
import { findFeed, listFeeds, updateFeedChecked, type FeedRow } from "./outside-advisories.store.ts";

/*
 * Fetching what others publish: CSAF 2.0 and 2.1, section 7.1 (provider-metadata.json, ROLIE feeds, changes.csv, hashes and
 * signatures beside each document). All of it is a stranger's: bounded, through the guarded way out, and a document whose
 * digest or signature does not fit is not taken.
 */

const MOST_INDEX_BYTES = 32 * 1024 * 1024;
const MOST_DOCUMENT_BYTES = 16 * 1024 * 1024;
const MOST_SIDE_BYTES = 64 * 1024;
// What is more comes with the next look; the oldest come first, so that nothing is passed over.
const MOST_FETCHED = 500;
const MOST_FEEDS_OF_ONE = 20;

const web = z.url({ protocol: /^https?$/ }).max(2000);
const instant = z.iso.datetime({ offset: true });
const metadata = z.object({
  publisher: z.object({ name: z.string().min(1), namespace: z.string() }),
  public_openpgp_keys: z.array(z.object({ url: web })).max(20).nullish(),
  distributions: z.array(z.object({
    directory_url: web.nullish(),
    rolie: z.object({ feeds: z.array(z.object({ url: web, tlp_label: z.string().nullish() })) }).nullish(),
  })).max(50),
});
const rolie = z.object({
  feed: z.object({
    entry: z.array(z.object({
      updated: instant,
      content: z.object({ src: web }),
      link: z.array(z.object({ rel: z.string(), href: web })).nullish(),
    })).max(100_000),
  }),
});

interface Entry {
  readonly updated: Date;
  readonly url: string;
  readonly hashUrl: string | null;
  readonly signatureUrl: string | null;
}

interface Index {
  readonly publisher: string | null;
  readonly keyUrls: readonly string[];
  readonly entries: readonly Entry[];
}

const aboutFeed = z.object({ feedId: z.string() });

/** Fetches from one feed what is newer than the last time. Safe to run twice: what is there already changes nothing. */
export const checkFeedJob: Job<z.infer<typeof aboutFeed>> = {
  name: "distribution.check-feed",
  payload: aboutFeed,
  concurrency: 1,
  expireInSeconds: 3600,
  run: async (services, { feedId }) => {
    const feed = await findFeed(services.db, feedId);
    if (feed?.state === "active") await checkFeed(services, feed);
  },
};

export const checkFeedsJob: Job<Record<string, never>> = {
  name: "distribution.check-feeds",
  payload: z.object({}),
  concurrency: 1,
  schedule: "23 */6 * * *",
  run: (services) => services.db.inTransaction(async (tx) => {
    for (const { id, state } of await listFeeds(tx)) if (state === "active") await services.jobs.enqueue(tx, checkFeedJob, { feedId: id }, { singletonKey: id });
  }),
};

async function checkFeed(services: Services, feed: FeedRow): Promise<void> {
  const note = (fault: string | null, publisher: string | null, fetchedUntil: Date | null) =>
    services.db.inTransaction((tx) => updateFeedChecked(tx, { id: feed.id, at: services.clock(), fault: fault === null ? null : toInertText(fault, 300), publisher, fetchedUntil }));
  try {
    const index = await readIndex(services, feed.url);
    const since = feed.fetched_until === null ? null : new Date(feed.fetched_until);
    const entries = index.entries.filter(({ updated }) => since === null || updated > since).toSorted((a, b) => a.updated.getTime() - b.updated.getTime()).slice(0, MOST_FETCHED);
    const reached = { until: null as Date | null, isBroken: false };
    const report = await importAdvisories(services, { actor: SYSTEM_ACTOR, feedId: feed.id, candidates: fetchEach(services, { entries, keyUrls: index.keyUrls, reached }) });
    const [first] = report.refused;
    await note(first ? `${report.refusedCount} not taken: ${first.name}: ${first.reason}` : null, index.publisher === null ? null : toInertText(index.publisher, 200), reached.until);
  } catch (error) {
    if (!(error instanceof OutboundError || error instanceof UnreadableIndex || error instanceof DistributionRefusal)) throw error;
    // A feed that cannot be reached is told where it is shown, and asked again the next time.
    await note(error.message, null, null);
  }
}

class UnreadableIndex extends Error {}

async function readIndex(services: Services, url: string): Promise<Index> {
  const document = await fetchJson(services, url);
  const asFeed = rolie.safeParse(document);
  if (asFeed.success) return { publisher: null, keyUrls: [], entries: toEntries(asFeed.data) };
  const provider = metadata.safeParse(document);
  if (!provider.success) throw new UnreadableIndex(`This is neither a provider-metadata.json nor a ROLIE feed: ${provider.error.issues[0]?.path.join(".") ?? "document"}: ${provider.error.issues[0]?.message ?? "malformed"}`);
  const { publisher, public_openpgp_keys: keys, distributions } = provider.data;
  // Only what is for everybody: an operator sees all that is matched.
  const feeds = distributions.flatMap(({ rolie: own }) => own?.feeds ?? []).filter(({ tlp_label: label }) => ["CLEAR", "WHITE", undefined, null].includes(label)).slice(0, MOST_FEEDS_OF_ONE);
  const entries: Entry[] = [];
  for (const { url: feedUrl } of feeds) entries.push(...toEntries(checkIndex(rolie, await fetchJson(services, feedUrl), feedUrl)));
  if (feeds.length === 0) for (const { directory_url: directory } of distributions) if (directory) entries.push(...(await readChanges(services, directory)));
  return { publisher: publisher.name, keyUrls: (keys ?? []).map((key) => key.url), entries };
}

function checkIndex<Parsed>(schema: z.ZodType<Parsed>, document: unknown, url: string): Parsed {
  const parsed = schema.safeParse(document);
  if (parsed.success) return parsed.data;
  throw new UnreadableIndex(`${url}: ${parsed.error.issues[0]?.path.join(".") ?? "document"}: ${parsed.error.issues[0]?.message ?? "malformed"}`);
}

function toEntries({ feed }: z.infer<typeof rolie>): readonly Entry[] {
  return feed.entry.map(({ updated, content, link }) => {
    const linked = (rel: string, ending: RegExp) => (link ?? []).find((one) => one.rel === rel && ending.test(one.href))?.href;
    return { updated: new Date(updated), url: content.src, hashUrl: linked("hash", /\.sha512$/) ?? linked("hash", /\.sha256$/) ?? null, signatureUrl: linked("signature", /\.asc$/) ?? null };
  });
}

/** `changes.csv`, section 7.1.13: `"path","instant"`, one a line; hash and signature lie beside the document (7.1.18, 7.1.19). */
async function readChanges(services: Services, directory: string): Promise<readonly Entry[]> {
  const base = directory.endsWith("/") ? directory : `${directory}/`;
  const text = Buffer.from(await fetchBytes(services, `${base}changes.csv`, MOST_INDEX_BYTES)).toString("utf8");
  return text.split(/\r?\n/).flatMap((line) => {
    const [, path, updated] = /^"([^"]+\.json)","([^"]+)"$/.exec(line.trim()) ?? [];
    const url = path === undefined ? null : URL.parse(path, base);
    // A path that leads out of the directory is no document of it.
    if (!url?.href.startsWith(base) || !instant.safeParse(updated).success) return [];
    return [{ updated: new Date(updated ?? ""), url: url.href, hashUrl: `${url.href}.sha512`, signatureUrl: `${url.href}.asc` }];
  });
}

async function* fetchEach(services: Services, { entries, keyUrls, reached }: { readonly entries: readonly Entry[]; readonly keyUrls: readonly string[]; readonly reached: { until: Date | null; isBroken: boolean } }): AsyncIterable<Candidate> {
  const keys: string[] = [];
  for (const url of keyUrls) keys.push(Buffer.from(await fetchBytes(services, url, MOST_SIDE_BYTES)).toString("utf8"));
  for (const entry of entries) {
    const candidate = await fetchOne(services, entry, keys);
    // What could not be fetched is asked for again; what was fetched and is not fit is not.
    if (candidate === undefined) reached.isBroken = true;
    else if (!reached.isBroken) reached.until = entry.updated;
    yield candidate ?? { name: entry.url, bytes: new Uint8Array(), proof: "uploaded", fault: "It could not be fetched; it is asked for again the next time." };
  }
}

async function fetchOne(services: Services, { url, hashUrl, signatureUrl }: Entry, keys: readonly string[]): Promise<Candidate | undefined> {
  const bytes = await tryFetch(services, url, MOST_DOCUMENT_BYTES);
  if (bytes === undefined) return undefined;
  const hash = hashUrl === null ? undefined : await tryFetch(services, hashUrl, MOST_SIDE_BYTES);
  const digest = hash && /^[0-9a-f]{64,128}/i.exec(Buffer.from(hash).toString("utf8").trim())?.[0].toLowerCase();
  if (digest !== undefined && digest !== createHash(digest.length === 128 ? "sha512" : "sha256").update(bytes).digest("hex")) {
    return { name: url, bytes, proof: "digest", fault: "Its digest is not the one that its publisher states; it may have been changed on its way." };
  }
  const signature = signatureUrl === null || keys.length === 0 ? undefined : await tryFetch(services, signatureUrl, MOST_SIDE_BYTES);
  if (signature !== undefined && !(await isSigned(bytes, Buffer.from(signature).toString("utf8"), { keys, at: services.clock() }))) {
    return { name: url, bytes, proof: "signature", fault: "Its signature is not one of its publisher's keys; it may have been changed on its way." };
  }
  return { name: url, bytes, proof: signature !== undefined ? "signature" : digest !== undefined ? "digest" : "uploaded" };
}

/** Whether one of the keys signed exactly these bytes (OpenPGP, RFC 9580, detached and armoured). */
async function isSigned(bytes: Uint8Array, armoured: string, { keys, at }: { readonly keys: readonly string[]; readonly at: Date }): Promise<boolean> {
  const { createMessage, readKey, readSignature, verify } = await import("openpgp");
  try {
    const [message, signature, verificationKeys] = await Promise.all([createMessage({ binary: new Uint8Array(bytes) }), readSignature({ armoredSignature: armoured }), Promise.all(keys.map((armoredKey) => readKey({ armoredKey })))]);
    const { signatures } = await verify({ message, signature, verificationKeys, date: at });
    const checks = await Promise.allSettled(signatures.map(({ verified }) => verified));
    return checks.some((check) => check.status === "fulfilled" && check.value);
  } catch (error) {
    // The library throws plain errors for what it cannot read; a signature that cannot be read proves nothing.
    if (error instanceof Error) return false;
    throw error;
  }
}

async function fetchJson(services: Services, url: string): Promise<unknown> {
  try {
    return readJson(await fetchBytes(services, url, MOST_INDEX_BYTES));
  } catch (cause) {
    if (!(cause instanceof SyntaxError || cause instanceof TypeError)) throw cause;
    throw new UnreadableIndex(`${url} is not JSON.`, { cause });
  }
}

async function tryFetch(services: Services, url: string, maxBytes: number): Promise<Uint8Array | undefined> {
  try {
    return await fetchBytes(services, url, maxBytes);
  } catch (error) {
    if (error instanceof OutboundError) return undefined;
    throw error;
  }
}

async function fetchBytes(services: Services, url: string, maxBytes: number): Promise<Uint8Array> {
  const reply = await services.fetch(url, { redirect: "follow", maxBytes, timeoutMs: 30_000 });
  if (!reply.ok) throw new OutboundError("unreachable", `${url} answered ${reply.status}`);
  return new Uint8Array(await reply.arrayBuffer());
}
