import { fetchToFile } from "../save-file.ts";

export const ledgerFetch = fetchToFile({
  noun: "ledger",
  verb: "fetch",
  summary: "Fetch the whole ledger, to be verified offline; for the overseer alone",
  details: "Receipts that it is to be checked against come first (`ledger receipts`): the export is an act itself, so a receipt from later is of a ledger with one entry more. It takes a fresh proof: the code that is printed is typed in the browser, on the page of your account.",
  operands: [],
  examples: ["ledger fetch --out ledger.json", "ledger fetch --out ledger.json --json"],
  fetch: (api) => api.call("GET /ledger/export"),
});
