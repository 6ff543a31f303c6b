import type { EarlyAccessState, ObjectionRule, PartnerSystem } from "#contracts/partners";

/*
 * Early access of one partner to one model (REQUIREMENTS 4.4). A record begins as `nominated`, by either side.
 *
 *   event          from                                    to               by
 *   vet-unmet      nominated, vetting                      vetting          developer, government
 *   vet-met        nominated, vetting                      deciding         developer, government
 *   developer-no   nominated, vetting, deciding            declined         developer
 *   select         deciding                                selected         system, when `turnKeys` says so
 *   send-terms     selected, terms-sent                    terms-sent       developer
 *   accept-terms   terms-sent                              terms-accepted   partner
 *   provision      terms-accepted                          provisioned      developer
 *   prove          provisioned, ready                      ready            partner, when the model answered
 *   activate       ready                                   active           developer, see below
 *   suspend        active                                  suspended        developer
 *   lapse          active                                  suspended        system, when the controls attestation ran out
 *   resume         suspended                               active           developer, see below
 *   leave          terms-sent … suspended                  ended            partner
 *   revoke         every state that is not final           revoked          developer, for one partner or for all
 *   end            every state that is not final           ended            system: the time is over, the developer withdrew
 *
 * Final: ended, declined, revoked; there the three ways out change nothing. `activate` and `resume` need besides: accepted
 * terms whose time is not over, a system, a proof, an attestation that has not run out, and no open window of the
 * government's on the model (INV-4), which the developer's declaring a release closes.
 *
 * Two keys: `select` follows only from the developer's yes together with the government's view or its silence. By the
 * default policy an objection is advice; by the stricter one it makes the yes wait until it is taken back or the developer
 * has declared a release: nothing here holds a release (INV-2). Government has no event that leads past `deciding`.
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
  | "lapse"
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
  lapse: { by: ["system"], from: ["active"], to: "suspended" },
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
  /** What an objection does under the policy that was in force at the nomination. */
  readonly objection: ObjectionRule;
  /** The developer has declared a release of the model. */
  readonly released: boolean;
}

/** What two keys come to. Without the developer's yes nobody is ever selected; after a release it suffices. */
export function turnKeys({ developerAnswer, governmentView, viewLapsed, objection, released }: Keys): "select" | "wait" {
  if (developerAnswer !== "yes") return "wait";
  if (released) return "select";
  if (governmentView === "object") return objection === "advises" ? "select" : "wait";
  return governmentView === "concur" || viewLapsed ? "select" : "wait";
}

/** What of the government's views may follow on which: one is given once, and an objection may be taken back. */
export function mayGiveView(given: Keys["governmentView"], view: "concur" | "object"): boolean {
  return given === null || (given === "object" && view === "concur");
}

export interface Conflict {
  /** The nominee makes models that compete with the developer's. */
  readonly competitor: boolean;
  /** The nominee and the developer belong to one house. */
  readonly sameHouse: boolean;
  /** A tie of whoever vets, or of the nominee, in words; it bars nobody and is read by both sides. */
  readonly tie: string | null;
}

/** Whether what was found out contradicts the answer to the published criterion on conflicts. */
export function contradictsCriterion({ competitor, sameHouse }: Conflict, saysNoConflict: boolean): boolean {
  return saysNoConflict && (competitor || sameHouse);
}

export interface ActivationFacts {
  readonly termsAccepted: boolean;
  readonly systems: number;
  readonly proven: boolean;
  /** The end of the terms, milliseconds. */
  readonly endsAt: number | null;
  /** Until when the attestation that the safeguards are in place holds, milliseconds. */
  readonly controlsUntil: number | null;
  readonly now: number;
}

/** What is missing before a partner can use the model, or undefined. Asked at activation, at each use and during it. */
export function findActivationGap(facts: ActivationFacts): "terms-not-accepted" | "no-systems" | "not-proven" | "term-over" | "controls-lapsed" | undefined {
  if (!facts.termsAccepted || facts.endsAt === null) return "terms-not-accepted";
  if (facts.systems === 0) return "no-systems";
  if (!facts.proven) return "not-proven";
  if (facts.now >= facts.endsAt) return "term-over";
  return facts.controlsUntil === null || facts.now >= facts.controlsUntil ? "controls-lapsed" : undefined;
}

const DAY_MS = 86_400_000;
/** A quarter: long enough to be no burden, short enough that whoever signed still answers for it. */
const CONTROLS_DAYS = 90;
const REMINDERS_DAYS_BEFORE = [14, 3] as const;

/** How long an attestation holds that is given now, and when its partner is reminded; milliseconds. */
export function planControls(now: number): { readonly until: number; readonly reminders: readonly number[] } {
  const until = now + CONTROLS_DAYS * DAY_MS;
  return { until, reminders: REMINDERS_DAYS_BEFORE.map((days) => until - days * DAY_MS) };
}

/** Systems may be named from the acceptance on, for as long as the access is not over. */
export function mayChangeScope(state: EarlyAccessState): boolean {
  return state === "terms-accepted" || state === "provisioned" || state === "ready" || state === "active" || state === "suspended";
}

/** Whether a scope only leaves out what the other names: less access needs nobody's yes. */
export function isNarrower(proposed: readonly PartnerSystem[], current: readonly PartnerSystem[]): boolean {
  return proposed.every((one) => current.some((other) => one.name === other.name && one.basis === other.basis && one.evidence === other.evidence));
}
