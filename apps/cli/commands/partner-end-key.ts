import { askServer } from "../ask-server.ts";
import { ownAccessOperand, tellKeys } from "./partner-model-keys.ts";

export const partnerEndKey = askServer({
  noun: "partner",
  verb: "end-key",
  summary: "End a model key of yours now; a call that is going on ends too",
  operands: [ownAccessOperand, { name: "KEY", help: "the id of the key" }],
  examples: ["partner end-key eac_0123456789abcdefghij mkey_0123456789abcdefghij", "partner end-key eac_0123456789abcdefghij mkey_0123456789abcdefghij --json"],
  ask: (api, given) => api.call("POST /partner/early-access/{id}/model-keys/end", { params: { id: given.operand(0) }, body: { keyId: given.operand(1) } }),
  tell: tellKeys,
});
