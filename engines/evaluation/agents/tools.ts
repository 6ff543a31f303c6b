import { z } from "zod";

import type { ExecCommand, ExecResult } from "#engines/sandbox";

import { toSafeText } from "../hostile-text.rules.ts";
import { makeTool, shapeTool, VIEW_FOLDER } from "./tool.ts";
import type { Tool, ToolOutput, Workplace } from "./tool.ts";
import { TEXT_EDITOR, textEditor } from "./text-editor.ts";

export { makeTool, pathInView, shapeTool, toRefusalText, VIEW_FOLDER } from "./tool.ts";
export type { Tool, ToolOutput } from "./tool.ts";

/** Characters of a tool's output that the model and the transcript get. */
const LONGEST_OUTPUT = 16_000;
const DEFAULT_COMMAND_SECONDS = 30;
const LONGEST_COMMAND_SECONDS = 120;
export const BASH = shapeTool({
  name: "bash",
  description: `Run a shell command (sh -c) in ${VIEW_FOLDER}. Output is cut in the middle above ${LONGEST_OUTPUT} characters; the last line tells how it ended.`,
  input: z.strictObject({
    command: z.string().min(1).max(65_536),
    timeout_seconds: z.int().min(1).max(LONGEST_COMMAND_SECONDS).optional(),
  }),
});
export const PYTHON = shapeTool({
  name: "python",
  description: `Run a Python 3 script in ${VIEW_FOLDER}. Each call is a program of its own: print what you want to see.`,
  input: z.strictObject({
    code: z.string().min(1).max(262_144),
    timeout_seconds: z.int().min(1).max(LONGEST_COMMAND_SECONDS).optional(),
  }),
});
export const THINK = shapeTool({
  name: "think",
  description: "Write a thought down. Nothing is run and nothing new is learned; use it to plan or to weigh what you saw.",
  input: z.strictObject({ thought: z.string().max(65_536) }),
});
/** Every work tool's shape, in the order in which they are offered. */
export const WORK_SHAPES = [BASH, PYTHON, TEXT_EDITOR, THINK] as const;

/** What an agent works with: a shell, Python, an editor and a place to think, all in the sample's own sandbox. */
export function workTools(place: Workplace): Tool[] {
  const run = async (command: Pick<ExecCommand, "argv" | "stdin">, timeoutSeconds: number, signal: AbortSignal): Promise<ToolOutput> => {
    const result = await place.exec({
      ...command,
      cwd: VIEW_FOLDER,
      // The leak checker needs ptrace, which the sandbox refuses: without this every clean run would end in its error.
      env: { ASAN_OPTIONS: "detect_leaks=0" },
      limits: { wallTimeMs: timeoutSeconds * 1_000 },
      signal,
    });
    return { text: describeResult(result) };
  };
  return [
    makeTool(BASH, ({ command, timeout_seconds: seconds = DEFAULT_COMMAND_SECONDS }, signal) => run({ argv: ["sh", "-c", command] }, seconds, signal)),
    makeTool(PYTHON, ({ code, timeout_seconds: seconds = DEFAULT_COMMAND_SECONDS }, signal) => run({ argv: ["python3", "-"], stdin: code }, seconds, signal)),
    textEditor(place),
    { ...makeTool(THINK, async () => ({ text: "noted" })), changesNothing: true },
  ];
}

function describeResult(result: ExecResult): string {
  const stdout = toSafeText(result.stdout, LONGEST_OUTPUT / 2);
  const stderr = toSafeText(result.stderr, LONGEST_OUTPUT / 2);
  const parts = [stdout.replace(/\n$/, ""), stderr && `[stderr]\n${stderr.replace(/\n$/, "")}`, `[${describeOutcome(result)}]`];
  return parts.filter((part) => part !== "").join("\n");
}

export function describeOutcome(result: Pick<ExecResult, "outcome" | "exitCode" | "signal">): string {
  switch (result.outcome) {
    case "exited":
      return `exit code ${result.exitCode}`;
    case "signalled":
      return `killed by ${result.signal}`;
    case "timed-out":
      return "killed: time limit";
    case "out-of-memory":
      return "killed: memory limit";
    case "output-limit":
      return "killed: output limit";
  }
}
