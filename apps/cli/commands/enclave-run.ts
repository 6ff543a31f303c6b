import { setTimeout as pause } from "node:timers/promises";
import type { Client, EnclaveOperations } from "#api-client";
import { askEnclave } from "../ask-enclave.ts";
import { idOperand } from "../ask-server.ts";
import { CliError } from "../cli-error.ts";
import { EXIT, type Talk } from "../command.types.ts";
import { tellRequest } from "../tell-enclave.ts";

const LOOK_MS = 2000;

export const enclaveRun = askEnclave({
  verb: "run",
  summary: "Run the standard's benchmark on the model of a request",
  operands: [idOperand("a request")],
  options: { wait: { help: "stay until the run has ended; Ctrl-C leaves the run alone" } },
  examples: ["enclave run drq_0123456789abcdefghij", "enclave run drq_0123456789abcdefghij --wait --json"],
  async ask(api, given, talk) {
    const begun = await api.call("POST /requests/{id}/run", { params: { id: given.operand(0) } });
    return given.isOn("wait") ? waitForEnd(api, begun, talk) : begun;
  },
  tell: tellRequest,
});

async function waitForEnd(api: Client<EnclaveOperations>, begun: EnclaveOperations["GET /requests/{id}"]["reply"], talk: Talk): Promise<typeof begun> {
  for (let request = begun; ; request = await api.call("GET /requests/{id}", { params: { id: begun.id } })) {
    if (request.run && request.run.state !== "queued" && request.run.state !== "running") return request;
    talk.progress(`${request.run?.done ?? 0} of ${request.run?.total ?? 0} samples`);
    try {
      await pause(LOOK_MS, undefined, { signal: talk.surroundings.signal });
    } catch (error) {
      throw new CliError(EXIT.no, "stopped", `Stopped waiting; the run of ${begun.id} goes on.`, { cause: error });
    }
  }
}
