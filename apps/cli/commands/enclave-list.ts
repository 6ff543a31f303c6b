import { askEnclave } from "../ask-enclave.ts";

export const enclaveList = askEnclave({
  verb: "list",
  summary: "List the requests for a determination",
  examples: ["enclave list", "enclave list --json"],
  ask: (api) => api.call("GET /requests"),
  tell: ({ requests }) => (requests.length === 0 ? "There is no request." : requests.map(({ id, state, requestedAt, origin }) => `${id}  ${state}  ${origin} ${requestedAt}`)),
});
