import { z } from "zod";

import type { ChainedLog } from "./chained-log.types.ts";
import { genesisOf, parseSampleKey, readEvent } from "./event-chain.ts";
import type { LoggedEvent, SampleHead, SampleKey } from "./event.types.ts";
import { LogError } from "./log.errors.ts";
import { OWN } from "./render-log.ts";
import { toEntryStem } from "./render-sample.ts";
import { parseRunFile, type RunFile } from "./run-file.ts";
import type { Archive } from "./zip-archive.ts";

const hex = z.string().regex(/^[0-9a-f]{64}$/);
const chainSchema = z.object({
  schema: z.literal("breakwater-chain/1"),
  rendering: z.int().min(1),
  runId: z.string(),
  root: hex,
  chains: z.array(z.object({ sample: z.string().refine((key) => parseSampleKey(key) !== undefined).nullable(), events: z.int().min(1), head: hex, state: z.enum(["open", "ended"]) })).max(2_000_000),
});

export interface ChainedArchive extends ChainedLog {
  /** As the archive states it. */
  readonly statedRoot: string;
  /** By which version its entries were made of its events. */
  readonly rendering: number;
}

export const isChained = (archive: Archive): boolean => archive.has(OWN.chain);
export const toOwnEntry = (sample: SampleKey | null): string => (sample === null ? OWN.runEvents : `${OWN.samples}${toStem(sample)}.ndjson`);

/** The chained events in an `.eval` archive of ours. The archive stays the caller's to close, by this log's `close`. */
export async function openChainedArchive(archive: Archive): Promise<ChainedArchive> {
  const { path } = archive;
  const run = await readArchivedRun(archive);
  const { runId, root, rendering, chains } = parseChain(await archive.read(OWN.chain), `${path}, entry ${OWN.chain}`);
  if (runId !== run.runId) throw new LogError("corrupt", `${path}, entry ${OWN.chain}`, "is of another run than the archive");
  const heads = chains as readonly SampleHead[];
  const bySample = new Map(heads.map((head) => [head.sample, head]));
  if (bySample.size !== heads.length) throw new LogError("corrupt", `${path}, entry ${OWN.chain}`, "names a sample twice");
  return {
    path,
    run,
    heads,
    statedRoot: root,
    rendering,
    async *readEvents(sample) {
      const head = bySample.get(sample);
      if (!head) throw new LogError("unknown-sample", path, `holds no event of ${sample ?? "the run"}`);
      yield* readArchivedEvents(archive, { runId, sample, head });
    },
    close: () => archive.close(),
  };
}

/** A sample's events, each checked, and that it follows the one before; where the chain's head is given, that it ends there. */
export async function* readArchivedEvents(archive: Archive, { runId, sample, head }: { readonly runId: string; readonly sample: SampleKey | null; readonly head?: SampleHead }): AsyncGenerator<LoggedEvent> {
  const name = toOwnEntry(sample);
  const where = (line: number): string => `${archive.path}, entry ${name}, line ${line}`;
  const bytes = await archive.read(name);
  let previous = genesisOf(runId, sample);
  let number = 0;
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(0x0a, at);
    if (end === -1) throw new LogError("corrupt", where(number + 1), "has no end");
    const read = readEvent(bytes.subarray(at, end));
    if (!read.ok) throw new LogError("corrupt", where(number + 1), read.problem);
    const { event } = read;
    if (event.sample !== sample || event.sequence !== number || event.previous !== previous) throw new LogError("corrupt", where(number + 1), "does not follow what is before it");
    previous = event.digest;
    number += 1;
    at = end + 1;
    yield event;
  }
  if (head && (number !== head.events || previous !== head.head)) throw new LogError("corrupt", where(number), `is not where the chain ends: ${OWN.chain} names ${head.events} events`);
}

/** The run that an archive of ours is of. */
export async function readArchivedRun(archive: Archive): Promise<RunFile> {
  return parseRunFile((await archive.read(OWN.run)).toString("utf8"), `${archive.path}, entry ${OWN.run}`);
}

function toStem(sample: SampleKey): string {
  const name = parseSampleKey(sample);
  if (!name) throw new LogError("unknown-sample", sample, "is no name of a sample");
  return toEntryStem(name);
}

function parseChain(bytes: Buffer, where: string): z.infer<typeof chainSchema> {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString("utf8"));
  } catch (cause) {
    throw new LogError("corrupt", where, "is not JSON", { cause });
  }
  const parsed = chainSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new LogError("corrupt", where, `${issue?.path.join(".") || "the document"}: ${issue?.message ?? "cannot be read"}`, { cause: parsed.error });
}
