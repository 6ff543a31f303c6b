// The titles and sentences by which our CSAF documents say what CSAF has no field for. The writer and the reader share them.
import type { ReadReference } from "../advisories.types.ts";

export const NOTICE_TITLE = "Notice";
/** Demanded by profiles 7 and 8 of CSAF 2.1. */
export const REASON_TITLES = { withdrawn: "Reasoning for Withdrawal", superseded: "Reasoning for Supersession" } as const;
/** How the summary of a reference to the newer document begins (profile 8). */
export const REPLACED_BY = "Superseding Document";

export const AI_TITLE = "AI involvement";

const KINDS: readonly Exclude<ReadReference["kind"], "self" | "web">[] = [
  "fix", "report", "package", "advisory", "article", "detection", "discussion", "introduced", "git", "evidence",
];

/** CSAF knows references to itself and to others; of what kind these are stands before their summary. */
export function referenceSummary({ kind, summary, url }: ReadReference): string {
  const text = summary ?? url;
  return KINDS.some((one) => one === kind) ? `${kind}: ${text}` : text;
}

export function readReferenceSummary(kind: "self" | "web", summary: string | null): Pick<ReadReference, "kind" | "summary"> {
  const said = kind === "self" ? undefined : KINDS.find((one) => summary?.startsWith(`${one}: `));
  return said === undefined ? { kind, summary } : { kind: said, summary: summary?.slice(said.length + 2) ?? null };
}
