import type { FigureDefinition } from "#contracts/oversight";

/** What can be counted of findings, from report to validation. */
export const findingsFigures: readonly FigureDefinition[] = [
  {
    id: "findings-submitted", section: "findings", shown: "bands", title: "Findings submitted",
    definition: "Reported weaknesses, one by one and in batches.",
    how: { form: "count", of: { kinds: ["findings.submitted", "findings.batch-submitted"], times: "count" } },
  },
  {
    id: "findings-ai", section: "findings", shown: "bands", title: "Findings of AI origin, sent one by one",
    definition: "Of the findings sent one by one, those labelled as found with AI.",
    how: { form: "count", of: { kinds: ["findings.submitted"], where: { field: "aiGenerated", is: ["true"] } } },
  },
  {
    id: "findings-reproduced", section: "findings", shown: "bands", title: "Findings reproduced",
    definition: "Findings whose effect was seen again in a fresh sandbox.",
    how: { form: "count", of: { kinds: ["findings.reproduced"] } },
  },
  {
    id: "findings-rejected", section: "findings", shown: "bands", title: "Findings rejected",
    definition: "Rejected on the evidence or by a person.",
    how: { form: "count", of: { kinds: ["findings.rejected", "findings.rejected-on-evidence"] } },
  },
  {
    id: "findings-overturned", section: "findings", shown: "bands", title: "Rejections overturned",
    definition: "Rejections on the evidence that a person set aside.",
    how: { form: "count", of: { kinds: ["findings.rejection-overturned"] } },
  },
  {
    id: "findings-merged", section: "findings", shown: "bands", title: "Findings merged",
    definition: "Findings found to be the same as another.",
    how: { form: "count", of: { kinds: ["findings.merged"] } },
  },
  {
    id: "findings-validated", section: "findings", shown: "bands", title: "Findings validated",
    definition: "Findings that a person validated. None goes to a vendor before.",
    how: { form: "count", of: { kinds: ["findings.validated"] } },
  },
  {
    id: "finding-days", section: "findings", shown: "bands", title: "Days from a finding to its validation",
    definition: "Of findings sent one by one that were validated.",
    how: { form: "duration", from: { kinds: ["findings.submitted"] }, to: { kinds: ["findings.validated"] }, stepsDays: [1, 3, 7, 14, 30, 90], goalDays: 7 },
  },
];
