import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Advisory } from "#engines/exposure";
import { CliError, explainError } from "./cli-error.ts";
import { EXIT, type Talk } from "./command.types.ts";
import { readExportedFeed, readFeedAddress, readRemoteFeed } from "./read-feed.ts";
import { explainFileError, listFiles, parseJson, readInput, readJson } from "./read-input.ts";

const MOST_ADVISORY_BYTES = 16 * 1024 * 1024;
const MOST_LINES_BYTES = 512 * 1024 * 1024;
const ENDINGS = [".json", ".jsonl", ".ndjson", ".zip"];
const METADATA = ".well-known/csaf/provider-metadata.json";

export interface ReadAdvisories {
  readonly advisories: readonly Advisory[];
  /** Advisories come from many hands: one that cannot be read is told and hides no other. */
  readonly unread: readonly { readonly file: string; readonly reason: string }[];
}

type Found = { readonly file: string } & ({ readonly document: unknown } | { readonly problem: string });

/**
 * Reads advisories from a file, a folder with what is below it (JSON, one JSON a line, ZIP), a folder that
 * `breakwater publish` wrote, or, only where an address is given, a feed on the network.
 */
export async function readAdvisories(place: string, talk: Talk): Promise<ReadAdvisories> {
  const { readAdvisory } = await import("#engines/exposure");
  const advisories: Advisory[] = [];
  const unread: { file: string; reason: string }[] = [];
  for await (const found of findDocuments(place, talk)) {
    if ("problem" in found) {
      unread.push({ file: found.file, reason: withoutName(found.file, found.problem) });
      continue;
    }
    try {
      const advisory = readAdvisory(found.document);
      advisories.push(advisory);
      if (advisory.leftOut > 0) unread.push({ file: found.file, reason: `${advisory.leftOut} entries of this advisory could not be read` });
      if (advisories.length % 1000 === 0) talk.progress(`${advisories.length} advisories read`);
    } catch (error) {
      unread.push({ file: found.file, reason: toReason(error) });
    }
  }
  if (advisories.length === 0 && unread[0]) {
    const { file, reason } = unread[0];
    throw new CliError(EXIT.no, "no-advisories", `${place}: no advisory could be read${unread.length > 1 ? `, of ${unread.length} tried` : ""}; ${file}: ${reason}`);
  }
  return { advisories, unread };
}

async function* findDocuments(place: string, talk: Talk): AsyncGenerator<Found> {
  const address = readFeedAddress(place);
  if (address) return yield* readRemoteFeed(address);
  const isFeed = await stat(join(place, METADATA)).then((found) => found.isFile(), (error: unknown) => {
    if (explainFileError(place, error) === error) throw error;
    return false;
  });
  // Every advisory stands there in many formats: those that its list names are each of them once.
  if (isFeed) return yield* readExportedFeed(place, METADATA, talk);
  for (const file of await listFiles(place, ENDINGS)) {
    if (/\.zip$/i.test(file)) yield* readArchive(file);
    else if (/\.(?:jsonl|ndjson)$/i.test(file)) yield* readLines(file, await readInput(file, talk, MOST_LINES_BYTES));
    else yield await tryRead(file, () => readJson(file, talk, MOST_ADVISORY_BYTES));
  }
}

function* readLines(file: string, bytes: Uint8Array): Generator<Found> {
  let start = 0;
  for (let line = 1; start < bytes.length; line += 1) {
    const at = bytes.indexOf(0x0a, start);
    const end = at < 0 ? bytes.length : at;
    const place = `${file} line ${line}`;
    const text = bytes.subarray(start, end);
    start = end + 1;
    if (text.every((byte) => byte <= 0x20)) continue;
    try {
      yield { file: place, document: parseJson(place, text) };
    } catch (error) {
      yield { file: place, problem: toReason(error) };
    }
  }
}

async function* readArchive(file: string): AsyncGenerator<Found> {
  const { openArchive } = await import("#engines/evaluation");
  let archive: Awaited<ReturnType<typeof openArchive>>;
  try {
    archive = await openArchive(file);
  } catch (error) {
    yield { file, problem: toReason(error) };
    return;
  }
  try {
    for (const name of [...archive.entries.keys()].filter((entry) => /\.json$/i.test(entry)).toSorted()) {
      const place = `${file}/${name}`;
      yield await tryRead(place, async () => parseJson(place, await archive.read(name)));
    }
  } finally {
    await archive.close();
  }
}

async function tryRead(file: string, read: () => Promise<unknown>): Promise<Found> {
  try {
    return { file, document: await read() };
  } catch (error) {
    return { file, problem: toReason(error) };
  }
}

/** What reading a file says begins with its name, which stands before it already. */
function withoutName(file: string, problem: string): string {
  return problem.startsWith(`${file}: `) ? problem.slice(file.length + 2) : problem;
}

function toReason(error: unknown): string {
  const known = explainError(error);
  if (known === undefined) throw error;
  return known.message;
}
