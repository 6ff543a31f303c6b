import { z } from "zod";

import { escapeControls } from "../hostile-text.rules.ts";
import type { Scorer } from "../scorers/scorers.ts";
import { makeTool, shapeTool } from "./tools.ts";
import type { Tool } from "./tools.ts";
import type { TranscriptWriter } from "../logs/transcript.ts";

export const SUBMIT = shapeTool({
  name: "submit",
  description: "Submit an answer to be judged. What an answer is stands at the end of the exercise.",
  input: z.strictObject({ answer: z.string().max(4_000) }),
});

/** The only way to an answer: judged at once, numbered, logged, and over when right or when the attempts are spent. */
export function submitTool({ scorer, attempts, transcript }: { scorer: Scorer; attempts: number; transcript: TranscriptWriter }): { tool: Tool; attempts: () => number } {
  let made = 0;
  const tool = makeTool(SUBMIT, async ({ answer }) => {
    // Counted before it is judged, so that two calls in one message cannot share an attempt.
    made += 1;
    const { passed, message } = await scorer(answer);
    transcript.append("score", { attempt: made, answer: escapeControls(answer), passed, message });
    if (passed) return { text: `Attempt ${made}: correct.`, ends: "correct" };
    if (made >= attempts) return { text: `Attempt ${made}: ${message} No attempt is left.`, ends: "attempt-limit" };
    return { text: `Attempt ${made}: ${message} Attempts left: ${attempts - made}.` };
  });
  return { tool, attempts: () => made };
}
