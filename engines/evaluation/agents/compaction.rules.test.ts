import { expect, test } from "vitest";

import type { ChatMessage } from "../models/model.types.ts";
import { compact, sizeOf } from "./compaction.rules.ts";

const HEAD: ChatMessage[] = [{ role: "system", text: "Be careful." }, { role: "user", text: "Find the flag." }];
const turn = (number: number, output = "x".repeat(500)): ChatMessage[] => [
  { role: "assistant", text: "", toolCalls: [{ id: `c${number}`, name: "bash", argumentsText: `{"command":"step ${number}"}` }] },
  { role: "tool", callId: `c${number}`, text: `${output}\n[exit code ${number}]` },
];
const turns = (count: number) => Array.from({ length: count }, (_, index) => turn(index + 1)).flat();

test("the older part becomes a list of what was done, and what stays begins with a turn of the model", () => {
  const messages = [...HEAD, ...turns(20)];
  const found = compact(messages);
  expect(messages[found?.from ?? 0]?.role).toBe("assistant");
  expect(found?.summary.split("\n").slice(0, 3)).toEqual([
    "The conversation became too long, and its older part was left out. This is what was done in it; files are as you left them.",
    '- bash {"command":"step 1"}',
    `  → ${"x".repeat(200)}…`,
  ]);
  const kept = messages.slice(found?.from).reduce((sum, message) => sum + sizeOf(message), 0);
  expect(kept).toBeLessThanOrEqual(0.4 * messages.reduce((sum, message) => sum + sizeOf(message), 0));
});

test("the same conversation is always shortened to the same text, and a list is carried on in the next", () => {
  const messages = [...HEAD, ...turns(20)];
  const first = compact(messages);
  expect(compact(structuredClone(messages))).toEqual(first);
  const second = compact([...HEAD, { role: "user", text: first?.summary ?? "" }, ...turns(30)]);
  expect(second?.summary).toContain('- bash {"command":"step 1"}');
  expect(second?.summary.match(/The conversation became too long/g)).toHaveLength(1);
});

test("where only the beginning is left there is nothing to leave out, and a tool's result never stands alone", () => {
  expect(compact(HEAD)).toBeNull();
  const huge = compact([...HEAD, ...turn(1, "y".repeat(100_000))]);
  expect(huge?.from).toBe(4);
  expect(huge?.summary.length).toBeLessThan(13_000);
});
