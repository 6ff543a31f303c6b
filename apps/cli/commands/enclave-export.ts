import { connectEnclave, enclaveOption, readText, SIGN_IN_DETAILS } from "../ask-enclave.ts";
import { idOperand } from "../ask-server.ts";
import { CliError, UsageError } from "../cli-error.ts";
import { EXIT, type Command } from "../command.types.ts";
import { saveFile } from "../save-file.ts";

export const enclaveExport: Command = {
  noun: "enclave",
  verb: "export",
  summary: "Open the standard and the results of a request to an inspector, by two persons' words",
  details: `One person proposes with --inspector and --reason, another gives the second word with --confirm, and one of the two is the Director or a delegate. Then --out writes the file, for \`breakwater determination audit\`. Each step stands in the ledger. ${SIGN_IN_DETAILS}`,
  operands: [idOperand("a request with sealed results")],
  options: {
    inspector: { value: "NAME", help: "to whom it is opened" },
    reason: { value: "TEXT", help: "why, or @FILE" },
    confirm: { help: "give the second word to what another proposed" },
    out: { value: "FILE", help: "where the opened file is written; it holds what is classified" },
    ...enclaveOption,
  },
  examples: ['enclave export drq_0123456789abcdefghij --inspector "The Inspectorate" --reason "Yearly inspection"', "enclave export drq_0123456789abcdefghij --confirm", "enclave export drq_0123456789abcdefghij --out inspection.json --json"],
  async run(given, talk) {
    const api = connectEnclave(given, talk);
    const params = { id: given.operand(0) };
    const [inspector, reason, out] = [given.text("inspector"), given.text("reason"), given.text("out")];
    if (out !== undefined) {
      const open = (await api.call("GET /requests/{id}", { params })).inspections.findLast(({ mayFetch }) => mayFetch);
      if (!open) throw new CliError(EXIT.no, "not-given-out", "Nothing is given out for this request: it takes a proposal and another person's word, one of them the Director's.");
      const saved = await saveFile(out, await api.call("GET /requests/{id}/inspections/{inspectionId}/file", { params: { ...params, inspectionId: open.id } }));
      talk.answer(saved, `${saved.file}: ${saved.bytes} bytes, sha256 ${saved.sha256}`);
      return EXIT.done;
    }
    if (given.isOn("confirm")) {
      const waiting = (await api.call("GET /requests/{id}", { params })).inspections.findLast(({ mayConfirm }) => mayConfirm);
      if (!waiting) throw new CliError(EXIT.no, "nothing-to-confirm", "Nothing waits for your word on this request.");
      const { inspections } = await api.call("POST /requests/{id}/inspections/{inspectionId}/confirmation", { params: { ...params, inspectionId: waiting.id } });
      talk.answer(inspections, `Given out to ${waiting.inspector} until ${waiting.expiresAt}.`);
      return EXIT.done;
    }
    if (inspector === undefined || reason === undefined) throw new UsageError("Give --inspector and --reason to propose it, --confirm to give the second word, or --out to fetch it.");
    const { inspections } = await api.call("POST /requests/{id}/inspections", { params, body: { inspector, reason: await readText(reason, talk) } });
    talk.answer(inspections, "Proposed; another person gives the second word with --confirm.");
    return EXIT.done;
  },
};
