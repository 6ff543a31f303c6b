import type { EngagementState } from "#contracts/engagement";

/*
 * The engagement's machine (REQUIREMENTS 4.1). It is the developer's: nobody else moves it, except that government ends
 * its own access early, time ends a window and a signed determination arrives.
 *
 *   draft → open → determination-requested → determined → access-offered → window-open → window-closed
 *
 *   open                    developer           `draft`; until then nobody else knows of it
 *   request-determination   developer           any live state; moves only `open` and `determined`
 *   receive-determination   system              every state; moves only `determination-requested`
 *   offer-access            developer           every live state but `window-open`
 *   open-window             developer           `access-offered`
 *   end-window              developer,          every state; moves only `window-open`. A pause is no end: the window
 *                           government, system  stays open and its days run (access-window.rules.ts)
 *   close                   developer           every state; → `closed`, `withdrawn` stays
 *   declare-release         developer           every state, never refused; ends an open window
 *   withdraw                developer           every state, never refused; → `withdrawn`
 */

export type EngagementEvent =
  | "open"
  | "request-determination"
  | "receive-determination"
  | "offer-access"
  | "open-window"
  | "end-window"
  | "close"
  | "declare-release"
  | "withdraw";

/** Who moves it. Government has one event, and that gives something back: its own access. */
export type EngagementMover = "developer" | "government" | "system";

export type EngagementMove =
  | { readonly ok: true; readonly state: EngagementState }
  | { readonly ok: false; readonly code: "not-yours" | "engagement-over" | "still-draft" | "no-draft" | "window-open" | "no-offer" };

const MOVERS: Readonly<Record<EngagementEvent, readonly EngagementMover[]>> = {
  open: ["developer"],
  "request-determination": ["developer"],
  "receive-determination": ["system"],
  "offer-access": ["developer"],
  "open-window": ["developer"],
  "end-window": ["developer", "government", "system"],
  close: ["developer"],
  "declare-release": ["developer"],
  withdraw: ["developer"],
};

/** Where an event leads, or why it cannot be. Total over states, events and movers. */
export function moveEngagement(state: EngagementState, event: EngagementEvent, mover: EngagementMover): EngagementMove {
  if (!MOVERS[event].includes(mover)) return { ok: false, code: "not-yours" };
  const to = (next: EngagementState): EngagementMove => ({ ok: true, state: next });
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
    case "open":
      return state === "draft" ? to("open") : { ok: false, code: "no-draft" };
    case "request-determination":
    case "offer-access":
    case "open-window":
      return isLive(state) ? moveLive(state, event) : { ok: false, code: state === "draft" ? "still-draft" : "engagement-over" };
  }
}

function moveLive(state: EngagementState, event: "request-determination" | "offer-access" | "open-window"): EngagementMove {
  const to = (next: EngagementState): EngagementMove => ({ ok: true, state: next });
  if (event === "request-determination") return to(state === "open" || state === "determined" ? "determination-requested" : state);
  if (state === "window-open") return { ok: false, code: "window-open" };
  if (event === "offer-access") return to("access-offered");
  return state === "access-offered" ? to("window-open") : { ok: false, code: "no-offer" };
}

/** Whether the developer takes part now: opened, and neither closed nor withdrawn. */
export function isLive(state: EngagementState): boolean {
  return state !== "draft" && state !== "closed" && state !== "withdrawn";
}

/** All events, for walks over the whole machine. */
export const ENGAGEMENT_EVENTS = Object.keys(MOVERS) as readonly EngagementEvent[];
