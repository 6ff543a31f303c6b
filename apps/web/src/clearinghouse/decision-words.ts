import type { MessageKey } from "../messages.ts";
import type { Decision, DecisionTable } from "./priority.query.ts";

export const TABLE_WORDS: Readonly<Record<DecisionTable, { readonly label: MessageKey; readonly whose: MessageKey }>> = {
  "bod-26-04": { label: "clearinghouse.table.bod-26-04", whose: "clearinghouse.table.whose.bod-26-04" },
  "cisa-coordinator": { label: "clearinghouse.table.cisa-coordinator", whose: "clearinghouse.table.whose.coordinator" },
  "coordinator-triage": { label: "clearinghouse.table.coordinator-triage", whose: "clearinghouse.table.whose.coordinator" },
  "coordinator-publish": { label: "clearinghouse.table.coordinator-publish", whose: "clearinghouse.table.whose.coordinator" },
  supplier: { label: "clearinghouse.table.supplier", whose: "clearinghouse.table.whose.supplier" },
  deployer: { label: "clearinghouse.table.deployer", whose: "clearinghouse.table.whose.deployer" },
};

const INPUT_WORDS: Readonly<Record<string, MessageKey>> = {
  "in-kev": "findings.priority.kev",
  "publicly-exposed": "findings.priority.exposed",
  automatable: "findings.priority.automatable",
  "technical-impact": "findings.priority.impact",
  exploitation: "clearinghouse.input.exploitation",
  "mission-and-well-being-impact": "clearinghouse.input.mission-and-well-being-impact",
  "report-public": "clearinghouse.input.report-public",
  "supplier-contacted": "clearinghouse.input.supplier-contacted",
  "report-credibility": "clearinghouse.input.report-credibility",
  "supplier-cardinality": "clearinghouse.input.supplier-cardinality",
  "supplier-engagement": "clearinghouse.input.supplier-engagement",
  "supplier-involvement": "clearinghouse.input.supplier-involvement",
  "public-value-added": "clearinghouse.input.public-value-added",
  utility: "clearinghouse.input.utility",
  "public-safety-impact": "clearinghouse.input.public-safety-impact",
  "system-exposure": "clearinghouse.input.system-exposure",
  "human-impact": "clearinghouse.input.human-impact",
};

export const SOURCE_WORDS: Readonly<Record<Decision["saidBy"][string], MessageKey>> = {
  kev: "clearinghouse.source.kev",
  "exploited-now": "clearinghouse.source.exploited-now",
  analyst: "clearinghouse.source.analyst",
  finder: "clearinghouse.source.finder",
  maintainer: "clearinghouse.source.maintainer",
  exposure: "clearinghouse.source.exposure",
  default: "clearinghouse.source.default",
};

/** What a table asks, in words; undefined for an input that is not known here. */
export function inputWords(input: string): MessageKey | undefined {
  return Object.hasOwn(INPUT_WORDS, input) ? INPUT_WORDS[input] : undefined;
}

/** A value of a published table as it stands there: `public-poc` is "public poc". */
export function toValueWords(value: string): string {
  return value.replaceAll("-", " ");
}

/** What each table other than BOD 26-04 asks, and the answers it knows, as they are published. */
export const TABLE_INPUTS: Readonly<Record<Exclude<DecisionTable, "bod-26-04">, Readonly<Record<string, readonly string[]>>>> = {
  "cisa-coordinator": {
    exploitation: ["none", "public-poc", "active"],
    automatable: ["no", "yes"],
    "technical-impact": ["partial", "total"],
    "mission-and-well-being-impact": ["low", "medium", "high"],
  },
  "coordinator-triage": {
    "report-public": ["yes", "no"],
    "supplier-contacted": ["no", "yes"],
    "report-credibility": ["not-credible", "credible"],
    "supplier-cardinality": ["one", "multiple"],
    "supplier-engagement": ["active", "unresponsive"],
    utility: ["laborious", "efficient", "super-effective"],
    "public-safety-impact": ["minimal", "significant"],
  },
  "coordinator-publish": {
    "supplier-involvement": ["fix-ready", "cooperative", "uncooperative-unresponsive"],
    exploitation: ["none", "public-poc", "active"],
    "public-value-added": ["limited", "ampliative", "precedence"],
  },
  supplier: {
    exploitation: ["none", "public-poc", "active"],
    utility: ["laborious", "efficient", "super-effective"],
    "technical-impact": ["partial", "total"],
    "public-safety-impact": ["minimal", "significant"],
  },
  deployer: {
    exploitation: ["none", "public-poc", "active"],
    "system-exposure": ["small", "controlled", "open"],
    automatable: ["no", "yes"],
    "human-impact": ["low", "medium", "high", "very-high"],
  },
};
