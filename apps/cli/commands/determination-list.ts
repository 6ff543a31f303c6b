import { askServer, tellList } from "../ask-server.ts";

export const determinationList = askServer({
  noun: "determination",
  verb: "list",
  summary: "List what your organisation asked the enclave, and what came of it",
  examples: ["determination list", "determination list --json"],
  ask: (api) => api.call("GET /determinations"),
  tell: ({ determinations }) => tellList(determinations.map(({ id, state, engagementId, result }) => `${id}  ${state}  ${engagementId}${result === null ? "" : `: ${result.outcome}`}`), "No requests."),
});
