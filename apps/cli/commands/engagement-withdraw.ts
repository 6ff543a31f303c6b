import { askServer, idOperand } from "../ask-server.ts";
import { tellEngagement } from "../tell-engagement.ts";

export const engagementWithdraw = askServer({
  noun: "engagement",
  verb: "withdraw",
  summary: "Withdraw from an engagement: at any time, without a reason; all access ends at once",
  details: "There is no further question and no way back; a new engagement can be opened.",
  operands: [idOperand("an engagement of your organisation")],
  examples: ["engagement withdraw eng_0123456789abcdefghij", "engagement withdraw eng_0123456789abcdefghij --json"],
  ask: (api, given) => api.call("POST /engagements/{id}/withdrawal", { params: { id: given.operand(0) } }),
  tell: tellEngagement,
});
