import type { Agent, ToolDefinition } from "./agent.types.ts";

export const NUDGE = "You called no tool. Call one, or submit an answer; if you are done, say so again.";

/**
 * The usual agent: reason, act, observe (Yao et al. 2023, "ReAct"), until a tool ends the sample, a limit does, or the model
 * twice in a row calls no tool. Everything the model does happens through the tools.
 */
export function reactAgent({ instructions, tools }: { readonly instructions: string; readonly tools: readonly ToolDefinition[] }): Agent {
  return {
    name: "react",
    definition: { instructions, nudge: NUDGE, tools },
    async solve(world) {
      await world.say("system", "instructions", instructions);
      await world.say("user", "task", world.prompt);
      for (let silentTurns = 0; ; ) {
        const reply = await world.turn();
        silentTurns = reply.toolCalls.length === 0 ? silentTurns + 1 : 0;
        if (silentTurns === 2) return reply.finish === "refused" ? "refused" : "gave-up";
        if (silentTurns === 1) await world.say("user", "nudge", NUDGE);
        for (const call of reply.toolCalls) {
          const output = await world.act(call);
          if (output.ends) return output.ends;
        }
      }
    },
  };
}
