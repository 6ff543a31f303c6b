import type { FigureDefinition } from "#contracts/oversight";

/** What can be counted of operators and of what they did with fixes. */
export const distributionFigures: readonly FigureDefinition[] = [
  {
    id: "operators-enrolled", section: "deployment", shown: "bands", title: "Operators enrolled",
    definition: "Operators that enrolled. Nobody has to, and nobody who did not is counted.",
    how: { form: "count", of: { kinds: ["distribution.operator-enrolled"] } },
  },
  {
    id: "operators-left", section: "deployment", shown: "bands", title: "Operators left",
    definition: "Operators that left. What they gave is erased.",
    how: { form: "count", of: { kinds: ["distribution.operator-left"] } },
  },
  {
    id: "operators-notified", section: "deployment", shown: "bands", title: "Times an operator was told of a fix",
    definition: "Each message to one operator counts once, however many fixes it names.",
    how: { form: "count", of: { kinds: ["distribution.operator-notified"] } },
  },
  {
    id: "steps-acknowledged", section: "deployment", shown: "bands", title: "Steps acknowledged",
    definition: "Steps of an operator's plan that the operator acknowledged.",
    how: { form: "count", of: { kinds: ["distribution.step-acknowledged"] } },
  },
  {
    id: "steps-applied", section: "deployment", shown: "bands", title: "Steps applied",
    definition: "Steps that the operator said were applied. Nothing is ever installed from here.",
    how: { form: "count", of: { kinds: ["distribution.step-applied"] } },
  },
  {
    id: "steps-confirmed", section: "deployment", shown: "bands", title: "Steps confirmed",
    definition: "Steps that the operator confirmed after looking again.",
    how: { form: "count", of: { kinds: ["distribution.step-confirmed"] } },
  },
  {
    id: "steps-not-affected", section: "deployment", shown: "bands", title: "Steps that do not concern the operator",
    definition: "Steps answered with not affected, and why. Silence is never read so.",
    how: { form: "count", of: { kinds: ["distribution.step-not-affected"] } },
  },
  {
    id: "steps-deferred", section: "deployment", shown: "bands", title: "Steps deferred",
    definition: "Steps put off, with a day on which to look again.",
    how: { form: "count", of: { kinds: ["distribution.step-deferred"] } },
  },
  {
    id: "steps-failed", section: "deployment", shown: "bands", title: "Steps failed or rolled back",
    definition: "Fixes that did not go in, or were taken out again.",
    how: { form: "count", of: { kinds: ["distribution.step-failed", "distribution.step-rolled-back"] } },
  },
  {
    id: "step-days", section: "deployment", shown: "bands", title: "Days from acknowledging a step to applying it",
    definition: "Of steps that were applied.",
    how: { form: "duration", from: { kinds: ["distribution.step-acknowledged"] }, to: { kinds: ["distribution.step-applied"] }, stepsDays: [1, 3, 7, 14, 30, 90], goalDays: null },
  },
  {
    id: "policies-waves", section: "policies", shown: "exact", title: "Changes of the order in which fixes go out",
    definition: "Versions of the wave policy that came into force.",
    how: { form: "count", of: { kinds: ["distribution.waves-in-force"] } },
  },
  {
    id: "two-people-waves", section: "integrity", shown: "exact", title: "Two people change the order in which fixes go out",
    definition: "Versions put in force, each proposed by one person and confirmed by another.",
    how: { form: "pairs", first: { kinds: ["distribution.waves-proposed"] }, second: { kinds: ["distribution.waves-in-force"] } },
  },
];
