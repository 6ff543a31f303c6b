import { idOperand } from "../ask-server.ts";
import { fetchToFile } from "../save-file.ts";

export const determinationFetch = fetchToFile({
  noun: "determination",
  verb: "fetch",
  summary: "Fetch a signed determination with its receipts, to be verified offline",
  operands: [idOperand("a request of your organisation that has its result")],
  examples: ["determination fetch det_0123456789abcdefghij --out determination.json", "determination fetch det_0123456789abcdefghij --out determination.json --json"],
  fetch: (api, given) => api.call("GET /determinations/{id}/bundle", { params: { id: given.operand(0) } }),
});
