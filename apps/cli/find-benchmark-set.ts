import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { CliError } from "./cli-error.ts";
import { EXIT, type OptionSpec } from "./command.types.ts";
import { requireFolder } from "./read-input.ts";

/** The sets that come with breakwater. */
const OWN_SETS = join(import.meta.dirname, "..", "..", "benchmark-sets");

export const setOperand = { name: "SET", help: "a folder that holds a benchmark set, or the name of one of our own" } as const;
export const setsOption = { sets: { value: "DIR", help: "the folder of sets (default: our own)" } } as const satisfies Record<string, OptionSpec>;

/** The folder of a set that is named like one of ours, or by its path. */
export async function findBenchmarkSet(nameOrPath: string): Promise<string> {
  const isName = /^[a-z0-9][a-z0-9-]*$/.test(nameOrPath);
  if (isName && (await listBenchmarkSets()).includes(nameOrPath)) return join(OWN_SETS, nameOrPath);
  if (isName) {
    throw new CliError(EXIT.usage, "no-such-set", `There is no set "${nameOrPath}". Ours are: ${(await listBenchmarkSets()).join(", ")}; give a path such as ./${nameOrPath} for another.`);
  }
  return requireFolder(nameOrPath);
}

/** The names of the folders of sets, sorted. */
export async function listBenchmarkSets(folder = OWN_SETS): Promise<readonly string[]> {
  const entries = await readdir(await requireFolder(folder), { withFileTypes: true });
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).toSorted();
}

export function toSetPath(folder: string | undefined, name: string): string {
  return join(folder ?? OWN_SETS, name);
}
