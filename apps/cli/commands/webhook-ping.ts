import { askServer, idOperand } from "../ask-server.ts";

export const webhookPing = askServer({
  noun: "webhook",
  verb: "ping",
  summary: "Send an address one test message; tells what became of the latest messages",
  operands: [idOperand("the address's number")],
  options: {},
  examples: ["webhook ping hook_0123456789abcdefghij"],
  ask: (api, given) => api.call("POST /webhooks/{id}/ping", { params: { id: given.operand(0) } }),
  tell: ({ webhook, deliveries }) => [
    `${webhook.id}  ${webhook.state}  ${webhook.url}`,
    ...deliveries.slice(0, 10).map(({ id, event, state, status, fault, attempts }) => `  ${id}  ${event}  ${state}  ${status ?? fault ?? "not sent yet"}  tries: ${attempts}`),
  ],
});
