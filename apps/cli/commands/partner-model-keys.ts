import type { Operations } from "#api-client";
import { askServer, idOperand, tellList } from "../ask-server.ts";

type Keys = Operations["GET /partner/early-access/{id}/model-keys"]["reply"];

export const ownAccessOperand = idOperand("your organisation's early access to a model");

/** Keys one a line; never a secret. */
export function tellKeys({ keys }: Keys): readonly string[] {
  return tellList(keys.map(({ id, name, system, expiresAt, endedAt }) => `${id}  ${name}, for ${system}; ${endedAt === null ? `until ${expiresAt}` : `ended ${endedAt}`}`), "No keys.");
}

export const partnerModelKeys = askServer({
  noun: "partner",
  verb: "model-keys",
  summary: "List your keys for programs that use an early-access model",
  operands: [ownAccessOperand],
  examples: ["partner model-keys eac_0123456789abcdefghij", "partner model-keys eac_0123456789abcdefghij --json"],
  ask: (api, given) => api.call("GET /partner/early-access/{id}/model-keys", { params: { id: given.operand(0) } }),
  tell: tellKeys,
});
