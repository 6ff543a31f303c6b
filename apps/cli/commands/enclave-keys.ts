import { askEnclave } from "../ask-enclave.ts";
import { tellKeys } from "../tell-enclave.ts";

export const enclaveKeys = askEnclave({
  verb: "keys",
  summary: "Show whose key the Director's is, and whom the Director let sign",
  examples: ["enclave keys", "enclave keys --enclave http://127.0.0.1:8421 --json"],
  ask: (api) => api.call("GET /keys"),
  tell: tellKeys,
});
