import { askServer, idOperand } from "../ask-server.ts";

export const claimRelease = askServer({
  noun: "claim",
  verb: "release",
  summary: "Give a claim back, so that others may scan",
  details: "With --completed it is kept as a scan that was done.",
  operands: [idOperand("your claim")],
  options: { completed: { help: "the scan is over" } },
  examples: ["claim release claim_0123456789abcdefghij", "claim release claim_0123456789abcdefghij --completed"],
  ask: async (api, given) => {
    const params = { id: given.operand(0) };
    if (given.isOn("completed")) await api.call("POST /claims/{id}/completion", { params });
    else await api.call("POST /claims/{id}/release", { params });
    return { id: params.id, state: given.isOn("completed") ? "completed" : "released" };
  },
  tell: ({ id, state }) => `${id}: ${state}`,
});
