import type { FigureDefinition } from "#contracts/oversight";

/** What can be counted of the house's own acts. */
export const accessFigures: readonly FigureDefinition[] = [
  {
    id: "two-people-proposals", section: "integrity", shown: "exact", title: "Two people change who may do what",
    definition: "Confirmations of proposals about roles, sign-in, keys and lent models, none by whoever proposed it or confirmed it before.",
    how: { form: "pairs", first: { kinds: ["access.proposed"] }, second: { kinds: ["access.proposal-confirmed"] } },
  },
];
