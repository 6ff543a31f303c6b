// A reader of CSAF providers as an outsider would write one from the standard's text: it is told one address, and imports
// nothing of ours. Everything it finds out, it found by following links.
import { createHash } from "node:crypto";
import type { World } from "../setup/world.ts";

/** JSON of strangers, looked into without a schema. */
type Read = Awaited<ReturnType<World["call"]>>["json"];

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

export interface ReadDocument {
  readonly url: string;
  readonly text: string;
  readonly json: Read;
  /** By their endings. */
  readonly companions: Readonly<Record<string, string>>;
}

export interface ReadProvider {
  readonly metadata: Read;
  readonly feed: Read;
  readonly documents: readonly ReadDocument[];
  readonly index: string;
  readonly changes: string;
  /** Every link of a folder's page and those below, files only. */
  readonly listed: readonly string[];
  readonly keys: readonly { readonly fingerprint: string; readonly text: string }[];
  /** Every answer there was. */
  readonly answers: ReadonlyMap<string, Answer>;
}

/** Walks a provider from its metadata: feeds, service, categories, documents with hashes and signatures, folders, keys. */
export async function readProvider(metadataUrl: string): Promise<ReadProvider> {
  const answers = new Map<string, Answer>();
  const read = async (url: string): Promise<string> => {
    const answer = await fetchOnce(url);
    answers.set(url, answer);
    if (answer.status !== 200) throw new Error(`${url}: ${answer.status}`);
    return answer.text;
  };
  const metadata = JSON.parse(await read(metadataUrl));
  const rolie = metadata.distributions.find((one: Read) => one.rolie).rolie;
  const feed = JSON.parse(await read(rolie.feeds[0].url));
  for (const url of [...rolie.services, ...rolie.categories]) JSON.parse(await read(url));
  const documents: ReadDocument[] = [];
  for (const entry of feed.feed.entry ?? []) documents.push(await readDocument(entry, read));
  const directory = metadata.distributions.map((one: Read) => one.directory_url ?? one.directory?.url).find(Boolean);
  const keys = [];
  for (const { fingerprint, url } of metadata.public_openpgp_keys ?? []) keys.push({ fingerprint, text: await read(url) });
  return { metadata, feed, documents, index: await read(`${directory}index.txt`), changes: await read(`${directory}changes.csv`), listed: await listFolder(directory, read), keys, answers };
}

/** One request; a redirect is an answer of its own. */
export async function fetchOnce(url: string): Promise<Answer> {
  const response = await fetch(url, { redirect: "manual", headers: { "user-agent": "somebody/1.0" } });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

async function readDocument(entry: Read, read: (url: string) => Promise<string>): Promise<ReadDocument> {
  const url = entry.content.src;
  const text = await read(url);
  const companions: Record<string, string> = {};
  for (const { rel, href } of entry.link) if (rel === "hash" || rel === "signature") companions[href.slice(url.length + 1)] = await read(href);
  return { url, text, json: JSON.parse(text), companions };
}

async function listFolder(url: string, read: (url: string) => Promise<string>): Promise<string[]> {
  const links = [...(await read(url)).matchAll(/href="([^"]+)"/g)].map(([, name]) => `${url}${name}`);
  const found: string[] = [];
  for (const link of links) found.push(...(link.endsWith("/") ? await listFolder(link, read) : [link]));
  return found;
}

/** Whether a hash file is one of this document (section 7.1.18). */
export function isHashOf(file: string, algorithm: "sha256" | "sha512", text: string): boolean {
  return new RegExp(`^${createHash(algorithm).update(text).digest("hex")}( |\r?\n|$)`).test(file);
}
