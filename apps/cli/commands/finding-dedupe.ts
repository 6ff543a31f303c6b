import { opendir } from "node:fs/promises";
import { join, relative } from "node:path";
import type { CrashSource, DedupeReport } from "#engines/verification";
import { CliError, UsageError } from "../cli-error.ts";
import { EXIT, type Command } from "../command.types.ts";
import { explainFileError, readInput, requireFolder } from "../read-input.ts";

const MOST_FILES = 20_000;
const DEEPEST = 8;

/** The regular files below a folder, sorted; links are not followed. */
async function listFiles(folder: string, depth = 0, files: string[] = []): Promise<readonly string[]> {
  if (depth > DEEPEST) throw new CliError(EXIT.usage, "too-deep", `${folder}: more than ${DEEPEST} folders deep.`);
  try {
    for await (const entry of await opendir(folder)) {
      if (entry.isDirectory()) await listFiles(join(folder, entry.name), depth + 1, files);
      else if (entry.isFile()) files.push(join(folder, entry.name));
      if (files.length > MOST_FILES) throw new CliError(EXIT.usage, "too-many-files", `${folder}: more than ${MOST_FILES} files; give a smaller folder.`);
    }
  } catch (error) {
    throw explainFileError(folder, error);
  }
  return files.toSorted();
}

function readPairs(option: string, values: readonly string[]): readonly (readonly [string, string])[] {
  return values.map((value) => {
    const [left = "", right = "", ...more] = value.split(",");
    if (left === "" || right === "" || more.length > 0) throw new UsageError(`--${option}: give two names with a comma between, as they stand in the answer.`);
    return [left, right];
  });
}

const plural = (count: number, word: string, ending = "s") => `${count} ${word}${count === 1 ? "" : ending}`;

function describe({ bugs, unique, exact, unreadable, replays, notReplayed }: DedupeReport): string[] {
  const crashes = bugs.reduce((sum, { members }) => sum + members.length, 0);
  return [
    `${plural(crashes, "crash", "es")}: ${exact.length} by exact key, ${unique.length} unique, ${plural(bugs.length, "bug")}`,
    ...bugs.flatMap(({ members, signature, score, reason }) => [signature, `  ${score.toFixed(2)}  ${reason}`, ...members.map((name) => `  ${name}`)]),
    ...replays.map(({ left, right, verdict, reason }) => `fix replay: ${left} and ${right}: ${verdict} (${reason})`),
    ...(notReplayed > 0 ? [`fix replay: ${plural(notReplayed, "pair")} not replayed; raise --replays`] : []),
    ...unreadable.map(({ name, reason }) => `not read: ${name}: ${reason}`),
  ];
}

export const findingDedupe: Command = {
  noun: "finding",
  verb: "dedupe",
  summary: "Sort a folder of crashes into bugs: evidence bundles, sanitizer and runtime reports, CASR reports",
  details:
    "First by exact key, then by likeness of stacks with a score and a reason, then, where bundles carry fixes, by replaying the fix of one on the other. A merge is undone with --apart. Yes means that every file could be read.",
  operands: [{ name: "DIR", help: "a folder of bundles and reports, also in folders below it" }],
  options: {
    apart: { value: "NAME,NAME", many: true, help: "two that are not one bug, whatever they look like" },
    together: { value: "NAME,NAME", many: true, help: "two that are one bug, whatever they look like" },
    replays: { value: "N", help: "pairs of bundles whose fixes are replayed at most (0 to 10000, default 100)" },
  },
  examples: ["finding dedupe ./crashes", "finding dedupe ./crashes --apart a.txt,b.txt --json"],
  async run(given, talk) {
    const rulings = { same: readPairs("together", given.texts("together")), different: readPairs("apart", given.texts("apart")) };
    const maxReplays = given.wholeNumber("replays", { least: 0, most: 10_000, otherwise: 100 });
    const [{ dedupe }, { createBubblewrapBackend }] = await Promise.all([import("#engines/verification"), import("#engines/sandbox")]);
    const folder = await requireFolder(given.operand(0));
    const files = await listFiles(folder);
    if (files.length === 0) throw new CliError(EXIT.usage, "empty-folder", `${folder}: holds no file.`);
    const sources = files.map((file): CrashSource => ({ name: relative(folder, file), read: async () => await readInput(file, talk) }));
    const unknown = [...rulings.same, ...rulings.different].flat().find((name) => !sources.some((source) => source.name === name.split("#", 1)[0]));
    if (unknown !== undefined) throw new UsageError(`${unknown}: there is no such file in ${folder}.`);
    const report = await dedupe(sources, { backend: createBubblewrapBackend(), rulings, maxReplays, signal: talk.surroundings.signal, onProgress: talk.progress });
    talk.answer({ folder, files: files.length, ...report }, describe(report));
    return report.unreadable.length === 0 ? EXIT.done : EXIT.no;
  },
};
