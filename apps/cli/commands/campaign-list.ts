import { askServer, tellList } from "../ask-server.ts";

export const campaignList = askServer({
  noun: "campaign",
  verb: "list",
  summary: "List the scanning campaigns that you were invited to, or run",
  examples: ["campaign list", "campaign list --json"],
  ask: (api) => api.call("GET /campaigns"),
  tell: ({ campaigns }) => tellList(campaigns.map(({ id, state, title, targetCount, endsAt, yourAnswer }) => `${id}  ${state}${yourAnswer === null ? "" : `, ${yourAnswer}`}  ${title}; targets: ${targetCount}; until ${endsAt}`), "No campaigns."),
});
