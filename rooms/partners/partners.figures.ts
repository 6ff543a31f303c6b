import { SECTORS } from "#contracts/distribution";
import type { FigureDefinition } from "#contracts/oversight";
import { nameSectorCount } from "./sector-counts.rules.ts";

/** What can be counted of early access. */
export const partnersFigures: readonly FigureDefinition[] = [
  {
    id: "partners-nominated", section: "partners", shown: "bands", title: "Partners nominated",
    definition: "Nominations for early access to a model.",
    how: { form: "count", of: { kinds: ["partners.nominated"] } },
  },
  {
    id: "partners-selected", section: "partners", shown: "bands", title: "Partners selected",
    definition: "Nominations that became a selection. Each needs the developer's own yes.",
    how: { form: "count", of: { kinds: ["partners.selected"] } },
  },
  {
    id: "partners-by-sector", section: "partners", shown: "bands", title: "Partners selected, by sector",
    definition: "Selections by the sector that the partner defends, as stated after every five.",
    how: { form: "stated", of: { kinds: ["oversight.counts-stated"], where: { field: "of", is: ["partners-by-sector"] } }, words: SECTORS.map(nameSectorCount) },
  },
  {
    id: "objections", section: "partners", shown: "bands", title: "Objections",
    definition: "Times at which the government's side objected. By the policy in force an objection is advice, unless it says otherwise.",
    how: { form: "count", of: { kinds: ["partners.government-view-given"], where: { field: "view", is: ["object"] } } },
  },
  {
    id: "selected-despite-objection", section: "partners", shown: "bands", title: "Partners selected despite an objection",
    definition: "Selections by the developer's yes while an objection stood.",
    how: { form: "count", of: { kinds: ["partners.selected"], where: { field: "governmentView", is: ["object"] } } },
  },
  {
    id: "partner-selection-days", section: "partners", shown: "bands", title: "Days from a nomination to a selection",
    definition: "Of those that were selected.",
    how: { form: "duration", from: { kinds: ["partners.nominated"] }, to: { kinds: ["partners.selected"] }, stepsDays: [7, 14, 30, 60, 90], goalDays: null },
  },
  {
    id: "partners-activated", section: "partners", shown: "bands", title: "Early accesses that became active",
    definition: "Times at which a partner's early access began.",
    how: { form: "count", of: { kinds: ["partners.activated"] } },
  },
  {
    id: "partners-ended", section: "partners", shown: "bands", title: "Early accesses that ended",
    definition: "Ended by time, by the developer or by the partner.",
    how: { form: "count", of: { kinds: ["partners.ended", "partners.revoked", "partners.left"] } },
  },
  {
    id: "complaints-received", section: "partners", shown: "bands", title: "Complaints received",
    definition: "Complaints about a selection.",
    how: { form: "count", of: { kinds: ["partners.complaint-received"] } },
  },
  {
    id: "complaint-days", section: "partners", shown: "bands", title: "Days from a complaint to its answer",
    definition: "Of complaints that were answered.",
    how: { form: "duration", from: { kinds: ["partners.complaint-received"] }, to: { kinds: ["partners.complaint-answered"] }, stepsDays: [3, 7, 14], goalDays: null },
  },
  {
    id: "policies-selection", section: "policies", shown: "exact", title: "Changes of the selection policy",
    definition: "Versions of the policy on partner selection that came into force.",
    how: { form: "count", of: { kinds: ["partners.policy-in-force"] } },
  },
  {
    id: "two-people-selection-policy", section: "integrity", shown: "exact", title: "Two people change the selection policy",
    definition: "Versions put in force, each proposed by one person and confirmed by another.",
    how: { form: "pairs", first: { kinds: ["partners.policy-proposed"] }, second: { kinds: ["partners.policy-in-force"] } },
  },
];
