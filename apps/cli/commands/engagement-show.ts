import { askServer, idOperand } from "../ask-server.ts";
import { tellEngagement } from "../tell-engagement.ts";

export const engagementShow = askServer({
  noun: "engagement",
  verb: "show",
  summary: "Show an engagement: dates, windows, who has access, advice received",
  operands: [idOperand("an engagement of your organisation")],
  examples: ["engagement show eng_0123456789abcdefghij", "engagement show eng_0123456789abcdefghij --json"],
  ask: (api, given) => api.call("GET /engagements/{id}", { params: { id: given.operand(0) } }),
  tell: tellEngagement,
});
