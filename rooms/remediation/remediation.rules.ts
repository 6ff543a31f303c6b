import type { PatchState } from "#contracts/remediation";

/*
 * A patch:
 *
 *   proposed{human|ai} → verifying → verified –confirmed by somebody else than its author→ signed → released
 *                            └→ failed(verdict)                                              ├→ superseded
 *                                 └ inconclusive only: → verifying again                     └→ withdrawn (a recall)
 *
 * A person may stand behind a patch before it is verified (a maintainer who takes the candidate as it is); it is signed
 * once both are there, and never otherwise (INV-18).
 */
export type PatchStep = "begin-verification" | "pass" | "fail" | "sign" | "release" | "supersede" | "withdraw";

const STEPS: Readonly<Record<PatchStep, { readonly from: readonly PatchState[]; readonly to: PatchState }>> = {
  "begin-verification": { from: ["proposed", "verifying"], to: "verifying" },
  pass: { from: ["verifying"], to: "verified" },
  fail: { from: ["verifying"], to: "failed" },
  sign: { from: ["verified"], to: "signed" },
  release: { from: ["signed"], to: "released" },
  supersede: { from: ["released"], to: "superseded" },
  withdraw: { from: ["signed", "released", "superseded"], to: "withdrawn" },
};

/** The state after a step, or undefined when the step is not open from here. */
export function advancePatch(state: PatchState, step: PatchStep): PatchState | undefined {
  return STEPS[step].from.includes(state) ? STEPS[step].to : undefined;
}

/** The verdict of an attempt in which a program tried to leave its sandbox. */
export const HALTED = "halted";

/**
 * What all attempts together say. A patch under which a program once tried to leave its sandbox stays refused. One that
 * judged the patch stands for good; an inconclusive one says nothing, so the patch may be tried again.
 */
export function judgeAttempts(verdicts: readonly string[]): "verified" | "failed" | "open" {
  const judged = verdicts.filter((verdict) => verdict !== "inconclusive");
  if (judged.length === 0) return "open";
  return judged.every((verdict) => verdict === "verified") ? "verified" : "failed";
}

/** Tries of one author's house for one case: enough to learn from a verdict, too few to search for what slips through. */
export const PATCHES_PER_AUTHOR = 20;
/** A run that could not judge a patch is tried again so often; then somebody mends what keeps it from running. */
export const ATTEMPTS_PER_PATCH = 3;

export interface SigningPeriod {
  readonly keyId: string;
  readonly validFrom: string;
  readonly validUntil: string | null;
}

/**
 * Whether a signature of this instant counts under the published keys: its key was the valid one then. What a key signed
 * before its end stays good, whyever it ended.
 */
export function countsUnder(periods: readonly SigningPeriod[], { keyId, signedAt }: { readonly keyId: string; readonly signedAt: string }): boolean {
  return periods.some((period) => period.keyId === keyId && period.validFrom <= signedAt && (period.validUntil === null || signedAt < period.validUntil));
}

export interface Author {
  readonly party: "finder" | "coordinator" | "maintainer";
  readonly personId: string | null;
  readonly organisationId: string;
}

export interface Confirmer {
  readonly party: "coordinator" | "maintainer";
  readonly personId: string;
  readonly organisationId: string;
}

const CONFIRMABLE: readonly PatchState[] = ["proposed", "verifying", "verified"];

/** Somebody else than the author stands behind a patch: another person, and for finders and maintainers another house. */
export function judgeConfirmer({ author, confirmer, state }: { readonly author: Author; readonly confirmer: Confirmer; readonly state: PatchState }): "may" | "own-patch" | "wrong-state" {
  if (author.personId !== null && author.personId === confirmer.personId) return "own-patch";
  if (author.party === "maintainer" && confirmer.party === "maintainer") return "own-patch";
  if (author.party === "finder" && author.organisationId === confirmer.organisationId) return "own-patch";
  return CONFIRMABLE.includes(state) ? "may" : "wrong-state";
}

/** Whether everything a signature says is so. */
export function maySign({ state, verdicts, confirmed }: { readonly state: PatchState; readonly verdicts: readonly string[]; readonly confirmed: boolean }): "may" | "not-verified" | "not-confirmed" {
  if (judgeAttempts(verdicts) !== "verified" || advancePatch(state, "sign") === undefined) return "not-verified";
  return confirmed ? "may" : "not-confirmed";
}
