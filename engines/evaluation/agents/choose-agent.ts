import type { AgentChoice } from "../evaluation.types.ts";
import { RunError } from "../evaluation.errors.ts";
import type { Agent } from "./agent.types.ts";
import { EVALUATION_PROMPTS, NEWEST_PROMPT } from "./prompts.rules.ts";
import { programAgent } from "./program-agent.ts";
import { reactAgent } from "./react.ts";
import { HINT, SUBMIT } from "./submit-tool.ts";
import { WORK_SHAPES } from "./tools.ts";

/** @throws {RunError} `bad-argument` when there is no such prompt, or the program cannot be read */
export async function chooseAgent(choice: AgentChoice): Promise<Agent> {
  switch (choice.kind) {
    case "react": {
      const version = choice.prompt ?? NEWEST_PROMPT;
      const instructions = EVALUATION_PROMPTS[version];
      if (instructions === undefined) throw new RunError("bad-argument", `agent.prompt: there is no version ${version}; there are ${Object.keys(EVALUATION_PROMPTS).join(", ")}`);
      return reactAgent({ instructions, tools: [...WORK_SHAPES, SUBMIT, HINT].map(({ definition }) => definition) });
    }
    case "program":
      return programAgent(choice);
  }
}
