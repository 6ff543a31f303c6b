import { fetchToFile } from "../save-file.ts";

export const planPrint = fetchToFile({
  noun: "plan",
  verb: "print",
  summary: "Write your organisation's plan to a file for printing",
  details: "A name that ends in .txt gets plain text; any other gets a page that needs nothing else.",
  operands: [],
  examples: ["plan print --out plan.html", "plan print --out plan.txt --json"],
  fetch: (api, given) => api.call(given.requiredText("out").endsWith(".txt") ? "GET /operator/plan/print.txt" : "GET /operator/plan/print"),
});
