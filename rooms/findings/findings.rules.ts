import type { AssignmentRole, FindingState } from "#contracts/findings";

/*
 * The work track of a finding:
 *
 *   submitted → reproducing → needs_validation → validated → prioritised → in_case → closed
 *       ↑            │            │    ↑  └→ rejected (a person) ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ┐
 *       │            │            │    └────────────── a person overturned what only    │
 *       │            ├→ rejected  ·  evidence had rejected (not reproduced in k = 0 of n, does not build, out of scope)
 *       └ needs_info ⇄ ───────────┘  the finder is asked, and answers with a text or a better bundle
 *
 *   duplicate_of  the same bug as another finding: by the same crash, or by a person. The finder is credited there.
 *   subsumed_by   another bug, which goes when its parent is mended: it does not go out alone, and closes with it.
 *   Both hold what the finding was; taken apart again it goes on from there.
 *
 * Its only exits are a case (which notifies the vendor), rejected, duplicate_of or subsumed_by, and closed (INV-13). A record
 * without anything to run begins in needs_info and goes no further without a bundle. A halted isolation probe leaves it
 * reproducing, and a person looks at the machine first. A run that was halted because its program tried to leave the sandbox
 * goes to a person like one that the machine cannot judge.
 */
export type FindingStep =
  | "begin-reproduction"
  | "keep-for-person"
  | "reject-on-evidence"
  | "overturn"
  | "ask"
  | "answer"
  | "add-evidence"
  | "merge"
  | "subsume"
  | "restore"
  | "validate"
  | "reject"
  | "prioritise"
  | "open-case"
  | "close";

const STEPS: Readonly<Record<FindingStep, { readonly from: readonly FindingState[]; readonly to: FindingState | "same" | "held" }>> = {
  "begin-reproduction": { from: ["submitted", "reproducing"], to: "reproducing" },
  "keep-for-person": { from: ["reproducing"], to: "needs_validation" },
  "reject-on-evidence": { from: ["reproducing"], to: "rejected" },
  overturn: { from: ["rejected"], to: "needs_validation" },
  ask: { from: ["needs_validation"], to: "needs_info" },
  answer: { from: ["needs_info"], to: "needs_validation" },
  "add-evidence": { from: ["needs_info"], to: "submitted" },
  // An earlier arrival whose run took longer may take the other's place. What was merged goes along with its parent.
  merge: { from: ["reproducing", "needs_info", "needs_validation", "validated", "prioritised", "duplicate_of"], to: "duplicate_of" },
  subsume: { from: ["needs_validation", "validated", "prioritised", "subsumed_by"], to: "subsumed_by" },
  restore: { from: ["duplicate_of", "subsumed_by"], to: "held" },
  validate: { from: ["needs_validation"], to: "validated" },
  reject: { from: ["needs_validation", "needs_info"], to: "rejected" },
  // New facts (listed as exploited) change the order at any later time without moving the finding back.
  prioritise: { from: ["validated", "prioritised", "in_case"], to: "same" },
  "open-case": { from: ["prioritised"], to: "in_case" },
  close: { from: ["in_case", "subsumed_by"], to: "closed" },
};

/** Where a finding stands, and what it held before it was put below another. */
export interface Standing {
  readonly state: FindingState;
  readonly heldState: FindingState | null;
  readonly parentId: string | null;
}

export type FindingEvent = { readonly step: Exclude<FindingStep, "merge" | "subsume"> } | { readonly step: "merge" | "subsume"; readonly parentId: string };

/** The state after a step, or undefined when the step is not open from here. */
export function advance(state: FindingState, step: FindingStep, heldState: FindingState | null = null): FindingState | undefined {
  const { from, to } = STEPS[step];
  if (!from.includes(state)) return undefined;
  if (to === "held") return heldState ?? undefined;
  if (to !== "same") return to;
  return state === "validated" ? "prioritised" : state;
}

