import type { EngagementState } from "#contracts/engagement";

/*
 * The engagement's machine (REQUIREMENTS 4.1). It is the developer's: nobody else moves it, except that time ends a
 * window and a signed determination arrives.
 *
 *   open → determination-requested → determined → access-offered → window-open → window-closed
 *
 *   request-determination   developer           any live state; moves only `open` and `determined`
 *   receive-determination   system              every state; moves only `determination-requested`
 *   offer-access            developer           every live state but `window-open`
 *   open-window             developer           `access-offered`
 *   end-window              developer, system   every state; moves only `window-open`
 *   close                   developer           every state; → `closed`, `withdrawn` stays
 *   declare-release         developer           every state, never refused; ends an open window
 *   withdraw                developer           every state, never refused; → `withdrawn`
 */

export type EngagementEvent =
  | "request-determination"
  | "receive-determination"
  | "offer-access"
  | "open-window"
  | "end-window"
  | "close"
  | "declare-release"
  | "withdraw";

/** Who moves it. Evaluators and government have no word in this union, because no event is theirs. */
export type EngagementMover = "developer" | "system";

export type EngagementMove =
  | { readonly ok: true; readonly state: EngagementState }
  | { readonly ok: false; readonly code: "not-yours" | "engagement-over" | "window-open" | "no-offer" };

const MOVERS: Readonly<Record<EngagementEvent, readonly EngagementMover[]>> = {
  "request-determination": ["developer"],
  "receive-determination": ["system"],
  "offer-access": ["developer"],
  "open-window": ["developer"],
  "end-window": ["developer", "system"],
  close: ["developer"],
  "declare-release": ["developer"],
  withdraw: ["developer"],
};

/** Where an event leads, or why it cannot be. Total over states, events and movers. */
export function moveEngagement(state: EngagementState, event: EngagementEvent, mover: EngagementMover): EngagementMove {
  if (!MOVERS[event].includes(mover)) return { ok: false, code: "not-yours" };
  const to = (next: EngagementState): EngagementMove => ({ ok: true, state: next });
  const over = !isLive(state);
  switch (event) {
    case "withdraw":
      return to("withdrawn");
    case "declare-release":
    case "end-window":
      return to(state === "window-open" ? "window-closed" : state);
    case "close":
      return to(state === "withdrawn" ? "withdrawn" : "closed");
    case "receive-determination":
      return to(state === "determination-requested" ? "determined" : state);
    case "request-determination":
      if (over) return { ok: false, code: "engagement-over" };
      return to(state === "open" || state === "determined" ? "determination-requested" : state);
    case "offer-access":
      if (over) return { ok: false, code: "engagement-over" };
      return state === "window-open" ? { ok: false, code: "window-open" } : to("access-offered");
    case "open-window":
      if (over) return { ok: false, code: "engagement-over" };
      if (state === "window-open") return { ok: false, code: "window-open" };
      return state === "access-offered" ? to("window-open") : { ok: false, code: "no-offer" };
  }
}

/** Whether the developer still takes part. */
export function isLive(state: EngagementState): boolean {
  return state !== "closed" && state !== "withdrawn";
}

/** All events, for walks over the whole machine. */
export const ENGAGEMENT_EVENTS = Object.keys(MOVERS) as readonly EngagementEvent[];
