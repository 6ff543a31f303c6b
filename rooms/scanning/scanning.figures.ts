import type { FigureDefinition } from "#contracts/oversight";

/** What can be counted of membership and claims. */
export const scanningFigures: readonly FigureDefinition[] = [
  {
    id: "members-joined", section: "scanning", shown: "bands", title: "Members joined",
    definition: "Organisations that joined the clearinghouse. Joining and leaving are free.",
    how: { form: "count", of: { kinds: ["scanning.member-joined"] } },
  },
  {
    id: "members-left", section: "scanning", shown: "bands", title: "Members left",
    definition: "Organisations that left it.",
    how: { form: "count", of: { kinds: ["scanning.member-left"] } },
  },
  {
    id: "claims-made", section: "scanning", shown: "bands", title: "Scan claims made",
    definition: "Announcements of who looks where, so that nobody scans twice.",
    how: { form: "count", of: { kinds: ["scanning.claimed"] } },
  },
  {
    id: "claims-completed", section: "scanning", shown: "bands", title: "Scan claims completed",
    definition: "Claims whose scan was done.",
    how: { form: "count", of: { kinds: ["scanning.claim-completed"] } },
  },
  {
    id: "projects-opted-out", section: "scanning", shown: "bands", title: "Projects that wish no scans",
    definition: "Projects whose wish not to be scanned was recorded.",
    how: { form: "count", of: { kinds: ["scanning.opted-out"] } },
  },
];
