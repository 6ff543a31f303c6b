import { connect, serverOption } from "../api.ts";
import { idOperand } from "../ask-server.ts";
import { EXIT, type Command } from "../command.types.ts";

export const campaignTake: Command = {
  noun: "campaign",
  verb: "take",
  summary: "Take a target of a campaign, which makes your claim on it",
  details: "Yes means that the claim is yours. If another has it, both sides are told how to reach each other, and nothing more.",
  operands: [idOperand("the campaign"), { name: "TARGET", help: "the id of the target, as campaign show names it" }],
  options: serverOption,
  examples: ["campaign take cmp_0123456789abcdefghij tgt_0123456789abcdefghij"],
  async run(given, talk) {
    const answer = await connect(given, talk).call("POST /campaigns/{id}/claims", { params: { id: given.operand(0) }, body: { targetId: given.operand(1) } });
    const isOurs = answer.answer === "claimed";
    talk.answer(answer, isOurs ? `claimed: ${answer.claimId}, until ${answer.expiresAt}` : `already claimed by another; exchange ${answer.exchangeId}`);
    return isOurs ? EXIT.done : EXIT.no;
  },
};
