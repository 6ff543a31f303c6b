import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { z } from "zod";

import { RunError } from "../evaluation.errors.ts";
import { parseSampleKey } from "../logs/event-chain.ts";
import { isSystemError } from "../logs/writer-lock.ts";
import type { ControlCommand, GivenCommand, LimitChanges } from "./control.types.ts";
import { LIMIT_BOUNDS } from "./limits.rules.ts";

/*
 * Commands reach a run as files in its `control` folder, one each, named by their time: whoever may write there may give
 * one, the run takes each away when it has followed it, and what is given while nobody runs waits for the resumption.
 */

const FOLDER = "control";
const MOST_BYTES = 4_096;

const limitsSchema = z.strictObject(
  Object.fromEntries(Object.entries(LIMIT_BOUNDS).map(([name, [least, most]]) => [name, z.int().min(least).max(most).nullable().optional()])) as unknown as { [Name in keyof LimitChanges]-?: z.ZodOptional<z.ZodNullable<z.ZodInt>> },
);
const sampleSchema = z.string().refine((key) => parseSampleKey(key) !== undefined, "name it as TASK#EPOCH, or TASK#EPOCH@VARIANT");
const commandSchema = z.discriminatedUnion("command", [
  z.strictObject({ command: z.enum(["pause", "continue", "cancel"]) }),
  z.strictObject({ command: z.literal("cancel-sample"), sample: sampleSchema }),
  z.strictObject({ command: z.literal("requeue"), sample: z.union([z.literal("failed"), sampleSchema]) }),
  z.strictObject({ command: z.literal("limit"), limits: limitsSchema }),
]);

/** @throws {RunError} `bad-argument` */
export function parseCommand(value: unknown): ControlCommand {
  const parsed = commandSchema.safeParse(value);
  if (parsed.success) return parsed.data as ControlCommand;
  const issue = parsed.error.issues[0];
  throw new RunError("bad-argument", `${issue?.path.join(".") || "command"}: ${issue?.message ?? "cannot be followed"}`, { cause: parsed.error });
}

/** Leaves a command for the run in this folder, running now or resumed later. */
export async function giveCommand(folder: string, command: ControlCommand, now: () => Date = () => new Date()): Promise<void> {
  const control = join(folder, FOLDER);
  await mkdir(control, { recursive: true });
  // Written aside first: the run must not read half of it.
  const aside = join(control, `.${randomUUID()}`);
  await writeFile(aside, JSON.stringify(parseCommand(command)));
  await rename(aside, join(control, `${now().toISOString().replaceAll(/[^\dTZ]/g, "")}-${process.hrtime.bigint()}.json`));
}

/** The commands that wait, in the order of their time. */
export async function readCommands(folder: string): Promise<readonly GivenCommand[]> {
  const control = join(folder, FOLDER);
  const names = await readdir(control).catch((error: unknown) => {
    if (isSystemError(error, "ENOENT")) return [];
    throw error;
  });
  const given: GivenCommand[] = [];
  for (const name of names.filter((one) => one.endsWith(".json")).toSorted()) {
    const path = join(control, name);
    given.push({ command: await readCommand(path), done: () => rm(path, { force: true }) });
  }
  return given;
}

async function readCommand(path: string): Promise<ControlCommand | null> {
  const text = await readFile(path, "utf8");
  if (text.length > MOST_BYTES) return null;
  try {
    return parseCommand(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RunError) return null;
    throw error;
  }
}
