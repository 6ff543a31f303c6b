import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { lstat, readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";

import { z } from "zod";

import { BenchmarkSetError } from "../evaluation.errors.ts";
import { requireConsistent } from "./check-task-files.ts";
import { parseYamlText } from "./parse-yaml.ts";
import { listSelection, SelectionError } from "./select-files.ts";
import { completeTask, setSchema, taskSchema, type SetHeader } from "./set-schema.ts";
import type { BenchmarkSet, BenchmarkTask, FileSelection } from "./set.types.ts";
import { wrapCorpus } from "./wrap-corpus.ts";

const MOST_FILES = 4_000;
const LARGEST_FILE_BYTES = 4 * 1024 * 1024;
const LARGEST_SET_BYTES = 128 * 1024 * 1024;
const LARGEST_YAML_BYTES = 64 * 1024;

/**
 * Reads a benchmark set from a folder: `set.yaml`, its own tasks `tasks/<id>/task.yaml`, and the outside corpora that it wraps.
 * @throws {BenchmarkSetError} naming the file and field
 */
export async function loadBenchmarkSet(named: string): Promise<BenchmarkSet> {
  const directory = resolve(named);
  const own = await listTree(directory);
  const written = await readYaml(directory, "set.yaml", own, setSchema);
  const { schema: _schema, wraps, limits, ...header } = written;
  const ids = new Set([...own].flatMap((path) => /^tasks\/([^/]+)\//.exec(path)?.[1] ?? []));
  const tasks: BenchmarkTask[] = [];
  for (const id of [...ids].toSorted()) tasks.push(await readOwnTask(directory, own, id, limits));
  const digests = await digestFiles(directory, [...own].toSorted(), "");
  const seen = new Map(tasks.map((task) => [task.id, `tasks/${task.id}`]));
  for (const [index, wrap] of wraps.entries()) {
    const corpus = await wrapCorpus(directory, wrap, `wraps.${index}`);
    digests.push(...(await digestFiles(corpus.root, corpus.tables, `wraps.${index}/`)));
    for (const one of corpus.tasks) {
      const task = readWrappedTask(one, `wraps.${index}.task`, limits);
      const earlier = seen.get(task.id);
      if (earlier !== undefined) throw inconsistent("set.yaml", `wraps.${index}.task.id`, `${one.source} gives the id ${task.id}, which ${earlier} has already; put a field into the id that tells them apart`);
      seen.set(task.id, one.source);
      await requireConsistent(task, { file: "set.yaml", field: `wraps.${index}.task`, subject: `${one.source}: ` });
      digests.push(...(await digestOutsideFiles(task, `wraps.${index}/${task.id}/`)));
      tasks.push(task);
    }
  }
  if (tasks.length === 0) throw inconsistent("tasks", undefined, "the set has no task; add tasks/<id>/task.yaml");
  return { ...header, tasks, directory, digest: createHash("sha256").update(digests.join("")).digest("hex") };
}

const inconsistent = (file: string, field: string | undefined, advice: string) => new BenchmarkSetError("inconsistent", { file, ...(field !== undefined && { field }) }, advice);

async function readOwnTask(directory: string, own: ReadonlySet<string>, id: string, limits: SetHeader["limits"]): Promise<BenchmarkTask> {
  const file = `tasks/${id}/task.yaml`;
  const written = await readYaml(directory, file, own, taskSchema);
  if (written.id !== id) throw inconsistent(file, "id", `says ${written.id}, but the folder is ${id}; make them equal`);
  const task = completeTask(written, { limits, directory: join(directory, "tasks", id), wrapped: null });
  if (task instanceof z.ZodError) throw toRefusal(task, file, "");
  await requireConsistent(task, { file, field: "", subject: "" });
  return task;
}

function readWrappedTask({ content, directory, source }: { readonly content: unknown; readonly directory: string; readonly source: string }, place: string, limits: SetHeader["limits"]): BenchmarkTask {
  const parsed = taskSchema.safeParse(content);
  const task = parsed.success ? completeTask(parsed.data, { limits, directory, wrapped: source }) : parsed.error;
  if (task instanceof z.ZodError) throw toRefusal(task, "set.yaml", place, `${source}: `);
  return task;
}

/** Every file below the set's folder by its path. A link could show the agent, or the digest, something that is not of the set. */
async function listTree(directory: string): Promise<ReadonlySet<string>> {
  const paths = new Set<string>();
  let totalBytes = 0;
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw new BenchmarkSetError("unreadable", { file: "." }, `cannot read the set's folder ${directory}; name a folder that holds set.yaml`, { cause });
  });
  for (const entry of entries) {
    if (entry.isDirectory()) continue;
    const host = join(entry.parentPath, entry.name);
    const path = host.slice(join(directory, "/").length);
    if (!entry.isFile()) throw new BenchmarkSetError("malformed", { file: path }, "is not a regular file; a set holds files and folders only");
    const { size } = await lstat(host);
    totalBytes += size;
    if (size > LARGEST_FILE_BYTES) throw new BenchmarkSetError("too-large", { file: path }, `is larger than ${LARGEST_FILE_BYTES} bytes`);
    if (totalBytes > LARGEST_SET_BYTES || paths.size >= MOST_FILES)
      throw new BenchmarkSetError("too-large", { file: path }, `the set exceeds ${MOST_FILES} files or ${LARGEST_SET_BYTES} bytes; leave an outside corpus where it is and wrap it`);
    paths.add(path);
  }
  return paths;
}

async function readYaml<T>(directory: string, file: string, own: ReadonlySet<string>, schema: z.ZodType<T>): Promise<T> {
  if (!own.has(file)) throw new BenchmarkSetError("unreadable", { file }, "is missing; every set has set.yaml and every task task.yaml");
  const bytes = await readFile(join(directory, file));
  if (bytes.length > LARGEST_YAML_BYTES) throw new BenchmarkSetError("too-large", { file }, `is larger than ${LARGEST_YAML_BYTES} bytes`);
  const parsed = schema.safeParse(parseYamlText(bytes.toString("utf8"), file));
  if (parsed.success) return parsed.data;
  throw toRefusal(parsed.error, file, "");
}

function toRefusal(error: z.ZodError, file: string, place: string, subject = ""): BenchmarkSetError {
  const issue = deepest(error.issues[0]);
  const field = [...(place === "" ? [] : [place]), ...(issue?.path ?? [])].join(".");
  return new BenchmarkSetError("malformed", { file, field }, `${subject}${issue?.message ?? "does not fit the schema"}`, { cause: error });
}

/** Of a union, what was wrong with the form that got furthest. */
function deepest(issue: z.core.$ZodIssue | undefined): { readonly path: readonly PropertyKey[]; readonly message: string } | undefined {
  if (issue?.code !== "invalid_union" || issue.errors.length === 0) return issue;
  const inner = issue.errors.flatMap((issues) => deepest(issues[0]) ?? []).toSorted((a, b) => b.path.length - a.path.length)[0];
  return inner && inner.path.length > 0 ? { path: [...issue.path, ...inner.path], message: inner.message } : { path: issue.path, message: inner?.message ?? issue.message };
}

/** One line for each file, each line ended, so that no two sets share a preimage. */
async function digestFiles(directory: string, paths: readonly string[], prefix: string): Promise<string[]> {
  const lines: string[] = [];
  for (const path of paths) {
    const digest = createHash("sha256");
    await pipeline(createReadStream(join(directory, path)), digest);
    lines.push(`${JSON.stringify(`${prefix}${path}`)} ${digest.digest("hex")}\n`);
  }
  return lines;
}

/** Of a corpus that may be large, the files that this task shows, judges by or proves itself with. */
async function digestOutsideFiles(task: BenchmarkTask, prefix: string): Promise<string[]> {
  if (task.kind === "question") return [];
  const everything = { include: ["**"], exclude: [] };
  const { reference, from, none, nearMisses } = task.solution;
  const selections: (FileSelection | null)[] = [task.files, { ...everything, from }];
  const single: (string | undefined)[] = [...nearMisses, ...(none === null ? [] : [none]), ...(reference && "script" in reference ? [reference.script] : [])].map((script) => join(from, script));
  if (reference && !("script" in reference)) single.push(reference.input, reference.patch);
  if (task.kind === "capture-the-flag") selections.push(task.provision && { ...everything, from: task.provision.from }, ...task.services.map((service) => service.files));
  else {
    selections.push(task.hidden, task.twin && "files" in task.twin ? task.twin.files : null);
    single.push(task.twin && "patch" in task.twin ? task.twin.patch : undefined, task.kind === "find-and-patch" ? task.groundTruth : undefined);
  }
  const paths = new Set(single.filter((path) => path !== undefined));
  try {
    for (const selection of selections) {
      // Scripts lie in a folder of their own or nowhere: with "." this would take the whole corpus.
      if (!selection || (selection.from === "." && selection.include[0] === "**" && selection.exclude.length === 0 && selection !== task.files)) continue;
      for (const path of await listSelection(task.directory, selection)) paths.add(join(selection.from, path));
    }
  } catch (cause) {
    if (cause instanceof SelectionError) throw inconsistent("set.yaml", `${prefix}files`, cause.message);
    throw cause;
  }
  return digestFiles(task.directory, [...paths].toSorted(), prefix);
}
