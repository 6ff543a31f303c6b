import { z } from "zod";

import type { AskedCall } from "./proxy.types.ts";
import { ProxyRefusal } from "./proxy.types.ts";
import type { ReasoningEffort, ToolDefinition } from "../model.types.ts";

/** Bounds of what an agent program may send; it is hostile. */
export const text = z.string().max(8_000_000);
export const name = z.string().min(1).max(200);
export const parameters = z.record(z.string(), z.unknown());
export const outputLimit = z.int().min(1).max(1_000_000).nullish();
export const temperature = z.number().min(0).max(2).nullish();
export const effort = z.string().max(20).nullish();
export const MOST_MESSAGES = 20_000;
export const MOST_TOOLS = 256;

export function readAs<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ProxyRefusal(400, "invalid_value", `${issue?.path.join(".") || "body"}: ${issue?.message ?? "does not fit"}`);
}

/** For what the model behind us cannot be asked: dropping it would answer another question. */
export const refuseField = (field: string, advice: string): ProxyRefusal => new ProxyRefusal(400, "unsupported_parameter", `${field}: ${advice}`);

/** Efforts beside these three exist with single providers only; the nearest stands in. */
export function toEffort(asked: string | null | undefined): ReasoningEffort | undefined {
  if (asked === "low" || asked === "medium" || asked === "high") return asked;
  if (asked === "minimal") return "low";
  return asked === "xhigh" || asked === "max" ? "high" : undefined;
}

/** One tool that must be called is the only tool on offer, and required. */
export function chooseTools(tools: readonly ToolDefinition[], choice: { readonly mode: AskedCall["toolChoice"]; readonly named: string | null }): Pick<AskedCall, "tools" | "toolChoice"> {
  if (choice.named === null) return { tools, toolChoice: tools.length > 0 ? choice.mode : undefined };
  const named = tools.filter((tool) => tool.name === choice.named);
  if (named.length === 0) throw refuseField("tool_choice", `no tool is named ${choice.named}`);
  return { tools: named, toolChoice: "required" };
}

export const writeEvent = (event: string | null, data: unknown): string => `${event === null ? "" : `event: ${event}\n`}data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`;
