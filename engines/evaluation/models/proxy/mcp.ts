import { z } from "zod";

import type { ChatMessage, ModelReply, ModelRequest, ToolDefinition } from "../model.types.ts";

/*
 * Model Context Protocol, as far as a sample needs it: JSON-RPC 2.0 with initialize, ping, tools/list, tools/call and
 * sampling/createMessage. The protocol has sampling asked by a server of its client; JSON-RPC has no sides, so a program may ask
 * it of us on the same connection, whichever of the two it is.
 */

const VERSIONS = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];
const LONGEST_MESSAGE = 8_000_000;

/** A tool of the sample; the agent's own tools fit. */
export interface OfferedTool {
  readonly definition: ToolDefinition;
  run(input: unknown, signal: AbortSignal): Promise<{ readonly text: string }>;
}
export interface McpServer {
  /** One message in, hostile; one out as a line of JSON, or null for what wants no answer. */
  answer(message: string): Promise<string | null>;
}
export interface McpOptions {
  readonly tools: readonly OfferedTool[];
  /** For sampling; through `openMeteredProxy`'s limits where there is a proxy. Without it sampling is not offered. */
  readonly call?: (request: ModelRequest) => Promise<ModelReply>;
  readonly modelName: string;
  readonly signal: AbortSignal;
}

const requestSchema = z.object({ jsonrpc: z.literal("2.0"), id: z.union([z.string().max(200), z.number()]).optional(), method: z.string().max(200), params: z.record(z.string(), z.unknown()).optional() });
const callSchema = z.object({ name: z.string().max(200), arguments: z.record(z.string(), z.unknown()).optional() });
const content = z.object({ type: z.literal("text", "only text can be carried"), text: z.string().max(LONGEST_MESSAGE) });
const samplingSchema = z.object({
  messages: z.array(z.object({ role: z.enum(["user", "assistant"]), content: z.union([content, z.array(content).max(100)]) })).min(1).max(10_000),
  systemPrompt: z.string().max(LONGEST_MESSAGE).optional(),
  maxTokens: z.int().min(1).max(1_000_000),
  temperature: z.number().min(0).max(2).optional(),
  stopSequences: z.array(z.string().max(1_000)).max(16).optional(),
});

class RpcError extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

export function createMcpServer({ tools, call, modelName, signal }: McpOptions): McpServer {
  async function act(method: string, params: Readonly<Record<string, unknown>>): Promise<unknown> {
    switch (method) {
      case "initialize": {
        return { protocolVersion: VERSIONS.find((version) => version === params.protocolVersion) ?? VERSIONS[0], capabilities: { tools: {} }, serverInfo: { name: "breakwater-sample", version: "1" } };
      }
      case "ping":
        return {};
      case "tools/list":
        return { tools: tools.map(({ definition }) => ({ name: definition.name, description: definition.description, inputSchema: definition.parameters })) };
      case "tools/call": {
        const asked = readParams(callSchema, params);
        const tool = tools.find(({ definition }) => definition.name === asked.name);
        if (!tool) throw new RpcError(-32602, `no tool is named ${asked.name}`);
        const { text } = await tool.run(asked.arguments ?? {}, signal);
        return { content: [{ type: "text", text }], isError: text.startsWith("error:") };
      }
      case "sampling/createMessage":
        if (call) return sample(readParams(samplingSchema, params), call);
        throw new RpcError(-32601, "sampling is not offered in this sample");
      default:
        throw new RpcError(-32601, `there is no method ${method}`);
    }
  }

  async function sample(asked: z.infer<typeof samplingSchema>, ask: NonNullable<typeof call>): Promise<unknown> {
    const said = (given: z.infer<typeof content> | readonly z.infer<typeof content>[]) => ("type" in given ? given.text : given.map((part) => part.text).join(""));
    const messages: ChatMessage[] = asked.messages.map((message) => (message.role === "user" ? { role: "user", text: said(message.content) } : { role: "assistant", text: said(message.content), toolCalls: [] }));
    const reply = await ask({
      messages: asked.systemPrompt ? [{ role: "system", text: asked.systemPrompt }, ...messages] : messages,
      tools: [],
      maxOutputTokens: asked.maxTokens,
      temperature: asked.temperature,
      stop: asked.stopSequences,
      signal,
    });
    return { role: "assistant", content: { type: "text", text: reply.refusal?.text ?? reply.text }, model: modelName, stopReason: reply.finish === "length" ? "maxTokens" : "endTurn" };
  }

  return {
    async answer(message) {
      let id: string | number | null = null;
      try {
        const request = readRequest(message);
        // A notification, or an answer to something we never asked.
        if (request.id === undefined) return null;
        id = request.id;
        return JSON.stringify({ jsonrpc: "2.0", id, result: await act(request.method, request.params ?? {}) });
      } catch (cause) {
        const error = cause instanceof RpcError ? { code: cause.code, message: cause.message } : { code: -32603, message: "it could not be done" };
        return JSON.stringify({ jsonrpc: "2.0", id, error });
      }
    },
  };
}

function readRequest(message: string): z.infer<typeof requestSchema> {
  if (message.length > LONGEST_MESSAGE) throw new RpcError(-32600, "the message is too long");
  let value: unknown;
  try {
    value = JSON.parse(message);
  } catch {
    throw new RpcError(-32700, "the message is not JSON");
  }
  const parsed = requestSchema.safeParse(value);
  if (!parsed.success) throw new RpcError(-32600, "the message is not a JSON-RPC 2.0 request");
  return parsed.data;
}

function readParams<T>(schema: z.ZodType<T>, params: unknown): T {
  const parsed = schema.safeParse(params);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new RpcError(-32602, `${issue?.path.join(".") || "params"}: ${issue?.message ?? "do not fit"}`);
}
