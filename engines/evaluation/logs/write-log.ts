import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

import type { ChainedLog } from "./chained-log.types.ts";
import { LogError } from "./log.errors.ts";
import { renderLog, type LogPart } from "./render-log.ts";
import { syncFolder } from "./run-file.ts";
import { createArchive } from "./zip-archive.ts";

export interface WrittenLog {
  readonly path: string;
  readonly samples: number;
  readonly bytes: number;
}

/** Writes a run as Inspect's `.eval`, whole or not at all. Memory stays flat. @throws {LogError} */
export const writeEval = (log: ChainedLog, path: string): Promise<WrittenLog> => writeParts(renderLog(log), path);

/** The parts of a log as an archive. */
export async function writeParts(parts: AsyncIterable<LogPart>, path: string): Promise<WrittenLog> {
  const archive = await createArchive(path);
  let samples = 0;
  try {
    for await (const { name, content } of parts) {
      await archive.add(name, content);
      if (name.startsWith("samples/")) samples += 1;
    }
    return { path, samples, ...(await archive.finish()) };
  } catch (error) {
    await archive.abandon();
    throw error;
  }
}

/** The same parts as Inspect's other form, one JSON document. */
export async function writeJson(parts: AsyncIterable<LogPart>, path: string): Promise<WrittenLog> {
  const unfinished = `${path}.unfinished`;
  const file = await open(unfinished, "w").catch((cause: unknown) => {
    throw new LogError("write-failed", path, "cannot be written there", { cause });
  });
  let bytes = 0;
  const append = async (text: string): Promise<void> => {
    const chunk = Buffer.from(text);
    await file.writeFile(chunk);
    bytes += chunk.length;
  };
  try {
    let samples = 0;
    let header: object = {};
    let reductions: unknown = null;
    await append('{"samples":[');
    for await (const { name, content } of parts) {
      if (name.startsWith("samples/")) {
        await append(`${samples === 0 ? "" : ","}\n${content}`);
        samples += 1;
      }
      if (name === "reductions.json") reductions = JSON.parse(content);
      // A run that goes on has no header yet; what it was begun with stands there from the first.
      if (name === "_journal/start.json") header = { status: "started", ...(JSON.parse(content) as object) };
      if (name === "header.json") header = JSON.parse(content) as object;
    }
    await append(`\n],${JSON.stringify({ reductions, ...header }).slice(1)}\n`);
    await file.sync();
    await file.close();
    await rename(unfinished, path);
    await syncFolder(dirname(path));
    return { path, samples, bytes };
  } catch (error) {
    await file.close();
    await rm(unfinished, { force: true });
    throw error;
  }
}
