import { askServer } from "../ask-server.ts";

export const sessionShow = askServer({
  noun: "session",
  verb: "show",
  summary: "Say who you are to the server",
  examples: ["session show", "session show --server http://127.0.0.1:8420 --json"],
  ask: (api) => api.call("GET /session"),
  tell: ({ person, expiresAt, exercise }) => [`${person.name}, ${person.organisationName}: ${person.roles.join(", ")}`, `until ${expiresAt}${exercise ? "; this is an exercise" : ""}`],
});
