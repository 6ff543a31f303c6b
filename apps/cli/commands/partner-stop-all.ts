import { askServer } from "../ask-server.ts";
import { engagementOption, tellPartners } from "./partner-list.ts";

export const partnerStopAll = askServer({
  noun: "partner",
  verb: "stop-all",
  summary: "End every partner's access to your models for good, in one act",
  details: "Without --engagement it ends all of them. There is no further question; calls that are going on end too.",
  options: engagementOption,
  examples: ["partner stop-all", "partner stop-all --engagement eng_0123456789abcdefghij", "partner stop-all --json"],
  ask: (api, given) => {
    const engagementId = given.text("engagement");
    return api.call("POST /early-access/stop", { body: engagementId === undefined ? {} : { engagementId } });
  },
  tell: tellPartners,
});
