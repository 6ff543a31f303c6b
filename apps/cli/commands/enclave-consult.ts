import { askEnclave, readText } from "../ask-enclave.ts";
import { idOperand } from "../ask-server.ts";
import { UsageError } from "../cli-error.ts";
import { tellRequest } from "../tell-enclave.ts";

const OFFICES = ["NCD", "APST", "CISA", "WAR"] as const;

export const enclaveConsult = askEnclave({
  verb: "consult",
  summary: "Give the view of a consulted office; a view is not a vote",
  operands: [idOperand("a request")],
  options: { office: { value: "OFFICE", required: true, help: OFFICES.join(", ") }, view: { value: "TEXT", required: true, help: "the view, or @FILE" } },
  examples: ['enclave consult drq_0123456789abcdefghij --office NCD --view "The runs were in order."', "enclave consult drq_0123456789abcdefghij --office CISA --view @view.txt --json"],
  async ask(api, given, talk) {
    const office = OFFICES.find((one) => one === given.requiredText("office").toUpperCase());
    if (!office) throw new UsageError(`--office ${given.requiredText("office")}: give one of ${OFFICES.join(", ")}.`);
    return api.call("POST /requests/{id}/views", { params: { id: given.operand(0) }, body: { office, view: await readText(given.requiredText("view"), talk) } });
  },
  tell: tellRequest,
});
