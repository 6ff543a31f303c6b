import { askServer, tellList } from "../ask-server.ts";

export const engagementList = askServer({
  noun: "engagement",
  verb: "list",
  summary: "List your organisation's engagements",
  examples: ["engagement list", "engagement list --json"],
  ask: (api) => api.call("GET /engagements"),
  tell: ({ engagements }) => tellList(engagements.map(({ id, state, modelName, windowEndsAt }) => `${id}  ${state}  ${modelName}${windowEndsAt === null ? "" : `; window until ${windowEndsAt}`}`), "No engagements."),
});
