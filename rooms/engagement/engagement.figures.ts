import type { FigureDefinition } from "#contracts/oversight";

/** What can be counted of engagements, windows and incidents. */
export const engagementFigures: readonly FigureDefinition[] = [
  {
    id: "engagements-opened", section: "engagements", shown: "bands", title: "Engagements opened",
    definition: "Engagements that developers opened, drafts not counted.",
    how: { form: "count", of: { kinds: ["engagement.opened"] } },
  },
  {
    id: "engagements-withdrawn", section: "engagements", shown: "bands", title: "Engagements withdrawn",
    definition: "Engagements that their developers withdrew. A developer may do so at any time and gives no reason.",
    how: { form: "count", of: { kinds: ["engagement.withdrawn"] } },
  },
  {
    id: "engagements-closed", section: "engagements", shown: "bands", title: "Engagements closed",
    definition: "Engagements that their developers closed.",
    how: { form: "count", of: { kinds: ["engagement.closed"] } },
  },
  {
    id: "engagements-live", section: "engagements", shown: "bands", title: "Engagements under way",
    definition: "Engagements opened, less those withdrawn and closed.",
    how: { form: "standing", plus: ["engagements-opened"], minus: ["engagements-withdrawn", "engagements-closed"] },
  },
  {
    id: "releases-declared", section: "engagements", shown: "bands", title: "Releases declared",
    definition: "Releases that developers declared, to other trusted partners or to the public. Nothing here can hold a release back.",
    how: { form: "table", of: { kinds: ["engagement.release-declared"] }, by: "audience", words: ["partner", "public"] },
  },
  {
    id: "windows-opened", section: "engagements", shown: "bands", title: "Access windows opened",
    definition: "Times at which a developer opened a window for named evaluators.",
    how: { form: "count", of: { kinds: ["engagement.window-opened"] } },
  },
  {
    id: "windows-ended", section: "engagements", shown: "bands", title: "Access windows ended, by reason",
    definition: "Windows that ended, by what ended them.",
    how: { form: "table", of: { kinds: ["engagement.window-ended"] }, by: "reason", words: ["elapsed", "partner-release", "developer-ended", "developer-withdrew", "engagement-closed", "government-finished", "terms-breach", "incident"] },
  },
  {
    id: "windows-days-used", section: "engagements", shown: "bands", title: "Days used of a window",
    definition: "Days from a window's opening to its end, pauses included. None can be longer than 30.",
    how: { form: "duration", from: { kinds: ["engagement.window-opened"], about: "windowId" }, to: { kinds: ["engagement.window-ended"], about: "windowId" }, stepsDays: [7, 14, 30], goalDays: null },
  },
  {
    id: "windows-shortened", section: "engagements", shown: "bands", title: "Access windows shortened",
    definition: "Times at which a window's end moved in, because a release was brought forward. None can move out.",
    how: { form: "count", of: { kinds: ["engagement.window-shortened"] } },
  },
  {
    id: "cleanup-days", section: "engagements", shown: "bands", title: "Days from a window's end to its clean-up",
    definition: "Days until the government's side attested that what it was lent was returned or destroyed.",
    how: { form: "duration", from: { kinds: ["engagement.window-ended"], about: "windowId" }, to: { kinds: ["engagement.cleanup-attested"], about: "windowId" }, stepsDays: [3, 7, 14, 30], goalDays: 30 },
  },
  {
    id: "advice-given", section: "engagements", shown: "bands", title: "Advice given to developers",
    definition: "Pieces of advice that evaluators gave. Advice binds nobody.",
    how: { form: "count", of: { kinds: ["engagement.advice-given"] } },
  },
  {
    id: "incidents-raised", section: "incidents", shown: "bands", title: "Incidents raised, by kind",
    definition: "Incidents raised while a model was evaluated.",
    how: { form: "table", of: { kinds: ["engagement.incident-raised"] }, by: "incidentKind", words: ["egress", "reached-another-system", "data-exposed", "credential-exposed", "misuse-by-a-person", "other"] },
  },
  {
    id: "incidents-open", section: "incidents", shown: "bands", title: "Incidents open",
    definition: "Incidents raised, less those closed.",
    how: { form: "standing", plus: ["incidents-raised"], minus: ["incidents-closed"] },
  },
  {
    id: "incidents-closed", section: "incidents", shown: "bands", title: "Incidents closed",
    definition: "Incidents that were closed.",
    how: { form: "count", of: { kinds: ["engagement.incident-closed"] } },
  },
  {
    id: "incident-days", section: "incidents", shown: "bands", title: "Days from an incident to its closing",
    definition: "Of closed incidents.",
    how: { form: "duration", from: { kinds: ["engagement.incident-raised"], about: "incidentId" }, to: { kinds: ["engagement.incident-closed"], about: "incidentId" }, stepsDays: [1, 3, 7, 14, 30], goalDays: null },
  },
  {
    id: "incident-third-parties", section: "incidents", shown: "bands", title: "Third parties told of incidents",
    definition: "Others whose systems an incident touched, and who were told.",
    how: { form: "count", of: { kinds: ["engagement.incident-third-party-told"] } },
  },
];
