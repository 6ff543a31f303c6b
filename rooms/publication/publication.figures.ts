import type { FigureDefinition } from "#contracts/oversight";

/** What can be counted of advisories, which are public. */
export const publicationFigures: readonly FigureDefinition[] = [
  {
    id: "advisories-published", section: "advisories", shown: "exact", title: "Advisories published",
    definition: "First publications. Anybody can count them.",
    how: { form: "count", of: { kinds: ["publication.advisory-published"] } },
  },
  {
    id: "advisories-corrected", section: "advisories", shown: "exact", title: "Advisories corrected",
    definition: "Corrections of published advisories.",
    how: { form: "count", of: { kinds: ["publication.advisory-corrected"] } },
  },
  {
    id: "advisories-ended", section: "advisories", shown: "exact", title: "Advisories withdrawn or superseded",
    definition: "Advisories that hold no more.",
    how: { form: "count", of: { kinds: ["publication.advisory-withdrawn", "publication.advisory-superseded"] } },
  },
  {
    id: "fixes-recalled", section: "advisories", shown: "exact", title: "Advisories whose fix was recalled",
    definition: "Advisories that say that their fix was bad.",
    how: { form: "count", of: { kinds: ["publication.fix-recalled"] } },
  },
  {
    id: "pre-notices-issued", section: "advisories", shown: "bands", title: "Notices before publication",
    definition: "Times at which operators of essential services were told that a fix comes.",
    how: { form: "count", of: { kinds: ["publication.pre-notice-issued"] } },
  },
];
