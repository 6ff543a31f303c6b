import { askEnclave, readText } from "../ask-enclave.ts";
import { idOperand } from "../ask-server.ts";
import { UsageError } from "../cli-error.ts";
import { tellRequest } from "../tell-enclave.ts";

export const OUTCOMES = ["covered", "not_covered", "insufficient"] as const;

export const enclaveRecommend = askEnclave({
  verb: "recommend",
  summary: "Recommend an outcome, that a determination stands, or that it is lifted",
  details: "OUTCOME is covered, not_covered, insufficient, stands or lifted. The text is what the developer may read: without figures, and without anything of the standard or the set.",
  operands: [idOperand("a request"), { name: "OUTCOME", help: "covered, not_covered, insufficient, stands or lifted" }],
  options: { text: { value: "TEXT", required: true, help: "the text that may be released, or @FILE" } },
  examples: ['enclave recommend drq_0123456789abcdefghij covered --text "It meets the standard that was fixed beforehand."', "enclave recommend drq_0123456789abcdefghij stands --text @reasons.txt --json"],
  async ask(api, given, talk) {
    const params = { id: given.operand(0) };
    const releasableText = await readText(given.requiredText("text"), talk);
    const wanted = given.operand(1);
    if (wanted === "stands") return api.call("POST /requests/{id}/standing", { params, body: { releasableText } });
    if (wanted === "lifted") return api.call("POST /requests/{id}/lifting", { params, body: { releasableText } });
    const outcome = OUTCOMES.find((one) => one === wanted);
    if (!outcome) throw new UsageError(`${wanted}: give ${OUTCOMES.join(", ")}, stands or lifted.`);
    return api.call("POST /requests/{id}/recommendation", { params, body: { outcome, releasableText } });
  },
  tell: tellRequest,
});
