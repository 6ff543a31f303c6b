import { askServer, tellList } from "../ask-server.ts";

export const webhookList = askServer({
  noun: "webhook",
  verb: "list",
  summary: "List your organisation's addresses that are told of advisories",
  examples: ["webhook list", "webhook list --json"],
  ask: (api) => api.call("GET /webhooks"),
  tell: ({ webhooks }) => tellList(webhooks.map(({ id, url, state, failingSince }) => `${id}  ${state}  ${url}${failingSince === null ? "" : `  nothing taken since ${failingSince}`}`), "No addresses."),
});
