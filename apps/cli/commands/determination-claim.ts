import { askServer, idOperand } from "../ask-server.ts";

export const determinationClaim = askServer({
  noun: "determination",
  verb: "claim",
  summary: "Say that a registered model is yours, to be shown what the government began about it by itself",
  details: "The answer is the same whether or not there is anything to be shown. Where there is, the enclave learns that you say so, and shows it to you once two of its people have confirmed it.",
  operands: [idOperand("the engagement that registered the model")],
  examples: ["determination claim eng_0123456789abcdefghij", "determination claim eng_0123456789abcdefghij --json"],
  ask: (api, given) => api.call("POST /determinations/claims", { body: { engagementId: given.operand(0) } }),
  tell: () => "Received. If there is anything to be shown, you get a notice.",
});
