import type { SampleOutcome } from "../evaluation.types.ts";
import type { EventData } from "../logs/event.types.ts";
import type { ModelReply, ModelRequest, ToolCall, ToolDefinition } from "../models/model.types.ts";
import type { Tool, ToolOutput, Workplace } from "./tool.ts";

/**
 * What an agent sees of its sample, and all that it can do in it. Every act is in the journal before its result is given; on
 * resume the same acts are answered from there, so an agent that decides by what it is given goes on where it was. A limit
 * that is reached ends the agent by a throw that it must let pass.
 */
export interface AgentWorld {
  /** What the sample is about, with the words on how to submit. */
  readonly prompt: string;
  readonly tools: readonly Tool[];
  /** Aborted when the sample is over, whatever the reason. */
  readonly signal: AbortSignal;
  /** The sample's sandbox; null for a task that needs none. */
  readonly place: Workplace | null;
  say(role: "system" | "user", cause: EventData["message"]["cause"], text: string): Promise<void>;
  /** The model's next reply to the conversation so far, which then stands in the conversation. */
  turn(): Promise<ModelReply>;
  /** Carries a call out; its output then stands in the conversation. */
  act(call: ToolCall): Promise<ToolOutput>;
  /** For an agent that keeps its own conversation: one recorded call. Asked again in the same words on resume, it is answered from the record. */
  ask(request: ModelRequest): Promise<ModelReply>;
  /** What a meter before such an agent is to hold to. */
  meter(): { readonly modelName: string; readonly seed: number; readonly limits: { readonly turns: number; readonly tokens: number } };
  timeLeftMs(): number;
  /** Ends the agent where a limit leaves no room for another step. */
  requireRoom(): void;
  /** Submits an answer without a tool; the outcome when the sample is over. */
  submit(answer: string): Promise<ToolOutput>;
}

/** What drives a sample. */
export interface Agent {
  readonly name: string;
  /** All that makes it what it is (instructions, tools, versions, a program's digest): JSON, hashed into the manifest. */
  readonly definition: Readonly<Record<string, unknown>>;
  /** True for one that keeps its own conversation: on resume it begins again, and each call is looked for in the record. */
  readonly asksItself?: boolean;
  /** How the sample ended when no limit ended it. */
  solve(world: AgentWorld): Promise<Extract<SampleOutcome, "correct" | "gave-up" | "attempt-limit" | "refused">>;
}

export type { Tool, ToolCall, ToolDefinition, ToolOutput };
