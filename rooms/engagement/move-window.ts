import type { WindowState } from "#contracts/engagement";
import { moveWindow, type WindowEvent, type WindowMover } from "./access-window.rules.ts";
import { refuseMove } from "./engagement.errors.ts";
import type { WindowRow } from "./window.store.ts";

/** Where the event leads the window; throws when it cannot be. */
export function requireWindowMove(window: Pick<WindowRow, "state">, event: WindowEvent, mover: WindowMover): WindowState {
  const move = moveWindow(window.state, event, mover);
  if (!move.ok) throw refuseMove(move.code);
  return move.state;
}
