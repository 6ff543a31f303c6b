import { askServer } from "../ask-server.ts";

export const obligationList = askServer({
  noun: "obligation",
  verb: "list",
  summary: "List what the order asked of whom by when, and what is publicly known of it",
  examples: ["obligation list", "obligation list --json"],
  ask: (api) => api.call("GET /obligations"),
  tell: ({ signedOn, taskings }) => [`Signed on ${signedOn}.`, ...taskings.map(({ paragraph, dueOn, status, officials, task }) => `${paragraph}  due ${dueOn}  ${status}  ${officials}: ${task}`)],
});
