import type { Agent } from "./agent.types.ts";

const ANSWER = /^[ \t]*ANSWER:[ \t]*(.*)$/gim;
export const QUESTION_INSTRUCTIONS = `Answer the question. You may think first. End with one line "ANSWER: " and the answer alone; only that line is judged.`;

/** One turn and no tool: the answer is what stands after the last "ANSWER:", or the whole reply where there is none. */
export const questionAgent: Agent = {
  name: "question",
  definition: { instructions: QUESTION_INSTRUCTIONS, answer: ANSWER.source },
  async solve(world) {
    await world.say("user", "task", `${world.prompt}\n${QUESTION_INSTRUCTIONS}`);
    const { text, finish } = await world.turn();
    if (finish === "refused") return "refused";
    const { ends } = await world.submit(readAnswer(text));
    return ends === "correct" ? "correct" : "gave-up";
  },
};

export function readAnswer(text: string): string {
  return ([...text.matchAll(ANSWER)].at(-1)?.[1] ?? text).trim();
}