/** The standing after an event; undefined when it is not open from here. The only way that a finding's state changes. */
export function reduceFinding(standing: Standing, event: FindingEvent): Standing | undefined {
  const state = advance(standing.state, event.step, standing.heldState);
  if (state === undefined) return undefined;
  if (event.step !== "merge" && event.step !== "subsume") return { state, heldState: null, parentId: event.step === "close" ? standing.parentId : null };
  return { state, heldState: standing.heldState ?? toHeld(standing.state), parentId: event.parentId };
}

/** A run that showed a known bug is over: taken apart again, a person looks at it. */
function toHeld(state: FindingState): FindingState {
  return state === "reproducing" ? "needs_validation" : state;
}

/** What each act is called in the ledger. */
export const LEDGER_KINDS: Readonly<Record<Exclude<FindingStep, "restore">, string>> = {
  "begin-reproduction": "findings.reproduction-begun",
  "keep-for-person": "findings.reproduced",
  "reject-on-evidence": "findings.rejected-on-evidence",
  overturn: "findings.rejection-overturned",
  ask: "findings.info-asked",
  answer: "findings.info-given",
  "add-evidence": "findings.evidence-added",
  merge: "findings.merged",
  subsume: "findings.subsumed",
  validate: "findings.validated",
  reject: "findings.rejected",
  prioritise: "findings.prioritised",
  "open-case": "findings.case-opened",
  close: "findings.closed",
};
const STEP_OF: ReadonlyMap<string, FindingStep> = new Map([
  ...Object.entries(LEDGER_KINDS).map(([step, kind]) => [kind, step as FindingStep] as const),
  ["findings.unmerged", "restore"],
  ["findings.unsubsumed", "restore"],
]);

