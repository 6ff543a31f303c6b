import type { CaseFlags, EmState, RmState } from "#contracts/coordination";
import type { CaseFact } from "../case/case-flags.rules.ts";

/*
 * The embargo of a case, derived from its register (one entry for every embargo ever proposed, never removed):
 *
 *   PROPOSED –activate→ ACTIVE –supersede→ SUPERSEDED (in the step that activates another)
 *       │ reject → REJECTED   └–terminate→ TERMINATED (end reached, public, exploit public, attacks, by the owner)
 *       └ cancel → CANCELLED (with a terminate, or when P, X or A comes)
 *
 * It begins when it is activated, ends at an exact instant, and ends at once when the weakness (P) or an exploit (X) is
 * public, or, by policy, attacks are seen (A). After any of these no new one begins. Instants are ISO texts in UTC of one
 * length, so their order as texts is their order in time.
 */
export type EntryState = "PROPOSED" | "ACTIVE" | "REJECTED" | "SUPERSEDED" | "TERMINATED" | "CANCELLED";
export type ExitReason = "end-reached" | "public" | "exploit-public" | "attacks-seen" | "ended-by-coordinator";

export interface RegisterEntry {
  readonly id: string;
  readonly state: EntryState;
  readonly endsAt: string;
  readonly replaces: string | null;
  readonly exitReason: ExitReason | null;
}

export interface EmbargoNow {
  readonly state: EmState;
  readonly endsAt: string | null;
  readonly extended: boolean;
  readonly exitReason: ExitReason | null;
}

type Register = readonly RegisterEntry[];

export type EmEvent = "propose" | "accept" | "reject" | "terminate";

/** CERT/CC Vultron's flat table, 10 edges: what the register yields while at most one proposal is open. */
export const EM_EDGES: readonly (readonly [EmState, EmEvent, EmState])[] = [
  ["NONE", "propose", "PROPOSED"],
  ["PROPOSED", "propose", "PROPOSED"],
  ["PROPOSED", "reject", "NONE"],
  ["PROPOSED", "accept", "ACTIVE"],
  ["ACTIVE", "propose", "REVISE"],
  ["REVISE", "propose", "REVISE"],
  ["REVISE", "reject", "ACTIVE"],
  ["REVISE", "accept", "ACTIVE"],
  ["ACTIVE", "terminate", "EXITED"],
  ["REVISE", "terminate", "EXITED"],
];

/** The state that the register alone spells, whatever the time. */
export function deriveEm(register: Register): EmState {
  if (register.some(({ state }) => state === "TERMINATED")) return "EXITED";
  const isOpen = register.some(({ state }) => state === "PROPOSED");
  if (register.some(({ state }) => state === "ACTIVE")) return isOpen ? "REVISE" : "ACTIVE";
  return isOpen ? "PROPOSED" : "NONE";
}

/** The embargo as it stands at an instant: one whose end has come is over, whether or not the clock's job has run yet. */
export function deriveEmbargo(register: Register, now: string): EmbargoNow {
  const extended = hasExtension(register);
  const ended = register.find((entry) => entry.state === "TERMINATED");
  if (ended) return { state: "EXITED", endsAt: ended.endsAt, extended, exitReason: ended.exitReason };
  const active = findActive(register);
  const proposed = register.find((entry) => entry.state === "PROPOSED" && entry.endsAt > now);
  if (active && active.endsAt <= now) return { state: "EXITED", endsAt: active.endsAt, extended, exitReason: "end-reached" };
  if (active) return { state: proposed ? "REVISE" : "ACTIVE", endsAt: active.endsAt, extended, exitReason: null };
  return proposed ? { state: "PROPOSED", endsAt: proposed.endsAt, extended, exitReason: null } : { state: "NONE", endsAt: null, extended, exitReason: null };
}

export function findActive(register: Register): RegisterEntry | undefined {
  return register.find(({ state }) => state === "ACTIVE");
}

/** Of several offers the shortest is accepted; the others stay on offer as revisions. */
export function chooseProposal(register: Register, now: string): RegisterEntry | undefined {
  return register.filter(({ state, endsAt }) => state === "PROPOSED" && endsAt > now).toSorted((a, b) => (a.endsAt < b.endsAt ? -1 : a.endsAt > b.endsAt ? 1 : 0))[0];
}

/** Whether an embargo was ever lengthened: one that took effect and ends later than the one it replaced. */
export function hasExtension(register: Register): boolean {
  return register.some(({ state, replaces, endsAt }) => {
    const tookEffect = state === "ACTIVE" || state === "SUPERSEDED" || state === "TERMINATED";
    return tookEffect && replaces !== null && endsAt > (register.find(({ id }) => id === replaces)?.endsAt ?? "");
  });
}

export function isInForce({ state }: Pick<EmbargoNow, "state">): boolean {
  return state === "ACTIVE" || state === "REVISE";
}

/** No embargo begins or moves once the weakness or an exploit is public, or attacks are seen. */
export function mayNegotiate(flags: Pick<CaseFlags, "publicAware" | "exploitPublic" | "attacksSeen">): boolean {
  return !flags.publicAware && !flags.exploitPublic && !flags.attacksSeen;
}

/** More time is given once, to a maintainer who has taken the report on. */
export function mayExtend({ embargo, flags, rm }: { readonly embargo: EmbargoNow; readonly flags: CaseFlags; readonly rm: RmState }): boolean {
  return embargo.state === "ACTIVE" && !embargo.extended && rm === "ACCEPTED" && mayNegotiate(flags);
}

const EXITS: Readonly<Partial<Record<CaseFact, ExitReason>>> = { P: "public", X: "exploit-public", A: "attacks-seen" };

/** Why a fact just turned on ends the embargo; undefined when it does not. */
export function exitReasonOf(fact: CaseFact): ExitReason | undefined {
  return EXITS[fact];
}
