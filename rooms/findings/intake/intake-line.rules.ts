import type { HumanPart } from "#contracts/findings";
import type { FindingRecord } from "#contracts/intake";
import type { FindingSummary } from "../findings.types.ts";

/** Every field that a record has besides what every finding has. */
type Rest = NonNullable<FindingSummary["record"]>;

/** How a record is kept: what every finding says of itself, and the rest of it. */
export function toSummary({ title, description, weakness, target, provenance, severity, evidence, identifiers, candidatePatch }: FindingRecord): FindingSummary {
  const { finder, model, modelVersion, harness, human } = provenance;
  const rest: Rest = { severity, evidence, identifiers, candidatePatch };
  const { name, version, repository, location } = target;
  return { title, description, weakness, target: { name, version, repository, location }, provenance: { finder, aiGenerated: hasModel(provenance), model, modelVersion, harness, human, humanReview: human === "none" ? "none" : "reviewed" }, record: rest };
}

/** The record again, its fields in the order of its schema; undefined for a finding that came as a bundle. */
export function toRecord({ title, description, weakness, target, provenance, record }: FindingSummary): FindingRecord | undefined {
  if (!record) return undefined;
  const { finder, model, modelVersion, harness, human } = provenance;
  const { severity, evidence, identifiers, candidatePatch } = record;
  const { name, version, repository, location } = target;
  return { schema: "breakwater-finding/1", title, description, weakness, target: { name, version, repository, location }, provenance: { finder, model, modelVersion, harness, human }, severity, evidence: [...evidence], identifiers: [...identifiers], candidatePatch };
}

function hasModel({ model, human }: FindingRecord["provenance"]): boolean {
  return human !== "authored" || model !== null;
}

/** What a bundle's manifest says of a human's part, in the words that are asked for now. */
export function humanPartOf({ aiGenerated, humanReview }: { readonly aiGenerated: boolean; readonly humanReview: "none" | "reviewed" }): HumanPart {
  if (!aiGenerated) return "authored";
  return humanReview === "reviewed" ? "reviewed" : "none";
}
