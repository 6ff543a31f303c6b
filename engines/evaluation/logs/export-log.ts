import { stat } from "node:fs/promises";

import { isChained, openChainedArchive } from "./chained-archive.ts";
import type { ChainedLog } from "./chained-log.types.ts";
import type { SampleKey } from "./event.types.ts";
import { LogError } from "./log.errors.ts";
import { parseInspectJson } from "./parse-inspect-json.ts";
import { redactLog, type Redaction } from "./redact-log.ts";
import { renderLog, type LogPart } from "./render-log.ts";
import { openRunFolder } from "./run-folder.ts";
import { issueSampleReceipt, type SampleReceipt } from "./run-root.ts";
import { writeJson, writeParts, type WrittenLog } from "./write-log.ts";
import { openArchive, type Archive } from "./zip-archive.ts";

/**
 * Writes a log in another form, to a file that is not there yet: `.eval`, or one JSON document as Inspect has it. Of a run's
 * folder, of our `.eval` and of Inspect's, whose entries are then packed with deflate.
 * @throws {LogError}
 */
export async function exportLog(from: string, to: string, form: "eval" | "json"): Promise<WrittenLog> {
  await requireFree(to);
  const write = form === "eval" ? writeParts : writeJson;
  return withLog(from, {
    chained: (log) => write(renderLog(log), to),
    other: (archive) => write(readParts(archive), to),
  });
}

/** Writes an `.eval` with parts withheld, to a file that is not there yet. @throws {LogError} also where nothing chains the log's events */
export async function exportRedacted(from: string, to: string, redaction: Redaction): Promise<WrittenLog> {
  await requireFree(to);
  return withLog(from, {
    chained(log) {
      const missing = redaction.samples.find((sample) => !log.heads.some((head) => head.sample === sample));
      if (missing !== undefined) throw new LogError("unknown-sample", from, `holds no sample ${missing}`);
      return writeParts(renderLog(redactLog(log, redaction)), to);
    },
    other: () => Promise.reject(new LogError("not-a-log", from, "its events are not chained, so nothing would prove what was withheld; only logs that Breakwater wrote are redacted")),
  });
}

/** Proof that a sample belongs to its run, for who has the run's root. @throws {LogError} */
export function issueLogReceipt(path: string, sample: SampleKey): Promise<SampleReceipt> {
  return withLog(path, {
    async chained({ heads }) {
      const receipt = await issueSampleReceipt(heads, sample);
      if (!receipt) throw new LogError("unknown-sample", path, `holds no sample ${sample}`);
      return receipt;
    },
    other: () => Promise.reject(new LogError("not-a-log", path, "its events are not chained, so no sample of it can be proven")),
  });
}

/** Opens a log of either form for as long as it is used. @throws {LogError} */
export async function withLog<Result>(path: string, use: { chained(log: ChainedLog): Promise<Result>; other(archive: Archive): Promise<Result> }): Promise<Result> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new LogError("unreadable", path, "there is no such file or folder, or this user may not see it", { cause });
  });
  if (found.isDirectory()) {
    const log = await openRunFolder(path, { check: "frames" });
    try {
      return await use.chained(log);
    } finally {
      await log.close();
    }
  }
  const archive = await openArchive(path);
  try {
    return await (isChained(archive) ? use.chained(await openChainedArchive(archive)) : use.other(archive));
  } finally {
    await archive.close();
  }
}

/** Inspect's entries as they are, save that they are JSON afterwards even where Python wrote more than that. */
async function* readParts(archive: Archive): AsyncGenerator<LogPart> {
  for (const name of archive.entries.keys()) {
    yield { name, content: JSON.stringify(parseInspectJson(await archive.read(name), `${archive.path}, entry ${name}`)) };
  }
}

async function requireFree(path: string): Promise<void> {
  const isThere = await stat(path).then(() => true, () => false);
  if (isThere) throw new LogError("exists", path, "is there already; remove it, or write to another file");
}
