import { lstat, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { parse } from "csv-parse/sync";

import { BenchmarkSetError } from "../evaluation.errors.ts";
import { parseYamlText } from "./parse-yaml.ts";
import { fitsPattern } from "./pattern.rules.ts";
import type { Wrap } from "./set-schema.ts";
import { fillTemplate, TemplateError, type CorpusRecord } from "./template.rules.ts";

/*
 * An outside corpus stays where it is, as it is. A wrap says what its records are (rows, lines or folders) and holds one
 * task.yaml in which `{{column}}` stands for a record's field; every record becomes a task.
 */

const LARGEST_TABLE_BYTES = 64 * 1024 * 1024;
const LARGEST_ABOUT_BYTES = 1024 * 1024;
const MOST_RECORDS = 50_000;

export interface WrappedTask {
  /** A task.yaml's content, filled in and still to be checked. */
  readonly content: unknown;
  /** Host folder that its paths are below. */
  readonly directory: string;
  /** Where it came from, such as `questions.csv:12`. */
  readonly source: string;
}
export interface WrappedCorpus {
  /** To be read once. */
  readonly tasks: Iterable<WrappedTask>;
  /** Host folder of the corpus, and the files in it that say what the records are: part of the set's digest. */
  readonly root: string;
  readonly tables: readonly string[];
}

interface Found {
  readonly record: CorpusRecord;
  readonly source: string;
  readonly folder: string;
}

/** `place` is the wrap's path in set.yaml, for refusals. */
export async function wrapCorpus(setDirectory: string, wrap: Wrap, place: string): Promise<WrappedCorpus> {
  const root = join(setDirectory, wrap.root);
  const refuse = (field: string, advice: string, cause?: unknown) => new BenchmarkSetError("inconsistent", { file: "set.yaml", field: `${place}.${field}` }, advice, { cause });
  if (!(await lstat(root).catch(() => null))?.isDirectory()) throw refuse("root", `names ${wrap.root}, which is no folder; put the set beside the corpus, or correct the path`);
  const { found: all, tables } = await findRecords(root, wrap, refuse);
  const wanted = all.filter(({ record }) => Object.entries(wrap.where ?? {}).every(([name, values]) => values.includes(String(record[name]))));
  if (wanted.length === 0) throw refuse(wrap.where ? "where" : "each", "fits no record of the corpus");
  // One after the other: fifty thousand filled templates at once would be most of a run's memory.
  function* fill(): Generator<WrappedTask> {
    for (const found of wanted) yield fillTask(root, wrap, found, refuse);
  }
  return { tasks: fill(), root, tables };
}

function fillTask(root: string, { folder: folderTemplate, task }: Wrap, { record, source, folder }: Found, refuse: Refuse): WrappedTask {
  try {
    const directory = folderTemplate === undefined ? folder : fillTemplate(folderTemplate, record);
    if (typeof directory !== "string" || /^\/|(?:^|\/)\.\.(?:\/|$)/.test(directory)) throw refuse("folder", `leads out of the corpus for ${source}`);
    return { content: { schema: "breakwater-task/1", ...(fillTemplate(task, record) as object) }, directory: join(root, directory), source };
  } catch (cause) {
    if (cause instanceof TemplateError) throw refuse("task", `${source} ${cause.message}`, cause);
    throw cause;
  }
}

type Refuse = (field: string, advice: string, cause?: unknown) => BenchmarkSetError;

async function findRecords(root: string, { each }: Wrap, refuse: Refuse): Promise<{ readonly found: readonly Found[]; readonly tables: readonly string[] }> {
  if ("folders" in each) return findFolders(root, each, refuse);
  const table = "csv" in each ? each.csv : each.jsonl;
  const text = await readBounded(join(root, table), LARGEST_TABLE_BYTES, (advice, cause) => refuse(`each.${"csv" in each ? "csv" : "jsonl"}`, `${table} ${advice}`, cause));
  const records = "csv" in each ? readCsv(text, table, refuse) : readJsonLines(text, table, refuse);
  if (records.length > MOST_RECORDS) throw refuse("each", `${table} has more than ${MOST_RECORDS} records`);
  return { found: records.map(({ record, line }) => ({ record, source: `${table}:${line}`, folder: "." })), tables: [table] };
}

interface Row {
  readonly record: CorpusRecord;
  readonly line: number;
}

function readCsv(text: string, table: string, refuse: Refuse): readonly Row[] {
  let rows: { readonly record: string[]; readonly info: { readonly lines: number } }[];
  try {
    rows = parse(text, { bom: true, info: true, skip_empty_lines: true, max_record_size: LARGEST_ABOUT_BYTES }) as unknown as typeof rows;
  } catch (cause) {
    throw refuse("each.csv", `${table} is not CSV: ${cause instanceof Error ? cause.message : ""}`, cause);
  }
  const [header, ...rest] = rows;
  return rest.map(({ record, info }) => ({ record: Object.fromEntries((header?.record ?? []).map((name, column) => [name.trim(), record[column] ?? ""])), line: info.lines }));
}

function readJsonLines(text: string, table: string, refuse: Refuse): readonly Row[] {
  return text.split("\n").flatMap((row, index): Row[] => {
    if (row.trim() === "") return [];
    let record: unknown;
    try {
      record = JSON.parse(row);
    } catch (cause) {
      throw refuse("each.jsonl", `${table}:${index + 1} is not JSON`, cause);
    }
    if (record === null || typeof record !== "object" || Array.isArray(record)) throw refuse("each.jsonl", `${table}:${index + 1} is not an object`);
    return [{ record: record as CorpusRecord, line: index + 1 }];
  });
}

async function findFolders(root: string, { folders, about }: { readonly folders: string; readonly about?: string }, refuse: Refuse): Promise<{ readonly found: readonly Found[]; readonly tables: readonly string[] }> {
  let paths = [""];
  for (const pattern of folders.split("/").filter((part) => part !== "" && part !== ".")) {
    const next: string[] = [];
    for (const path of paths) {
      for (const entry of await readdir(join(root, path), { withFileTypes: true })) {
        if (entry.isDirectory() && fitsPattern(entry.name, pattern)) next.push(path === "" ? entry.name : `${path}/${entry.name}`);
      }
    }
    paths = next;
    if (paths.length > MOST_RECORDS) throw refuse("each.folders", `fits more than ${MOST_RECORDS} folders`);
  }
  const found: Found[] = [];
  for (const folder of paths.toSorted()) {
    const name = folder.split("/").at(-1) ?? folder;
    const told = about === undefined ? {} : await readAbout(root, `${folder}/${about}`, refuse);
    found.push({ record: { ...told, folder, name: Object.hasOwn(told, "name") ? told.name : name, folderName: name }, source: folder, folder });
  }
  return { found, tables: about === undefined ? [] : found.map(({ folder }) => `${folder}/${about}`) };
}

/** What a folder says of itself: JSON or YAML, an object. */
async function readAbout(root: string, path: string, refuse: Refuse): Promise<CorpusRecord> {
  const text = await readBounded(join(root, path), LARGEST_ABOUT_BYTES, (advice, cause) => refuse("each.about", `${path} ${advice}`, cause));
  // JSON is YAML but for a few escapes and tabs; a .json file is read as what it is.
  const content = path.endsWith(".json") ? parseJson(text, path, refuse) : parseYamlText(text, path);
  if (content === null || typeof content !== "object" || Array.isArray(content)) throw refuse("each.about", `${path} is not an object`);
  return content as CorpusRecord;
}

function parseJson(text: string, path: string, refuse: Refuse): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw refuse("each.about", `${path} is not JSON`, cause);
  }
}

async function readBounded(host: string, most: number, refuse: (advice: string, cause?: unknown) => BenchmarkSetError): Promise<string> {
  const entry = await lstat(host).catch((cause: unknown) => {
    throw refuse("is not there", cause);
  });
  if (!entry.isFile()) throw refuse("is not a regular file");
  if (entry.size > most) throw refuse(`is larger than ${most} bytes`);
  return readFile(host, "utf8");
}
