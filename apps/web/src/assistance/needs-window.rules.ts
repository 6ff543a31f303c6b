import type { HelpRequest } from "./assistance.query.ts";

/** Whether nothing is done for a request outside of a window that its operator sets; as rooms/assistance/help/help.rules.ts says. */
export function needsWindow({ touchesControl, kind }: Pick<HelpRequest, "touchesControl" | "kind">): boolean {
  return touchesControl || kind === "maintenance-window";
}
