import type { FigureDefinition } from "#contracts/oversight";

/** What can be counted of patches. */
export const remediationFigures: readonly FigureDefinition[] = [
  {
    id: "patches-proposed", section: "patches", shown: "bands", title: "Patches proposed",
    definition: "Patches handed in, by people and by models.",
    how: { form: "count", of: { kinds: ["remediation.patch-proposed"] } },
  },
  {
    id: "patches-ai", section: "patches", shown: "bands", title: "Patches written by a model",
    definition: "Of the patches proposed, those labelled as written by a model.",
    how: { form: "count", of: { kinds: ["remediation.patch-proposed"], where: { field: "aiGenerated", is: ["true"] } } },
  },
  {
    id: "patches-verified", section: "patches", shown: "bands", title: "Patches verified",
    definition: "Judgements that a patch holds: the reproducer stops, and the tests still pass.",
    how: { form: "count", of: { kinds: ["remediation.patch-verified"] } },
  },
  {
    id: "patches-refused", section: "patches", shown: "bands", title: "Patches refused",
    definition: "Judgements that a patch does not hold.",
    how: { form: "count", of: { kinds: ["remediation.patch-refused"] } },
  },
  {
    id: "patch-days", section: "patches", shown: "bands", title: "Days from a proposal to its verification",
    definition: "Of patches that were verified.",
    how: { form: "duration", from: { kinds: ["remediation.patch-proposed"] }, to: { kinds: ["remediation.patch-verified"] }, stepsDays: [1, 3, 7, 14, 30], goalDays: null },
  },
  {
    id: "patches-released", section: "patches", shown: "exact", title: "Patches released",
    definition: "Patches that were let out. Anybody can count them.",
    how: { form: "count", of: { kinds: ["remediation.patch-released"] } },
  },
  {
    id: "patches-recalled", section: "patches", shown: "exact", title: "Patches recalled",
    definition: "Released patches that were taken back, because they were bad. Anybody can count them.",
    how: { form: "count", of: { kinds: ["remediation.patch-withdrawn"] } },
  },
  {
    id: "fix-days", section: "patches", shown: "bands", title: "Days from telling a maintainer to a released patch",
    definition: "Of cases in which a patch was released.",
    how: { form: "duration", from: { kinds: ["coordination.maintainer-notified"] }, to: { kinds: ["remediation.patch-released"], about: "caseId" }, stepsDays: [7, 14, 30, 45, 90], goalDays: null },
  },
];
