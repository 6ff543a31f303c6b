import { askServer, idOperand } from "../ask-server.ts";
import { tellCampaign } from "./campaign-show.ts";

const MOST = 1_000_000_000;

export const campaignSpend = askServer({
  noun: "campaign",
  verb: "spend",
  summary: "Report what you have spent on a claim of a campaign since the last report",
  operands: [idOperand("the campaign"), { name: "CLAIM", help: "the id of your claim" }],
  options: { tokens: { value: "N", help: "tokens (default 0)" }, cents: { value: "N", help: "US cents (default 0)" }, minutes: { value: "N", help: "minutes in sandboxes (default 0)" } },
  examples: ["campaign spend cmp_0123456789abcdefghij claim_0123456789abcdefghij --tokens 250000 --cents 75"],
  ask: (api, given) => {
    const amount = (option: string) => given.wholeNumber(option, { least: 0, most: MOST, otherwise: 0 });
    return api.call("POST /campaigns/{id}/spending", { params: { id: given.operand(0) }, body: { claimId: given.operand(1), tokens: amount("tokens"), usdCents: amount("cents"), sandboxMinutes: Math.min(amount("minutes"), 100_000_000) } });
  },
  tell: tellCampaign,
});
