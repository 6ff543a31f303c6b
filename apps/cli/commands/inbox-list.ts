import { askServer, tellList } from "../ask-server.ts";

export const inboxList = askServer({
  noun: "inbox",
  verb: "list",
  summary: "List your notices, the latest first",
  examples: ["inbox list", "inbox list --json"],
  ask: (api) => api.call("GET /inbox"),
  tell: ({ entries }) => tellList(entries.map(({ at, title, link, readAt }) => `${readAt === null ? "new " : "    "}${at}  ${title}${link === null ? "" : `  ${link}`}`), "No notices."),
});
