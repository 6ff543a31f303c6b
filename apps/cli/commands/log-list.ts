import { opendir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { LogSummary, OpenLog, ShownSample } from "#engines/evaluation";
import { explainError } from "../cli-error.ts";
import { EXIT, type Command, type ExitCode, type Talk } from "../command.types.ts";
import { requireFolder } from "../read-input.ts";
import { aboutLog, logOperand } from "./log-refusals.ts";

const MOST_LOGS = 10_000;

export const logList: Command = {
  noun: "log",
  verb: "list",
  summary: "List the samples of a log, or the logs of a folder",
  details: "Reads Inspect's .eval logs as well as our own, also while a run goes on. Yes means that every log could be read.",
  operands: [{ ...logOperand, help: `${logOperand.help}, or a folder that holds some` }],
  options: {},
  examples: ["log list run.eval", "log list ./logs --json"],
  async run(given, talk) {
    const path = given.operand(0);
    const { openLog } = await import("#engines/evaluation");
    if (!(await isFolderOfLogs(path))) {
      return aboutLog(async () => {
        await using log = closing(await openLog(path));
        return await listSamples(path, log, talk);
      });
    }
    return listLogs(await findLogs(await requireFolder(path)), openLog, talk);
  },
};

const closing = (log: OpenLog) => ({ ...log, [Symbol.asyncDispose]: () => log.close() });

async function listSamples(path: string, log: OpenLog, talk: Talk): Promise<ExitCode> {
  const summary = await log.summarise();
  const samples = await log.listSamples();
  talk.answer({ log: path, ...summary, sampleList: samples }, [describeLog(path, summary), ...samples.map(describeSample)]);
  return EXIT.done;
}

async function listLogs(paths: readonly string[], openLog: (path: string) => Promise<OpenLog>, talk: Talk): Promise<ExitCode> {
  const documents: object[] = [];
  const lines: string[] = [];
  let unread = 0;
  for (const path of paths) {
    try {
      await using log = closing(await openLog(path));
      const summary = await log.summarise();
      documents.push({ log: path, ...summary });
      lines.push(describeLog(path, summary));
    } catch (error) {
      const known = explainError(error);
      if (!known) throw error;
      unread += 1;
      documents.push({ log: path, error: { code: known.code, message: known.message } });
      lines.push(`not read: ${known.message}`);
    }
  }
  talk.answer({ logs: documents }, lines.length === 0 ? "no log here" : lines);
  return unread === 0 ? EXIT.done : EXIT.no;
}

const isThere = (path: string): Promise<boolean> => stat(path).then(() => true, () => false);

async function isFolderOfLogs(path: string): Promise<boolean> {
  const isFolder = await stat(path).then((found) => found.isDirectory(), () => false);
  return isFolder && !(await isThere(join(path, "run.json")));
}

/** The `.eval` files and the runs' folders of a folder, sorted. */
async function findLogs(folder: string): Promise<readonly string[]> {
  const logs: string[] = [];
  for await (const entry of await opendir(folder)) {
    const path = join(folder, entry.name);
    if ((entry.isFile() && entry.name.endsWith(".eval")) || (entry.isDirectory() && (await isThere(join(path, "run.json"))))) logs.push(path);
    if (logs.length >= MOST_LOGS) break;
  }
  return logs.toSorted();
}

function describeLog(path: string, { status, task, model, samples, ended, metrics, chained }: LogSummary): string {
  const figures = Object.entries(metrics).map(([name, value]) => `${name} ${Number(value.toFixed(4))}`);
  return [`${path}: ${task}, ${model}: ${status}, ${ended} of ${samples} samples ended`, ...figures, ...(chained ? [] : ["not chained"])].join("; ");
}

function describeSample({ sample, state, outcome, scores, turns, tokens, seconds, error }: ShownSample): string {
  const facts = [
    ...Object.entries(scores).map(([scorer, score]) => `${scorer} ${JSON.stringify(score)}`),
    ...(turns === null ? [] : [`${turns} turns`]),
    ...(tokens === null ? [] : [`${tokens} tokens`]),
    ...(seconds === null ? [] : [`${seconds} s`]),
    ...(error === null ? [] : [`error: ${error}`]),
  ];
  return `  ${sample}  ${outcome ?? state}${facts.length === 0 ? "" : `: ${facts.join(", ")}`}`;
}
