import { askServer, idOperand } from "../ask-server.ts";

export const claimRenew = askServer({
  noun: "claim",
  verb: "renew",
  summary: "Keep a claim for another fourteen days",
  operands: [idOperand("your claim")],
  examples: ["claim renew claim_0123456789abcdefghij"],
  ask: (api, given) => api.call("POST /claims/{id}/renew", { params: { id: given.operand(0) } }),
  tell: ({ id, state, expiresAt }) => `${id}: ${state}, until ${expiresAt}`,
});
