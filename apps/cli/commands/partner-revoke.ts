import { askServer } from "../ask-server.ts";
import { earlyAccessOperand, tellPartner } from "./partner-show.ts";

export const partnerRevoke = askServer({
  noun: "partner",
  verb: "revoke",
  summary: "End a partner's access for good, in any state",
  details: "There is no further question and no way back; the partner can be nominated anew.",
  operands: [earlyAccessOperand],
  examples: ["partner revoke eac_0123456789abcdefghij", "partner revoke eac_0123456789abcdefghij --json"],
  ask: (api, given) => api.call("POST /early-access/{id}/revocation", { params: { id: given.operand(0) } }),
  tell: tellPartner,
});
