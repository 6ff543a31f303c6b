import type { CaseFlags } from "#contracts/coordination";

/*
 * The six facts of a case, as CERT/CC's Vultron has them: V vendor aware, F fix ready, D fix deployed, P public, X exploit
 * public, A attacks seen. Each only turns on, one at a time. F needs V, D needs F. Two states are passed through at once:
 * P without V is followed by V, X without P by P.
 */
export type CaseFact = "V" | "F" | "D" | "P" | "X" | "A";

const FLAG: Readonly<Record<CaseFact, keyof CaseFlags>> = { V: "vendorAware", F: "fixReady", D: "fixDeployed", P: "publicAware", X: "exploitPublic", A: "attacksSeen" };

export const NO_FLAGS: CaseFlags = { vendorAware: false, fixReady: false, fixDeployed: false, publicAware: false, exploitPublic: false, attacksSeen: false };

export function isOn(flags: CaseFlags, fact: CaseFact): boolean {
  return flags[FLAG[fact]];
}

/** Facts that may be the next single step from here. */
export function listNextFacts(flags: CaseFlags): readonly CaseFact[] {
  if (flags.exploitPublic && !flags.publicAware) return ["P"];
  if (flags.publicAware && !flags.vendorAware) return ["V"];
  const next: CaseFact[] = [];
  if (!flags.vendorAware) next.push("V");
  else if (!flags.fixReady) next.push("F");
  else if (!flags.fixDeployed) next.push("D");
  if (!flags.publicAware) next.push("P");
  if (!flags.exploitPublic) next.push("X");
  if (!flags.attacksSeen) next.push("A");
  return next;
}

export interface TurnedOn {
  readonly flags: CaseFlags;
  /** In order; empty when it was on already. */
  readonly steps: readonly CaseFact[];
}

/** Turns a fact on, with what must follow it at once; undefined when it cannot be (no fix without a vendor who knows). */
export function turnOn(flags: CaseFlags, fact: CaseFact): TurnedOn | undefined {
  if (isOn(flags, fact)) return { flags, steps: [] };
  if (!listNextFacts(flags).includes(fact)) return undefined;
  const steps: CaseFact[] = [fact];
  let now: CaseFlags = { ...flags, [FLAG[fact]]: true };
  if (fact === "X" || fact === "P") {
    for (let next = listNextFacts(now); next.length === 1 && (next[0] === "P" || (next[0] === "V" && now.publicAware)); next = listNextFacts(now)) {
      const [followed] = next;
      if (followed === undefined) break;
      steps.push(followed);
      now = { ...now, [FLAG[followed]]: true };
    }
  }
  return { flags: now, steps };
}

/** What an exploit's publication turns on: the exploit, and with it the weakness where it was not public. */
export function exploitFollows(publicAware: boolean): readonly ("X" | "P")[] {
  return publicAware ? ["X"] : ["X", "P"];
}
