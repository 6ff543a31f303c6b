import { z } from "zod";

import { SandboxError } from "#engines/sandbox";
import type { ExecResult, Sandbox } from "#engines/sandbox";

import { toSafeText } from "../hostile-text.rules.ts";
import type { ToolDefinition } from "../models/model-client.ts";

/** Characters of a tool's output that the model and the transcript get. */
const LONGEST_OUTPUT = 16_000;
const DEFAULT_COMMAND_SECONDS = 30;
const LONGEST_COMMAND_SECONDS = 120;
/** Where the agent's files lie and its commands start. */
export const VIEW_FOLDER = "/box/task";

export interface ToolOutput {
  readonly text: string;
  /** Set when the sample is over. */
  readonly ends?: "correct" | "attempt-limit";
}
export interface Tool {
  readonly definition: ToolDefinition;
  /** `input` is what the model sent, parsed as JSON and nothing more: hostile. */
  run(input: unknown, signal: AbortSignal): Promise<ToolOutput>;
}

/** What a tool is to the model: a name, a text and the shape of its arguments. */
export interface ToolShape<T> {
  readonly definition: ToolDefinition;
  readonly input: z.ZodType<T>;
}

export function shapeTool<T>({ name, description, input }: { readonly name: string; readonly description: string; readonly input: z.ZodType<T> }): ToolShape<T> {
  const { $schema: _dialect, ...parameters } = z.toJSONSchema(input);
  return { definition: { name, description, parameters }, input };
}

/** Checks the arguments before `run` sees them; a misfit is answered to the model, which may try again. */
export function makeTool<T>({ definition, input: shape }: ToolShape<T>, run: (input: T, signal: AbortSignal) => Promise<ToolOutput>): Tool {
  return {
    definition,
    async run(input, signal) {
      const parsed = shape.safeParse(input);
      if (parsed.success) return run(parsed.data, signal);
      const issue = parsed.error.issues[0];
      return { text: `error: ${definition.name}: ${issue?.path.join(".") || "arguments"}: ${issue?.message ?? "do not fit"}` };
    },
  };
}

/** Refuses the way up before the sandbox has to. */
export const pathInView = z.string().min(1).max(400).regex(/^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$))[^\0-\x1f]+$/, `give a path relative to ${VIEW_FOLDER}, without ..`);

export const BASH = shapeTool({
  name: "bash",
  description: `Run a shell command (sh -c) in ${VIEW_FOLDER}. Output is cut in the middle above ${LONGEST_OUTPUT} characters; the last line tells how it ended.`,
  input: z.strictObject({
    command: z.string().min(1).max(65_536),
    timeout_seconds: z.int().min(1).max(LONGEST_COMMAND_SECONDS).optional(),
  }),
});
export const WRITE_FILE = shapeTool({
  name: "write_file",
  description: `Write a text file; the path is relative to ${VIEW_FOLDER}. Replaces what is there.`,
  input: z.strictObject({ path: pathInView, content: z.string().max(262_144) }),
});

export function workTools(sandbox: Sandbox): Tool[] {
  const bash = makeTool(BASH, async ({ command, timeout_seconds: timeoutSeconds = DEFAULT_COMMAND_SECONDS }, signal) => {
    const result = await sandbox.exec({
      argv: ["sh", "-c", command],
      cwd: VIEW_FOLDER,
      // The leak checker needs ptrace, which the sandbox refuses: without this every clean run would end in its error.
      env: { ASAN_OPTIONS: "detect_leaks=0" },
      limits: { wallTimeMs: timeoutSeconds * 1_000 },
      signal,
    });
    return { text: describeResult(result) };
  });
  const writeFile = makeTool(WRITE_FILE, async ({ path, content }) => {
    try {
      await sandbox.write(`${VIEW_FOLDER}/${path}`, content);
    } catch (cause) {
      return { text: `error: write_file: ${toRefusalText(cause)}` };
    }
    return { text: `wrote ${Buffer.byteLength(content)} bytes to ${path}` };
  });
  return [bash, writeFile];
}

/** What the model may be told of a path it named; any other failure is the sandbox's, never the model's, and goes on up. */
export function toRefusalText(cause: unknown): string {
  if (cause instanceof SandboxError && (cause.code === "path-refused" || cause.code === "not-found" || cause.code === "too-large")) return cause.message;
  throw cause;
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
