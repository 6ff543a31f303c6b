import { fetchToFile } from "../save-file.ts";

export const milestonesExport = fetchToFile({
  noun: "milestones",
  verb: "export",
  summary: "Save what an installation states and signs of taskings 2(a) and 2(b), for another one",
  details: `The file holds a status, a day, a number and at most the digest of a public document for each of them, and nothing else of the
installation. It also names the installation's key; give that to the other side by another way, too, so that it can compare.`,
  operands: [],
  examples: ["milestones export --out milestones.json --server https://shield.example", "milestones export --out milestones.json --json"],
  fetch: async (api) => new TextEncoder().encode(`${JSON.stringify(await api.call("GET /obligations/milestones"), null, 2)}\n`),
});
