import { askEnclave } from "../ask-enclave.ts";
import { CliError, UsageError } from "../cli-error.ts";
import { EXIT } from "../command.types.ts";
import { tellKeys } from "../tell-enclave.ts";

const KINDS = ["first", "rotation", "replacement"] as const;

export const enclaveInit = askEnclave({
  verb: "init",
  summary: "Make the Director's key with a second person, or hand it over to the next",
  details: "Without a fingerprint the Director begins, and reads out what is printed. The second person runs it with that fingerprint on a machine of their own; the key counts from then on. A rotation is signed by the key before; a replacement is for a lost one, and the harbour's administrators take it up by hand.",
  operands: [{ name: "FINGERPRINT", help: "what the Director reads out; left out by the Director", optional: true }],
  options: { kind: { value: "KIND", help: "first (default), rotation or replacement" } },
  examples: ["enclave init", "enclave init --kind rotation --json", `enclave init ${"0".repeat(64)}`],
  async ask(api, given) {
    const fingerprint = given.operand(0);
    if (fingerprint === "") {
      const kind = KINDS.find((one) => one === (given.text("kind") ?? "first"));
      if (!kind) throw new UsageError(`--kind ${given.text("kind")}: give first, rotation or replacement.`);
      return api.call("POST /keys/ceremony", { body: { kind } });
    }
    const open = (await api.call("GET /keys")).ceremonies.find(({ mayConfirm }) => mayConfirm);
    if (!open) throw new CliError(EXIT.no, "no-ceremony", "No ceremony waits for you. The Director begins one with `breakwater enclave init`.");
    return api.call("POST /keys/ceremony/confirmation", { body: { fingerprint: fingerprint.replaceAll(/[\s:]/g, "").toLowerCase() } });
  },
  tell: tellKeys,
});
