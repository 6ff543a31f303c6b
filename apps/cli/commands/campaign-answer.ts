import { askServer, idOperand } from "../ask-server.ts";
import { UsageError } from "../cli-error.ts";
import type { Given } from "../command.types.ts";
import { tellCampaign } from "./campaign-show.ts";

const ANSWERS = ["accept", "decline", "leave"] as const;

export const campaignAnswer = askServer({
  noun: "campaign",
  verb: "answer",
  summary: "Accept or decline a campaign, or leave one that you accepted",
  details: "Who leaves gives back the claims that it made in it.",
  operands: [idOperand("the campaign"), { name: "ANSWER", help: ANSWERS.join(", ") }],
  examples: ["campaign answer cmp_0123456789abcdefghij accept", "campaign answer cmp_0123456789abcdefghij leave"],
  ask: (api, given) => api.call("POST /campaigns/{id}/answer", { params: { id: given.operand(0) }, body: { answer: readAnswer(given) } }),
  tell: tellCampaign,
});

function readAnswer(given: Given): (typeof ANSWERS)[number] {
  const answer = ANSWERS.find((one) => one === given.operand(1));
  if (answer === undefined) throw new UsageError(`${given.operand(1)}: the answers are ${ANSWERS.join(", ")}.`);
  return answer;
}
