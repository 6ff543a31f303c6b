import type { MaintainerAnswer, RmState } from "#contracts/coordination";

/*
 * Report management of one participant, as CERT/CC's Vultron has it (12 edges; CLOSED is final; nothing goes from VALID
 * back to INVALID or straight to CLOSED):
 *
 *   START –receive→ RECEIVED –validate→ VALID –accept→ ACCEPTED ⇄ DEFERRED –close→ CLOSED
 *                      │ invalidate        └–defer→ DEFERRED
 *                      ├→ INVALID –validate→ VALID, –close→ CLOSED
 *                      └–close→ CLOSED
 */
export type RmEvent = "receive" | "validate" | "invalidate" | "accept" | "defer" | "close";

export const RM_EDGES: readonly (readonly [RmState, RmEvent, RmState])[] = [
  ["START", "receive", "RECEIVED"],
  ["RECEIVED", "validate", "VALID"],
  ["RECEIVED", "invalidate", "INVALID"],
  ["INVALID", "validate", "VALID"],
  ["VALID", "accept", "ACCEPTED"],
  ["VALID", "defer", "DEFERRED"],
  ["ACCEPTED", "defer", "DEFERRED"],
  ["DEFERRED", "accept", "ACCEPTED"],
  ["ACCEPTED", "close", "CLOSED"],
  ["DEFERRED", "close", "CLOSED"],
  ["INVALID", "close", "CLOSED"],
  ["RECEIVED", "close", "CLOSED"],
];

/** The next state, or undefined when the event is not an edge from here. */
export function advanceRm(state: RmState, event: RmEvent): RmState | undefined {
  return RM_EDGES.find(([from, on]) => from === state && on === event)?.[2];
}

const RANK: Readonly<Record<RmState, number>> = { START: 0, RECEIVED: 1, INVALID: 2, VALID: 2, DEFERRED: 3, ACCEPTED: 3, CLOSED: 4 };

export type ClaimVerdict = "confirmation" | "advance" | "gap" | "regression";

/**
 * What somebody's own word about where their report stands does to what we knew: the same again confirms, an edge advances,
 * further along without an edge is a gap (taken, and flagged), everything else a regression (refused, and flagged).
 */
export function judgeClaim(known: RmState, claimed: RmState): ClaimVerdict {
  if (known === claimed) return "confirmation";
  if (RM_EDGES.some(([from, , to]) => from === known && to === claimed)) return "advance";
  return known !== "CLOSED" && RANK[claimed] > RANK[known] ? "gap" : "regression";
}

const WANTED: Readonly<Record<MaintainerAnswer | "close", readonly (readonly RmEvent[])[]>> = {
  accept: [["accept"], ["validate", "accept"]],
  "already-known": [["accept"], ["validate", "accept"]],
  dispute: [["invalidate"]],
  "wont-fix": [["defer"], ["validate", "defer"]],
  // Leaving from VALID is written VALID → DEFERRED → CLOSED, from START START → RECEIVED → CLOSED.
  close: [["close"], ["defer", "close"], ["receive", "close"]],
};

/** The states that an answer walks through, edge by edge; undefined when it is not open from here. */
export function walkAnswer(state: RmState, answer: MaintainerAnswer | "close"): readonly RmState[] | undefined {
  for (const events of WANTED[answer]) {
    const path: RmState[] = [];
    let at: RmState | undefined = state;
    for (const event of events) {
      at = at && advanceRm(at, event);
      if (at) path.push(at);
    }
    if (at) return path;
  }
  return undefined;
}

const ANSWERS: readonly MaintainerAnswer[] = ["accept", "dispute", "already-known", "wont-fix"];

export function openAnswers(state: RmState): readonly MaintainerAnswer[] {
  return ANSWERS.filter((answer) => walkAnswer(state, answer) !== undefined);
}

/** Whether a case takes one of the places that the maintainer's pace allows. */
export function takesPlace({ state, rm, fixReady }: { readonly state: "waiting" | "open" | "closed"; readonly rm: RmState; readonly fixReady: boolean }): boolean {
  return state === "open" && !fixReady && (rm === "RECEIVED" || rm === "VALID" || rm === "ACCEPTED");
}
