import { askServer, tellList } from "../ask-server.ts";
import type { EarlyAccess } from "./partner-show.ts";

export const engagementOption = { engagement: { value: "ID", help: "only the partners of this engagement" } };

/** Partners one a line. */
export function tellPartners({ earlyAccess }: { readonly earlyAccess: readonly EarlyAccess[] }): readonly string[] {
  return tellList(earlyAccess.map(({ id, state, partnerName, modelName, endsAt }) => `${id}  ${state}  ${partnerName}${modelName === null ? "" : `, ${modelName}`}${endsAt === null ? "" : `; until ${endsAt}`}`), "No partners.");
}

export const partnerList = askServer({
  noun: "partner",
  verb: "list",
  summary: "List the early-access partners of your models",
  options: engagementOption,
  examples: ["partner list", "partner list --engagement eng_0123456789abcdefghij", "partner list --json"],
  ask: (api, given) => {
    const engagementId = given.text("engagement");
    return api.call("GET /early-access", { query: engagementId === undefined ? {} : { engagementId } });
  },
  tell: tellPartners,
});
