import { stat } from "node:fs/promises";

import { isChained, readArchivedEvents, readArchivedRun, toOwnEntry } from "./chained-archive.ts";
import { parseSampleKey } from "./event-chain.ts";
import type { EventData, LoggedEvent, SampleKey } from "./event.types.ts";
import { LogError } from "./log.errors.ts";
import { parseInspectJson } from "./parse-inspect-json.ts";
import { isFields, listIn, openSample } from "./resolve-sample.ts";
import { openRunFolder } from "./run-folder.ts";
import { openArchive, type Archive } from "./zip-archive.ts";

/** An event as it is shown, of whatever log. Its texts are a stranger's. */
export interface ShownEvent {
  readonly sequence: number;
  readonly at: string;
  /** Of a log of ours an `EventKind`; else Inspect's word. */
  readonly kind: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Names of the parts that were withheld. */
  readonly withheld: readonly string[];
  /** Of a log of ours, the event with what proves it; else null. */
  readonly chained: LoggedEvent | null;
}

export interface ShownSample {
  /** By which it is asked for: `task#1`, or `task#1@variant`. */
  readonly sample: string;
  readonly state: "open" | "ended";
  readonly outcome: string | null;
  /** By scorer; empty where it was not scored. */
  readonly scores: Readonly<Record<string, unknown>>;
  readonly turns: number | null;
  readonly tokens: number | null;
  readonly seconds: number | null;
  readonly error: string | null;
  /** Names of what the detectors found, each once; of a log of ours. */
  readonly flags: readonly string[];
}

export interface LogSummary {
  readonly form: "run-folder" | "eval";
  /** Whether its events are chained, so that it can be verified. */
  readonly chained: boolean;
  readonly status: string;
  readonly task: string;
  /** The set's marking, where the log says one. */
  readonly marking: string | null;
  readonly model: string;
  readonly createdAt: string;
  readonly samples: number;
  readonly ended: number;
  /** By scorer and metric. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** Any log, to look at: a run's folder, also while the run goes on; our `.eval`; and Inspect's, of every version since 2024. */
export interface OpenLog {
  readonly path: string;
  summarise(): Promise<LogSummary>;
  listSamples(): Promise<readonly ShownSample[]>;
  /** Events of a sample from the one with this sequence number on, and how many there are: at most `count`, 1,000, and some 32 MiB, but one where there is one. */
  readWindow(sample: string, from: number, count: number): Promise<{ readonly events: readonly ShownEvent[]; readonly total: number }>;
  close(): Promise<void>;
}

const MOST_WINDOW = 1_000;
/** Each call of the model shows the whole conversation before it: a window of a long sample would not fit into memory. */
const MOST_WINDOW_CHARACTERS = 32 * 1024 * 1024;

/** @throws {LogError} naming the file, and the line or entry in it */
export async function openLog(path: string): Promise<OpenLog> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new LogError("unreadable", path, "there is no such file or folder, or this user may not see it", { cause });
  });
  return found.isDirectory() ? openFolder(path) : openEval(path);
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
const numberOf = (value: unknown): number | null => (typeof value === "number" ? value : null);

