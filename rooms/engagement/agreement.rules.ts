import type { AgreementState } from "#contracts/agreements";

/*
 * A standing agreement's machine. Its terms (the first and each renewal) are proposed by one party and in force when all
 * have given their word; time does the rest, so the state is judged when it is asked for and stored nowhere.
 *
 *   awaiting-confirmation → not-begun → in-force → expired        by words and by time
 *                                         ↑__________|            by a renewal that all parties gave their word on
 *   every state but `ended` → ended                               by any party, at any time, without the others
 *
 *   confirm     a party that has not      while a term waits
 *   renew       any party                 once confirmed, while no other term waits; to a later end only
 *   end         any party                 every state but `ended`
 *   publish     any party                 once confirmed, not ended, and if its terms say that it may be public
 *   take-down   any party                 while it is published
 *
 * Nothing here is asked by a rule of the window, of a release or of a withdrawal, and nothing may be: an agreement can
 * weaken none of them, whatever its text says (agreements.test.ts).
 */

export interface AgreementFacts {
  readonly beginsAt: number;
  readonly endedAt: number | null;
  readonly mayBePublic: boolean;
  readonly isPublished: boolean;
  /** Oldest first; `until` null for no end of its own. */
  readonly terms: readonly { readonly until: number | null; readonly inForceAt: number | null }[];
  /** Whether the actor's organisation gave its word on the newest term. */
  readonly hasGivenWord: boolean;
}

export type AgreementEvent = { readonly name: "confirm" | "end" | "publish" | "take-down" } | { readonly name: "renew"; readonly until: number | null };

export type AgreementFault = "agreement-ended" | "agreement-not-confirmed" | "agreement-may-not-be-public" | "already-published" | "end-not-later" | "not-published" | "nothing-to-confirm" | "term-waits";

/** The newest term that every party has given its word on. */
export function findStandingTerm<Term extends { readonly inForceAt: unknown }>(terms: readonly Term[]): Term | undefined {
  return terms.findLast(({ inForceAt }) => inForceAt !== null);
}

export function judgeAgreement({ beginsAt, endedAt, terms }: Pick<AgreementFacts, "beginsAt" | "endedAt" | "terms">, now: number): AgreementState {
  if (endedAt !== null) return "ended";
  const term = findStandingTerm(terms);
  if (!term) return "awaiting-confirmation";
  if (now < beginsAt) return "not-begun";
  return term.until !== null && now >= term.until ? "expired" : "in-force";
}

/** What stands in the way of an event; undefined when nothing does. Total over states and events. */
export function findAgreementFault(facts: AgreementFacts, event: AgreementEvent, now: number): AgreementFault | undefined {
  const state = judgeAgreement(facts, now);
  const waits = facts.terms.at(-1)?.inForceAt === null;
  if (event.name === "take-down") return facts.isPublished ? undefined : "not-published";
  if (state === "ended") return "agreement-ended";
  switch (event.name) {
    case "end":
      return undefined;
    case "confirm":
      return waits && !facts.hasGivenWord ? undefined : "nothing-to-confirm";
    case "renew":
      if (state === "awaiting-confirmation") return "agreement-not-confirmed";
      return waits ? "term-waits" : isLater(event.until, { than: findStandingTerm(facts.terms)?.until ?? null, now }) ? undefined : "end-not-later";
    case "publish":
      if (state === "awaiting-confirmation") return "agreement-not-confirmed";
      if (!facts.mayBePublic) return "agreement-may-not-be-public";
      return facts.isPublished ? "already-published" : undefined;
  }
}

function isLater(until: number | null, { than, now }: { readonly than: number | null; readonly now: number }): boolean {
  if (than === null) return false;
  return until === null || (until > than && until > now);
}
