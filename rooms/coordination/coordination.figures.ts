import type { FigureDefinition } from "#contracts/oversight";

/** What can be counted of cases, embargoes and pacing. */
export const coordinationFigures: readonly FigureDefinition[] = [
  {
    id: "cases-opened", section: "coordination", shown: "bands", title: "Cases opened",
    definition: "Validated findings that became a case with a maintainer.",
    how: { form: "count", of: { kinds: ["coordination.case-opened"] } },
  },
  {
    id: "maintainers-told", section: "coordination", shown: "bands", title: "Maintainers told",
    definition: "Cases in which the maintainer was told.",
    how: { form: "count", of: { kinds: ["coordination.maintainer-notified"] } },
  },
  {
    id: "pacing-days", section: "coordination", shown: "bands", title: "Days that a case waits for its maintainer's pace",
    definition: "From the opening of a case to telling its maintainer, who sets how many come at once.",
    how: { form: "duration", from: { kinds: ["coordination.case-opened"] }, to: { kinds: ["coordination.maintainer-notified"] }, stepsDays: [1, 3, 7, 14, 30], goalDays: null },
  },
  {
    id: "held-by-policy", section: "coordination", shown: "bands", title: "Cases held by a maintainer's policy",
    definition: "Cases that are not sent, because the maintainer's own policy says so.",
    how: { form: "count", of: { kinds: ["coordination.held-by-policy"] } },
  },
  {
    id: "acknowledgement-days", section: "coordination", shown: "bands", title: "Days until a maintainer answers",
    definition: "From telling a maintainer to the first answer. The aim is three days.",
    how: { form: "duration", from: { kinds: ["coordination.maintainer-notified"] }, to: { kinds: ["coordination.report-answered"] }, stepsDays: [1, 3, 7, 14, 30], goalDays: 3 },
  },
  {
    id: "maintainers-silent", section: "coordination", shown: "bands", title: "Next contacts tried after silence",
    definition: "Times at which another contact was tried, as nobody had answered.",
    how: { form: "count", of: { kinds: ["coordination.next-contact-tried"] } },
  },
  {
    id: "embargoes-begun", section: "coordination", shown: "bands", title: "Embargoes begun",
    definition: "Embargoes agreed.",
    how: { form: "count", of: { kinds: ["coordination.embargo-begun"] } },
  },
  {
    id: "embargoes-extended", section: "coordination", shown: "bands", title: "Embargoes extended",
    definition: "Extensions agreed. There is one for each case at most.",
    how: { form: "count", of: { kinds: ["coordination.embargo-extended"] } },
  },
  {
    id: "embargoes-ended", section: "coordination", shown: "bands", title: "Embargoes ended, by reason",
    definition: "Embargoes that ended, by why.",
    how: { form: "table", of: { kinds: ["coordination.embargo-ended"] }, by: "reason", words: ["end-reached", "public", "exploit-public", "attacks-seen", "ended-by-coordinator"] },
  },
  {
    id: "cases-closed", section: "coordination", shown: "bands", title: "Cases closed",
    definition: "Cases that were closed.",
    how: { form: "count", of: { kinds: ["coordination.case-closed"] } },
  },
  {
    id: "policies-embargo", section: "policies", shown: "exact", title: "Changes of the embargo policy",
    definition: "Versions of the embargo policy that came into force.",
    how: { form: "count", of: { kinds: ["coordination.embargo-policy-in-force"] } },
  },
  {
    id: "two-people-embargo-policy", section: "integrity", shown: "exact", title: "Two people change the embargo policy",
    definition: "Versions put in force, each proposed by one person and confirmed by another.",
    how: { form: "pairs", first: { kinds: ["coordination.embargo-policy-proposed"] }, second: { kinds: ["coordination.embargo-policy-in-force"] } },
  },
];
