import { open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { z } from "zod";
import type { TreeHead } from "#engines/ledger";
import { CliError, UsageError } from "./cli-error.ts";
import { EXIT } from "./command.types.ts";
import { explainFileError, parseJson } from "./read-input.ts";

/*
 * A witness runs apart from the ledger's owner: on another machine, by other people. All it has is a file: its keys, and
 * the newest head that it has cosigned of each log. It is written before a cosignature is handed out, so that whatever
 * crashes, nothing older or other is ever cosigned.
 */

const headSchema = z.object({ size: z.number().int().min(0), root: z.string(), checkpoint: z.string() });
const stateSchema = z.object({ schema: z.literal("breakwater-witness/1"), signerKeys: z.array(z.string()).min(1).max(4), logs: z.record(z.string(), headSchema) });
export type WitnessState = z.infer<typeof stateSchema>;

/** Makes a witness's file with new keys; refuses where there is one. */
export async function makeState(path: string, signerKeys: readonly string[]): Promise<void> {
  const state: WitnessState = { schema: "breakwater-witness/1", signerKeys: [...signerKeys], logs: {} };
  await writeFile(path, `${JSON.stringify(state)}\n`, { flag: "wx", mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EEXIST") throw new UsageError(`--name: ${path} is there already, and a witness keeps its keys.`);
    throw explainFileError(path, error);
  });
}

export async function readState(path: string): Promise<WitnessState> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw explainFileError(path, error);
  });
  const parsed = stateSchema.safeParse(parseJson(path, bytes));
  // Its content is secret: nothing of it is shown.
  if (!parsed.success) throw new UsageError(`--state ${path}: not a witness's file; make one with --name.`);
  return parsed.data;
}

/** The head that was cosigned last of the log of this origin, with its checkpoint. */
export function findSeen({ logs }: WitnessState, origin: string): { readonly head: TreeHead; readonly checkpoint: string } | undefined {
  const kept = Object.hasOwn(logs, origin) ? logs[origin] : undefined;
  return kept && { head: { origin, size: kept.size, root: Buffer.from(kept.root, "hex") }, checkpoint: kept.checkpoint };
}

/** On the disk before its name, and its name before a cosignature leaves. */
export async function keepHead(path: string, state: WitnessState, { origin, size, root }: TreeHead, checkpoint: string): Promise<WitnessState> {
  const next: WitnessState = { ...state, logs: { ...state.logs, [origin]: { size, root: Buffer.from(root).toString("hex"), checkpoint } } };
  const fresh = `${path}.new`;
  const file = await open(fresh, "w", 0o600);
  try {
    await file.writeFile(`${JSON.stringify(next)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(fresh, path);
  return next;
}

export interface Evidence {
  readonly code: string;
  readonly message: string;
  /** The two checkpoints, both signed by the log, and what was to show that the second continues the first. */
  readonly seen: string;
  readonly shown: string;
  readonly first: number;
  readonly second: number;
  readonly proof: readonly string[];
}

/** Keeps two heads that exclude each other beside the state. Returns the file's name. */
export async function keepEvidence(path: string, { second, ...evidence }: Evidence): Promise<string> {
  const file = `${path}.evidence-${evidence.first}-${second}.json`;
  await writeFile(file, `${JSON.stringify(evidence, null, 2)}\n`);
  return file;
}

/** Two at once could each take the other's head for older, and cosign both of a fork. */
export async function withLock<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  const lock = `${path}.lock`;
  const held = await open(lock, "wx").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EEXIST") throw new CliError(EXIT.no, "witness-runs", `${lock} is there: another run of this witness goes on. If none does, one was killed; remove the file.`);
    throw explainFileError(lock, error);
  });
  try {
    return await work();
  } finally {
    await held.close();
    await rm(lock, { force: true });
  }
}