async function openFolder(path: string): Promise<OpenLog> {
  const endings = new Map<SampleKey | null, Partial<EventData["sample-ended"]>>();
  const flags = new Map<SampleKey | null, Set<string>>();
  let status = "started";
  const folder = await openRunFolder(path, {
    check: "frames",
    visit: ({ kind, sample }, line) => {
      if (kind === "run-resumed") status = "started";
      if (kind === "requeued") flags.delete(sample);
      if (kind !== "sample-ended" && kind !== "run-ended" && kind !== "flagged") return;
      const { data } = JSON.parse(line.toString("utf8")) as { readonly data: Readonly<Record<string, unknown>> };
      if (kind === "sample-ended") endings.set(sample, data);
      else if (kind === "flagged") flags.set(sample, (flags.get(sample) ?? new Set()).add(textOf(data["detector"]) || "unnamed"));
      else status = data["outcome"] === "finished" ? "success" : data["outcome"] === "stopped" ? "cancelled" : "error";
    },
  });
  const { run, heads } = folder;
  const own = heads.filter(({ sample }) => sample !== null);
  const scores = [...endings.values()].flatMap(({ score }) => score ?? []);
  return {
    path,
    summarise: () =>
      Promise.resolve({
        form: "run-folder", chained: true, status, task: run.set.id, marking: run.set.marking, model: run.model, createdAt: run.createdAt,
        samples: own.length, ended: own.filter(({ state }) => state === "ended").length,
        metrics: scores.length === 0 ? {} : { "breakwater/mean": scores.reduce((sum, score) => sum + score, 0) / scores.length },
      }),
    listSamples: () =>
      Promise.resolve(
        own.map(({ sample, state }) => {
          const { outcome = null, score, turns = null, tokens = null, wallMs, error } = (state === "ended" && endings.get(sample)) || {};
          return { sample: sample ?? "", state, outcome, scores: score === undefined ? {} : { breakwater: score }, turns, tokens, seconds: wallMs === undefined ? null : wallMs / 1_000, error: error?.message ?? null, flags: [...(flags.get(sample) ?? [])] };
        }),
      ),
    async readWindow(sample, from, count) {
      const window = openWindow(count);
      for await (const event of folder.readFrom(sample as SampleKey, from)) if (!window.takes(toShown(event))) break;
      return { events: window.events, total: heads.find((head) => head.sample === sample)?.events ?? 0 };
    },
    close: () => folder.close(),
  };
}

/** `takes`: whether there was room for the event. */
export function openWindow(count: number): { readonly events: readonly ShownEvent[]; takes(event: ShownEvent): boolean } {
  const events: ShownEvent[] = [];
  let characters = 0;
  return {
    events,
    takes(event) {
      characters += JSON.stringify(event.data).length;
      if (events.length >= Math.min(count, MOST_WINDOW) || (events.length > 0 && characters > MOST_WINDOW_CHARACTERS)) return false;
      events.push(event);
      return true;
    },
  };
}

export const toShown = (event: LoggedEvent): ShownEvent => ({ sequence: event.sequence, at: event.at, kind: event.kind, data: event.data, withheld: Object.keys(event.withheld ?? {}), chained: event });

async function openEval(path: string): Promise<OpenLog> {
  const archive = await openArchive(path);
  const read: ReadJson = async (name) => parseInspectJson(await archive.read(name), `${path}, entry ${name}`);
  return {
    path,
    summarise: () => summariseEval(archive, read),
    async listSamples() {
      return (await readSummaries(archive, read)).map((summary) => {
        if (!isFields(summary)) throw new LogError("corrupt", path, "a sample's summary is none");
        return { sample: toLabel(String(summary["id"]), String(summary["epoch"])), ...describeSummary(summary) };
      });
    },
    readWindow: (sample, from, count) => (isChained(archive) ? readChainedWindow(archive, { sample, from, count }) : readEvalWindow(archive, { sample, from, count, read })),
    close: () => archive.close(),
  };
}

const SAMPLE_ENTRY = /^samples\/(.+)_epoch_(\d{1,9})\.json$/s;

/** What we call a sample of Inspect's. */
function toLabel(id: string, epoch: string): string {
  const at = id.lastIndexOf("@");
  const ours = `${id.slice(0, Math.max(0, at))}#${epoch}${id.slice(at)}`;
  return at > 0 && parseSampleKey(ours) ? ours : `${id}#${epoch}`;
}

function listSampleEntries(archive: Archive): readonly (readonly [entry: string, label: string])[] {
  return [...archive.entries.keys()].flatMap((name) => {
    const [, id, epoch = ""] = SAMPLE_ENTRY.exec(name) ?? [];
    return id === undefined ? [] : [[name, toLabel(id, epoch)] as const];
  });
}

type ReadJson = (name: string) => Promise<unknown>;

