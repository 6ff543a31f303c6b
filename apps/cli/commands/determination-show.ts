import { askServer, idOperand } from "../ask-server.ts";

export const determinationShow = askServer({
  noun: "determination",
  verb: "show",
  summary: "Show where a request stands, or its result and the releasable text",
  operands: [idOperand("a request of your organisation")],
  examples: ["determination show det_0123456789abcdefghij", "determination show det_0123456789abcdefghij --json"],
  ask: (api, given) => api.call("GET /determinations/{id}", { params: { id: given.operand(0) } }),
  tell: ({ id, state, stages, result, notice }) => [
    `${id}  ${state}`,
    ...stages.map(({ stage, at }) => `  ${at}  ${stage}`),
    ...(result === null ? [] : [`  ${result.outcome}, signed ${result.signedAt}, by standard ${result.standard.id} ${result.standard.version}`, `  ${result.releasableText}`]),
    notice,
  ],
});