export interface LedgerAct {
  readonly kind: string;
  readonly subject: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What an entry of the ledger did to its finding; undefined when it moved nothing. */
export function toFindingEvent({ kind, data }: LedgerAct): FindingEvent | undefined {
  // A program that tried to leave went to a person; a host that did not hold moved nothing.
  if (kind === "findings.reproduction-halted") return data["isolationHeld"] === true ? { step: "keep-for-person" } : undefined;
  const step = STEP_OF.get(kind);
  if (step !== "merge" && step !== "subsume") return step && { step };
  return { step, parentId: String(data[step === "merge" ? "duplicateOf" : "subsumedBy"]) };
}

/** Where every finding stands by the ledger alone. Throws where an entry tells of a step that was not open. */
export function replayFindings(acts: readonly LedgerAct[]): ReadonlyMap<string, Standing> {
  const standings = new Map<string, Standing>();
  for (const act of acts) {
    const event = toFindingEvent(act);
    if (act.kind === "findings.submitted") standings.set(act.subject, { state: act.data["state"] === "needs_info" ? "needs_info" : "submitted", heldState: null, parentId: null });
    if (!event) continue;
    const standing = standings.get(act.subject) ?? { state: toFirst(event), heldState: null, parentId: null };
    const next = reduceFinding(standing, event);
    if (!next) throw new Error(`${act.kind} of ${act.subject} was not open from ${standing.state}`);
    standings.set(act.subject, next);
  }
  return standings;
}

/** Many are submitted in one batch, whose one entry names none: what happens first tells in which state each came. */
function toFirst({ step }: FindingEvent): FindingState {
  return advance("submitted", step) === undefined ? "needs_info" : "submitted";
}

export type EvidenceOutcome = "reproduced" | "flaky" | "not-reproduced" | "does-not-build" | "unsupported" | "inconclusive";

/** What a reproduction means for the finding. Only evidence rejects by itself; what the machine cannot tell, a person sees. */
export function judgeReproduction(outcome: EvidenceOutcome): "keep-for-person" | "reject-on-evidence" {
  return outcome === "not-reproduced" || outcome === "does-not-build" ? "reject-on-evidence" : "keep-for-person";
}

export interface ValidationQuestion {
  readonly validator: { readonly personId: string; readonly organisationId: string };
  readonly assistedByModel: string | null;
  readonly finder: { readonly personId: string; readonly organisationId: string; readonly model: string | null };
}

/** A finding is validated by somebody else than its finder: another person, another house, another model context. */
export function judgeValidator({ validator, assistedByModel, finder }: ValidationQuestion): "may" | "own-finding" | "same-model" {
  if (validator.personId === finder.personId || validator.organisationId === finder.organisationId) return "own-finding";
  const same = assistedByModel !== null && finder.model !== null && normalName(assistedByModel) === normalName(finder.model);
  return same ? "same-model" : "may";
}

export interface AssignmentQuestion {
  readonly by: { readonly personId: string };
  readonly assignee: { readonly personId: string; readonly organisationId: string; readonly roles: readonly string[] };
  readonly role: AssignmentRole;
  readonly finderOrganisationIds: readonly string[];
  readonly reason: string | undefined;
}

const NEEDED_ROLES: Readonly<Record<AssignmentRole, string>> = { validator: "validator", analyst: "clearinghouse-analyst" };

/** As what somebody may be assigned to a finding: by the roles they hold, and never on the finder's side of it. */
export function assignableRoles({ organisationId, roles }: Pick<AssignmentQuestion["assignee"], "organisationId" | "roles">, finderOrganisationIds: readonly string[]): readonly AssignmentRole[] {
  if (isBehindWall(roles) || finderOrganisationIds.includes(organisationId)) return [];
  return (["validator", "analyst"] as const).filter((role) => roles.includes(NEEDED_ROLES[role]));
}

/**
 * A finding opens to a person by somebody else's word. An analyst may open it to themselves with a reason that its finder
 * reads, so that a small clearinghouse can work; nobody makes themselves the validator.
 */
export function judgeAssignment({ by, assignee, role, finderOrganisationIds, reason }: AssignmentQuestion): "may" | "not-assignable" | "self-as-validator" | "reason-needed" {
  if (!assignableRoles(assignee, finderOrganisationIds).includes(role)) return "not-assignable";
  if (by.personId !== assignee.personId) return "may";
  if (role === "validator") return "self-as-validator";
  return reason === undefined ? "reason-needed" : "may";
}

/** A finding as one of two that show one bug: `rank` says how good its evidence is. */
export interface Contender {
  readonly submittedAt: string;
  readonly rank: number;
  readonly state: FindingState;
}

const UNDECIDED: readonly FindingState[] = ["reproducing", "needs_validation", "needs_info"];

/**
 * Which of two findings of one bug goes on: the one that somebody has already decided on, else the one with the better
 * evidence, else the earlier arrival. Credit goes by arrival, whichever leads.
 */
export function choosePrimary(one: Contender, other: Contender): "this" | "other" {
  const isDecided = [one, other].map(({ state }) => !UNDECIDED.includes(state));
  if (isDecided[0] !== isDecided[1]) return isDecided[0] ? "this" : "other";
  if (one.rank !== other.rank) return one.rank > other.rank ? "this" : "other";
  return one.submittedAt < other.submittedAt ? "this" : "other";
}

const BENCHMARKING_ROLES: readonly string[] = ["benchmark-analyst", "nsa-director", "consultee"];

/** Whether the wall between benchmarking and findings stands before this person, whatever else they may be (INV-13). */
export function isBehindWall(roles: readonly string[]): boolean {
  return roles.some((held) => BENCHMARKING_ROLES.includes(held));
}

function normalName(name: string): string {
  return name.normalize("NFKC").trim().toLowerCase().replace(/\s+/g, " ");
}

const RANKS: Readonly<Record<string, number>> = { "3 days & forensic investigation": 0, "3 days": 1, "14 days": 2, "60 days": 3 };

/** Order of work: a smaller rank comes first. */
export function rankTimeline(timeline: string): number {
  return RANKS[timeline] ?? 4;
}
