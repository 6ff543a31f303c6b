import type { WindowEndReason, WindowState } from "#contracts/engagement";

/*
 * The access window's machine (REQUIREMENTS 4.2). Its clock stands in window.rules.ts: whatever the state says, access is
 * only where `isStanding` says so too, asked again at each use.
 *
 *   proposed → agreed → open ⇄ paused → ended → cleanup-due → cleanup-attested
 *
 *   agree                government     a named evaluator accepts the terms; moves only `proposed`
 *   open                 developer      `agreed`
 *   pause, resume        developer      `open`, `paused`; the clock runs on, and nobody has access meanwhile
 *   owe-cleanup          system         `ended`, if somebody could have kept something
 *   attest-cleanup       government     `cleanup-due`, when everybody who owed it has said what became of what they kept
 *
 * The reasons of an end are its events. Whoever brings it about, what ended stays ended:
 *
 *   elapsed              system                          open, paused
 *   partner-release      developer, system               every live state
 *   developer-ended      developer                       every live state
 *   developer-withdrew   developer                       every live state
 *   engagement-closed    developer                       every live state
 *   government-finished  government                      open, paused
 *   terms-breach         developer                       open, paused
 *   incident             developer, government, system   every live state
 */

export type WindowEvent = "agree" | "open" | "pause" | "resume" | "owe-cleanup" | "attest-cleanup" | WindowEndReason;

/** The developer whose model it is, a named evaluator of government, or time and what follows by itself. */
export type WindowMover = "developer" | "government" | "system";

export type WindowMove = { readonly ok: true; readonly state: WindowState } | { readonly ok: false; readonly code: "not-yours" | "nobody-accepted" | "window-not-running" | "no-window" };

interface Step {
  readonly by: readonly WindowMover[];
  readonly from: readonly WindowState[];
  readonly to: WindowState;
}

const RUNNING = ["open", "paused"] as const;
const LIVE = ["proposed", "agreed", ...RUNNING] as const;
const end = (by: readonly WindowMover[], from: readonly WindowState[]): Step => ({ by, from, to: "ended" });

const STEPS: Readonly<Record<WindowEvent, Step>> = {
  agree: { by: ["government"], from: ["proposed"], to: "agreed" },
  open: { by: ["developer"], from: ["agreed"], to: "open" },
  pause: { by: ["developer"], from: ["open"], to: "paused" },
  resume: { by: ["developer"], from: ["paused"], to: "open" },
  "owe-cleanup": { by: ["system"], from: ["ended"], to: "cleanup-due" },
  "attest-cleanup": { by: ["government"], from: ["cleanup-due"], to: "cleanup-attested" },
  elapsed: end(["system"], RUNNING),
  "partner-release": end(["developer", "system"], LIVE),
  "developer-ended": end(["developer"], LIVE),
  "developer-withdrew": end(["developer"], LIVE),
  "engagement-closed": end(["developer"], LIVE),
  "government-finished": end(["government"], RUNNING),
  "terms-breach": end(["developer"], RUNNING),
  incident: end(["developer", "government", "system"], LIVE),
};

/** All events, for walks over the whole machine. */
export const WINDOW_EVENTS = Object.keys(STEPS) as readonly WindowEvent[];

/** Where an event leads, or why it cannot be. Total over states, events and movers. */
export function moveWindow(state: WindowState, event: WindowEvent, mover: WindowMover): WindowMove {
  const { by, from, to } = STEPS[event];
  if (!by.includes(mover)) return { ok: false, code: "not-yours" };
  if (from.includes(state)) return { ok: true, state: to };
  // The second evaluator accepts terms that stand already, and a pause asked for twice is one.
  if ((event === "agree" && isWindowLive(state)) || ((event === "pause" || event === "resume") && state === to)) return { ok: true, state };
  if (event === "open" && state === "proposed") return { ok: false, code: "nobody-accepted" };
  return { ok: false, code: isWindowLive(state) ? "window-not-running" : "no-window" };
}

/** Whether the window has not ended yet. */
export function isWindowLive(state: WindowState): boolean {
  return (LIVE as readonly WindowState[]).includes(state);
}

/** Whether the days of an opened window run: also while it is paused. */
export function isRunning(state: WindowState): boolean {
  return (RUNNING as readonly WindowState[]).includes(state);
}

export interface Participant {
  readonly accepted: boolean;
  readonly finished: boolean;
}

/** Government is done when everybody who accepted the terms has said so. Who never accepted holds nobody up. */
export function isFinished(participants: readonly Participant[]): boolean {
  const taking = participants.filter(({ accepted }) => accepted);
  return taking.length > 0 && taking.every(({ finished }) => finished);
}
