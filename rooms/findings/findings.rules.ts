import type { AssignmentRole, FindingState } from "#contracts/findings";

/*
 * The work track of a finding:
 *
 *   submitted → reproducing → needs_validation → validated → prioritised → in_case → closed
 *                    │               └→ rejected (a person)
 *                    ├→ rejected      (evidence: not reproduced in k = 0 of n, or does not build)
 *                    └→ duplicate_of  (same crash of the same target; the finder is credited on the parent)
 *
 * Its only exits are a case (which notifies the vendor), rejected, duplicate_of and closed (INV-13). A halted isolation
 * probe leaves it reproducing, and a person looks at the machine first. A run that was halted because its program tried to
 * leave the sandbox goes to a person like one that the machine cannot judge.
 */
export type FindingStep =
  | "begin-reproduction"
  | "keep-for-person"
  | "reject-on-evidence"
  | "merge"
  | "validate"
  | "reject"
  | "prioritise"
  | "open-case"
  | "close";

const STEPS: Readonly<Record<FindingStep, { readonly from: readonly FindingState[]; readonly to: FindingState | "same" }>> = {
  "begin-reproduction": { from: ["submitted", "reproducing"], to: "reproducing" },
  "keep-for-person": { from: ["reproducing"], to: "needs_validation" },
  "reject-on-evidence": { from: ["reproducing"], to: "rejected" },
  // From needs_validation too: an earlier arrival whose run took longer takes its place.
  merge: { from: ["reproducing", "needs_validation"], to: "duplicate_of" },
  validate: { from: ["needs_validation"], to: "validated" },
  reject: { from: ["needs_validation"], to: "rejected" },
  // New facts (listed as exploited) change the order at any later time without moving the finding back.
  prioritise: { from: ["validated", "prioritised", "in_case"], to: "same" },
  "open-case": { from: ["prioritised"], to: "in_case" },
  close: { from: ["in_case"], to: "closed" },
};

/** The state after a step, or undefined when the step is not open from here. */
export function advance(state: FindingState, step: FindingStep): FindingState | undefined {
  const { from, to } = STEPS[step];
  if (!from.includes(state)) return undefined;
  if (to !== "same") return to;
  return state === "validated" ? "prioritised" : state;
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

/** Which of two findings of one bug goes on: the earlier arrival, unless somebody has already decided on the other. */
export function choosePrimary({ earlier, other }: { readonly earlier: boolean; readonly other: FindingState }): "this" | "other" {
  return earlier && other === "needs_validation" ? "this" : "other";
}

const BENCHMARKING_ROLES: readonly string[] = ["benchmark-analyst", "nsa-director", "consultee"];

/** Whether the wall between benchmarking and findings stands before this person, whatever else they may be (INV-13). */
export function isBehindWall(roles: readonly string[]): boolean {
  return roles.some((held) => BENCHMARKING_ROLES.includes(held));
}

export interface Target {
  readonly repository?: string | null | undefined;
  readonly product?: string | null | undefined;
  readonly path?: string | null | undefined;
  readonly weakness?: string | null | undefined;
}

export interface CanonicalTarget {
  readonly project: string;
  readonly path: string | null;
  readonly weakness: string | null;
}

/** One spelling for one target, so that two who mean the same place meet. */
export function canonicalTarget({ repository, product, path, weakness }: Target): CanonicalTarget {
  return {
    project: repository ? `repository:${canonicalRepository(repository)}` : `product:${normalName(product ?? "")}`,
    path: path ? path.trim().replace(/\\/g, "/").replace(/\/{2,}/g, "/").replace(/^(\.?\/)+/, "").replace(/\/$/, "") : null,
    weakness: weakness ? `CWE-${Number(weakness.trim().slice(4))}` : null,
  };
}

/** Host and path of a repository's address, without scheme, account, query, `.git` and trailing slash, in lower case. */
export function canonicalRepository(address: string): string {
  const { host, pathname } = new URL(address.trim());
  return `${host}${pathname}`.toLowerCase().replace(/\/{2,}/g, "/").replace(/\/+$/, "").replace(/\.git$/, "");
}

function normalName(name: string): string {
  return name.normalize("NFKC").trim().toLowerCase().replace(/\s+/g, " ");
}

const RANKS: Readonly<Record<string, number>> = { "3 days & forensic investigation": 0, "3 days": 1, "14 days": 2, "60 days": 3 };

/** Order of work: a smaller rank comes first. */
export function rankTimeline(timeline: string): number {
  return RANKS[timeline] ?? 4;
}
