import { createHash } from "node:crypto";
import { lstat, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { parseDocument } from "yaml";
import { z } from "zod";

import { BenchmarkSetError } from "../evaluation.errors.ts";
import type { BenchmarkSet, BenchmarkTask } from "../evaluation.types.ts";

const MOST_FILES = 2_000;
const LARGEST_FILE_BYTES = 4 * 1024 * 1024;
const LARGEST_SET_BYTES = 64 * 1024 * 1024;
const LARGEST_YAML_BYTES = 64 * 1024;

const idSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, "use 1–64 lower-case letters, digits and hyphens");
// Relative, and no way up: a set is read from any path and must not reach out of its folder.
const pathSchema = z.string().max(200).regex(/^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[\w.+-]+(?:\/[\w.+-]+)*$/, "use a plain relative path");
const commandSchema = z.array(z.string().max(1_000)).min(1).max(64);
const commandsSchema = z.array(commandSchema).max(16);

const setSchema = z.strictObject({
  schema: z.literal("breakwater-set/1"),
  id: idSchema,
  version: z.string().regex(/^[\w.-]{1,32}$/, "use a quoted word such as \"1\""),
  title: z.string().min(1).max(200),
  marking: z.string().min(1).max(100),
  licence: z.string().min(1).max(100),
  canary: z.string().min(16).max(200),
  synthetic: z.boolean(),
});

const taskBase = {
  schema: z.literal("breakwater-task/1"),
  id: idSchema,
  title: z.string().min(1).max(200),
  family: idSchema,
  humanMinutes: z.number().positive().max(100_000),
  prompt: z.string().min(1).max(16_000),
  limits: z.strictObject({
    turns: z.int().min(1).max(10_000),
    messages: z.int().min(2).max(50_000),
    tokens: z.int().min(1).max(100_000_000),
    timeMs: z.int().min(1_000).max(86_400_000),
    attempts: z.int().min(1).max(100),
  }),
  solution: z.strictObject({ reference: pathSchema, none: pathSchema }),
};
const recipeSchema = z.strictObject({
  language: z.enum(["c", "python"]),
  build: commandsSchema,
  run: commandSchema.refine((run) => run.includes("{input}"), "one argument must be {input}"),
  tests: commandsSchema,
});
const taskSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    ...taskBase,
    kind: z.literal("capture-the-flag"),
    provision: z.strictObject({ commands: commandsSchema.min(1), artifacts: z.array(pathSchema).min(1).max(64) }),
  }),
  z.strictObject({ ...taskBase, kind: z.literal("find-crash"), recipe: recipeSchema }),
  z.strictObject({
    ...taskBase,
    kind: z.literal("write-patch"),
    recipe: recipeSchema.refine((recipe) => recipe.tests.length > 0, { path: ["tests"], error: "a patch is judged by tests: name at least one" }),
    crash: pathSchema,
    controls: z.array(pathSchema).min(1).max(64),
  }),
]);

/**
 * Reads a benchmark set from a folder: `set.yaml`, and for each task `tasks/<id>/task.yaml` with `files/` (what the agent
 * sees), `provision/` (flag tasks: built apart, never seen) and `solution/`.
 * @throws {BenchmarkSetError} naming the file and field
 */
