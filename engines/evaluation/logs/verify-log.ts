import { stat } from "node:fs/promises";

import { isChained, openChainedArchive } from "./chained-archive.ts";
import type { ChainedLog } from "./chained-log.types.ts";
import { readEvent } from "./event-chain.ts";
import { LogError } from "./log.errors.ts";
import { OWN, RENDERING, renderLog } from "./render-log.ts";
import { digestRun } from "./run-file.ts";
import { openRunFolder } from "./run-folder.ts";
import { computeRunRoot, verifySampleReceipt } from "./run-root.ts";
import { openArchive, type Archive } from "./zip-archive.ts";

export interface LogFinding {
  /** File, and line or entry. */
  readonly where: string;
  readonly message: string;
}

/** `ok`: nothing was found, and it is the log that the root, receipts and opened events are of. */
export interface LogVerdict {
  readonly ok: boolean;
  readonly form: "run-folder" | "eval";
  readonly runId: string | null;
  /** Computed anew; a report cites it. Null where the log could not be read to its end. */
  readonly root: string | null;
  readonly samples: number;
  readonly events: number;
  /** Events of which a part was withheld. */
  readonly withheld: number;
  /** Of these, opened by `opened`. */
  readonly opened: number;
  /** False where an archive was made by another version, so that only its chained events are known to be whole, and not what it shows of them. */
  readonly renderingChecked: boolean;
  /** Of a run's folder: bytes behind the last whole event. */
  readonly tornBytes: number;
  readonly findings: readonly LogFinding[];
}

export interface LogClaims {
  /** The root that a report or a ledger names. */
  readonly root?: string;
  readonly receipts?: readonly unknown[];
  /** Events as they were before parts of them were withheld, as `log show --json` gives them. */
  readonly opened?: readonly unknown[];
}

interface Checked {
  readonly log: ChainedLog;
  readonly form: LogVerdict["form"];
  readonly tornBytes: number;
  /** Of an archive: everything in it is made again from its events, and compared. */
  readonly archive?: Archive;
  readonly statedRoot?: string;
  readonly renderingChecked: boolean;
}

/**
 * Computes everything anew from the bytes: the digest of each part and event, that each chain is whole, the root, and of an
 * archive every entry. What is found is a result; @throws {LogError} only where there is no log of ours to look at
 */
export async function verifyLog(path: string, claims: LogClaims = {}): Promise<LogVerdict> {
  const isFolder = (await stat(path).catch((cause: unknown) => {
    throw new LogError("unreadable", path, "there is no such file or folder, or this user may not see it", { cause });
  })).isDirectory();
  const form = isFolder ? "run-folder" : "eval";
  let checked: Checked;
  try {
    checked = isFolder ? await openFolder(path) : await openEval(path);
  } catch (error) {
    if (!isDamage(error)) throw error;
    return { ok: false, form, runId: null, root: null, samples: 0, events: 0, withheld: 0, opened: 0, renderingChecked: false, tornBytes: 0, findings: [toFinding(error, path)] };
  }
  try {
    return await check(checked, claims);
  } finally {
    await checked.log.close();
  }
}

async function openFolder(path: string): Promise<Checked> {
  // Checked here already, because here the line of what is wrong is known.
  const log = await openRunFolder(path, { check: "events" });
  return { log, form: "run-folder", tornBytes: log.tornBytes, renderingChecked: true };
}

async function openEval(path: string): Promise<Checked> {
  const archive = await openArchive(path);
  try {
    if (!isChained(archive)) throw new LogError("not-a-log", path, "its events are not chained: it was not written by Breakwater, or what it wrote was taken out, so nothing can be verified");
    const log = await openChainedArchive(archive);
    return { log, form: "eval", tornBytes: 0, archive, statedRoot: log.statedRoot, renderingChecked: log.rendering === RENDERING };
  } catch (error) {
    await archive.close();
    throw error;
  }
}

