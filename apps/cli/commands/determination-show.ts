import type { Operations } from "#api-client";
import { askServer, idOperand } from "../ask-server.ts";

type Determination = Operations["GET /determinations/{id}"]["reply"];

/** A request for a person. */
export function tellDetermination({ id, state, stages, files, result, notice }: Determination): readonly string[] {
  return [
    `${id}  ${state}`,
    ...stages.map(({ stage, at }) => `  ${at}  ${stage}`),
    ...files.map(({ fileName, bytes, digest }) => `  with ${fileName}, ${bytes} bytes, SHA-256 ${digest}`),
    ...(result === null ? [] : [`  ${result.outcome}, signed ${result.signedAt}, by standard ${result.standard.id} ${result.standard.version}`, `  ${result.releasableText}`]),
    notice,
  ];
}

export const determinationShow = askServer({
  noun: "determination",
  verb: "show",
  summary: "Show where a request stands, or its result and the releasable text",
  operands: [idOperand("a request of your organisation")],
  examples: ["determination show det_0123456789abcdefghij", "determination show det_0123456789abcdefghij --json"],
  ask: (api, given) => api.call("GET /determinations/{id}", { params: { id: given.operand(0) } }),
  tell: tellDetermination,
});
