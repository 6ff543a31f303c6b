import type { Finding } from "../findings/findings.query.ts";

/** What a person may do with a finding that waits, in the order of the buttons. */
export const TRIAGE_ACTS = ["validate", "reject", "overturn", "confirm", "duplicate", "subsumed", "chain", "apart", "ask"] as const;
export type TriageAct = (typeof TRIAGE_ACTS)[number];

/** One key an act. A rejection that was drawn is overturned and confirmed by the keys that validate and reject. */
export const ACT_KEYS: Readonly<Record<TriageAct, string>> = { validate: "v", reject: "r", overturn: "v", confirm: "r", duplicate: "d", subsumed: "s", chain: "c", apart: "a", ask: "n" };
export const NEXT_KEY = "j";
export const PREVIOUS_KEY = "k";
export const EVIDENCE_KEY = "o";
export const HELP_KEY = "?";

interface Waiting {
  readonly state: Finding["state"];
  /** A rejection without a person, drawn for a look. */
  readonly isDrawn: boolean;
  readonly assignedAs: readonly ("validator" | "analyst")[];
}

const BELOW: readonly TriageAct[] = ["duplicate", "subsumed"];
const BESIDE: readonly TriageAct[] = ["chain", "apart"];

/** The acts that are open to whoever is assigned so; the server decides it again. */
export function openActs({ state, isDrawn, assignedAs }: Waiting): readonly TriageAct[] {
  if (assignedAs.length === 0) return [];
  const decides = assignedAs.includes("validator");
  if (isDrawn) return decides ? ["overturn", "confirm"] : [];
  if (state === "needs_validation") return [...(decides ? (["validate", "reject"] as const) : []), ...BELOW, ...BESIDE, "ask"];
  if (state === "needs_info") return [...(decides ? (["reject"] as const) : []), "duplicate", ...BESIDE];
  if (state === "validated" || state === "prioritised") return [...BELOW, ...BESIDE];
  return state === "in_case" ? BESIDE : [];
}

interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** The key of an act, or undefined: while somebody types, or with a key that the browser needs, none acts. */
export function readActKey({ key, ctrlKey, metaKey, altKey }: Pressed, isTyping: boolean): string | undefined {
  if (isTyping || ctrlKey || metaKey || altKey) return undefined;
  const known = [NEXT_KEY, PREVIOUS_KEY, EVIDENCE_KEY, HELP_KEY, ...Object.values(ACT_KEYS)];
  return known.find((one) => one === key);
}

/** Which item is open after this one was dealt with, or after a step; the last one stays where it is. */
export function moveTo(ids: readonly string[], from: string | undefined, step: 1 | -1): string | undefined {
  const at = from === undefined ? -1 : ids.indexOf(from);
  if (at === -1) return ids[0];
  return ids[Math.min(ids.length - 1, Math.max(0, at + step))];
}
