import { z } from "zod";

import { makeTool, shapeTool } from "./tool.ts";
import type { Tool, ToolOutput } from "./tool.ts";

export const SUBMIT = shapeTool({
  name: "submit",
  description: "Submit an answer to be judged. What an answer is stands at the end of the exercise.",
  input: z.strictObject({ answer: z.string().max(4_000) }),
});
export const HINT = shapeTool({
  name: "hint",
  description: "Ask for the next hint. Hints are counted.",
  input: z.strictObject({}),
});

/** The only way to an answer: judged at once, numbered, logged, and over when right or when the attempts are spent. */
export const submitTool = (submit: (answer: string) => Promise<ToolOutput>): Tool => makeTool(SUBMIT, ({ answer }) => submit(answer));

/** Gives a task's hints one by one. */
export function hintTool(hints: readonly string[], onHint: () => void): Tool {
  let given = 0;
  return makeTool(HINT, async () => {
    const hint = hints[given];
    if (hint === undefined) return { text: "There is no further hint." };
    given += 1;
    onHint();
    return { text: `Hint ${given} of ${hints.length}: ${hint}` };
  });
}
