import { join } from "node:path";
import { z } from "zod";
import { CliError } from "./cli-error.ts";
import { EXIT, type Talk } from "./command.types.ts";
import { readJson } from "./read-input.ts";

/** The file in a source tree that says how it is built, run and tested. Its commands are run in the sandbox only. */
export const PROJECT_FILE = "breakwater.json";
const MOST_PROJECT_BYTES = 64 * 1024;

// Relative, and no way up: a path must not reach out of the tree.
const path = z.string().max(200).regex(/^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[\w.+-]+(?:\/[\w.+-]+)*$/, "use a plain relative path");
const command = z.array(z.string().max(1000)).min(1).max(64);

const project = z.strictObject({
  schema: z.literal("breakwater-project/1"),
  name: z.string().regex(/^[\w.-]{1,64}$/, "use 1 to 64 letters, digits, dots, hyphens and underscores"),
  version: z.string().regex(/^[\w.+~-]{1,64}$/, "use a version such as 1.4.1"),
  repository: z.url().max(300).nullable(),
  recipe: z.strictObject({
    language: z.enum(["c", "python"]),
    build: z.array(command).max(16),
    run: command.refine((run) => run.includes("{input}"), "one argument must be {input}"),
    tests: z.array(command).max(64),
  }),
  /** Benign inputs in the tree: seeds for the agent, and what a patch must not change. */
  controls: z.array(path).max(64),
});

export type Project = z.infer<typeof project>;

/** Reads the project file of a source tree, or the one that is given. */
export async function readProject(tree: string, file: string | undefined, talk: Talk): Promise<Project> {
  const place = file ?? join(tree, PROJECT_FILE);
  const parsed = project.safeParse(await readJson(place, talk, MOST_PROJECT_BYTES));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new CliError(EXIT.usage, "not-a-project", `${place}: ${issue?.path.join(".") || "the document"}: ${issue?.message ?? "unreadable"}.`, { cause: parsed.error });
}
