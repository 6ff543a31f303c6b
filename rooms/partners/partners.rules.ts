import type { EarlyAccessState } from "#contracts/partners";

/*
 * Early access of one partner to one model (REQUIREMENTS 4.4).
 *
 *   nominated → vetting → deciding → selected → terms-sent → terms-accepted → provisioned → ready → active ⇄ suspended
 *   nominated, vetting, deciding → declined          the developer's no
 *   every state that is not final → revoked          the developer, for one partner or for all
 *   every state that is not final → ended            the partner leaves, the time is over, the developer withdrew
 *
 * Two keys: `select` follows only from the developer's yes together with the government's view. An objection is advice,
 * kept with its reason; silence lapses. Government has no event that leads past `deciding`.
 */

export type EarlyAccessEvent =
  | "vet-met"
  | "vet-unmet"
  | "developer-no"
  | "select"
  | "send-terms"
  | "accept-terms"
  | "provision"
  | "prove"
  | "activate"
  | "suspend"
  | "resume"
  | "revoke"
  | "leave"
  | "end";

export type EarlyAccessMover = "developer" | "government" | "partner" | "system";

interface Step {
  readonly by: readonly EarlyAccessMover[];
  readonly from: readonly EarlyAccessState[];
  readonly to: EarlyAccessState;
}

const BEFORE_SELECTION = ["nominated", "vetting", "deciding"] as const;
/** What the partner knows of. */
const SHOWN_TO_PARTNER = ["terms-sent", "terms-accepted", "provisioned", "ready", "active", "suspended"] as const;
const NOT_FINAL = [...BEFORE_SELECTION, "selected", ...SHOWN_TO_PARTNER] as const;

const STEPS: Readonly<Record<EarlyAccessEvent, Step>> = {
  "vet-met": { by: ["developer", "government"], from: ["nominated", "vetting"], to: "deciding" },
  "vet-unmet": { by: ["developer", "government"], from: ["nominated", "vetting"], to: "vetting" },
  "developer-no": { by: ["developer"], from: BEFORE_SELECTION, to: "declined" },
  // Worked out from both keys, see `turnKeys`; nobody's own event.
  select: { by: ["system"], from: ["deciding"], to: "selected" },
  "send-terms": { by: ["developer"], from: ["selected", "terms-sent"], to: "terms-sent" },
  "accept-terms": { by: ["partner"], from: ["terms-sent"], to: "terms-accepted" },
  provision: { by: ["developer"], from: ["terms-accepted"], to: "provisioned" },
  prove: { by: ["partner"], from: ["provisioned", "ready"], to: "ready" },
  activate: { by: ["developer"], from: ["ready"], to: "active" },
  suspend: { by: ["developer"], from: ["active"], to: "suspended" },
  resume: { by: ["developer"], from: ["suspended"], to: "active" },
  revoke: { by: ["developer"], from: NOT_FINAL, to: "revoked" },
  leave: { by: ["partner"], from: SHOWN_TO_PARTNER, to: "ended" },
  end: { by: ["system"], from: NOT_FINAL, to: "ended" },
};

export const EARLY_ACCESS_EVENTS = Object.keys(STEPS) as readonly EarlyAccessEvent[];

export type EarlyAccessMove = { readonly ok: true; readonly state: EarlyAccessState } | { readonly ok: false; readonly code: "not-yours" | "not-now" };

/** Where an event leads. Total; the ways out (`revoke`, `leave`, `end`) leave a final state as it is. */
export function moveEarlyAccess(state: EarlyAccessState, event: EarlyAccessEvent, mover: EarlyAccessMover): EarlyAccessMove {
  const { by, from, to } = STEPS[event];
  if (!by.includes(mover)) return { ok: false, code: "not-yours" };
  if (from.includes(state)) return { ok: true, state: to };
  const leaving = event === "revoke" || event === "leave" || event === "end";
  return leaving && isFinal(state) ? { ok: true, state } : { ok: false, code: "not-now" };
}

export function isFinal(state: EarlyAccessState): boolean {
  return state === "ended" || state === "declined" || state === "revoked";
}

export interface Keys {
  readonly developerAnswer: "yes" | "no" | null;
  readonly governmentView: "concur" | "object" | null;
  /** The time for the government's view is over. */
  readonly viewLapsed: boolean;
}

/** What two keys come to. Without the developer's yes nothing is ever selected; an objection does not stop a yes. */
export function turnKeys({ developerAnswer, governmentView, viewLapsed }: Keys): "select" | "wait" {
  return developerAnswer === "yes" && (governmentView !== null || viewLapsed) ? "select" : "wait";
}

export interface ActivationFacts {
  readonly termsAccepted: boolean;
  readonly systems: number;
  readonly proven: boolean;
  /** The end of the terms, milliseconds. */
  readonly endsAt: number | null;
  readonly now: number;
}

/** What is missing before a partner can use the model, or undefined. Asked at activation and at each use. */
export function findActivationGap(facts: ActivationFacts): "terms-not-accepted" | "no-systems" | "not-proven" | "term-over" | undefined {
  if (!facts.termsAccepted || facts.endsAt === null) return "terms-not-accepted";
  if (facts.systems === 0) return "no-systems";
  if (!facts.proven) return "not-proven";
  return facts.now >= facts.endsAt ? "term-over" : undefined;
}
