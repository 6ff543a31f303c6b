import { askServer, tellList } from "../ask-server.ts";
import { earlyAccessOperand } from "./partner-show.ts";

export const partnerCalls = askServer({
  noun: "partner",
  verb: "calls",
  summary: "List each call of your model that a partner's people or their programs made",
  operands: [earlyAccessOperand],
  examples: ["partner calls eac_0123456789abcdefghij", "partner calls eac_0123456789abcdefghij --json"],
  ask: (api, given) => api.call("GET /early-access/{id}/calls", { params: { id: given.operand(0) } }),
  tell: ({ calls }) =>
    tellList(calls.map(({ askedAt, personName, by, system, outcome, questionBytes, answerBytes }) => `${askedAt}  ${personName} by ${by}, for ${system}  ${outcome}; asked ${questionBytes} bytes, answered ${answerBytes ?? 0}`), "No calls."),
});
