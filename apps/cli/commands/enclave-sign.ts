import { askEnclave } from "../ask-enclave.ts";
import { idOperand } from "../ask-server.ts";
import { UsageError } from "../cli-error.ts";
import { tellRequest } from "../tell-enclave.ts";
import { OUTCOMES } from "./enclave-recommend.ts";

export const enclaveSign = askEnclave({
  verb: "sign",
  summary: "Sign what was recommended, as the Director or a delegate",
  details: "OUTCOME is said once more, as you read it: covered, not_covered or insufficient; lifted signs a proposal to lift. It takes a fresh proof that it is you.",
  operands: [idOperand("a request"), { name: "OUTCOME", help: "what was recommended, or lifted" }],
  examples: ["enclave sign drq_0123456789abcdefghij covered", "enclave sign drq_0123456789abcdefghij lifted --json"],
  ask(api, given) {
    const params = { id: given.operand(0) };
    if (given.operand(1) === "lifted") return api.call("POST /requests/{id}/lifting/signature", { params });
    const outcome = OUTCOMES.find((one) => one === given.operand(1));
    if (!outcome) throw new UsageError(`${given.operand(1)}: give ${OUTCOMES.join(", ")} or lifted.`);
    return api.call("POST /requests/{id}/signature", { params, body: { outcome } });
  },
  tell: tellRequest,
});
