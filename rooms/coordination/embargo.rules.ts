import type { CaseFlags, EmState, RmState } from "#contracts/coordination";
import type { CaseFact } from "./case-flags.rules.ts";

/*
 * The embargo of a case, derived from its register (one row for every embargo ever proposed, never removed):
 *
 *   NONE –propose→ PROPOSED –accept→ ACTIVE –extend once→ ACTIVE (new row, the old one SUPERSEDED)
 *            reject or cancel ↘ NONE      └–end reached, P, X or A→ EXITED (final)
 *
 * It begins when it is accepted, ends at an exact instant, and ends at once when the weakness (P) or an exploit (X) is
 * public, or attacks are seen (A). After any of these no new one begins. Instants are ISO texts in UTC of one length, so
 * their order as texts is their order in time.
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

/** The embargo as it stands at an instant: one whose end has come is over, whether or not the clock's job has run yet. */
export function deriveEmbargo(register: readonly RegisterEntry[], now: string): EmbargoNow {
  const extended = register.some((entry) => entry.replaces !== null);
  const ended = register.find((entry) => entry.state === "TERMINATED");
  if (ended) return { state: "EXITED", endsAt: ended.endsAt, extended, exitReason: ended.exitReason };
  const active = register.find((entry) => entry.state === "ACTIVE");
  const proposed = register.find((entry) => entry.state === "PROPOSED" && entry.endsAt > now);
  if (active && active.endsAt <= now) return { state: "EXITED", endsAt: active.endsAt, extended, exitReason: "end-reached" };
  if (active) return { state: proposed ? "REVISE" : "ACTIVE", endsAt: active.endsAt, extended, exitReason: null };
  return proposed ? { state: "PROPOSED", endsAt: proposed.endsAt, extended, exitReason: null } : { state: "NONE", endsAt: null, extended, exitReason: null };
}

export function isInForce({ state }: Pick<EmbargoNow, "state">): boolean {
  return state === "ACTIVE" || state === "REVISE";
}

/** No embargo begins or moves once the weakness or an exploit is public, or attacks are seen. */
export function mayNegotiate(flags: CaseFlags): boolean {
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