async function check({ log, form, tornBytes, archive, statedRoot, renderingChecked }: Checked, claims: LogClaims): Promise<LogVerdict> {
  const findings: LogFinding[] = [];
  const add = (where: string, message: string): void => void findings.push({ where, message });
  const opened = readOpened(claims.opened ?? [], add);
  let events = 0;
  let withheld = 0;
  let found = 0;
  const counting: ChainedLog = {
    ...log,
    async *readEvents(sample) {
      for await (const event of log.readEvents(sample)) {
        events += 1;
        if (event.withheld) withheld += 1;
        const { manifestDigest } = event.data;
        if (event.kind === "run-begun" && manifestDigest !== undefined && manifestDigest !== digestRun(log.run)) add(log.path, "run.json says something else than what the run was begun with");
        const claim = opened.get(`${event.sample ?? ""} ${event.sequence}`);
        if (claim === event.digest) found += 1;
        else if (claim !== undefined) add(log.path, `event ${event.sequence} of ${event.sample ?? "the run"} is another than the one that was opened`);
        yield event;
      }
    },
  };
  let root: string | null = null;
  try {
    if (archive && renderingChecked) await compareParts(counting, archive, add);
    else for (const { sample } of log.heads) await readToEnd(counting.readEvents(sample));
    root = computeRunRoot(log.heads);
    if (statedRoot !== undefined && statedRoot !== root) add(`${log.path}, entry ${OWN.chain}`, "states another root than that of its samples");
  } catch (error) {
    if (!isDamage(error)) throw error;
    findings.push(toFinding(error, log.path));
  }
  if (root !== null) {
    if (claims.root !== undefined && claims.root !== root) add(log.path, `its root is ${root}, not ${claims.root}: this is not the log that was meant, or it was made anew`);
    for (const [index, receipt] of (claims.receipts ?? []).entries()) if (!verifySampleReceipt(receipt, root)) add(log.path, `receipt ${index + 1} is not of a sample of this run`);
    if (found < opened.size && findings.length === 0) add(log.path, `${opened.size - found} of the opened events are not of this run`);
  }
  const samples = log.heads.filter(({ sample }) => sample !== null).length;
  return { ok: findings.length === 0, form, runId: log.run.runId, root, samples, events, withheld, opened: found, renderingChecked, tornBytes, findings };
}

async function readToEnd(events: AsyncGenerator): Promise<void> {
  while ((await events.next()).done !== true);
}

/** An archive holds what its events say, and nothing else. */
async function compareParts(log: ChainedLog, archive: Archive, add: (where: string, message: string) => void): Promise<void> {
  const expected = new Set<string>();
  for await (const { name, content } of renderLog(log)) {
    expected.add(name);
    const where = `${archive.path}, entry ${name}`;
    if (!archive.has(name)) add(where, "is missing");
    else if (!(await archive.read(name)).equals(Buffer.from(content))) add(where, "says something else than the chained events");
  }
  for (const name of archive.entries.keys()) if (!expected.has(name)) add(`${archive.path}, entry ${name}`, "is no part of the log");
  for (const name of archive.repeated) add(`${archive.path}, entry ${name}`, "stands twice in the archive");
}

/** By sample and sequence the digest that each opened event comes to. */
function readOpened(opened: readonly unknown[], add: (where: string, message: string) => void): ReadonlyMap<string, string> {
  const digests = new Map<string, string>();
  for (const [index, value] of opened.entries()) {
    const read = readEvent(Buffer.from(JSON.stringify(value) ?? ""));
    if (!read.ok) add(`opened event ${index + 1}`, read.problem);
    else digests.set(`${read.event.sample ?? ""} ${read.event.sequence}`, read.event.digest);
  }
  return digests;
}

const isDamage = (error: unknown): error is LogError => error instanceof LogError && error.code === "corrupt";
const toFinding = (error: LogError, path: string): LogFinding => ({ where: error.where || path, message: error.message.slice(error.where.length + 2) });
