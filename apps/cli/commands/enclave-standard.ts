import type { EnclaveOperations } from "#api-client";
import { askEnclave } from "../ask-enclave.ts";
import { UsageError } from "../cli-error.ts";
import { readJson } from "../read-input.ts";

type WriteStandard = EnclaveOperations["POST /standards"]["body"];

export const enclaveStandard = askEnclave({
  verb: "standard",
  summary: "Write a standard as a draft, publish its commitment, or list the standards",
  details: "ACTION is write, publish or list. The file of write is JSON: standardId, version, benchmarkSet {id, version}, epochs, measures [{scope, threshold, minimumSamples}], rule, marking, text. Another person publishes than who wrote it.",
  operands: [{ name: "ACTION", help: "write, publish or list" }, { name: "SUBJECT", help: "the file to write, or the id of the draft to publish", optional: true }],
  examples: ["enclave standard list --json", "enclave standard write standard.json", "enclave standard publish std_0123456789abcdefghij"],
  async ask(api, given, talk) {
    const [action, subject] = [given.operand(0), given.operand(1)];
    if (action === "list") return (await api.call("GET /standards")).standards;
    if (subject === "") throw new UsageError(`${action}: say which file or draft.`);
    // The enclave reads it field by field, and names the one that is wrong.
    if (action === "write") return [await api.call("POST /standards", { body: (await readJson(subject, talk)) as WriteStandard })];
    if (action === "publish") return [await api.call("POST /standards/{id}/publish", { params: { id: subject } })];
    throw new UsageError(`${action}: give write, publish or list.`);
  },
  tell: (standards) => (standards.length === 0 ? "No standard is written yet." : standards.map(({ id, standardId, version, state, commitment }) => `${id}  ${standardId} ${version}  ${state}  ${commitment ?? "not published"}`)),
});
