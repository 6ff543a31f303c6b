import { askServer, idOperand } from "../ask-server.ts";

export const advisoryShow = askServer({
  noun: "advisory",
  verb: "show",
  summary: "Show an advisory, what to do about it, and its files",
  operands: [idOperand("an advisory")],
  examples: ["advisory show adv_0123456789abcdefghij", "advisory show adv_0123456789abcdefghij --json"],
  ask: (api, given) => api.call("GET /advisories/{id}", { params: { id: given.operand(0) } }),
  tell: ({ trackingId, cveId, state, title, summary, product, affectedVersions, fixedVersion, severity, remediations, documents, notice }) => [
    `${trackingId}${cveId === null ? "" : ` (${cveId})`}  ${state}  ${title}`,
    `${product.vendor} ${product.name}, affected: ${affectedVersions}; fixed in: ${fixedVersion ?? "no version yet"}; severity: ${severity ?? "not rated"}`,
    summary,
    ...remediations.map(({ text, url }) => `  do: ${text}${url === null ? "" : ` ${url}`}`),
    ...documents.map(({ kind, url, sha256 }) => `  ${kind}: ${url} (sha256 ${sha256})`),
    ...(notice === null ? [] : [notice]),
  ],
});
