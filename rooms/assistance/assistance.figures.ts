import type { FigureDefinition } from "#contracts/oversight";

/** What can be counted of help and brokered scans. */
export const assistanceFigures: readonly FigureDefinition[] = [
  {
    id: "help-asked", section: "assistance", shown: "bands", title: "Help asked for",
    definition: "Requests for help by operators with little staff.",
    how: { form: "count", of: { kinds: ["assistance.help-asked", "assistance.help-entered"] } },
  },
  {
    id: "help-done", section: "assistance", shown: "bands", title: "Help given",
    definition: "Requests that were answered.",
    how: { form: "count", of: { kinds: ["assistance.help-done"] } },
  },
  {
    id: "help-days", section: "assistance", shown: "bands", title: "Days from asking for help to the answer",
    definition: "Of requests that were answered.",
    how: { form: "duration", from: { kinds: ["assistance.help-asked", "assistance.help-entered"] }, to: { kinds: ["assistance.help-done"] }, stepsDays: [1, 3, 7, 14, 30], goalDays: 7 },
  },
  {
    id: "scans-asked", section: "assistance", shown: "bands", title: "Brokered scans asked for",
    definition: "Scans that operators asked somebody else to run for them.",
    how: { form: "count", of: { kinds: ["assistance.scan-asked"] } },
  },
  {
    id: "scans-delivered", section: "assistance", shown: "bands", title: "Brokered scans delivered",
    definition: "Scans whose result was handed to the operator.",
    how: { form: "count", of: { kinds: ["assistance.scan-delivered"] } },
  },
  {
    id: "scan-days", section: "assistance", shown: "bands", title: "Days from asking for a scan to its result",
    definition: "Of scans that were delivered.",
    how: { form: "duration", from: { kinds: ["assistance.scan-asked"] }, to: { kinds: ["assistance.scan-delivered"] }, stepsDays: [3, 7, 14], goalDays: null },
  },
  {
    id: "policies-lists", section: "policies", shown: "exact", title: "Changes of the public lists",
    definition: "Versions of entries in the lists of tools, services and grants.",
    how: { form: "count", of: { kinds: ["assistance.list-published"] } },
  },
  {
    id: "two-people-lists", section: "integrity", shown: "exact", title: "Two people change the public lists",
    definition: "Entries published, each proposed by one person and published by another.",
    how: { form: "pairs", first: { kinds: ["assistance.list-proposed"] }, second: { kinds: ["assistance.list-published"] } },
  },
];
