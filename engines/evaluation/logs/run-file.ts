import { hash } from "node:crypto";
import { open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";

import { z } from "zod";

import { canonicalJson } from "../canonical-json.rules.ts";
import { LogError } from "./log.errors.ts";
import { isSystemError } from "./writer-lock.ts";

const RUN_FILE = "run.json";
const MOST_RUN_BYTES = 4 * 1024 * 1024;

const runSchema = z.strictObject({
  schema: z.literal("breakwater-run/1"),
  runId: z.string().regex(/^[\w-]{8,64}$/),
  createdAt: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/),
  set: z.strictObject({ id: z.string().max(200), version: z.string().max(100), digest: z.string().regex(/^[0-9a-f]{64}$/), title: z.string().max(400), marking: z.string().max(200), synthetic: z.boolean() }),
  model: z.string().max(400),
  agent: z.strictObject({ name: z.string().max(200), digest: z.string().regex(/^[0-9a-f]{64}$/) }),
  harness: z.string().max(200),
  epochs: z.int().min(1).max(100_000),
  /** How many samples the run is to have. */
  samples: z.int().min(0).max(10_000_000),
  /** SHA-256, hex; the seed itself is as secret as the result. */
  seedDigest: z.string().regex(/^[0-9a-f]{64}$/),
  /** Whatever else the run was given and a reader wants to know; no credential. */
  options: z.record(z.string(), z.unknown()),
});

/** What a run was begun with, in `run.json`: written once, before its first event. */
export type RunFile = Readonly<z.infer<typeof runSchema>>;

/** What `run-begun` says of it: SHA-256, hex, over its canonical JSON. */
export const digestRun = (run: RunFile): string => hash("sha256", canonicalJson(run));

/** Written whole or not at all; refuses a folder that already holds a run. */
export async function writeRunFile(folder: string, run: RunFile): Promise<void> {
  const path = join(folder, RUN_FILE);
  if ((await findRunText(path)) !== undefined) throw new LogError("exists", folder, "already holds a run; resume it, or use another folder");
  await using file = await open(`${path}.new`, "w");
  await file.writeFile(`${JSON.stringify(run, null, 2)}\n`);
  await file.sync();
  await rename(`${path}.new`, path);
  await syncFolder(folder);
}

export async function readRunFile(folder: string): Promise<RunFile> {
  const path = join(folder, RUN_FILE);
  const text = await findRunText(path);
  if (text === undefined) throw new LogError("unreadable", folder, `holds no run: there is no ${RUN_FILE} in it`);
  return parseRunFile(text, path);
}

/** `where` is named in the refusal. */
export function parseRunFile(text: string, where: string): RunFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new LogError("corrupt", where, "is not JSON", { cause });
  }
  const parsed = runSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new LogError("not-a-log", where, `${issue?.path.join(".") || "the document"}: ${issue?.message ?? "cannot be read"}`, { cause: parsed.error });
}

async function findRunText(path: string): Promise<string | undefined> {
  try {
    await using file = await open(path, "r");
    const { size } = await file.stat();
    if (size > MOST_RUN_BYTES) throw new LogError("too-large", path, `is larger than ${MOST_RUN_BYTES} bytes`);
    return await readFile(file, "utf8");
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return undefined;
    throw error;
  }
}

/** A new name in a folder is on disk only when the folder is. */
export async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder, "r");
  await handle.sync();
}
