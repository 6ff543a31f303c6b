import { askServer } from "../ask-server.ts";

export const funnelShow = askServer({
  noun: "funnel",
  verb: "show",
  summary: "Show how many findings came how far, from found to applied",
  examples: ["funnel show", "funnel show --json"],
  ask: (api) => api.call("GET /oversight/funnel"),
  tell: ({ asOf, smallCell, stages }) => [`As of ${asOf}; counts below ${smallCell} are withheld.`, ...stages.map(({ label, count }) => `${label}: ${count ?? "withheld"}`)],
});
