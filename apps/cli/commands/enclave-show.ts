import { askEnclave } from "../ask-enclave.ts";
import { idOperand } from "../ask-server.ts";
import { tellRequest } from "../tell-enclave.ts";

export const enclaveShow = askEnclave({
  verb: "show",
  summary: "Show where a request stands, and what you can do about it",
  operands: [idOperand("a request")],
  examples: ["enclave show drq_0123456789abcdefghij", "enclave show drq_0123456789abcdefghij --json"],
  ask: (api, given) => api.call("GET /requests/{id}", { params: { id: given.operand(0) } }),
  tell: tellRequest,
});