/** A run that goes on, or was killed, has no header yet. */
async function summariseEval(archive: Archive, read: ReadJson): Promise<LogSummary> {
  const header = await read(archive.has("header.json") ? "header.json" : "_journal/start.json");
  if (!isFields(header) || !isFields(header["eval"])) throw new LogError("not-a-log", archive.path, "its header says nothing of an evaluation");
  const spec = header["eval"];
  const results = isFields(header["results"]) ? header["results"] : {};
  const summaries = await readSummaries(archive, read);
  const metrics = listIn(results["scores"]).filter(isFields).flatMap((score) =>
    Object.entries(isFields(score["metrics"]) ? score["metrics"] : {}).map(([metric, value]) => [`${textOf(score["name"])}/${metric}`, isFields(value) ? numberOf(value["value"]) : null] as const),
  );
  return {
    form: "eval",
    chained: isChained(archive),
    status: textOf(header["status"]) || "started",
    task: textOf(spec["task"]),
    marking: isFields(spec["metadata"]) && typeof spec["metadata"]["marking"] === "string" ? spec["metadata"]["marking"] : null,
    model: textOf(spec["model"]),
    createdAt: textOf(spec["created"]),
    samples: Math.max(summaries.length, listSampleEntries(archive).length),
    ended: summaries.filter((summary) => isFields(summary) && isEnded(summary)).length,
    metrics: Object.fromEntries(metrics.flatMap(([name, value]) => (value === null ? [] : [[name, value]]))),
  };
}

const JOURNALLED = /^_journal\/summaries\/(\d{1,9})\.json$/;

async function readSummaries(archive: Archive, read: ReadJson): Promise<readonly unknown[]> {
  if (archive.has("summaries.json")) return listIn(await read("summaries.json"));
  const numbers = [...archive.entries.keys()].flatMap((name) => JOURNALLED.exec(name)?.[1] ?? []).map(Number);
  const parts: unknown[] = [];
  for (const number of numbers.toSorted((one, other) => one - other)) parts.push(...listIn(await read(`_journal/summaries/${number}.json`)));
  return parts;
}

// Older logs do not say `completed`; what they list has ended.
const isEnded = (summary: Readonly<Record<string, unknown>>): boolean => summary["completed"] !== false;

function describeSummary(summary: Readonly<Record<string, unknown>>): Omit<ShownSample, "sample"> {
  const { scores, metadata, model_usage: usage, turn_count: turns, total_time: seconds, error, limit } = summary;
  const tokens = isFields(usage) ? Object.values(usage).filter(isFields).map((one) => numberOf(one["total_tokens"]) ?? 0) : [];
  return {
    state: isEnded(summary) ? "ended" : "open",
    outcome: (isFields(metadata) && textOf(metadata["outcome"])) || textOf(limit) || null,
    scores: isFields(scores) ? Object.fromEntries(Object.entries(scores).map(([scorer, score]) => [scorer, isFields(score) ? score["value"] : score])) : {},
    turns: numberOf(turns),
    tokens: tokens.length === 0 ? null : tokens.reduce((sum, one) => sum + one, 0),
    seconds: numberOf(seconds),
    error: typeof error === "string" ? error : null,
    flags: isFields(metadata) ? listIn(metadata["flags"]).filter((flag) => typeof flag === "string") : [],
  };
}

interface Window {
  readonly sample: string;
  readonly from: number;
  readonly count: number;
}

async function readChainedWindow(archive: Archive, { sample, from, count }: Window): ReturnType<OpenLog["readWindow"]> {
  if (!parseSampleKey(sample) || !archive.has(toOwnEntry(sample as SampleKey))) throw new LogError("unknown-sample", archive.path, `holds no sample ${sample}`);
  const { runId } = await readArchivedRun(archive);
  const window = openWindow(count);
  let total = 0;
  let isOpen = true;
  for await (const event of readArchivedEvents(archive, { runId, sample: sample as SampleKey })) {
    if (total >= from && isOpen) isOpen = window.takes(toShown(event));
    total += 1;
  }
  return { events: window.events, total };
}

async function readEvalWindow(archive: Archive, { sample, from, count, read }: Window & { readonly read: ReadJson }): ReturnType<OpenLog["readWindow"]> {
  const entry = listSampleEntries(archive).find(([, label]) => label === sample)?.[0];
  if (entry === undefined) throw new LogError("unknown-sample", archive.path, `holds no sample ${sample}`);
  const opened = openSample(await read(entry), `${archive.path}, entry ${entry}`);
  const window = openWindow(count);
  for (let sequence = from; sequence < opened.events.length; sequence += 1) {
    const { event, timestamp, ...data } = opened.resolveEvent(sequence);
    if (!window.takes({ sequence, at: textOf(timestamp), kind: textOf(event), data, withheld: [], chained: null })) break;
  }
  return { events: window.events, total: opened.events.length };
}
