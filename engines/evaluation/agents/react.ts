import { ModelError } from "../evaluation.errors.ts";
import type { SampleOutcome, TaskLimits } from "../evaluation.types.ts";
import { boundText, escapeControls } from "../hostile-text.rules.ts";
import type { ChatMessage, ModelClient, ModelReply, ToolCall } from "../models/model-client.ts";
import type { Tool } from "./tools.ts";
import type { TranscriptWriter } from "../logs/transcript.ts";

const NUDGE = "You called no tool. Call one, or submit an answer; if you are done, say so again.";
const LONGEST_LOGGED_TEXT = 64_000;

export interface ReactOptions {
  readonly client: ModelClient;
  readonly instructions: string;
  readonly prompt: string;
  readonly tools: readonly Tool[];
  readonly limits: Omit<TaskLimits, "attempts">;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly transcript: TranscriptWriter;
  readonly onTurn?: (spent: { readonly turns: number; readonly tokens: number }) => void;
}
export interface ReactResult {
  readonly outcome: SampleOutcome;
  /** What went wrong, for `model-error` and `stopped`. */
  readonly error: ModelError | null;
  readonly turns: number;
  readonly tokens: number;
}

/**
 * The solver: reason, act, observe (Yao et al. 2023, "ReAct"), until a tool ends the sample, a limit does, or the model
 * twice in a row calls no tool. Everything the model does happens through `tools`.
 */
export async function react(options: ReactOptions): Promise<ReactResult> {
  const { client, limits, transcript } = options;
  const timeUp = AbortSignal.timeout(limits.timeMs);
  const signal = AbortSignal.any([options.signal, timeUp]);
  const messages: ChatMessage[] = [];
  const say = (message: Exclude<ChatMessage, { role: "assistant" }>) => {
    messages.push(message);
    const { role, text } = message;
    transcript.append(role === "tool" ? "tool-result" : "message", { role, text: loggable(text), ...(role === "tool" && { callId: loggable(message.callId) }) });
  };
  say({ role: "system", text: options.instructions });
  say({ role: "user", text: options.prompt });

  let turns = 0;
  let tokens = 0;
  let silentTurns = 0;
  const end = (outcome: ReactResult["outcome"], error: ModelError | null = null): ReactResult => ({ outcome, error, turns, tokens });
  try {
    for (;;) {
      if (signal.aborted) return end(options.signal.aborted ? "stopped" : "time-limit");
      if (turns >= limits.turns) return end("turn-limit");
      if (tokens >= limits.tokens) return end("token-limit");
      if (messages.length >= limits.messages) return end("message-limit");

      const reply = await client.call({ messages, tools: options.tools.map((tool) => tool.definition), seed: options.seed, signal });
      turns += 1;
      tokens += reply.tokens;
      messages.push({ role: "assistant", text: reply.text, toolCalls: reply.toolCalls });
      transcript.append("reply", describeReply(reply));
      options.onTurn?.({ turns, tokens });

      silentTurns = reply.toolCalls.length === 0 ? silentTurns + 1 : 0;
      if (silentTurns === 2) return end("gave-up");
      if (silentTurns === 1) say({ role: "user", text: NUDGE });
      for (const call of reply.toolCalls) {
        if (signal.aborted) break;
        const output = await runTool(options.tools, call, signal);
        say({ role: "tool", callId: call.id, text: output.text });
        if (output.ends) return end(output.ends);
      }
    }
  } catch (error) {
    // While the time is up or the caller has stopped, whatever was under way fails: that is the limit, not a failure.
    if (signal.aborted) return end(options.signal.aborted ? "stopped" : "time-limit");
    if (!(error instanceof ModelError)) throw error;
    return end(error.code === "stopped" ? "stopped" : "model-error", error);
  }
}

async function runTool(tools: readonly Tool[], call: ToolCall, signal: AbortSignal): ReturnType<Tool["run"]> {
  const tool = tools.find(({ definition }) => definition.name === call.name);
  if (!tool) return { text: `error: no tool is named ${escapeControls(call.name)}; there are ${tools.map(({ definition }) => definition.name).join(", ")}` };
  let input: unknown;
  try {
    input = JSON.parse(call.argumentsText);
  } catch {
    // The model's mistake, told to the model.
    return { text: "error: the arguments are not JSON" };
  }
  return tool.run(input, signal);
}

const loggable = (text: string) => boundText(escapeControls(text), LONGEST_LOGGED_TEXT);

const describeReply = (reply: ModelReply): Readonly<Record<string, unknown>> => ({
  text: loggable(reply.text),
  toolCalls: reply.toolCalls.map((call) => ({ id: loggable(call.id), name: loggable(call.name), arguments: loggable(call.argumentsText) })),
  finish: loggable(reply.finish),
  tokens: reply.tokens,
});
