import { fetchToFile } from "../save-file.ts";

export const ledgerFetch = fetchToFile({
  noun: "ledger",
  verb: "fetch",
  summary: "Fetch the whole ledger, to be verified offline",
  operands: [],
  examples: ["ledger fetch --out ledger.json", "ledger fetch --out ledger.json --json"],
  fetch: (api) => api.call("GET /ledger/export"),
});
