import { askServer, tellList } from "../ask-server.ts";

export const advisoryList = askServer({
  noun: "advisory",
  verb: "list",
  summary: "List the published advisories, the latest first",
  examples: ["advisory list", "advisory list --json"],
  ask: (api) => api.call("GET /advisories"),
  tell: ({ advisories }) => tellList(advisories.map(({ id, trackingId, severity, title, product, fixedVersion }) => `${id}  ${trackingId}  ${severity ?? "not rated"}  ${title} (${product.name}${fixedVersion === null ? "" : `, fixed in ${fixedVersion}`})`), "No advisories."),
});
