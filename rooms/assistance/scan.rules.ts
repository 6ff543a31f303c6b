import type { ScanState } from "#contracts/assistance";

/*
 * A scan that a partner runs for an operator (REQUIREMENTS C4, INV-17).
 *
 *   event       from           to            by
 *   take        asked          taken         a partner whose early access is active and lets it run scans for operators
 *   hand-back   taken          asked         that partner; or by itself when its early access stops
 *   deliver     taken          delivered     that partner, in at most five plain steps
 *   hand-over   delivered      handed-over   the operator: what was found goes to the clearinghouse
 *   hand-over   handed-over    handed-over   the operator again, where not all of it was taken
 *   withdraw    asked, taken   withdrawn     the operator, at any time before the end
 */
export type ScanEvent = "take" | "hand-back" | "deliver" | "hand-over" | "withdraw";

const NEXT: Readonly<Record<ScanState, Partial<Record<ScanEvent, ScanState>>>> = {
  asked: { take: "taken", withdraw: "withdrawn" },
  taken: { "hand-back": "asked", deliver: "delivered", withdraw: "withdrawn" },
  delivered: { "hand-over": "handed-over" },
  "handed-over": { "hand-over": "handed-over" },
  withdrawn: {},
};

/** The state after an event, or undefined where the event has no place. */
export function nextScanState(state: ScanState, event: ScanEvent): ScanState | undefined {
  return NEXT[state][event];
}

// What a payload, a command or a request is written with, and plain advice is not. A step such as "turn off the maintenance
// account" needs none of it; whoever needs the rest gets it through the clearinghouse, to the maintainer alone.
const EXPLOIT_SIGNS: readonly (readonly [RegExp, string])[] = [
  [/[<>{}|\\`$;]/, "signs that only code needs"],
  [/\b[a-z][a-z0-9+.-]*:\/\//i, "an address"],
  [/(%[0-9a-f]{2}|\b0x[0-9a-f]+\b|\b[0-9a-f]{16,}\b)/i, "encoded bytes"],
  [/\S{60,}/, "a word that no reader can read"],
  [/(\.\.\/|\/(bin|etc|proc|usr)\/)/, "a file path"],
];

/** What of this text looks like the detail of an exploit, in words; undefined for plain words. */
export function findExploitDetail(text: string): string | undefined {
  return EXPLOIT_SIGNS.find(([sign]) => sign.test(text))?.[1];
}
