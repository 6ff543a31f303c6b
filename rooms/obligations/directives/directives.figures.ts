import { directiveKind } from "#contracts/directives";
import type { FigureDefinition } from "#contracts/oversight";

/** What can be counted of directives. Directives are public; agencies, and what they do, are counted in bands and never named. */
export const directivesFigures: readonly FigureDefinition[] = [
  {
    id: "directives-issued", section: "obligations", shown: "exact", title: "Directives issued, by kind",
    definition: "Versions of directives that were issued, each a public document.",
    how: { form: "table", of: { kinds: ["obligations.directive-issued"] }, by: "kind", words: [...directiveKind.options] },
  },
  {
    id: "directives-revoked", section: "obligations", shown: "exact", title: "Directives revoked",
    definition: "Directives that ended without another in their place.",
    how: { form: "count", of: { kinds: ["obligations.directive-revoked"] } },
  },
  {
    id: "directive-items-finished", section: "obligations", shown: "bands", title: "Times an agency said that an action of a directive is done",
    definition: "Each time an agency handed in evidence for one action. One that was reopened and finished again counts twice.",
    how: { form: "count", of: { kinds: ["obligations.item-moved"], where: { field: "event", is: ["finish"] } } },
  },
  {
    id: "directive-exceptions", section: "obligations", shown: "bands", title: "Exceptions from directives decided",
    definition: "Requests of agencies for more time for one action, by what a directive officer decided.",
    how: { form: "table", of: { kinds: ["obligations.exception-decided"] }, by: "decision", words: ["granted", "refused"] },
  },
  {
    id: "directive-exception-days", section: "obligations", shown: "bands", title: "Days from a request for more time to its answer",
    definition: "Of requests that were decided; those that were taken back do not count.",
    how: { form: "duration", from: { kinds: ["obligations.exception-asked"] }, to: { kinds: ["obligations.exception-decided"] }, stepsDays: [1, 3, 7, 14, 30], goalDays: null },
  },
  {
    id: "two-people-directives", section: "integrity", shown: "exact", title: "Two people issue a directive",
    definition: "Directives issued, each by an officer who wrote nothing in it.",
    how: { form: "pairs", first: { kinds: ["obligations.directive-drafted", "obligations.directive-rewritten"] }, second: { kinds: ["obligations.directive-issued"] } },
  },
  {
    id: "two-people-agencies", section: "integrity", shown: "bands", title: "Two people change whom directives bind",
    definition: "Agencies listed or struck off, each proposed by one officer and confirmed by another.",
    how: { form: "pairs", first: { kinds: ["obligations.agency-change-proposed"] }, second: { kinds: ["obligations.agency-listed", "obligations.agency-struck"] } },
  },
  {
    id: "two-people-revocations", section: "integrity", shown: "exact", title: "Two people revoke a directive",
    definition: "Directives revoked, each proposed by one officer and confirmed by another. Of proposals that were taken back, only the last one counts.",
    how: { form: "pairs", first: { kinds: ["obligations.directive-revocation-proposed"] }, second: { kinds: ["obligations.directive-revoked"] }, anew: true },
  },
  {
    id: "two-people-exceptions", section: "integrity", shown: "bands", title: "Two people decide on an exception from a directive",
    definition: "Requests of agencies for more time for one action that were decided, each asked for by one person and decided by another.",
    how: {
      form: "pairs", first: { kinds: ["obligations.item-moved"], where: { field: "event", is: ["ask-exception"] } }, second: { kinds: ["obligations.exception-decided"], about: "itemId" }, anew: true,
    },
  },
];
