import { askServer, idOperand } from "../ask-server.ts";

export const webhookRemove = askServer({
  noun: "webhook",
  verb: "remove",
  summary: "Tell an address of yours no more",
  operands: [idOperand("the address's number")],
  options: {},
  examples: ["webhook remove hook_0123456789abcdefghij"],
  ask: async (api, given) => {
    const params = { id: given.operand(0) };
    await api.call("DELETE /webhooks/{id}", { params });
    return params;
  },
  tell: ({ id }) => `${id}: removed`,
});
