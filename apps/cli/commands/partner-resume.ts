import { askServer } from "../ask-server.ts";
import { earlyAccessOperand, tellPartner } from "./partner-show.ts";

export const partnerResume = askServer({
  noun: "partner",
  verb: "resume",
  summary: "Let a suspended partner use the model again",
  details: "Refused while something that an active partner needs is missing, or a window is open.",
  operands: [earlyAccessOperand],
  examples: ["partner resume eac_0123456789abcdefghij", "partner resume eac_0123456789abcdefghij --json"],
  ask: (api, given) => api.call("POST /early-access/{id}/resumption", { params: { id: given.operand(0) } }),
  tell: tellPartner,
});
