import type { FigureDefinition } from "#contracts/oversight";

/** What can be counted of oversight's own acts. */
export const oversightFigures: readonly FigureDefinition[] = [
  {
    id: "reports-published", section: "integrity", shown: "exact", title: "Reports published before this one",
    definition: "Transparency reports whose digest stands in the ledger. None is ever changed or taken back.",
    how: { form: "count", of: { kinds: ["oversight.report-published"] } },
  },
];