export async function loadBenchmarkSet(directory: string): Promise<BenchmarkSet> {
  const files = await readTree(directory);
  const { schema: _set, ...header } = parseYaml(files, "set.yaml", setSchema);
  const ids = new Set([...files.keys()].flatMap((path) => /^tasks\/([^/]+)\//.exec(path)?.[1] ?? []));
  if (ids.size === 0) throw new BenchmarkSetError("inconsistent", { file: "tasks" }, "the set has no task; add tasks/<id>/task.yaml");
  const tasks = [...ids].toSorted().map((id) => readTask(files, id));
  return { ...header, tasks, directory, digest: digestOf(files) };
}

function readTask(files: ReadonlyMap<string, Buffer>, folder: string): BenchmarkTask {
  const file = `tasks/${folder}/task.yaml`;
  const { schema: _task, ...task } = parseYaml(files, file, taskSchema);
  if (task.id !== folder) throw new BenchmarkSetError("inconsistent", { file, field: "id" }, `says ${task.id}, but the folder is ${folder}; make them equal`);
  const requireFile = (path: string, field: string) => {
    if (!files.has(`tasks/${folder}/${path}`)) throw new BenchmarkSetError("inconsistent", { file, field }, `names ${path}, which is not in the task's folder`);
  };
  requireFile(`solution/${task.solution.reference}`, "solution.reference");
  requireFile(`solution/${task.solution.none}`, "solution.none");
  if (task.kind === "write-patch") {
    requireFile(`files/${task.crash}`, "crash");
    task.controls.forEach((control, index) => requireFile(`files/${control}`, `controls.${index}`));
  }
  return task;
}

async function readTree(directory: string): Promise<ReadonlyMap<string, Buffer>> {
  const files = new Map<string, Buffer>();
  let totalBytes = 0;
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw new BenchmarkSetError("unreadable", { file: "." }, `cannot read the set's folder ${directory}; name a folder that holds set.yaml`, { cause });
  });
  for (const entry of entries) {
    if (entry.isDirectory()) continue;
    const host = join(entry.parentPath, entry.name);
    const path = host.slice(join(directory, "/").length);
    // A link could show the agent, or the digest, something that is not of the set.
    if (!entry.isFile()) throw new BenchmarkSetError("malformed", { file: path }, "is not a regular file; a set holds files and folders only");
    const { size } = await lstat(host);
    totalBytes += size;
    if (size > LARGEST_FILE_BYTES) throw new BenchmarkSetError("too-large", { file: path }, `is larger than ${LARGEST_FILE_BYTES} bytes`);
    if (totalBytes > LARGEST_SET_BYTES || files.size >= MOST_FILES)
      throw new BenchmarkSetError("too-large", { file: path }, `the set exceeds ${MOST_FILES} files or ${LARGEST_SET_BYTES} bytes`);
    files.set(path, await readFile(host));
  }
  return files;
}

function parseYaml<T>(files: ReadonlyMap<string, Buffer>, file: string, schema: z.ZodType<T>): T {
  const bytes = files.get(file);
  if (!bytes) throw new BenchmarkSetError("unreadable", { file }, "is missing; every set has set.yaml and every task task.yaml");
  if (bytes.length > LARGEST_YAML_BYTES) throw new BenchmarkSetError("too-large", { file }, `is larger than ${LARGEST_YAML_BYTES} bytes`);
  const document = parseDocument(bytes.toString("utf8"), { schema: "core", uniqueKeys: true, prettyErrors: true });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) throw new BenchmarkSetError("malformed", { file }, `is not YAML: ${problem.message.split("\n")[0]}`, { cause: problem });
  let content: unknown;
  try {
    // No aliases: a set needs none, and ten lines of them can unfold into gigabytes.
    content = document.toJS({ maxAliasCount: 0 });
  } catch (cause) {
    throw new BenchmarkSetError("malformed", { file }, "uses YAML aliases; write the value out", { cause });
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new BenchmarkSetError("malformed", { file, field: issue?.path.join(".") ?? "" }, issue?.message ?? "does not fit the schema", { cause: parsed.error });
}

/** Over sorted paths and content digests, each line ended, so that no two sets share a preimage. */
function digestOf(files: ReadonlyMap<string, Buffer>): string {
  const digest = createHash("sha256");
  for (const path of [...files.keys()].toSorted()) {
    digest.update(`${JSON.stringify(path)} ${createHash("sha256").update(files.get(path) ?? "").digest("hex")}\n`);
  }
  return digest.digest("hex");
}
