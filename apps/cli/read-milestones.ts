import { ownMilestones, type OwnMilestones } from "#contracts/milestones";
import { CliError } from "./cli-error.ts";
import { EXIT, type Talk } from "./command.types.ts";
import { readJson } from "./read-input.ts";

const MOST_BYTES = 64 * 1024;

/** A file of `milestones export`. Its statements are still to be verified; it may come from a stranger. */
export async function readMilestones(path: string, talk: Talk): Promise<OwnMilestones> {
  const { data, error } = ownMilestones.safeParse(await readJson(path, talk, MOST_BYTES));
  if (data) return data;
  const [issue] = error.issues;
  throw new CliError(EXIT.usage, "not-milestones", `${path}: not a file of milestones (${issue?.path.join(".") ?? ""}: ${issue?.message ?? "unreadable"}).`, { cause: error });
}
