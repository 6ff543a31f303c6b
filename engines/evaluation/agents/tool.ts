import { z } from "zod";

import { SandboxError } from "#engines/sandbox";
import type { Sandbox } from "#engines/sandbox";

import type { ToolDefinition } from "../models/model.types.ts";

/** Where the agent's files lie and its commands start. */
export const VIEW_FOLDER = "/box/task";

export interface ToolOutput {
  readonly text: string;
  /** Set when the sample is over. */
  readonly ends?: "correct" | "attempt-limit";
}
/** The part of a sandbox that tools need. */
export type Workplace = Pick<Sandbox, "exec" | "read" | "write">;

export interface Tool {
  readonly definition: ToolDefinition;
  /** True for a tool that leaves the sandbox as it is: it need not run again when a sample is rebuilt. */
  readonly changesNothing?: boolean;
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

/** What the model may be told of a path it named; any other failure is the sandbox's, never the model's, and goes on up. */
export function toRefusalText(cause: unknown): string {
  if (cause instanceof SandboxError && (cause.code === "path-refused" || cause.code === "not-found" || cause.code === "too-large")) return cause.message;
  throw cause;
}
