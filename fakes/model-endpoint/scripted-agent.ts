import { isDeepStrictEqual } from "node:util";

import { submit } from "./agent-steps.ts";
import type { Plan, Skill, Step } from "./agent-steps.ts";
import { submitCrash } from "./find-crashes.ts";
import { guessAnswer } from "./guess-answer.ts";
import { huntProject } from "./hunt-project.ts";
import { readBrief } from "./read-brief.ts";
import { recoverFlag } from "./recover-flag.ts";
import { submitExploit } from "./write-exploit.ts";
import { submitCrashAndPatch, submitPatch } from "./write-patch.ts";

export interface Conversation {
  /** The first message of the user. */
  readonly prompt: string;
  /** Names of the tools on offer. */
  readonly tools: readonly string[];
  /** Every call so far with the tool's output, in order. */
  readonly past: readonly (Step & { readonly output: string })[];
}
/** `calls`: several at once; `refuse`: declines, in the way the API that was asked has for it. */
export type Move = { readonly say: string } | { readonly call: Step } | { readonly calls: readonly Step[] } | { readonly refuse: string };

/**
 * The next move, from the conversation alone: the plan is run again from its beginning, and each step it yields is answered
 * with what the conversation says that step gave. So the server keeps no state, and any server can go on with any talk.
 */
export function nextMove(skill: Skill, { prompt, tools, past }: Conversation): Move {
  const plan = choosePlan(skill, prompt, tools);
  let step = plan.next();
  for (const { output, ...taken } of past) {
    if (step.done) return { say: step.value };
    if (!isDeepStrictEqual(step.value, taken)) return { say: "I have lost the thread." };
    step = plan.next(output);
  }
  if (step.done) return { say: step.value };
  return tools.includes(step.value.tool) ? { call: step.value } : { say: `I would need the tool ${step.value.tool}.` };
}

function choosePlan(skill: Skill, prompt: string, tools: readonly string[]): Plan {
  const brief = readBrief(prompt);
  if (skill === "null") return giveUp(tools);
  if (tools.includes("report_crash")) return huntProject(brief, skill);
  if (brief.flagWord) return recoverFlag(brief, skill);
  if (brief.crash) return submitPatch(brief, skill);
  if (brief.wanted === "input-and-patch") return submitCrashAndPatch(brief, skill);
  if (brief.wanted === "effect") return submitExploit(brief, skill);
  if (brief.run) return submitCrash(brief, skill);
  if (!tools.includes("submit")) return giveUp(tools, guessAnswer(brief));
  return giveUp([]);
}

function* giveUp(tools: readonly string[], words = "I do not know."): Plan {
  if (tools.includes("submit")) yield submit("I do not know");
  return words;
}
