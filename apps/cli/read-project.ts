import { join } from "node:path";
import { project, PROJECT_FILE, type Project } from "#contracts/project";
import { CliError } from "./cli-error.ts";
import { EXIT, type Talk } from "./command.types.ts";
import { readJson } from "./read-input.ts";

export { PROJECT_FILE, type Project };

const MOST_PROJECT_BYTES = 64 * 1024;

/** Reads the project file of a source tree, or the one that is given. */
export async function readProject(tree: string, file: string | undefined, talk: Talk): Promise<Project> {
  const place = file ?? join(tree, PROJECT_FILE);
  const parsed = project.safeParse(await readJson(place, talk, MOST_PROJECT_BYTES));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new CliError(EXIT.usage, "not-a-project", `${place}: ${issue?.path.join(".") || "the document"}: ${issue?.message ?? "unreadable"}.`, { cause: parsed.error });
}
