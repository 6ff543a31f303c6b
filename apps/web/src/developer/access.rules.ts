import type { AccessWindow, Engagement } from "../engagement/engagement.words.ts";

/** Seconds as days with one decimal, rounded up: a used moment is never shown as none. */
export function toDays(seconds: number): number {
  return Math.ceil(seconds / 8640) / 10;
}

/** The window that was not ended yet, if there is one. */
export function findLiveWindow(engagement: Engagement): AccessWindow | undefined {
  return engagement.windows.find((window) => !hasEnded(window));
}

export function hasEnded({ endedAt }: AccessWindow): boolean {
  return endedAt !== null;
}

export function hasAccepted({ acceptedAt }: AccessWindow["evaluators"][number]): boolean {
  return acceptedAt !== null;
}
