import { askServer } from "../ask-server.ts";

export const obligationList = askServer({
  noun: "obligation",
  verb: "list",
  summary: "List what the order asked of whom by when, and what is publicly known of it",
  examples: ["obligation list", "obligation list --as-of 2026-08-02", "obligation list --json"],
  options: { "as-of": { value: "DAY", help: "what was known at the end of that day, such as 2026-08-02 (default: today)" } },
  ask: (api, given) => {
    const asOf = given.text("as-of");
    return api.call("GET /obligations", { query: asOf === undefined ? {} : { asOf } });
  },
  tell: ({ signedOn, taskings }) => [
    `Signed on ${signedOn}.`,
    ...taskings.map(({ paragraph, dueOn, status, daysLate, officials, task }) => `${paragraph}  due ${dueOn}  ${status}${daysLate > 0 ? ` (${daysLate} days)` : ""}  ${officials}: ${task}`),
  ],
});
