import { askServer } from "../ask-server.ts";
import { earlyAccessOperand, tellPartner } from "./partner-show.ts";

export const partnerSuspend = askServer({
  noun: "partner",
  verb: "suspend",
  summary: "Suspend a partner: its access is dead at once, a call that is going on included",
  details: "It can be resumed.",
  operands: [earlyAccessOperand],
  examples: ["partner suspend eac_0123456789abcdefghij", "partner suspend eac_0123456789abcdefghij --json"],
  ask: (api, given) => api.call("POST /early-access/{id}/suspension", { params: { id: given.operand(0) } }),
  tell: tellPartner,
});
