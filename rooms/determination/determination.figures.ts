import type { FigureDefinition } from "#contracts/oversight";

/** What can be counted of determinations. Who reads the ledger is told no outcome, so these are stated as counts. */
export const determinationFigures: readonly FigureDefinition[] = [
  {
    id: "determinations-requested", section: "determinations", shown: "bands", title: "Determinations asked for",
    definition: "Requests of developers, first ones and reconsiderations.",
    how: { form: "count", of: { kinds: ["determination.requested"] } },
  },
  {
    id: "reconsiderations-asked", section: "determinations", shown: "bands", title: "Reconsiderations asked for",
    definition: "Requests to look at an earlier determination again.",
    how: { form: "count", of: { kinds: ["determination.requested"], where: { field: "reconsiders", is: null } } },
  },
  {
    id: "determinations-initiated", section: "determinations", shown: "bands", title: "Determinations begun by the government",
    definition: "Models that were looked at without a request. No duty follows for the developer.",
    how: { form: "count", of: { kinds: ["determination.initiated"] } },
  },
  {
    id: "determinations-received", section: "determinations", shown: "bands", title: "Determinations signed",
    definition: "Signed determinations that came out of the enclave.",
    how: { form: "count", of: { kinds: ["determination.received"] } },
  },
  {
    id: "determinations-by-outcome", section: "determinations", shown: "bands", title: "Determinations by outcome",
    definition: "Signed determinations by what they say, as stated after every five.",
    how: { form: "stated", of: { kinds: ["oversight.counts-stated"], where: { field: "of", is: ["determinations-by-outcome"] } }, words: ["covered", "notCovered", "insufficient"] },
  },
  {
    id: "determination-days", section: "determinations", shown: "bands", title: "Days from a request to its determination",
    definition: "Of determinations that were signed. The order sets no time.",
    how: { form: "duration", from: { kinds: ["determination.requested"] }, to: { kinds: ["determination.received"] }, stepsDays: [7, 14, 30, 60, 90], goalDays: null },
  },
  {
    id: "determinations-afterwards", section: "determinations", shown: "bands", title: "Determinations looked at again",
    definition: "Acts signed after a determination: that it is lifted, or that it stands.",
    how: { form: "table", of: { kinds: ["determination.act-received"] }, by: "act", words: ["lifted", "stands"] },
  },
  {
    id: "two-people-director-key", section: "integrity", shown: "exact", title: "Two people take up a Director's key",
    definition: "Replacements of the Director's key, each proposed by one person and carried out by another.",
    how: { form: "pairs", first: { kinds: ["determination.director-key-proposed"] }, second: { kinds: ["determination.director-key-replaced"] } },
  },
];
