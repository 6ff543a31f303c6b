import { opendir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { LogVerdict } from "#engines/evaluation";
import { CliError, UsageError } from "../cli-error.ts";
import { EXIT, type Command, type Given, type Talk } from "../command.types.ts";
import { readJson } from "../read-input.ts";
import { aboutLog, logOperand } from "./log-refusals.ts";

export const logVerify: Command = {
  noun: "log",
  verb: "verify",
  summary: "Check a log: no event altered, dropped, inserted or moved, and it is the run that was cited",
  details: `Computes every digest anew, the run's Merkle root, and of an .eval everything that it shows, from its events.
Anybody can make a log that agrees with itself: only a root from a report or ledger, or a receipt that you kept, says that it is the one that was meant.`,
  operands: [logOperand],
  options: {
    root: { value: "HEX", help: "the root that a report or a ledger names" },
    receipt: { value: "FILE", many: true, help: "a sample's receipt that you kept" },
    opened: { value: "FILE", many: true, help: "events as they were before parts were withheld, from `log show --json`" },
  },
  examples: ["log verify run.eval", `log verify ./run --root ${"0".repeat(64)} --receipt lamp.json --json`],
  async run(given, talk) {
    const path = given.operand(0);
    const root = given.text("root");
    if (root !== undefined && !/^[0-9a-f]{64}$/.test(root)) throw new UsageError(`--root ${root}: give 64 lower-case hex digits.`);
    await refuseFolderOfLogs(path);
    const { verifyLog } = await import("#engines/evaluation");
    const verdict = await aboutLog(async () => verifyLog(path, { ...(root !== undefined && { root }), receipts: await Promise.all(given.texts("receipt").map((file) => readJson(file, talk))), opened: await readOpened(given, talk) }));
    talk.answer({ log: path, ...verdict }, describeVerdict(path, verdict, root !== undefined || given.texts("receipt").length > 0));
    return verdict.ok ? EXIT.done : EXIT.no;
  },
};

/** The answers of `log show --json`, or lists of events. */
async function readOpened(given: Given, talk: Talk): Promise<readonly unknown[]> {
  const opened: unknown[] = [];
  for (const file of given.texts("opened")) {
    const document = await readJson(file, talk);
    const events: unknown = typeof document === "object" && document !== null && "events" in document ? document.events : document;
    if (!Array.isArray(events) || events.length === 0) throw new CliError(EXIT.usage, "no-events", `${file}: holds no events; keep the answer of \`log show --sample SAMPLE --json\` in it.`);
    opened.push(...(events as unknown[]));
  }
  return opened;
}

function describeVerdict(path: string, { ok, root, samples, events, withheld, opened, renderingChecked, tornBytes, findings }: LogVerdict, isCited: boolean): readonly string[] {
  if (!ok) return [`${path}: not verified`, ...findings.map(({ where, message }) => `  ${where}: ${message}`)];
  return [
    `${path}: ${isCited ? "verified" : "whole"}: ${events} events of ${samples} samples; root ${root ?? ""}`,
    ...(isCited ? [] : ["  That it is the run that was meant is for its root to say: compare it with the one in the report, or give it with --root."]),
    ...(withheld === 0 ? [] : [`  Of ${withheld} events parts are withheld, and stand as digests${opened === 0 ? "" : `; ${opened} of them were opened, and are what was withheld`}.`]),
    ...(renderingChecked ? [] : ["  It was written by another version: its chained events are whole, but not what it shows of them; write it anew with `log export`."]),
    ...(tornBytes === 0 ? [] : [`  ${tornBytes} bytes behind the last event are none: the run goes on, or was killed.`]),
  ];
}

/** A folder of logs is many answers; each log is to be named, so that none is passed over. */
async function refuseFolderOfLogs(path: string): Promise<void> {
  const isThere = (name: string): Promise<boolean> => stat(join(path, name)).then(() => true, () => false);
  if (!(await stat(path).then((found) => found.isDirectory(), () => false)) || (await isThere("run.json"))) return;
  const names: string[] = [];
  for await (const entry of await opendir(path)) if (names.push(entry.name) >= 3) break;
  throw new UsageError(`${path}: a folder that holds no run${names.length === 0 ? "" : `, but ${names.join(", ")}`}; name the log.`);
}
